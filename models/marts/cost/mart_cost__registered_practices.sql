with

years as (
    select fin_year, first_date, last_date
    from {{ ref('mart_cost__years') }}
),

objectors as (
    select person_id
    from {{ ref('int_person__permissions') }}
    where is_national_opt_out
),

registered as (
    {{ registered_and_alive('objectors') }}
)

select
    years.fin_year,
    registered.practice_code,
    cast(
        sum(
            date_diff(
                'day',
                greatest(registered.valid_from, years.first_date),
                least(registered.valid_to, years.last_date)
            ) + 1
        ) as bigint
    ) as registered_days
from registered
inner join years
    on registered.valid_from <= years.last_date and registered.valid_to >= years.first_date
where registered.valid_from <= registered.valid_to
group by years.fin_year, registered.practice_code
