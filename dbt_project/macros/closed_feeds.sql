{#-
    The feeds that open tables may not count, of rows of mart_quality__agreements: those used for planning of which not
    every sender has agreed to open tables. Registrations say where everything happened and whose rates are told, so
    where they are closed everything placed by them is.
-#}
{% macro closed_feeds(agreements) -%}
    select feed
    from {{ agreements }}
    group by feed
    having
        bool_or(is_used) filter (where purpose_code = 'PLANNING')
        and not bool_or(is_used) filter (where purpose_code = 'OPEN')
{%- endmacro %}

{#-
    The settings of which open tables may not say what they cost: those with activity of a closed feed, and where
    registrations are closed all of them. Of rows that say which feed the activity of a point of delivery comes from, and
    of rows that say which setting it is part of.
-#}
{% macro closed_settings(activity, parts, closed_feeds) -%}
    select distinct parts.setting_code
    from {{ activity }} as activity
    inner join {{ parts }} as parts
        on activity.point_of_delivery_code = parts.part_code
    inner join {{ closed_feeds }} as closed_feeds
        on closed_feeds.feed in (activity.source_feed, 'registrations')
{%- endmacro %}
