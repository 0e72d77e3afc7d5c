"""Writes docs/costing.md: an admission and a care package from row to pound, with the numbers of a real run.

    python -m orchestration.trace.page        in a warehouse of made-up people, after a run

The figures are kept in docs/costing.json, and the page is laid out from them. Belongs here: the words between figures.
Does not belong here: finding one (walk.py).
"""

import json
import sys
from decimal import Decimal

from orchestration.contracts import load_contracts
from orchestration.contracts.markdown import page as laid_out
from orchestration.contracts.markdown import table
from orchestration.refusal import Refusal
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.trace.walk import Counted, NothingToWalk, Row, Walk, Walked, walk
from orchestration.trace.worked import pounds

PAGE = PROJECT_ROOT / "docs" / "costing.md"
FIGURES = PROJECT_ROOT / "docs" / "costing.json"
MARK = "<!-- Made by `make costing` from a run; do not edit. -->"


def main() -> int:
    """Walk, write figures and page; ends with 1, and a sentence, where there is nothing to walk."""
    try:
        settings = load_settings()
        walked = walk(settings, load_contracts(), made_with(settings))
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 1
    FIGURES.write_text(walked.model_dump_json(indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(walked), encoding="utf-8")
    return 0


def made_with(settings: Settings) -> str:
    """How the population was made. Raises NothingToWalk beside real people: no row of theirs leaves for a page."""
    truth = settings.warehouse / "truth" / "settings.json"
    if not truth.is_file():
        raise NothingToWalk(f"{settings.warehouse} holds no truth about its people, so they may be real ones.")
    made = json.loads(truth.read_text(encoding="utf-8"))
    return f"--people {made['people']} --months {made['months']} --end {made['end']} --seed {made['seed']}"


def recorded() -> Walked:
    """The figures that the page was last made from."""
    return Walked.model_validate_json(FIGURES.read_text(encoding="utf-8"))


def page(walked: Walked) -> str:
    """The whole page."""
    return laid_out(
        MARK, "From row to pound", *_opening(walked), *_admission(walked.admission), *_package(walked.package), _ELSE
    )


def exact_gbp(admission: Walk) -> Decimal:
    """What an admission costs before it is rounded, from the rows of the lists."""
    assert admission.stay_price_gbp is not None and admission.factor, "what is walked has both"  # noqa: S101
    days, excess = admission.excess or (0, Decimal(0))
    return (admission.stay_price_gbp + days * excess) * Decimal(admission.factor.said["market_forces_factor"])


def _opening(walked: Walked) -> tuple[str, ...]:
    return (
        "What an admission and a care package cost, from the row that they came in to the marts that add them up. All "
        "is valued at unit price, which is not what was paid. The people are made up: "
        f"`careweave synth {walked.made_with}`, then `careweave run`, as of {walked.as_of_date}.",
        "The rules stand in `models/intermediate/cost/`, a model for each price list, and in "
        "`dbt_project/macros/cost.sql`, which says what is the same for all: which row of a list applies on a "
        "day, with which factor, and how an amount becomes pounds and pence. [Decision 0021]"
        "(decisions/0021-a-price-is-looked-up-once-per-question.md) says why. No price stands in code: prices and "
        "factors come as deliveries ([price lists](prices.md)).",
    )


def _admission(way: Walk) -> tuple[str, ...]:
    fact, part = way.fact, way.parts[0]
    assert way.price and way.factor and way.stay_price_gbp is not None, "what is walked has all three"  # noqa: S101
    days, excess = way.excess or (0, Decimal(0))
    exact = exact_gbp(way)
    stayed = "It did not pass the trim point."
    if days:
        stayed = (
            f"It passed the trim point of {way.price.said['trim_point_days']} days by {days}, each at the price of an"
        )
        stayed += " excess day."
    if way.stay_price_gbp != Decimal(way.price.said["price_gbp"]):
        stayed = f"As a short stay of an adult it has the short-stay price. {stayed}"
    return (
        "## An admission",
        f"**The row.** Row {way.row.number} of `{way.row.file}` says, besides whose it is:",
        _columns(way.row),
        f"**The spell.** Its episodes ({fact['episode_count']}) become one row of `fct_admission`: admitted on "
        f"{fact['admission_date']}, discharged on {fact['discharge_date']}, {fact['length_of_stay_days']} nights, "
        f"aged {fact.get('age_at_admission_years', 'not known')} at admission. It is an emergency "
        f"(`{fact['point_of_delivery_code']}`), paid by the NHS and not of mental health, and it is over: so it is "
        "activity, dated by its discharge, and is costed by `int_cost__apc`.",
        f"**The price.** The list APC is asked for HRG {fact['hrg_code']} and NEL, on {fact['discharge_date']}. Row "
        f"{way.price.number} of `{way.price.file}` answers:",
        _columns(way.price),
        f"By the rule: {way.rule}. {stayed}",
        f"**The factor.** Row {way.factor.number} of `{way.factor.file}` is that of {way.factor.said['provider_code']} "
        f"from {way.factor.said['valid_from']}: {_plain(way.factor.said['market_forces_factor'])}.",
        "**The pounds.** Multiplied in exact decimals, and rounded half up once, at the end:",
        f"```text\n({pounds(way.stay_price_gbp)} + {days} x {pounds(excess)}) x "
        f"{_plain(way.factor.said['market_forces_factor'])} = {exact.normalize():,f}, so {pounds(part.cost_gbp)}\n```",
        "**Where it is counted.** Once in `fct_activity`, and so in:",
        _counted(way.counted),
    )


def _package(way: Walk) -> tuple[str, ...]:
    fact, ended = way.fact, way.fact.get("end_date", "the reporting date")
    total = sum((part.cost_gbp for part in way.parts), Decimal(0))
    days = sum(part.quantity for part in way.parts)
    rows = [[part.activity_date, str(part.quantity), part.working, pounds(part.cost_gbp)] for part in way.parts]
    return (
        "## A care package",
        f"**The row.** Row {way.row.number} of `{way.row.file}` says, besides whose it is:",
        _columns(way.row),
        "A service brings its own cost, and asks no list. It lasts from its first day to its last, both counted, and "
        f"is activity in every month that holds a day of it: {len(way.parts)} rows of `fct_activity`, each placed and "
        "dated on its own first day. `int_cost__social_care` takes a seventh of the weekly cost for each day, and "
        "rounds once per row:",
        table(["First day", "Days", "Worked out", "Pounds"], [*rows, ["together", str(days), "", pounds(total)]],
              numbers=["Days", "Pounds"]),
        f"The sum of the rows is what the package cost: {pounds(total)} for {days} days from {fact['start_date']} to "
        f"{ended}. A mart adds rows and rounds nothing again, so all marts agree to the penny. The first of "
        "the rows is counted in:",
        _counted(way.counted),
    )  # fmt: skip


def _columns(row: Row) -> str:
    return table(["Column", "Says"], [[f"`{name}`", _plain(value)] for name, value in row.said.items()])


def _plain(value: str) -> str:
    """A number without the zeros behind it."""
    whole, dot, decimals = value.partition(".")
    return f"{whole}.{decimals.rstrip('0')}".rstrip(".") if dot and (whole + decimals).isdigit() else value


def _counted(counted: list[Counted]) -> str:
    rows = [
        [f"`{each.table}`", ", ".join(each.named.values()), f"{each.activity_count:,}", pounds(each.cost_gbp)]
        for each in counted
    ]
    return table(["Mart", "Row", "Units", "Pounds"], rows, numbers=["Units", "Pounds"])


_ELSE = """## Asking for yourself

- `careweave trace --person PERSON_ID --year 2024/25` walks every unit of a person's year in this way.
- `mart_quality__unpriced` counts what has no price, with the reason: it never counts as nothing spent.
- `mart_quality__price_check` sets ours beside the price that SUS gave, where a sender passes it on.
- `mart_cost__coverage` says which parts of the health economy are in, so that nobody reads a part for the whole.
- `tests/spec/test_costs.py`, `tests/spec/test_costs_elsewhere.py` and `tests/spec/test_costs_of_extracts.py` hold every
  rule as a table of cases."""


if __name__ == "__main__":
    sys.exit(main())
