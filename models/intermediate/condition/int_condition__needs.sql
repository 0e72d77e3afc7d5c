-- From when until when somebody has a need that puts them in a group of the population and is on no register: a code
-- holds for so many months, or for life.

with

windows as (
    select ltc_code, holds_for_months
    from {{ ref('code_conditions') }}
    where kind_code = 'NEED'
),

coded as (
    select
        days.person_id,
        days.ltc_code,
        days.coded_on,
        windows.holds_for_months,
        coalesce(
            lead(days.coded_on) over (partition by days.person_id, days.ltc_code order by days.coded_on) - 1,
            {{ last_possible_date() }}
        ) as before_next
    from {{ ref('int_condition__coded_days') }} as days
    inner join windows
        on days.ltc_code = windows.ltc_code
)

select
    person_id,
    ltc_code,
    coded_on as since_date,
    coded_on as held_from,
    case
        when holds_for_months is null then before_next
        else least(before_next, {{ last_day_within('coded_on', 'holds_for_months') }})
    end as held_to
from coded
