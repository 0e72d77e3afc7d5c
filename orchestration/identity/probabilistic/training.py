"""Training without labels, and with those that come free: what agreement is worth, learnt from the identities
themselves.

Belongs here: how m, u, the coverage and relatives' likeness are estimated. Does not belong here: what is compared
(comparisons.py), or which identities there are (learning.py).

u: pairs drawn at random are strangers; Splink counts their agreement. m: expectation and maximisation over the
candidate pairs of `seen_rows`, begun with what is expected; an identity shares itself out among its candidates as the
decision does (one person, a relative, or nobody), so that a pair which another explains better teaches nothing. Where
an identity bears a believed NHS number, whose it is is known, and it teaches that."""

import duckdb

from orchestration.identity.probabilistic.comparisons import COMPARISONS, Comparison
from orchestration.identity.probabilistic.deciding import total_sql
from orchestration.identity.probabilistic.frequencies import write_frequencies
from orchestration.identity.probabilistic.household import likeness_in_households
from orchestration.identity.probabilistic.model import Model, version_of
from orchestration.identity.probabilistic.relatives import DIFFERING, LIKENESS, likeness_sql
from orchestration.identity.probabilistic.splinking import gamma, open_linker, quietly

RANDOM_PAIRS = 6_000_000
"""Enough to see agreements that one pair of strangers in a million has some six times. They are the pairs of a few
thousand rows, so that a third of them would still take luck for rarity: a short form worth two bits too many."""

SEED = 20_250_331
"""Of the drawing; any number does, as long as it stays."""

EXPECTED_PAIRS, EXPECTED_SHARE = 500, 1.0
"""What is expected counts as much as so many pairs, and at least as much as all that were seen: who bears an NHS
number was written down with more care than who does not, files yet to come err in ways that these did not, and no
level may become impossible because nobody happened to reach it."""

ROUNDS = 12
"""Of expectation and maximisation; the shares then move by less than a thousandth."""

FIRST_COVERAGE, COVERAGE_BETWEEN = 0.9, (0.5, 0.95)
"""Share of seen people who are in the index: a start, and what no file is believed to be beyond."""

LEAST_LEARNT = 1e-9
"""Pairs less likely than this teach nothing."""

SIGNIFICANT = 6
"""Digits that a probability keeps in the file."""

_MILLIONTHS = 1_000_000
Shares = dict[str, dict[str, tuple[float, float]]]


def _rounded(value: float) -> float:
    return float(f"{value:.{SIGNIFICANT}g}")


def _strangers(connection: duckdb.DuckDBPyConnection) -> Shares:
    """u of every level, with m as it is expected."""
    linker = open_linker(connection, None, 0.001)
    quietly(
        lambda: linker.training.estimate_u_using_random_sampling(
            max_pairs=RANDOM_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
        )
    )
    said = quietly(linker.misc.save_model_to_json)["comparisons"]
    quietly(linker.table_management.delete_tables_created_by_splink_from_db)
    shares: Shares = {}
    for comparison, known in zip(COMPARISONS, said, strict=True):
        chances = {level["label_for_charts"]: level.get("u_probability") for level in known["comparison_levels"]}
        shares[comparison.name] = {
            # What no pair of strangers reached is rarer than one in all that were drawn.
            level.name: (
                level.expected,
                level.fixed_chance or _rounded(max(chances[level.name] or 0.0, 1 / RANDOM_PAIRS)),
            )
            for level in comparison.levels
        }
    return shares


def _write_candidates(connection: duckdb.DuckDBPyConnection, model: Model, people: int) -> None:
    """`candidates`: per seen row and person the closest pair: its levels, and what rarity adds to its weight."""
    linker = open_linker(connection, model, model.coverage / people)
    found = quietly(lambda: linker.inference.predict(threshold_match_probability=LEAST_LEARNT)).physical_name
    gammas = ", ".join(f"p.gamma_{comparison.name}" for comparison in COMPARISONS)
    rarities = [c.name for c in COMPARISONS if any(level.frequency_of for level in c.levels)]
    rarity = " + ".join(f"p.mw_tf_adj_{name}" for name in rarities)
    connection.execute(
        f"create or replace temp table candidates as select p.row_id_r as seen_row, i.message, {gammas}, "
        f"{rarity} as rarity, labels.is_known, labels.message = i.message as is_person "
        f"from {found} as p join index_rows as i on i.row_id = p.row_id_l "
        "join seen_rows as s on s.row_id = p.row_id_r left join labels using (identity_id) "
        "qualify row_number() over (partition by p.row_id_r, i.message order by p.match_weight desc, p.row_id_l) = 1"
    )
    quietly(linker.table_management.delete_tables_created_by_splink_from_db)


def _weight_sql(model: Model, comparison: Comparison) -> str:
    whens = " ".join(
        f"when {gamma(comparison, level.name)} then {model.m(comparison, level) / model.u(comparison, level)!r}::double"
        for level in comparison.levels
    )
    return f"(case gamma_{comparison.name} {whens} else 1.0::double end)"


def _share_out(connection: duckdb.DuckDBPyConnection, model: Model, people: int) -> None:
    """`shared_out`: the candidates with the millionths of a certainty that each is the person."""
    factors = " * ".join(_weight_sql(model, comparison) for comparison in COMPARISONS)
    prior = model.coverage / people
    connection.execute(
        "create or replace temp table shared_out as with odd as ("
        f"select *, {prior!r}::double * pow(2, rarity) * {factors} as odds, {likeness_sql(model)} as likeness "
        f"from candidates), totals as (select seen_row, {total_sql(model)} as total from odd group by seen_row) "
        "select odd.*, case when is_known then coalesce(is_person, false)::integer::double "
        f"else odds / total end as share, round(share * {_MILLIONTHS})::bigint as millionths "
        "from odd join totals using (seen_row)"
    )


def _learn(connection: duckdb.DuckDBPyConnection, model: Model) -> Shares:
    """m anew: how the pairs, each by its share, fall into the levels."""
    learnt: Shares = {}
    for comparison in COMPARISONS:
        if not comparison.is_trained:
            learnt[comparison.name] = model.shares[comparison.name]
            continue
        counted = dict(
            connection.execute(
                f"select gamma_{comparison.name}, sum(millionths)::double / {_MILLIONTHS} from shared_out "
                f"where gamma_{comparison.name} >= 0 group by all"
            ).fetchall()
        )
        seen = sum(counted[level] for level in sorted(counted))
        weight = max(EXPECTED_PAIRS, EXPECTED_SHARE * seen)
        expected = sum(level.expected for level in comparison.levels)
        learnt[comparison.name] = {
            level.name: (
                _rounded(
                    (counted.get(gamma(comparison, level.name), 0.0) + weight * level.expected / expected)
                    / (seen + weight)
                ),
                model.u(comparison, level),
            )
            for level in comparison.levels
        }
    return learnt


def _coverage(connection: duckdb.DuckDBPyConnection) -> float:
    found, seen = connection.execute(
        f"select coalesce((select sum(millionths) from shared_out), 0)::double / {_MILLIONTHS}, "
        "(select count(*) from seen_rows)"
    ).fetchall()[0]
    least, most = COVERAGE_BETWEEN
    return _rounded(min(most, max(least, found / seen)))


def train(connection: duckdb.DuckDBPyConnection) -> Model:
    """A model from `index_rows`, `seen_rows` and `labels` (identity_id, is_known, message)."""
    people = write_frequencies(connection)
    relatives = likeness_in_households(connection, LIKENESS, DIFFERING)
    model = Model("", _strangers(connection), FIRST_COVERAGE, relatives)
    _write_candidates(connection, model, people)
    for _ in range(ROUNDS):
        _share_out(connection, model, people)
        model = Model("", _learn(connection, model), _coverage(connection), relatives)
    report = _report(connection, people)
    return Model(version_of(model), model.shares, model.coverage, relatives, report)


def _report(connection: duckdb.DuckDBPyConnection, people: int) -> dict[str, int | float]:
    """What the model was learnt from, and whether the keys let those who belong together meet. Counts alone."""
    seen, known, met, candidates = connection.execute(
        "select (select count(*) from seen_rows), "
        "(select count(*) from seen_rows join labels using (identity_id) where labels.message in "
        "(select message from index_rows)), "
        "(select count(*) from candidates where is_known and is_person), (select count(*) from candidates)"
    ).fetchall()[0]
    return {
        "index_people_with_prior": people,
        "identities": seen,
        "known_by_nhs_number": known,
        "of_these_met_by_a_key": met,
        "candidate_pairs": candidates,
        "random_pairs": RANDOM_PAIRS,
        "rounds": ROUNDS,
        "seed": SEED,
    }
