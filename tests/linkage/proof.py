"""The bigger proof: registers of 25,000 made elsewhere, errors from some to far too many, by the shipped model and by
one that was retrained on the file alone, without any label.

    python -m tests.linkage.proof

Belongs here: the sets and what is printed of them. Does not belong here: what continuous integration holds the model to
(test_elsewhere.py, on smaller sets).
"""

import duckdb

from orchestration.identity.learning import prepare_learning
from orchestration.identity.probabilistic.model import SHIPPED, Model, read_model
from orchestration.identity.probabilistic.training import train
from tests.linkage.linkage_set import LinkageSet, lay_out, made_elsewhere
from tests.linkage.measured import link_set

REGISTER, FILE, SEED = 25_000, 20_000, 101
LEAST_PRECISION, LEAST_RECALL = 0.998, 0.97
# What a set is called, and how many times the rates of errors_elsewhere it errs.
SETS = {"as most files": 1.0, "half as many errors again": 1.5, "twice as many errors": 2.0}


def retrained(made: LinkageSet) -> Model:
    """A model learnt from the set alone; none of the file's rows bears a number."""
    connection = duckdb.connect(config={"threads": 2})
    try:
        lay_out(connection, made.rows)
        prepare_learning(connection)
        return train(connection)
    finally:
        connection.close()


def main() -> int:
    """Print every set by both models; 1 if the first set by either model is not good enough."""
    failed = 0
    for place, (name, worse) in enumerate(SETS.items()):
        made = made_elsewhere(REGISTER, FILE, SEED + place, worse)
        for origin, model in (("shipped", read_model(SHIPPED)), ("retrained", retrained(made))):
            connection = duckdb.connect(config={"threads": 2})
            measured = link_set(connection, made, model)
            connection.close()
            print(f"{name}, {origin} model: {measured}", flush=True)
            failed += measured.precision < LEAST_PRECISION or (place == 0 and measured.recall < LEAST_RECALL)
    return min(failed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
