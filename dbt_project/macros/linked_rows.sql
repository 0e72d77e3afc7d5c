{#-
    The way from a staged row to its person, the same for every feed of persons: `linked_rows` gives the person and
    `placed_rows` the practice and borough of the day. A model names its feed and the date of a row, and no more.
-#}

{#-
    The rows of a feed with their person, up to the reporting date.

    A row whose identity was withheld on purpose stays, without a person. A row whose identity the map does not hold
    belongs to a local objector and is gone. `without_type_1` leaves out people whose practice may share nothing.
    National objectors stay, marked: facts leave them out, direct care keeps them.
-#}
{% macro linked_rows(feed_rows, dated_on, without_type_1=false) -%}
    select
        feed_rows.*,
        {{ dated_on }} as dated_on,
        reporting_date.as_of_date,
        person_map.person_id,
        case
            when feed_rows.identity_id is null then 'WITHHELD'
            else person_map.link_method_code
        end as link_method_code,
        person_map.link_prob,
        person_map.borough_code as own_borough_code,
        coalesce(objectors.is_national_opt_out, false) as is_national_opt_out
    from {{ feed_rows }} as feed_rows
    cross join {{ source('ops', 'reporting_date') }} as reporting_date
    left join {{ source('identity', 'person_map') }} as person_map
        on feed_rows.identity_id = person_map.identity_id
    left join (
        select person_id, is_national_opt_out, is_type_1_opt_out
        from {{ ref('int_person__permissions') }}
        where is_national_opt_out or is_type_1_opt_out
    ) as objectors
        on person_map.person_id = objectors.person_id
    where
        {{ dated_on }} <= reporting_date.as_of_date
        and (feed_rows.identity_id is null or person_map.identity_id is not null)
        {%- if without_type_1 %}
        and not coalesce(objectors.is_type_1_opt_out, false)
        {%- endif %}
{%- endmacro %}

{#-
    Linked rows with the practice and borough of the registration in force on their date; without one, the practice
    that the extract carries and the borough of the extract's own postcode.
-#}
{% macro placed_rows(rows, dated_on='dated_on', source_practice='cast(null as varchar)') -%}
    select
        {{ rows }}.*,
        coalesce(periods.practice_code, {{ source_practice }}) as place_practice_code,
        case
            when periods.person_id is null then {{ rows }}.own_borough_code
            else periods.borough_code
        end as place_borough_code,
        periods.person_id is not null
        and (periods.death_date is null or periods.death_date > {{ rows }}.{{ dated_on }})
            as is_in_registered_population
    from {{ rows }}
    left join {{ ref('int_registration__periods') }} as periods
        on
            {{ rows }}.person_id = periods.person_id
            and {{ rows }}.{{ dated_on }} >= periods.valid_from
            and {{ rows }}.{{ dated_on }} <= coalesce(periods.valid_to, {{ last_possible_date() }})
{%- endmacro %}

{#- Of a placed row, what every fact carries: whose, how surely, where, and from which delivery. -#}
{% macro person_and_place() -%}
    person_id,
    link_method_code,
    link_prob,
    place_practice_code as practice_code,
    place_borough_code as borough_code,
    is_in_registered_population,
    is_national_opt_out,
    sender_code,
    delivery_id,
    dated_on,
    own_borough_code
{%- endmacro %}

{#- The feeds that a type 1 opt-out keeps inside the practice, as SQL text literals. -#}
{% macro type_1_feeds() -%}
    'gp_events', 'gp_medications', 'gp_appointments'
{%- endmacro %}
