"""The night's estimate of false and of missed links: a probability of error per doubtful identity, and a rate per way
of linking.

Belongs here: what is counted and weighed for each rate, and the two tables that leave the vault's connection. Does not
belong here: the arithmetic (shares.py), or sums over feeds and groups (models/marts/quality).
"""

import duckdb

from orchestration.identity.error.evidence import summed_sql, write_doubts, write_hidden_evidence, write_unmet
from orchestration.identity.error.hidden import ask_rules, draw
from orchestration.identity.error.shares import (
    BEYOND_DOUBT,
    HALF,
    Estimate,
    factor_of,
    share_between,
    share_by_evidence,
    share_of,
)
from orchestration.identity.probabilistic.compared import side_sql, write_seen
from orchestration.identity.probabilistic.deciding import PROB_DECIMALS, weigh_pairs
from orchestration.identity.probabilistic.frequencies import write_frequencies
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.probabilistic.thresholds import AUTO_ACCEPT

DIGITS = 6
"""That a rate keeps, so that the last bits of a sum show nowhere."""

_HIDDEN = side_sql(
    owner="source.identity_id",
    number="source.number",
    rows="(select * replace (null::varchar as local_id_scope, null::varchar as local_patient_id), "
    "case when link_method_code = 'NHS_NUMBER' then message end as number from doubtful) as source",
)


def _weigh_hidden(connection: duckdb.DuckDBPyConnection, model: Model) -> int:
    """Hold those drawn against the index; returns how many people that has, with those thought of."""
    write_seen(connection, _HIDDEN)
    people = write_frequencies(connection)
    if _have_both_sides(connection):
        weigh_pairs(connection, model, people)
    else:
        _weigh_nobody(connection)
    return people


def _have_both_sides(connection: duckdb.DuckDBPyConnection) -> bool:
    return all(connection.execute(f"select count(*) from {side}_rows").fetchall()[0][0] for side in ("index", "seen"))


def _weigh_nobody(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "create or replace temp table weighed (seen_row bigint, message varchar, odds double, likeness double, "
        "gamma_nhs_number integer, key_place integer)"
    )
    connection.execute("create or replace temp table decided (seen_row bigint, message varchar, link_prob double)")


def _believed(connection: duckdb.DuckDBPyConnection, model: Model, people: int) -> tuple[Estimate, int]:
    """The share of believed numbers that are somebody else's, though the birth date agrees; and of how many drawn.

    The birth date was a condition of believing the number: it tells for the person only what it tells beyond that.
    """
    evidence = connection.execute(
        "with shares as (select year(birth_date) as y, month(birth_date) as m, day(birth_date) as d, count(*) as n "
        "from population_index where birth_date is not null group by all), "
        "sums as (select (select sum(n * n) from (select sum(n) as n from shares group by y, m)) "
        "+ (select sum(n * n) from (select sum(n) as n from shares group by y, d)) "
        "+ (select sum(n * n) from (select sum(n) as n from shares group by m, d)) "
        "- 2 * (select sum(n * n) from shares) as agreeing, (select sum(n) from shares) as everybody), "
        f"weighed_up as (select {model.coverage!r}::double * other_inside + {1 - model.coverage!r}::double * outside "
        f"as another, greatest(own_bare * {people}, 1e-30) as own from hidden_evidence "
        "where link_method_code = 'NHS_NUMBER') "
        "select round(ln(another / own / (agreeing / (everybody * everybody))), 1) as ratio, count(*) "
        "from weighed_up cross join sums group by ratio order by ratio"
    ).fetchall()
    agreed = connection.execute("select count(*) from by_demographics where message = own").fetchall()[0][0]
    evidence.append((-BEYOND_DOUBT, agreed))
    return share_by_evidence(evidence), sum(count for _, count in evidence)


def _unchecked(connection: duckdb.DuckDBPyConnection) -> tuple[Estimate, int, int]:
    """The share of numbers that are somebody else's, where no birth date could tell: as many as where one told.

    Of those it told of, a later pass says of some that they are the number's person after all.
    """
    checked, told, same, other = connection.execute(
        "select count(*), count(*) filter (not agrees), "
        "count(*) filter (not agrees and linked.message = believed.number), "
        "count(*) filter (not agrees and linked.message <> believed.number and link_method_code <> 'UNLINKED') "
        "from believed join sighted using (identity_id) join linked using (identity_id) "
        "where believed.is_in_index and sighted.birth_date is not null and not sighted.is_registration"
    ).fetchall()[0]
    return share_between(other, told - same, checked), checked, told


def _by_demographics(connection: duckdb.DuckDBPyConnection, share_in_index: float) -> tuple[Estimate, int, int]:
    """The share of links by demographics that are false: as likely as the model finds somebody else of the same name,
    birth date and postcode; as many times more as there were among those drawn with a number."""
    inside, outside = f"{share_in_index!r}::double", f"{1 - share_in_index!r}::double"
    another = f"1 - {inside} * own_inside / ({inside} * (inside + unmet.share) + {outside} * outside)"
    said, wrong = connection.execute(
        "select count(*), count(*) filter (message <> own) from by_demographics"
    ).fetchall()[0]
    linked, of_linked = connection.execute(
        f"select count(*), {summed_sql(another)} from hidden_evidence join unmet using (fields) "
        "where link_method_code = 'DEMOGRAPHIC'"
    ).fetchall()[0]
    # Where there is no such link, nobody asks.
    share = of_linked / linked if linked else 0.0
    times = factor_of(wrong, share * said, credit=HALF)
    return Estimate(share * times.mean, share * times.sd), said, wrong


def _sorted_out(connection: duckdb.DuckDBPyConnection, share_in_index: float, model: Model) -> dict[bool, list[float]]:
    """By whether there are names: how many false and missed links the model makes of those drawn, seen and expected.

    Those drawn are all in the index; that others are not is made up for by looking at each once more as if its person
    were in no register.
    """
    inside, outside = repr(share_in_index), repr(1 - share_in_index)
    model_inside, model_outside = repr(model.coverage), repr(1 - model.coverage)
    absent = repr((1 - share_in_index) / share_in_index)

    def total(kind: str) -> str:
        return f"({inside}::double * ({kind}inside + unmet.share) + {outside}::double * {kind}outside)"

    def accepted(best: str, kind: str) -> str:
        whole = f"({model_inside}::double * {kind}inside + {model_outside}::double * {kind}outside)"
        return f"{model_inside}::double * {best} >= {AUTO_ACCEPT} * {whole}"

    counted = connection.execute(
        "with judged as (select is_named, "
        f"{accepted('best_inside', '')} as is_linked, best_inside = own_inside as is_right, "
        f"{accepted('best_other_inside', 'other_')} as is_other_linked, "
        f"1 - {inside}::double * best_inside / {total('')} as false_prob, "
        f"1 - {inside}::double * best_other_inside / {total('other_')} as other_false_prob, "
        f"{inside}::double * (inside + unmet.share) / {total('')} as missed_prob, "
        f"{inside}::double * (other_inside + unmet.share) / {total('other_')} as other_missed_prob "
        "from hidden_evidence join unmet using (fields) where link_method_code = 'NHS_NUMBER' "
        # Of these another pass spoke before the model.
        "and identity_id not in (select identity_id from by_demographics)) "
        "select is_named, count(*) filter (is_linked and not is_right) "
        f"+ {absent}::double * count(*) filter (is_other_linked), "
        f"{summed_sql('false_prob', 'is_linked')} + {absent}::double * "
        f"{summed_sql('other_false_prob', 'is_other_linked')}, count(*) filter (not is_linked), "
        f"{summed_sql('missed_prob', 'not is_linked')} + {absent}::double * "
        f"{summed_sql('other_missed_prob', 'not is_other_linked')}, count(*), "
        "count(*) filter (is_linked and not is_right) from judged group by is_named"
    ).fetchall()
    return {True: [0.0] * 6, False: [0.0] * 6} | {is_named: list(figures) for is_named, *figures in counted}


def _in_index(connection: duckdb.DuckDBPyConnection, table: str, where: str, unknown: float) -> Estimate:
    """The share of identities whose person is in the index."""
    evidence = connection.execute(
        f"select round(ln((inside + unmet.share) / outside), 1) as ratio, count(*) from {table} "
        f"join unmet using (fields) where {where} group by ratio order by ratio"
    ).fetchall()
    return share_by_evidence(evidence) if evidence else Estimate(unknown, unknown * (1 - unknown))


def _write_errors(connection: duckdb.DuckDBPyConnection, share_in_index: float) -> None:
    """identity.link_errors: whoever came to the model, or says too little to come to it; of local objectors nobody."""
    inside, outside = f"{share_in_index!r}::double", f"{1 - share_in_index!r}::double"
    total = f"({inside} * (doubts.inside + unmet.share) + {outside} * doubts.outside)"
    # Who followed another identity of the same local id is as sure as that one.
    followed = "doubts.decided_prob is null or doubts.decided_prob < doubts.link_prob"
    connection.execute(
        "create or replace table warehouse.identity.link_errors as with judged as ("
        "select linked.identity_id, linked.link_method_code, contains(doubts.fields, 'N') as is_named, "
        "case when linked.link_method_code = 'UNLINKED' then doubts.best end as best, "
        f"case when doubts.identity_id is null then {inside} "
        f"when linked.link_method_code = 'UNLINKED' then {inside} * (doubts.inside + unmet.share) / {total} "
        f"when {followed} then 1 - linked.link_prob else 1 - {inside} * doubts.best_inside / {total} end as error_prob "
        "from linked join sighted using (identity_id) left join doubts using (identity_id) "
        "left join unmet using (fields) where not sighted.is_registration "
        f"and linked.link_method_code in ('PROBABILISTIC', 'UNLINKED') and linked.message not in ({_OBJECTORS})) "
        "select judged.identity_id, judged.link_method_code "
        "|| case when coalesce(judged.is_named, false) then '_NAMED' else '_UNNAMED' end as stratum_code, "
        f"round(greatest(0, least(1, judged.error_prob)), {PROB_DECIMALS}) as error_prob, "
        "tokens.person_id as likely_person_id from judged left join tokens on tokens.message = judged.best "
        f"and tokens.message not in ({_OBJECTORS}) order by judged.identity_id"
    )


_OBJECTORS = "select message from tokens join local_objectors using (person_id)"


def _rows_at_once(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """By stratum, on how many rows an error sits: those of one person at one sender, or of one linked to nobody."""
    of_sender = (
        "select drawn.link_method_code as stratum, drawn.message, i.sender_code, sum(i.rows_count) as rows, "
        "sum(i.rows_count) as errors from warehouse.lake.identities as i join drawn using (identity_id) group by all"
    )
    of_doubt = (
        "select e.stratum_code as stratum, linked.message, null as sender_code, sum(i.rows_count) as rows, "
        "sum(i.rows_count * round(e.error_prob * 1000000)::bigint) as errors from warehouse.lake.identities as i "
        "join warehouse.identity.link_errors as e using (identity_id) join linked using (identity_id) group by all"
    )
    return dict(
        connection.execute(
            "select stratum, sum(rows::hugeint * errors::hugeint)::double / sum(errors)::double "
            f"from ({of_sender} union all {of_doubt}) group by stratum having sum(errors) > 0"
        ).fetchall()
    )


def write_link_error(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """identity.link_errors and identity.link_error_rates in the build, from tonight's links; numbers alone.

    After the passes, the tokens of persons and the local objectors. Deterministic, and the same under any key.
    """
    if not _have_both_sides(connection):
        _weigh_nobody(connection)
    write_doubts(connection, model)
    draw(connection)
    ask_rules(connection)
    people = _weigh_hidden(connection, model)
    write_hidden_evidence(connection, model)
    write_unmet(connection, model)
    share_in_index = _in_index(connection, "doubts", "true", model.coverage).mean
    _write_errors(connection, share_in_index)
    _write_rates(connection, _rates(connection, model, people, share_in_index))


Rate = tuple[str, str, Estimate, int, int]
"""Stratum, kind of error, rate, how many were looked at, and of how many the passes disagree."""


def _rates(connection: duckdb.DuckDBPyConnection, model: Model, people: int, share_in_index: float) -> list[Rate]:
    believed, drawn = _believed(connection, model, people)
    unchecked, checked, contradicted = _unchecked(connection)
    sorted_out = _sorted_out(connection, share_in_index, model)
    disagreeing = sum(int(figures[5]) for figures in sorted_out.values())
    rates: list[Rate] = [
        ("NHS_NUMBER", "FALSE", believed, drawn, disagreeing),
        ("NHS_NUMBER_UNCHECKED", "FALSE", unchecked, checked, contradicted),
    ]
    said, wrong = connection.execute("select count(*), count(*) filter (message <> own) from by_local_id").fetchall()[0]
    rates.append(("LOCAL_ID", "FALSE", share_of(wrong, said), said, wrong))
    rates.append(("DEMOGRAPHIC", "FALSE", *_by_demographics(connection, share_in_index)))
    for is_named, (false, false_expected, missed, missed_expected, looked_at, wrong) in sorted_out.items():
        name = "NAMED" if is_named else "UNNAMED"
        rates.append((f"PROBABILISTIC_{name}", "FALSE", factor_of(false, false_expected), int(looked_at), int(wrong)))
        rates.append((f"UNLINKED_{name}", "MISSED", factor_of(missed, missed_expected), int(looked_at), int(missed)))
    only = "link_method_code = 'NHS_NUMBER_ONLY'"
    of_only = connection.execute(f"select count(*) from hidden_evidence where {only}").fetchall()[0][0]
    rates.append(("NHS_NUMBER_ONLY", "MISSED", _in_index(connection, "hidden_evidence", only, 0.5), of_only, 0))
    return rates


def _write_rates(connection: duckdb.DuckDBPyConnection, rates: list[Rate]) -> None:
    rows_at_once = _rows_at_once(connection)
    connection.execute(
        "create or replace table warehouse.identity.link_error_rates (stratum_code varchar, error_code varchar, "
        "error_rate double, error_rate_sd double, rows_per_error double, looked_at_count bigint, "
        "disagreeing_count bigint)"
    )
    for stratum, kind, rate, looked_at, disagreeing in rates:
        rows = rows_at_once.get(stratum) or rows_at_once.get("NHS_NUMBER") or 1.0
        figures = [float(f"{value:.{DIGITS}g}") for value in (rate.mean, rate.sd, max(1.0, rows))]
        connection.execute(
            "insert into warehouse.identity.link_error_rates values (?, ?, ?, ?, ?, ?, ?)",
            [stratum, kind, *figures, looked_at, disagreeing],
        )
