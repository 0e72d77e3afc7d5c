"""One best person or none: from weighed pairs to a probability that leaves room for everybody else.

Belongs here: the probability of a link, who is best, who is too close to tell. Does not belong here: how a pair is
weighed (splinking.py, relatives.py), or at which probability a link is made (thresholds.py).

For a seen identity exactly one thing is true: it is of one of the candidates, or of an unregistered relative of one of
them, or of somebody else. Each has odds; the best person's share of all of them is the probability of the link. So two
candidates who explain an identity equally well get a half each, and neither is linked.
"""

from dataclasses import replace

import duckdb

from orchestration.identity.probabilistic.comparisons import COMPARISONS, Comparison
from orchestration.identity.probabilistic.household import likeness_in_households
from orchestration.identity.probabilistic.model import Model
from orchestration.identity.probabilistic.relatives import DIFFERING, likeness_sql
from orchestration.identity.probabilistic.splinking import open_linker, quietly
from orchestration.identity.probabilistic.thresholds import LEAST_WEIGHED, unregistered_relatives

PROB_DECIMALS = 6
"""What a probability keeps: the last bits of a sum depend on nothing that anybody means."""

AGREEMENTS = ", ".join(f"gamma_{comparison.name}" for comparison in COMPARISONS)

WEIGHTS = ", ".join(f"weight_{comparison.name}" for comparison in COMPARISONS)
"""What each field's agreement is worth, in bits: the pair's match weight is their sum and the prior's."""


def _weight_sql(comparison: Comparison) -> str:
    """SQL over Splink's answer for the bits of one comparison, the rarity of its value counted in."""
    rarity = f" + mw_tf_adj_{comparison.name}" if any(level.frequency_of for level in comparison.levels) else ""
    return f"round(mw_{comparison.name}{rarity}, 2) as weight_{comparison.name}"


def weigh_pairs(connection: duckdb.DuckDBPyConnection, model: Model, people: int) -> None:
    """`weighed`: for each seen row and candidate the closest of the candidate's rows, with its odds and likeness, and
    the first of the keys by which the two met. How alike relatives are is counted in tonight's index, and is no less
    than the model says."""
    model = replace(model, relatives=likeness_in_households(connection, model.relatives, DIFFERING))
    linker = open_linker(connection, model, model.coverage / people)
    predicted = quietly(lambda: linker.inference.predict(threshold_match_probability=LEAST_WEIGHED))
    connection.execute(
        "create or replace temp table weighed as "
        f"select p.row_id_r as seen_row, i.message, p.row_id_l as index_row, p.match_weight, "
        f"pow(2, p.match_weight) as odds, {likeness_sql(model)} as likeness, {AGREEMENTS}, "
        f"{', '.join(_weight_sql(comparison) for comparison in COMPARISONS)}, "
        "min(p.match_key::integer) over (partition by p.row_id_r, i.message) as key_place "
        f"from {predicted.physical_name} as p join index_rows as i on i.row_id = p.row_id_l "
        "qualify row_number() over (partition by seen_row, i.message order by p.match_weight desc, index_row) = 1"
    )
    quietly(linker.table_management.delete_tables_created_by_splink_from_db)


def total_sql(model: Model) -> str:
    """SQL over the candidates of one seen row: the odds of everything that is true of it, but for nobody of them."""
    # Summed in the order of size: the order of arrival must not show in the last digit.
    relatives = unregistered_relatives(model.coverage)
    return f"list_sum(list_sort(list(odds * (1 + {relatives!r}::double * likeness)))) + {1 - model.coverage!r}::double"


def decide(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """`decided`: per seen row its best person, the probability, and that of the second best."""
    connection.execute(
        "create or replace temp table decided as with totals as ("
        f"select seen_row, {total_sql(model)} as total from weighed group by seen_row), "
        "shares as (select weighed.*, odds / total as share from weighed join totals using (seen_row)), "
        "ranked as (select *, row_number() over best as place, lead(share) over best as next_share, "
        "lead(message) over best as next_message from shares "
        "window best as (partition by seen_row order by odds desc, message)) "
        f"select seen_row, message, index_row, round(share, {PROB_DECIMALS}) as link_prob, "
        f"next_message, round(coalesce(next_share, 0), {PROB_DECIMALS}) as second_prob, "
        f"round(match_weight, {PROB_DECIMALS}) as match_weight, {AGREEMENTS} from ranked where place = 1"
    )
