"""Whether what was read is believable: by the contracts of the feeds, and row beside row.

Belongs here: what the night would refuse or warn of, said before anything is written, cell by cell. Does not belong
here: reading (importing.py). The limits of prices and factors are the contracts'.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from orchestration.contracts import Contract, Rule
from orchestration.contracts.rules import DateOrder, Range
from orchestration.prices.fault import Fault
from orchestration.prices.line import Line

# What a price of a list further depends on, where it is no code of a feed that is sent.
_ELECTIVE_OR_NOT, _FIRST_OR_NOT = ("EL", "NEL"), ("FIRST", "FOLLOW_UP")
# Lists of one price, for whatever is done.
_OF_ANY = ("MH_BED_DAY", "RAPID_RESPONSE")


def checked(contracts: Mapping[str, Contract], lines: Sequence[Line]) -> Iterator[Fault]:
    """Everything that is wrong with the lines."""
    for feed in {line.feed for line in lines}:
        of_feed = [line for line in lines if line.feed == feed]
        yield from _incomplete(contracts[feed], of_feed)
        yield from _broken_rules(contracts[feed], of_feed)
        yield from _beside_each_other(contracts[feed], of_feed)
    prices = [line for line in lines if line.feed == "ref_prices"]
    yield from _found_by_nothing(contracts, prices)
    yield from _spelt_otherwise(prices)


def _incomplete(contract: Contract, lines: Sequence[Line]) -> Iterator[Fault]:
    for line in lines:
        for column in contract.event_columns:
            value = line.values.get(column.name)
            if value is None and column.is_required:
                told = "it is empty."
                if column.name == "valid_from":
                    told = "no first day is given; fill in Valid from, or say it for all with --valid-from."
                yield Fault(line.place(column.name), told)
            elif value is not None and column.codes and value not in column.codes:
                yield Fault(line.place(column.name), f"it is none of {', '.join(column.codes)}.")


def _broken_rules(contract: Contract, lines: Sequence[Line]) -> Iterator[Fault]:
    for line in lines:
        for rule in contract.rules:
            if _is_broken(rule, line.values):
                yield Fault(line.place(rule.column_name), f"it breaks the rule {rule.text}.")


def _is_broken(rule: Rule, values: Mapping[str, object]) -> bool:
    """Of the rules that contracts of prices state; what is not there breaks none."""
    if isinstance(rule, DateOrder):
        earlier, later = values.get(rule.earlier), values.get(rule.later)
        return earlier is not None and later is not None and earlier > later
    assert isinstance(rule, Range), f"no list of prices is held to the rule {rule.text} yet"  # noqa: S101
    value = values.get(rule.column_name)
    lowest, highest = (None if bound is None else Decimal(bound) for bound in (rule.lowest, rule.highest))
    return value is not None and ((lowest is not None and value < lowest) or (highest is not None and value > highest))


def _beside_each_other(contract: Contract, lines: Sequence[Line]) -> Iterator[Fault]:
    """Prices or factors for the same thing on the same days."""
    named = [name for name in contract.key if name != "valid_from"]
    groups: dict[tuple, list[Line]] = defaultdict(list)
    for line in lines:
        if isinstance(line.values.get("valid_from"), date):
            groups[tuple(line.values.get(name) for name in named)].append(line)
    for group in groups.values():
        longest: Line | None = None
        for line in sorted(group, key=lambda each: (each.values["valid_from"], each.row)):
            if longest is not None and _last_day(longest) >= line.values["valid_from"]:
                yield _overlap(line, longest)
                yield _overlap(longest, line)
            if longest is None or _last_day(line) > _last_day(longest):
                longest = line


def _last_day(line: Line) -> date:
    return line.values.get("valid_to") or date.max


def _overlap(line: Line, other: Line) -> Fault:
    return Fault(
        line.place("valid_from"),
        f"on some days two apply, this one and that of {other.row}; let one end before the other begins.",
    )


def _found_by_nothing(contracts: Mapping[str, Contract], prices: Sequence[Line]) -> Iterator[Fault]:
    """Currencies and modifiers that no activity can bear, and parts of a price where they do not apply."""
    modifiers = {
        "APC": _ELECTIVE_OR_NOT,
        "OP": _FIRST_OR_NOT,
        "AE": contracts["ecds"].column("department_type_code").codes,
        "GP": contracts["gp_appointments"].column("mode_code").codes,
    }
    events = contracts["social_care"].column("event_type_code").codes
    currencies = {
        "GP": (*contracts["gp_appointments"].column("professional_code").codes, "*"),
        "SOCIAL_CARE": (*(code for code in events if code != "SERVICE"), "*"),
        **dict.fromkeys(_OF_ANY, ("*",)),
    }
    for line in prices:
        price_list, currency, modifier = (
            line.values.get(name) for name in ("price_list_code", "currency_code", "modifier_code")
        )
        if modifier is not None and modifier not in modifiers.get(price_list, ()):
            known = ", ".join(modifiers.get(price_list, ())) or "none, and it stays empty"
            yield Fault(line.place("modifier_code"), f"of {price_list} the modifier is one of {known}.")
        if currency is not None and currency not in currencies.get(price_list, (currency,)):
            known = ", ".join(currencies[price_list])
            yield Fault(line.place("currency_code"), f"of {price_list} the currency is one of {known}.")


def _spelt_otherwise(prices: Sequence[Line]) -> Iterator[Fault]:
    """One currency in two spellings, of which activity finds only the one that it is sent with."""
    groups: dict[tuple, dict[str, Line]] = defaultdict(dict)
    for line in prices:
        currency = line.values.get("currency_code")
        plain = "".join(filter(str.isalnum, currency or ""))
        if plain:
            groups[line.values.get("price_list_code"), plain].setdefault(currency, line)
    for line in prices:
        currency = line.values.get("currency_code")
        plain = "".join(filter(str.isalnum, currency or ""))
        for other, first in groups.get((line.values.get("price_list_code"), plain), {}).items():
            if other != currency:
                yield Fault(
                    line.place("currency_code"), f"{first.row} spells the same currency in another way; choose one."
                )
