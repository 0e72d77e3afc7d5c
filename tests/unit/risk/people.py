"""Made-up tables of people whose risk is known: what the tests of risk share. Does not belong here: a test."""

import numpy as np
import pyarrow as pa

from orchestration.risk import Design

DESIGN = Design(outcome="fell_ill", id="key", subgroups=("region",), leave_out=("region",))


def people(count: int = 4_000, seed: int = 1, **also: object) -> pa.Table:
    """People of no warehouse of ours: numbers, counts, flags, texts and gaps, with the probability beside."""
    rng = np.random.default_rng(seed)
    years, visits = rng.uniform(18, 95, count), rng.poisson(0.6, count)
    smokes, colour = rng.random(count) < 0.2, rng.choice(["red", "green", "blue"], count)
    weight = np.where(rng.random(count) < 0.1, np.nan, rng.normal(75, 12, count))
    linear = -3 + 0.03 * (years - 50) + 0.6 * np.log1p(visits) + 0.7 * smokes + 0.5 * (colour == "red")
    linear += np.where(np.isnan(weight), 0.3, 0.01 * (weight - 75))
    probability = 1 / (1 + np.exp(-linear))
    return pa.table(
        {
            "key": np.arange(count),
            "years": years,
            "visits": visits,
            "smokes": smokes,
            "colour": colour,
            "weight": pa.array(weight, from_pandas=True),
            "region": rng.choice(["north", "south"], count),
            "fell_ill": (rng.random(count) < probability).astype(int),
            **also,
        }
    )


def true_probability(table: pa.Table) -> np.ndarray:
    """What each person's outcome was drawn from."""
    known = {name: table[name].to_numpy(zero_copy_only=False) for name in ("years", "visits", "smokes", "colour")}
    weight = table["weight"].to_numpy(zero_copy_only=False).astype(float)
    linear = -3 + 0.03 * (known["years"] - 50) + 0.6 * np.log1p(known["visits"]) + 0.7 * known["smokes"]
    linear = linear + 0.5 * (known["colour"] == "red") + np.where(np.isnan(weight), 0.3, 0.01 * (weight - 75))
    return 1 / (1 + np.exp(-linear))
