{#-
    The way from a staged row to its person, the same for every feed of persons: `linked_rows` gives the person and
    `placed_rows` the practice and borough of the day. A model names its feed and the date of a row, and no more.

    Both are inner joins to a table that answers for every row, also for one without a person and for a day without a
    registration, and every condition beside the keys is on the side of the people. Joined otherwise, DuckDB takes the
    events for the smaller side and keeps hundreds of millions of them in memory. Agreements, which answer for every
    sender, are a left join for the same reason: of an inner one DuckDB guesses that it leaves few of the rows.
-#}

{#-
    The rows of a feed with their person, and what the agreements of their sender cover. A row whose identity was
    withheld on purpose stays, without a person. A row whose identity the map does not hold belongs to a local objector
    and is gone.
-#}
{% macro linked_rows(feed, feed_rows, dated_on) -%}
    select
        feed_rows.*,
        {{ dated_on }} as dated_on,
        links.person_id,
        links.link_method_code,
        links.link_prob,
        links.borough_code as own_borough_code,
        coverage.is_direct_care_covered,
        coverage.is_planning_covered
    from {{ feed_rows }} as feed_rows
    inner join {{ ref('int_person__links') }} as links
        on coalesce(feed_rows.identity_id, {{ nobody() }}) = links.identity_id
    left join {{ ref('int_sender__coverage') }} as coverage
        on feed_rows.sender_code = coverage.sender_code and coverage.feed = '{{ feed }}'
{%- endmacro %}

{#-
    Linked rows up to the reporting date, with the practice and borough of the registration in force on their date;
    without one, the practice that the extract carries and the borough of the extract's own postcode.

    `without_type_1` leaves out people whose practice may share nothing. National objectors stay, marked: facts leave
    them out, direct care keeps them.
-#}
{% macro placed_rows(rows, dated_on='dated_on', source_practice='cast(null as varchar)', without_type_1=false) -%}
    select
        {{ rows }}.*,
        places.as_of_date,
        coalesce(places.practice_code, {{ source_practice }}) as place_practice_code,
        case
            when places.is_registered then places.borough_code
            else {{ rows }}.own_borough_code
        end as place_borough_code,
        places.is_registered
        and (places.death_date is null or places.death_date > {{ rows }}.{{ dated_on }})
            as is_in_registered_population,
        places.is_national_opt_out
    from {{ rows }}
    inner join {{ ref('int_person__places') }} as places
        on
            coalesce({{ rows }}.person_id, {{ nobody() }}) = places.person_id
            and {{ rows }}.{{ dated_on }} >= places.valid_from
            and {{ rows }}.{{ dated_on }} <= places.valid_to
            and {{ rows }}.{{ dated_on }} <= places.as_of_date
    {%- if without_type_1 %}
    where not places.is_type_1_opt_out
    {%- endif %}
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
    is_direct_care_covered,
    is_planning_covered,
    sender_code,
    delivery_id,
    dated_on,
    own_borough_code
{%- endmacro %}

{#-
    Whether a placed row may be used for planning: the condition of every fact. The rules are the rows of
    code_permitted_uses; the gate after marts and tests/spec hold what is built to them.

    One condition, not two: of a sender's agreement alone DuckDB would guess, before any join, that it leaves few rows.
-#}
{% macro is_for_planning(of_table='') -%}
    case when not {{ of_table }}is_national_opt_out then {{ of_table }}is_planning_covered else false end
{%- endmacro %}

{#- Whether a row of a relation may be used for the purpose that a column names: direct care or planning. -#}
{% macro is_covered_for(purpose_code, relation) -%}
    case {{ purpose_code }}
        when 'DIRECT_CARE' then {{ relation }}.is_direct_care_covered
        else {{ relation }}.is_planning_covered
    end
{%- endmacro %}

{#- Stands for a withheld identity and for its person where keys are compared; never written into a fact. -#}
{% macro nobody() -%}
    cast('00000000-0000-0000-0000-000000000000' as uuid)
{%- endmacro %}

{#- The feeds that a type 1 opt-out keeps inside the practice, as SQL text literals. -#}
{% macro type_1_feeds() -%}
    'gp_events', 'gp_medications', 'gp_appointments'
{%- endmacro %}
