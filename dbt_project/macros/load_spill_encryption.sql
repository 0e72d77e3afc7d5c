{#-
    What DuckDB spills to disk is encrypted (profiles.yml), and it encrypts only with the OpenSSL of httpfs. The
    extension is loaded from the file inside its wheel, whose path the caller gives: nothing is downloaded.
-#}
{% macro load_spill_encryption() -%}
    {%- set extension = env_var('CAREWEAVE_DBT_HTTPFS', '') -%}
    {%- if execute and extension != '' -%}
        load '{{ extension | replace("'", "''") }}'
    {%- endif -%}
{%- endmacro %}
