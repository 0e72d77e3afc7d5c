{# The feeds that have a staging model, by name, with the view of their rows in force and the name of that model.
   Found in the project itself: a new feed needs no line anywhere. #}
{% macro staged_feeds() -%}
    {%- set feeds = [] -%}
    {%- if execute -%}
        {%- set staging = {} -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' and node.name.startswith('stg_') -%}
            {%- do staging.update({node.name[4:].split('__')[0]: node.name}) -%}
        {%- endfor -%}
        {%- for feed in graph.sources.values() if feed.source_name == 'lake' and feed.name in staging -%}
            {%- do feeds.append({
                'name': feed.name, 'relation_name': feed.relation_name, 'table_name': staging[feed.name]
            }) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(feeds | sort(attribute='name')) }}
{%- endmacro %}
