{#- When somebody has a condition: one macro per kind of rule, so that the registers read as their definitions do. -#}

{#- The last day on which what happened on a day lies within so many months: the day itself, so many months on, counts. -#}
{% macro last_day_within(day, months) -%}
    case
        when {{ day }} = last_day({{ day }}) then last_day({{ day }} + to_months({{ months }}))
        else cast({{ day }} + to_months({{ months }}) as date)
    end
{%- endmacro %}

{#- The first day at an age: completed years, counted from the first day of the birth month. -#}
{% macro first_day_aged(birth_month, years) -%}
    cast({{ birth_month }} + interval {{ years }} year as date)
{%- endmacro %}

{#- Everybody who is diagnosed, for as long as nothing resolves it. -#}
{% macro diagnosed(ltc_code, all_diagnosed) -%}
    select
        person_id,
        ltc_code,
        since_date,
        held_from,
        held_to,
        birth_month,
        death_date
    from {{ all_diagnosed }}
    where ltc_code = '{{ ltc_code }}'
{%- endmacro %}

{#- Of what is held, what falls at an age or over. The dead do not grow older; of an unknown age nothing is known. -#}
{% macro from_the_age_of(years, held) -%}
    select
        person_id,
        ltc_code,
        since_date,
        greatest(held_from, {{ first_day_aged('birth_month', years) }}) as held_from,
        held_to,
        birth_month,
        death_date
    from {{ held }}
    where
        {{ first_day_aged('birth_month', years) }} <= held_to
        and {{ first_day_aged('birth_month', years) }} <= coalesce(death_date, {{ last_possible_date() }})
{%- endmacro %}

{#- Of what is held for life, that of people whose first diagnosis was at an age or over. -#}
{% macro first_diagnosed_from_the_age_of(years, held) -%}
    select
        person_id,
        ltc_code,
        since_date,
        held_from,
        held_to,
        birth_month,
        death_date
    from {{ held }}
    where {{ first_day_aged('birth_month', years) }} <= since_date
{%- endmacro %}

{#- Of what is held, the days on which a medicine for it was issued within the months before. -#}
{% macro while_treated(ltc_code, held, all_treated) -%}
    select
        held.person_id,
        held.ltc_code,
        held.since_date,
        greatest(held.held_from, treated.treated_from) as held_from,
        least(held.held_to, treated.treated_to) as held_to
    from {{ held }} as held
    inner join {{ all_treated }} as treated
        on
            held.person_id = treated.person_id
            and treated.ltc_code = '{{ ltc_code }}'
            and held.held_from <= treated.treated_to
            and held.held_to >= treated.treated_from
{%- endmacro %}

{#- What every register tells of its people. -#}
{% macro register_columns() -%}
    person_id,
    ltc_code,
    since_date,
    held_from,
    held_to
{%- endmacro %}

{#- A diagnosis as the lists of codes spell it: no dots, and of a code of three characters no filler. -#}
{% macro bare_diagnosis(code) -%}
    regexp_replace(replace(upper(trim({{ code }})), '.', ''), '[XDA-]+$', '')
{%- endmacro %}

{#- The codes of a list in one field, one row each. -#}
{% macro listed_codes(codes) -%}
    unnest(string_split({{ codes }}, '|'))
{%- endmacro %}

{#-
    Whether a linked row may say something of its person: what is known of people serves direct care and planning
    alike, so it has to be covered for both.
-#}
{% macro is_known_of_people(of_table) -%}
    {{ of_table }}.is_direct_care_covered and {{ of_table }}.is_planning_covered
{%- endmacro %}

{#- Ethnic categories of the groups in whom a lower body mass index harms: Mixed, Asian, Black, Chinese and other. -#}
{% macro lower_bmi_groups() -%}
    'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'M', 'N', 'P', 'R', 'S'
{%- endmacro %}

{#-
    The 15 groups of the population of Whole Systems Integrated Care, North West London, as rules over the age and what
    is held on the day; the first that fits, in the order of `segment_precedence`. code_segments says them in words.
-#}
{% macro segment(age_years, held) -%}
    {%- set rules = {
        1: age_years ~ ' <= 12',
        2: age_years ~ ' between 13 and 17',
        3: age_years ~ ' between 18 and 64',
        4: age_years ~ ' >= 65',
        5: age_years ~ ' <= 17 and ' ~ held ~ '.ltc_count >= 1',
        6: age_years ~ ' between 18 and 64 and ' ~ held ~ '.ltc_count >= 1',
        7: age_years ~ ' >= 65 and ' ~ held ~ '.ltc_count >= 1',
        8: age_years ~ ' >= 18 and ' ~ held ~ '.is_cancer',
        9: age_years ~ ' <= 12 and ' ~ held ~ '.is_continuing_care',
        10: age_years ~ ' between 13 and 17 and ' ~ held ~ '.is_continuing_care',
        11: age_years ~ ' >= 18 and ' ~ held ~ '.is_severe_mental_illness',
        12: age_years ~ ' >= 18 and ' ~ held ~ '.is_learning_disability',
        13: age_years ~ ' >= 18 and ' ~ held ~ '.is_disabled',
        14: age_years ~ ' >= 18 and ' ~ held ~ '.is_dementia',
        15: held ~ '.is_homeless'
    } -%}
    case
        {%- for segment_code in var('segment_precedence') %}
        when {{ rules[segment_code] }} then {{ segment_code }}
        {%- endfor %}
    end
{%- endmacro %}

{#- Whether any of the grouped rows is of a register, a column for each. -#}
{% macro is_on_each(registers) -%}
    {%- for ltc_code in registers -%}
        bool_or(ltc_code = '{{ ltc_code }}') as is_{{ ltc_code | lower }}{{ ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

{#- The same of people who may be on none, and of people of whom it is not known. -#}
{% macro is_known_to_be_on_each(registers, is_unknown) -%}
    {%- for ltc_code in registers -%}
        {%- set is_on = 'registers.is_' ~ ltc_code | lower -%}
        case when not {{ is_unknown }} then coalesce({{ is_on }}, false) end as is_{{ ltc_code | lower }}
        {{- ', ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
