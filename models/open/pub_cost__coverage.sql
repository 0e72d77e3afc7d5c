with

parts as (
    select part_code, part_name, setting_code, is_covered, valued_by, coverage_note, activity_count
    from {{ ref('mart_cost__coverage') }}
),

activity as (
    select distinct point_of_delivery_code, source_feed
    from {{ ref('mart_activity__practice_quarters') }}
),

agreements as (
    select feed, purpose_code, is_used
    from {{ ref('mart_quality__agreements') }}
),

closed_feeds as (
    {{ closed_feeds('agreements') }}
),

closed_settings as (
    {{ closed_settings('activity', 'parts', 'closed_feeds') }}
)

select
    parts.part_code,
    parts.part_name,
    parts.setting_code,
    case
        when not parts.is_covered then 'NOT_COVERED'
        when closed_settings.setting_code is not null then 'CLOSED'
        when {{ is_small_count('coalesce(parts.activity_count, 0)', hides_zero=true) }} then 'NOT_RECEIVED'
        else 'SHOWN'
    end as coverage_code,
    parts.valued_by,
    parts.coverage_note
from parts
left join closed_settings
    on parts.setting_code = closed_settings.setting_code
