select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    price_list_code,
    currency_code,
    modifier_code,
    valid_from,
    valid_to,
    price_gbp,
    short_stay_price_gbp,
    trim_point_days,
    excess_day_price_gbp
from {{ source('lake', 'ref_prices') }}
