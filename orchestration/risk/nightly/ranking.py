"""Who is in which band: by rank of the probability among everybody registered.

Belongs here: the bands and the target population, each limit once. Does not belong here: a probability (risk).
"""

# Per thousand of everybody registered, from the top: the pyramid of the Combined Predictive Model (King's Fund, 2006).
BANDS = {"VERY_HIGH": 5, "HIGH": 50, "MODERATE": 200}
LOWEST_BAND = "LOW"
# "65 and above" as programmes wrote of their target population, or anybody younger with a long-term condition.
TARGET_AGE_YEARS = 65
DECILES = 10


def ranked_sql(scores: str) -> str:
    """SQL for a relation of person_id and probability with risk_rank and risk_band_code beside.

    Of two people with one probability the lower person_id comes first, so that ranks are the same every night. A band
    of a share of n people ends with rank ceil(n x share): a share of a person is a person more.
    """
    ends = " ".join(
        f"when risk_rank <= (people * {per_thousand} + 999) // 1000 then '{band}'"
        for band, per_thousand in BANDS.items()
    )
    return (
        f"with ranked as (select person_id, probability, "
        "row_number() over (order by probability desc, person_id) as risk_rank, count(*) over () as people "
        f"from {scores}) "
        f"select person_id, probability, risk_rank, people, case {ends} else '{LOWEST_BAND}' end as risk_band_code "
        "from ranked"
    )


def proposed_sql(scores: str) -> str:
    """SQL for what is proposed of each person: the target population is of the top three bands, and old or ill."""
    return (
        f"insert into risk.proposed_scores with banded as ({ranked_sql(scores)}) "
        "select banded.person_id, people.reference_date, $model_id, banded.probability, banded.risk_rank, "
        f"banded.risk_band_code, banded.risk_band_code <> '{LOWEST_BAND}' and coalesce("
        f"people.age_years >= {TARGET_AGE_YEARS} or "
        "(conditions.ltc_count >= 1 and not people.is_gp_data_absent), false) "
        "from banded join intermediate.int_risk__population as people "
        "on people.person_id = banded.person_id and people.index_code = 'NOW' "
        "left join intermediate.int_condition__summary as conditions "
        "on conditions.person_id = banded.person_id and conditions.reference_date = people.reference_date "
        "order by banded.risk_rank"
    )


def year_ago_sql(scores: str) -> str:
    """SQL for what the model says of last year's people: decile 1 holds the lowest probabilities."""
    return (
        f"insert into risk.year_ago_scores with banded as ({ranked_sql(scores)}) "
        "select banded.person_id, people.reference_date, $model_id, banded.probability, banded.risk_band_code, "
        f"{DECILES} - (banded.risk_rank - 1) * {DECILES} // banded.people "
        "from banded join intermediate.int_risk__population as people "
        "on people.person_id = banded.person_id and people.index_code = 'YEAR_AGO' order by banded.risk_rank"
    )
