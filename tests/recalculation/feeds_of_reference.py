"""The reference lists, restated from the interface pages alone.

What belongs here: of every feed its load, key, date, columns (name, type, requirement, closed code list) and rules.
What does not: how a value is read, or what is done with a row that breaks a rule. Open code lists are left out, since
every value loads.
"""

from tests.recalculation.feed import feed

REFERENCE = (
    feed(
        "ref_postcodes",
        "snapshot",
        "postcode",
        None,
        """
    postcode text R
    lsoa_code code R
    borough_code code R
    borough_name text R
    """,
    ),
    feed(
        "ref_deprivation",
        "snapshot",
        "lsoa_code",
        None,
        """
    lsoa_code code R
    imd_decile integer R
    population_count integer O
    """,
    ),
    feed(
        "ref_practices",
        "snapshot",
        "practice_code",
        None,
        """
    practice_code code R
    practice_name text R
    network_code code O
    network_name text O
    borough_code code R
    """,
    ),
    feed(
        "ref_prices",
        "snapshot",
        "price_list_code currency_code modifier_code valid_from",
        None,
        """
    price_list_code code R APC AE OP GP CSDS MH_CONTACT MH_BED_DAY SOCIAL_CARE VOLUNTARY RAPID_RESPONSE
    currency_code code R
    modifier_code code O
    valid_from date R
    valid_to date O
    price_gbp decimal R
    short_stay_price_gbp decimal O
    trim_point_days integer O
    excess_day_price_gbp decimal O
    """,
        (("at_least", "price_gbp", 0),),
    ),
    feed(
        "ref_market_forces",
        "snapshot",
        "provider_code valid_from",
        None,
        """
    provider_code code R
    valid_from date R
    valid_to date O
    market_forces_factor decimal R
    """,
    ),
    feed(
        "ref_programmes",
        "snapshot",
        "programme_code",
        None,
        """
    programme_code code R
    programme_name text R
    intervention_code code E
    borough_code code O
    start_date date E
    end_date date O
    annual_investment_gbp decimal O
    """,
        (("at_least", "annual_investment_gbp", 0),),
    ),
    feed(
        "ref_providers",
        "snapshot",
        "provider_code",
        None,
        """
    provider_code code R
    provider_name text R
    provider_type_code code E
    parent_provider_code code O
    successor_provider_code code O
    successor_from date O
    """,
    ),
)
