{#-
    What an activity costs: which row of a price list applies on a day, with which market forces factor, and how an
    amount becomes pounds and pence. The models of intermediate/cost ask; here is what is the same for every price list.

    Everything is decimal and is multiplied before it is divided: in this engine a decimal divided by an integer is a
    floating point number.
-#}

{#-
    Rows with the price that applies to them. Each asks with a currency_code, a modifier_code (null: none) and a
    costing_date. Which row: the exact currency and modifier; else the exact currency with an empty modifier; else any
    currency (*) with the modifier; else any currency and an empty one. Of two valid ones the later valid_from; of two
    as late as each other, which only two publishers can send, the one extracted later, then that of the greater sender.

    Rows that no price is valid for keep their place, without one, and say why in unpriced_reason_code. Resolved over
    the distinct questions, of which there are far fewer than rows.
-#}
{% macro with_price(rows, price_list) -%}
    select
        {{ rows }}.*,
        prices.price_gbp,
        prices.short_stay_price_gbp,
        prices.trim_point_days,
        prices.excess_day_price_gbp,
        prices.price_rule_code,
        prices.price_delivery_id,
        prices.price_row_number,
        case
            when prices.price_gbp is not null then null
            when {{ rows }}.currency_code is null then 'NO_CURRENCY'
            when prices.currency_code is not null then 'NOT_VALID'
            else 'NOT_LISTED'
        end as unpriced_reason_code
    from {{ rows }}
    left join (
        select
            questions.currency_code,
            questions.modifier_code,
            questions.costing_date,
            -- A price that is listed for other days says that much, and nothing else.
            case when {{ is_valid_on_costing_date() }} then prices.price_gbp end as price_gbp,
            case when {{ is_valid_on_costing_date() }} then prices.short_stay_price_gbp end as short_stay_price_gbp,
            case when {{ is_valid_on_costing_date() }} then prices.trim_point_days end as trim_point_days,
            case when {{ is_valid_on_costing_date() }} then prices.excess_day_price_gbp end as excess_day_price_gbp,
            case
                when not {{ is_valid_on_costing_date() }} then null
                when prices.currency_code = '*' and prices.modifier_code is null then 'ANY'
                when prices.currency_code = '*' then 'MODIFIER'
                when prices.modifier_code is null and questions.modifier_code is not null then 'CURRENCY'
                else 'EXACT'
            end as price_rule_code,
            case when {{ is_valid_on_costing_date() }} then prices.delivery_id end as price_delivery_id,
            case when {{ is_valid_on_costing_date() }} then prices.row_number end as price_row_number
        from (
            select currency_code, modifier_code, costing_date, currency_code as listed_currency_code
            from {{ rows }}
            union
            select currency_code, modifier_code, costing_date, '*' as listed_currency_code
            from {{ rows }}
        ) as questions
        inner join {{ ref('int_cost__prices') }} as prices
            on
                questions.listed_currency_code = prices.currency_code
                and prices.price_list_code = '{{ price_list }}'
                and (prices.modifier_code is null or prices.modifier_code = questions.modifier_code)
        qualify
            row_number() over (
                partition by questions.currency_code, questions.modifier_code, questions.costing_date
                order by
                    {{ is_valid_on_costing_date() }} desc,
                    prices.currency_code <> '*' desc,
                    prices.modifier_code is not null desc,
                    prices.valid_from desc,
                    prices.extracted_at desc,
                    prices.sender_code desc
            ) = 1
    ) as prices
        on
            {{ rows }}.currency_code is not distinct from prices.currency_code
            and {{ rows }}.modifier_code is not distinct from prices.modifier_code
            and {{ rows }}.costing_date = prices.costing_date
{%- endmacro %}

{#- A price or a factor holds from valid_from to valid_to, both included. -#}
{% macro is_valid_on_costing_date() -%}
    (questions.costing_date between prices.valid_from and prices.valid_to)
{%- endmacro %}

{#-
    Rows with the market forces factor of their provider_code on their costing_date; 1 where there is none. Of two valid
    ones, as of prices.
-#}
{% macro with_market_forces(rows) -%}
    select
        {{ rows }}.*,
        coalesce(factors.market_forces_factor, 1) as market_forces_factor
    from {{ rows }}
    left join (
        select
            questions.provider_code,
            questions.costing_date,
            factors.market_forces_factor
        from (
            select distinct provider_code, costing_date
            from {{ rows }}
        ) as questions
        inner join {{ ref('int_cost__factors') }} as factors
            on
                questions.provider_code = factors.provider_code
                and questions.costing_date between factors.valid_from and factors.valid_to
        qualify
            row_number() over (
                partition by questions.provider_code, questions.costing_date
                order by factors.valid_from desc, factors.extracted_at desc, factors.sender_code desc
            ) = 1
    ) as factors
        on
            {{ rows }}.provider_code = factors.provider_code
            and {{ rows }}.costing_date = factors.costing_date
{%- endmacro %}

{#- How a price was found and what it was, the same columns after every price list's own. -#}
{% macro price_found() -%}
    unpriced_reason_code,
    price_gbp,
    price_rule_code,
    price_delivery_id,
    price_row_number
{%- endmacro %}

{#-
    An amount in pounds and pence, rounded half up, once. An amount beyond all money (a million million contacts) is no
    amount, and must not stop a night.
-#}
{% macro to_the_penny(amount) -%}
    try_cast(round({{ amount }}, 2) as decimal(18, 2))
{%- endmacro %}

{#-
    The days of a service at a weekly cost, to the penny: cost x days / 7 in whole millionths of a pound, of which
    70,000 are seven pence; half of that is added before the division drops the rest.
-#}
{% macro weekly_cost_to_the_penny(weekly_cost_gbp, days) -%}
    cast(
        ((cast(cast({{ weekly_cost_gbp }} as decimal(38, 6)) * 1000000 as hugeint) * {{ days }} + 35000) // 70000)
        as decimal(36, 0)
    ) * 0.01
{%- endmacro %}

{#-
    A sum of pounds and pence times one whole number and over another, to the penny, half up: pennies throughout, so that
    nothing is divided before it is multiplied. Null over nothing.
-#}
{% macro share_to_the_penny(sum_gbp, times, over) -%}
    cast(
        ((cast(cast({{ sum_gbp }} as decimal(38, 2)) * 100 as hugeint) * ({{ times }}) * 2 + ({{ over }}))
        // nullif(({{ over }}) * 2, 0)) as decimal(36, 0)
    ) * 0.01
{%- endmacro %}

{#- A code without what people put between its letters. -#}
{% macro letters_and_digits(code) -%}
    regexp_replace({{ code }}, '[^A-Z0-9]', '', 'g')
{%- endmacro %}
