"""The larger proof of the risk model: trained at one index date, judged a year later, against what it is to keep to.

    python -m tests.risk.proof [--people 100000] [--warehouse DIR]     DIR: made-up people, or where to make them

Does not belong here: the page (page.py).
"""

import argparse
import sys
import tempfile
from pathlib import Path

from orchestration.settings import load_settings
from tests.risk.held import LARGE_GROUP, LEAST_OF_TRUTH, MOST_ERROR, SLOPES, Held, held, trained
from tests.risk.two_nights import earlier_year, made, this_year

PEOPLE = 100_000


def broken(name: str, found: Held) -> list[str]:
    """What the figures of some people do not keep to, in sentences."""
    said = []
    share = (found.value("AUC") or 0) / found.auc_of_truth
    if share < LEAST_OF_TRUTH:
        said.append(f"{name}: the AUC is {share:.1%} of that of the maker's own risk, below {LEAST_OF_TRUTH:.0%}.")
    error = found.value("CALIBRATION_ERROR")
    if error is None or error > MOST_ERROR:
        said.append(f"{name}: calibration error {error} is over {MOST_ERROR}.")
    said += [
        f"{name}: slope {row['value']:.3f} of {row['subgroup_code']} {row['subgroup_value']} is outside {SLOPES}."
        for row in found.measures.to_pylist()
        if row["measure_code"] == "CALIBRATION_SLOPE" and row["events_count"] >= LARGE_GROUP
        and not SLOPES[0] <= row["value"] <= SLOPES[1]
    ]  # fmt: skip
    return said


def main() -> int:
    """Print the figures; 1 if one of them does not keep to its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--warehouse", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="risk-") as place:
        folder = asked.warehouse or Path(place) / "warehouse"
        is_made = (folder / "truth").is_dir()
        settings = (
            load_settings(warehouse=folder, allow_test_numbers=True, threads=2)
            if is_made
            else made(folder, asked.people)
        )
        earlier = earlier_year(settings)
        model = trained(settings, earlier)
        found = {
            "held out": held(model, earlier, only_held_out=True),
            "a year later": held(model, this_year(settings), only_held_out=False),
        }
    said = []
    for name, each in found.items():
        print(
            f"{name}: {len(each.outcome):,} people, {int(each.outcome.sum()):,} events, AUC {each.value('AUC'):.4f}, "
            f"the maker's own {each.auc_of_truth:.4f}, gradient boosting {model.card['yardstick']['AUC']:.4f} (held "
            f"out), calibration error {each.value('CALIBRATION_ERROR'):.4f}, slope "
            f"{each.value('CALIBRATION_SLOPE'):.3f}."
        )
        said += broken(name, each)
    print("\n".join(said) or "Everything keeps to its limit.")
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
