select
    issue_id,
    person_id,
    link_method_code,
    link_prob,
    practice_code,
    source_practice_code,
    borough_code,
    is_in_registered_population,
    sender_code,
    delivery_id,
    bnf_code,
    issue_date,
    quantity,
    net_ingredient_cost_gbp
from {{ ref('int_gp_medications__linked') }}
where {{ is_for_planning() }}
