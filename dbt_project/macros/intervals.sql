{#- How far an estimate of a count may be from the truth. -#}

{#-
    The bound below which a count lies with a chance that a normal deviate of so many standard deviations has: of a gamma
    distribution of this mean and variance, by Wilson and Hilferty's cube root (Proc Natl Acad Sci 1931;17:684). A count
    of errors is never negative and has a long tail, so that twice a standard deviation either way would not do.
-#}
{% macro gamma_bound(mean, variance, deviations) -%}
    {%- set spread = 'least(' ~ variance ~ ' / (' ~ mean ~ ' * ' ~ mean ~ '), ' ~ widest_spread() ~ ')' -%}
    case
        when {{ mean }} > 0
            then {{ mean }} * power(
                greatest(0, 1 - {{ spread }} / 9 + ({{ deviations }}) * sqrt({{ spread }}) / 3), 3
            )
        else 0
    end
{%- endmacro %}

{#- Standard deviations that hold 95 per cent between them, either way. -#}
{% macro deviations_of_95_pct() %}1.959964{% endmacro %}

{#- Variance over the mean squared, up to which the cube root is near: beyond it less than a tenth of one error is
    expected, and the bound is that of a tenth. -#}
{% macro widest_spread() %}10{% endmacro %}
