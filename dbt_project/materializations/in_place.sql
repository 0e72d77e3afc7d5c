{#-
    How a model becomes a table or a view of a build. Nobody reads a build before it is published, and one that fails is
    never published: so each is made under its own name at once, in one transaction, where dbt's own way makes it under
    another name, renames and clears up behind itself, each by a statement of its own.
-#}

{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set target = this.incorporate(type='table') -%}
    {{ build_in_place(target, create_table_as(false, target, compiled_code)) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb', supported_languages=['sql'] %}
    {%- set target = this.incorporate(type='view') -%}
    {{ build_in_place(target, get_create_view_as_sql(target, sql)) }}
    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- Run what makes a table or view, and all that belongs to it, to its commit. -#}
{% macro build_in_place(target, create_sql) %}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {{ dropped_before(target) }}
        {{ create_sql }}
        {{ described(target) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
{% endmacro %}

{#- SQL: away with what stands under the name, when a part of a build is made again. -#}
{% macro dropped_before(relation) %}
    {%- set standing = load_cached_relation(relation) -%}
    {%- if standing is not none -%} drop {{ standing.type }} if exists {{ standing }} cascade; {%- endif -%}
{% endmacro %}

{#- SQL: the words of a model and its columns, kept with it. Its contract says that there are no other columns. -#}
{% macro described(relation) %}
    {%- if config.persist_relation_docs() and model.description -%}
        {{ alter_relation_comment(relation, model.description) }}
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for column in model.columns.values() %}
            comment on column {{ relation }}.{{ adapter.quote(column.name) if column.quote else column.name }} is
                {{ duckdb_escape_comment(column.description) }};
        {%- endfor -%}
    {%- endif -%}
{% endmacro %}
