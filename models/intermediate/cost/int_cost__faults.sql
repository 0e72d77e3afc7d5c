-- What no row of a list shows by itself: prices or factors for the same thing on the same days, of which the later
-- begun applies; and one currency spelt in two ways, of which activity finds only the one that it is sent with.

with

prices as (
    select
        sender_code,
        delivery_id,
        row_number,
        price_list_code,
        currency_code,
        modifier_code,
        valid_from,
        valid_to,
        {{ letters_and_digits('currency_code') }} as plain_currency_code
    from {{ ref('int_cost__prices') }}
),

factors as (
    select sender_code, delivery_id, row_number, provider_code, valid_from, valid_to
    from {{ ref('int_cost__factors') }}
),

overlapping_prices as (
    select
        prices.delivery_id,
        prices.row_number,
        min(others.row_number) as other_row_number
    from prices
    inner join prices as others
        on
            prices.sender_code = others.sender_code
            and prices.price_list_code = others.price_list_code
            and prices.currency_code = others.currency_code
            and prices.modifier_code is not distinct from others.modifier_code
            and prices.valid_from <> others.valid_from
            and prices.valid_from <= others.valid_to
            and prices.valid_to >= others.valid_from
    group by prices.delivery_id, prices.row_number
),

overlapping_factors as (
    select
        factors.delivery_id,
        factors.row_number,
        min(others.row_number) as other_row_number
    from factors
    inner join factors as others
        on
            factors.sender_code = others.sender_code
            and factors.provider_code = others.provider_code
            and factors.valid_from <> others.valid_from
            and factors.valid_from <= others.valid_to
            and factors.valid_to >= others.valid_from
    group by factors.delivery_id, factors.row_number
),

spelt_otherwise as (
    select
        prices.delivery_id,
        prices.row_number,
        min(others.row_number) as other_row_number
    from prices
    inner join prices as others
        on
            prices.sender_code = others.sender_code
            and prices.price_list_code = others.price_list_code
            and prices.plain_currency_code = others.plain_currency_code
            and prices.currency_code <> others.currency_code
    where prices.plain_currency_code <> ''
    group by prices.delivery_id, prices.row_number
)

select
    'ref_prices' as feed,
    delivery_id,
    row_number,
    'OVERLAP' as fault_code,
    'valid_from' as column_name,
    other_row_number
from overlapping_prices
union all
select
    'ref_market_forces' as feed,
    delivery_id,
    row_number,
    'OVERLAP' as fault_code,
    'valid_from' as column_name,
    other_row_number
from overlapping_factors
union all
select
    'ref_prices' as feed,
    delivery_id,
    row_number,
    'TWO_SPELLINGS' as fault_code,
    'currency_code' as column_name,
    other_row_number
from spelt_otherwise
