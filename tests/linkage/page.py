"""Writes docs/linkage.md and its plots from a run: the model, the thresholds, and how links hold against the truth.

    python -m tests.linkage.page [--warehouse DIR]     DIR: extracts ingested, `truth` beside them

Belongs here: what is run, and how figures stand on the page. Does not belong here: its words (page_text.py), its lines
(drawing.py).
"""

import argparse
import math
import tempfile
from collections.abc import Iterable
from pathlib import Path

import duckdb

from orchestration import ingest, pseudonymise
from orchestration.contracts import load_contracts
from orchestration.identity.probabilistic import blocking, frequencies, thresholds
from orchestration.identity.probabilistic.comparisons import COMPARISONS
from orchestration.identity.probabilistic.model import SHIPPED, Model, read_model
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.synth import write_extracts
from tests.linkage import drawing, page_text, truth
from tests.linkage.curve import THRESHOLDS, Point, curve_of, points
from tests.linkage.estimated import Held, estimate, held, held_elsewhere
from tests.linkage.linkage_set import made_elsewhere
from tests.linkage.page_error import drawn_error, told_error
from tests.linkage.speed import PAGE, SPEED

PLOTS = PROJECT_ROOT / "docs" / "linkage"
# Another population than the one that the shipped model learnt from.
PEOPLE, MONTHS, END, SEED = 50_000, 12, "2025-03", 7
REGISTER, FILE = 25_000, 20_000
LARGE_GROUP = 2_000  # rows from which a group's recall is more than luck
# The pair of the waterfall: a woman of three million, known by a short form, who moved.
EXAMPLE = {
    "name": "family name equal, given name another form of the same, or the first of several",
    "birth_date": "equal", "postcode": "another", "gender": "equal",
}  # fmt: skip
MILLIONS = 3_000_000


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table in Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines) + "\n"


def pct(share: float, places: int = 2) -> str:
    return f"{100 * share:.{places}f}%"


def bits(model: Model, field: str, level: str) -> float:
    m, u = model.shares[field][level]
    return math.log2(m / u)


def told_model(model: Model) -> str:
    """The model as tables: what stands in its file, and nothing else."""
    parts = [page_text.COMPARED]
    for comparison in COMPARISONS:
        rows = []
        for level in comparison.levels:
            m, u = model.m(comparison, level), model.u(comparison, level)
            rows.append([level.name, f"{m:.4f}", f"{u:.2g}", f"{math.log2(m / u):+.1f}", level.frequency_of or ""])
        head = ("Agreement", "Of one person", "Of strangers", "Bits", "Rarity of")
        parts += [f"**{comparison.name}.** {comparison.reason}\n", table(head, rows)]
    parts.append(
        f"Model `{model.version}`: learnt from {model.report['identities']:,} identities, "
        f"{model.report['known_by_nhs_number']:,} of them known by their NHS number, of which "
        f"{model.report['of_these_met_by_a_key']:,} met their person by a key; {model.report['candidate_pairs']:,} "
        f"candidate pairs; {model.report['random_pairs']:,} pairs of strangers. Share of people seen who are in the "
        f"index: {pct(model.coverage, 1)}.\n\n![Weights](linkage/weights.svg)\n\n![One pair](linkage/waterfall.svg)\n"
    )
    return "\n".join(parts)


def told_keys() -> str:
    rows = [[f"`{key.name}`", key.reason] for key in blocking.KEYS]
    cap = f"The cap is {blocking.MOST_SHARING:,} people.\n"
    return "\n".join([page_text.BLOCKED, table(("Key", "Finds who"), rows), cap])


def draw_model(model: Model) -> None:
    """The weights of all levels, and one pair's way from the prior to its probability."""
    rows = [
        (f"{c.name}: {level.name}"[:64], 0.0, bits(model, c.name, level.name))
        for c in COMPARISONS
        for level in c.levels
    ]
    (PLOTS / "weights.svg").write_text(drawing.bars("Weight of each agreement, in bits", rows, -10, 17), "utf-8")
    at = math.log2(model.coverage / (MILLIONS + frequencies.PRIOR_PEOPLE))
    steps = [("one of three million", 0.0, at)]
    for field, level in EXAMPLE.items():
        steps.append((f"{field}: {level}"[:64], at, at + bits(model, field, level)))
        at = steps[-1][2]
    title = f"Peggy for Margaret, moved, at a middling rarity: {pct(2**at / (1 + 2**at), 1)} before others are weighed"
    (PLOTS / "waterfall.svg").write_text(drawing.bars(title, steps, -24, 16), "utf-8")


def told_thresholds(sets: dict[str, list[Point]]) -> str:
    """Recall, precision and wrong links of every set at every threshold."""
    rows = [
        [f"**{threshold}**" if threshold in (thresholds.AUTO_ACCEPT, thresholds.REVIEW) else threshold]
        + [f"{pct(each[at].recall)} / {pct(each[at].precision, 3)} ({each[at].wrong})" for each in sets.values()]
        for at, threshold in enumerate(THRESHOLDS)
    ]
    chosen = THRESHOLDS.index(thresholds.AUTO_ACCEPT)
    expected = max(1 - each[chosen].precision for each in sets.values())
    return "\n".join(
        [
            page_text.THRESHOLDS,
            table(("Threshold", *(f"{name}: recall / precision (wrong)" for name in sets)), rows),
            f"**Auto-accept: {thresholds.AUTO_ACCEPT}.** Expected error: at most {pct(expected, 3)} of links to a "
            "person of the index are to the wrong one, in the worst of these sets; of all rows of a system far less, "
            f"since nearly all are linked by number. **Review: {thresholds.REVIEW}** up to auto-accept.\n",
            "![Precision and recall](linkage/precision_recall.svg)\n",
        ]
    )


def draw_curves(sets: dict[str, list[Point]]) -> None:
    named = {
        name: [(p.recall, p.precision, str(p.threshold) if p.threshold == thresholds.AUTO_ACCEPT else "") for p in each]
        for name, each in sets.items()
    }
    drawn = drawing.curves("Precision and recall by threshold", named, "recall", "precision")
    (PLOTS / "precision_recall.svg").write_text(drawn, "utf-8")


def measure_truth(settings: Settings, folder: Path, model: Model) -> tuple[str, list[Point], dict[str, list[Held]]]:
    """The sections on the synthetic truth, its curve with all numbers hidden, and the night's estimate of error."""
    connection = truth.open_truth(settings, folder)
    truth.find_and_compare(connection, model)
    everything, without = truth.share_of(connection), truth.share_of(connection, "lacks_number")
    methods = connection.execute(
        "select link_method_code, count(*), count(*) filter (found <> person_number) from compared_rows "
        "group by all order by 2 desc"
    ).fetchall()
    estimate(connection, model)
    errors = {f"synthetic, seed {SEED}": held(connection, truth.GROUPS)}
    truth.hide_numbers(connection)
    truth.find_and_compare(connection, model)
    groups = truth.shares_by_group(connection, "lacks_number and is_named")
    whole = truth.share_of(connection, "lacks_number and is_named")
    connection.execute(
        "create temp table whose as select distinct identity_id, person_number as person from row_truth "
        "join sighted using (identity_id) where not is_registration and nhs_number is null and given_name is not null"
    )
    connection.execute("create temp table persons as select message, person_number as person from in_index")
    curve = points(connection, "whose", "persons")
    # Last: it weighs other rows in the place of these.
    estimate(connection, model)
    errors["the same, numbers of named rows hidden"] = held(connection, truth.GROUPS)
    connection.close()
    false = everything.wrong / (everything.right + everything.wrong)
    large = [
        (f"{group} {name}", share.people_found, share.people)
        for group, name, share in groups
        if share.rows >= LARGE_GROUP
    ]
    drawn = drawing.rows_of_intervals("People found in every row, by group, numbers hidden", large, whole.recall - 0.01)
    (PLOTS / "groups.svg").write_text(drawn, "utf-8")
    rows = [
        ["all rows", f"{everything.rows:,}", pct(everything.recall, 3), pct(1 - everything.recall, 3), pct(false, 4)],
        ["rows without a number", f"{without.rows:,}", pct(without.recall), pct(1 - without.recall),
         pct(1 - without.precision, 4)],
        ["named rows, numbers and local ids hidden", f"{whole.rows:,}", pct(whole.recall), pct(1 - whole.recall),
         pct(1 - whole.precision, 4)],
    ]  # fmt: skip
    told = [
        page_text.HELD,
        table(("Rows", "Whose person is in the index", "Found", "Missed", "Wrong, of links"), rows),
        table(("Pass", "Rows", "Wrong"), [[f"`{name}`", f"{count:,}", wrong] for name, count, wrong in methods]),
        f"By group, numbers hidden; a group of {LARGE_GROUP:,} rows or more is drawn:\n",
        table(
            ("Group", "Rows", "Recall", "People", "Found in every row", "95% interval", "Wrong"),
            [
                [f"{group} {name}", f"{share.rows:,}", pct(share.recall), f"{share.people:,}",
                 f"{share.people_found:,}",
                 " to ".join(pct(bound) for bound in drawing.interval(share.people_found, share.people)), share.wrong]
                for group, name, share in groups if share.rows
            ],
        ),
        "![Recall by group](linkage/groups.svg)\n",
    ]  # fmt: skip
    return "\n".join(told), curve, errors


def kept_speed() -> str:
    """What `make linkage-speed RECORD=1` wrote, if it did."""
    said = PAGE.read_text("utf-8") if PAGE.is_file() else ""
    inside = said.split(SPEED[0])[1].split(SPEED[1])[0].strip() if SPEED[0] in said else "Not measured yet."
    return f"## Speed\n\n{SPEED[0]}\n{inside}\n{SPEED[1]}\n"


def ingested(folder: Path, people: int = PEOPLE, months: int = MONTHS, seed: int = SEED) -> Settings:
    """A warehouse of synthetic extracts, read and not yet linked, with their truth beside."""
    settings = load_settings(warehouse=folder, allow_test_numbers=True, threads=2)
    contracts = load_contracts()
    pseudonymise.new_ring(settings)
    write_extracts(people, months, END, seed, settings.inbox_dir, folder / "truth")
    for feed in ingest.scan_inbox(settings, contracts).deliveries:
        ingest.ingest_feed(settings, contracts, feed)
    ingest.open_build(settings, contracts, "linkage-page")
    return settings


def main() -> None:
    """Run everything and write the page."""
    parser = argparse.ArgumentParser(description="Write docs/linkage.md.")
    parser.add_argument("--warehouse", type=Path)
    asked = parser.parse_args()
    model = read_model(SHIPPED)
    PLOTS.mkdir(exist_ok=True)
    draw_model(model)
    with tempfile.TemporaryDirectory(prefix="linkage-") as place:
        settings = (
            load_settings(warehouse=asked.warehouse, allow_test_numbers=True, threads=2)
            if asked.warehouse
            else ingested(Path(place))
        )
        told_truth, curve, errors = measure_truth(settings, settings.warehouse / "truth", model)
    made = {
        "made elsewhere": made_elsewhere(REGISTER, FILE, 5),
        "half as many errors again": made_elsewhere(REGISTER, FILE, 6, worse=1.5),
        "30% unregistered, thrice the twins": made_elsewhere(REGISTER, FILE, 8, 1.5, unregistered=0.3, alike=3.0),
    }
    sets = {f"synthetic, seed {SEED}": curve} | {name: curve_of(each, model) for name, each in made.items()}
    for name, each in made.items():
        connection = duckdb.connect(config={"threads": 2})
        errors[name] = held_elsewhere(connection, each, model)
        connection.close()
    draw_curves(sets)
    (PLOTS / "error.svg").write_text(drawn_error(errors), "utf-8")
    sections = [
        "# Linkage: who is who\n", page_text.INTRODUCTION, told_model(model), told_keys(), page_text.DECIDED,
        page_text.TRAINED, told_thresholds(sets), told_truth, told_error(errors), kept_speed(), page_text.LIMITS,
    ]  # fmt: skip
    PAGE.write_text("\n".join(sections), "utf-8")
    print(f"{PAGE} is written.")


if __name__ == "__main__":
    main()
