"""What the model's weighed pairs say of an identity: how likely it looks if its person is in the index, and if not.

Belongs here: from `weighed` to a row of evidence per identity. Does not belong here: how a pair is weighed
(probabilistic/), which identities are weighed (hidden.py), or what follows for all links (estimating.py).

Either likelihood is held against that of a stranger: `inside` is the sum over the candidates of how much likelier their
fields make the identity, shared among the people of the index; `outside` is one, and the unregistered relatives.
"""

import duckdb

from orchestration.identity.probabilistic.blocking import KEYS
from orchestration.identity.probabilistic.comparisons import BIRTH_DATE, NAME, NHS_NUMBER, POSTCODE
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.probabilistic.splinking import gamma
from orchestration.identity.probabilistic.thresholds import RELATIVES_PER_PERSON

FIELDS = (
    "concat(case when source.given_name is not null and source.family_name is not null then 'N' end, "
    "case when source.birth_date is not null then 'B' end, case when source.postcode is not null then 'P' end)"
)
"""What an identity carries: whoever lacks a field meets fewer keys."""

_STRONG = 500
"""Times likelier of one person than of strangers: two agreements as strong are what a key asks for."""

_NUMBER_KEY = [key.name for key in KEYS].index("nhs_number")


def summed_sql(values: str, where: str = "true") -> str:
    """A sum in the order of size: the order of arrival must not show in the last digit."""
    return f"coalesce(list_sum(list_sort(list({values}) filter (where {where}))), 0)"


def expected_unmet(model: Model) -> dict[str, float]:
    """By the fields that an identity carries, the share that no key lets meet its person: whoever agrees in less than
    two of names, birth date and postcode. Thought before any is seen; most meet all the same, by a part of a field."""
    holds = {
        sign: sum(
            model.m(comparison, level)
            for level in comparison.levels
            if model.m(comparison, level) >= _STRONG * model.u(comparison, level)
        )
        for sign, comparison in (("N", NAME), ("B", BIRTH_DATE), ("P", POSTCODE))
    }
    unmet = {}
    for carried in ("", "N", "B", "P", "NB", "NP", "BP", "NBP"):
        none, one = 1.0, 0.0
        for sign in carried:
            none, one = none * (1 - holds[sign]), one * (1 - holds[sign]) + none * holds[sign]
        unmet[carried] = none + one
    return unmet


def write_unmet(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`unmet`: the same, as those drawn show it; what is thought counts as one more of them."""
    expected = expected_unmet(model)
    connection.execute(
        "create or replace temp table unmet as with thought as (select unnest(?::varchar[]) as fields, "
        "unnest(?::double[]) as share), held as (select fields, own_inside = 0 as is_lost from hidden_evidence "
        "where link_method_code = 'NHS_NUMBER' "
        f"union all select {FIELDS}, false from drawn as source join by_demographics using (identity_id) "
        "where by_demographics.message = own), "
        "seen as (select fields, count(*) as n, count(*) filter (is_lost) as lost from held group by fields) "
        "select fields, (thought.share + coalesce(seen.lost, 0)) / (1 + coalesce(seen.n, 0)) as share "
        "from thought left join seen using (fields)",
        [list(expected), list(expected.values())],
    )


def write_doubts(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`doubts`: the identities that came to the model tonight, with their evidence and what became of them."""
    scale = 1 / model.coverage
    connection.execute(
        "create or replace temp table doubts as with summed as (select seen_row, "
        f"{scale!r}::double * {summed_sql('odds')} as inside, "
        f"1 + {RELATIVES_PER_PERSON * scale!r}::double * {summed_sql('odds * likeness')} as outside "
        "from weighed group by seen_row) "
        f"select seen.identity_id, {FIELDS} as fields, coalesce(summed.inside, 0) as inside, "
        "coalesce(summed.outside, 1) as outside, linked.link_method_code, linked.link_prob, "
        f"decided.message as best, {scale!r}::double * best.odds as best_inside, decided.link_prob as decided_prob "
        "from seen_rows as seen join sighted as source using (identity_id) join linked using (identity_id) "
        "left join summed on summed.seen_row = seen.row_id left join decided on decided.seen_row = seen.row_id "
        "left join weighed as best on best.seen_row = seen.row_id and best.message = decided.message"
    )


def write_hidden_evidence(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`hidden_evidence`: those `doubtful`, as they look without their number.

    The number is a key and a comparison all the same, so that an identity meets the person of its number whatever else
    it says; what it adds is taken off again, and whom no other key met counts as not met.
    """
    scale = 1 / model.coverage
    whens = " ".join(
        f"when {gamma(NHS_NUMBER, level.name)} then {model.m(NHS_NUMBER, level) / model.u(NHS_NUMBER, level)!r}::double"
        for level in NHS_NUMBER.levels
    )
    other = "message is distinct from own"
    connection.execute(
        "create or replace temp table hidden_evidence as with pairs as ("
        "select weighed.seen_row, weighed.message, weighed.likeness, doubtful.message as own, "
        f"{scale!r}::double * weighed.odds / (case gamma_nhs_number {whens} else 1.0::double end) as bare, "
        f"case when weighed.key_place < {_NUMBER_KEY} then bare else 0 end as odds from weighed "
        "join seen_rows as seen on seen.row_id = weighed.seen_row join doubtful using (identity_id)), "
        "summed as (select seen_row, "
        f"{summed_sql('odds')} as inside, {summed_sql('odds', other)} as other_inside, "
        f"1 + {RELATIVES_PER_PERSON!r}::double * {summed_sql('odds * likeness')} as outside, "
        f"1 + {RELATIVES_PER_PERSON!r}::double * {summed_sql('odds * likeness', other)} as other_outside, "
        "max(odds) as best_inside, coalesce(max(odds) filter (where "
        f"{other}), 0) as best_other_inside, coalesce(max(odds) filter (where message = own), 0) as own_inside, "
        "coalesce(max(bare) filter (where message = own), 0) as own_bare from pairs group by seen_row) "
        f"select source.identity_id, source.link_method_code, source.is_named, {FIELDS} as fields, "
        "coalesce(inside, 0) as inside, coalesce(outside, 1) as outside, coalesce(other_inside, 0) as other_inside, "
        "coalesce(other_outside, 1) as other_outside, coalesce(best_inside, 0) as best_inside, "
        "coalesce(best_other_inside, 0) as best_other_inside, coalesce(own_inside, 0) as own_inside, "
        "coalesce(own_bare, 0) as own_bare "
        "from doubtful as source left join seen_rows as seen using (identity_id) "
        "left join summed on summed.seen_row = seen.row_id"
    )
