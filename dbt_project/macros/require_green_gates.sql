{#-
    A build asked for by itself refuses as the nightly run does: what a zone is made from must have passed its gate.
    Which gates stand before a zone is said here once; the results are in ops.gate_results, written by the gates.
-#}
{% macro gates_before(zone) -%}
    {{ return({
        'staging': ['FEEDS', 'IDENTITY'],
        'intermediate': ['FEEDS', 'IDENTITY'],
        'marts': ['FEEDS', 'IDENTITY', 'STAGING'],
        'open': ['FEEDS', 'IDENTITY', 'STAGING', 'MARTS']
    }[zone]) }}
{%- endmacro %}

{% macro gates_needed(resource_ids) -%}
    {%- set needed = [] -%}
    {%- for resource_id in resource_ids if resource_id in graph.nodes -%}
        {%- set node = graph.nodes[resource_id] -%}
        {%- if node.resource_type == 'model' and node.fqn[1] in ['staging', 'intermediate', 'marts', 'open'] -%}
            {%- for gate in gates_before(node.fqn[1]) if gate not in needed -%}
                {%- do needed.append(gate) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(needed) }}
{%- endmacro %}

{% macro require_green_gates() -%}
    {#- Only where something is about to be written: not while parsing, compiling, testing or writing docs. -#}
    {%- if execute and flags.WHICH in ('run', 'build') and target.name != 'lint' -%}
        {%- set needed = gates_needed(selected_resources) -%}
        {%- if needed | length > 0 -%}
            {%- set green = [] -%}
            {%- if load_relation(source('ops', 'gate_results')) is not none -%}
                {%- do green.extend(run_query(green_gates()).columns[0].values()) -%}
            {%- endif -%}
            {%- for gate in needed if gate not in green -%}
                {{ exceptions.raise_compiler_error(
                    'The gate ' ~ gate ~ ' is not green for this run: it has not been run, or a blocking expectation '
                    ~ 'is not met. Nothing that depends on it is built. Run `careweave run`, or see ops.gate_results.'
                ) }}
            {%- endfor -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- The gates of this run that have been run, and of which no blocking expectation failed. -#}
{% macro green_gates() -%}
    select gate_results.zone_code
    from {{ source('ops', 'gate_results') }} as gate_results
    inner join {{ source('ops', 'reporting_date') }} as reporting_date
        on gate_results.run_id = reporting_date.run_id
    group by gate_results.zone_code
    having count(*) filter (where gate_results.is_blocking and not gate_results.is_met) = 0
{%- endmacro %}
