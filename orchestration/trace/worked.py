"""How a unit's cost came about, in the words and figures of a price list.

Belongs here: saying it. Does not belong here: finding it (person.py), or rounding anything.
"""

from decimal import Decimal

from orchestration.trace.person import Unit

_RULES = {
    "EXACT": "the price that is listed for it",
    "CURRENCY": "the price of its currency with any modifier",
    "MODIFIER": "the price of any currency with its modifier",
    "ANY": "the price of any currency",
}
_UNPRICED = {
    "NO_CURRENCY": "no price: it came without the code that prices are listed by",
    "NOT_LISTED": "no price: no list has one for it",
    "NOT_VALID": "no price: it is listed, but for other days",
    "NO_AMOUNT": "no price: it came without the amount, or the count, that makes its cost",
}


def pounds(amount: Decimal) -> str:
    """An amount with two decimals, or as many as it has."""
    text = f"{amount:,f}"
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


def working(unit: Unit) -> str:
    """What was multiplied with what, before it was rounded to the penny; or why there is nothing."""
    if unit.unpriced_reason_code or unit.price_gbp is None:
        return _UNPRICED.get(unit.unpriced_reason_code or "", "no price")
    price = pounds(unit.price_gbp)
    if unit.point_of_delivery_code == "RX":
        return f"{price}, the net ingredient cost that was sent"
    if unit.point_of_delivery_code == "SC" and unit.price_list_code is None:
        return f"{price} a week x {unit.quantity} days / 7"
    if unit.point_of_delivery_code == "MHBD":
        return f"{price} x {unit.quantity} days"
    if unit.contact_count is not None:
        return f"{price} x {unit.contact_count} contacts"
    return _stay(unit, price) + (f" x {unit.market_forces_factor.normalize():f}" if unit.market_forces_factor else "")


def _stay(unit: Unit, price: str) -> str:
    """The price of a stay; of everything else, the price."""
    if unit.stay_price_gbp is None:
        return price
    price = pounds(unit.stay_price_gbp) + (" for a short stay" if unit.stay_price_gbp != unit.price_gbp else "")
    if not unit.excess_days or unit.excess_day_price_gbp is None:
        return price
    over = f"past {unit.trim_point_days} days" if unit.trim_point_days is not None else "past the trim point"
    return f"({price} + {unit.excess_days} days {over} x {pounds(unit.excess_day_price_gbp)})"


def rule(unit: Unit) -> str | None:
    """Which row of which list applies, and why that one; None where no list was asked or has any."""
    if unit.price_list_code is None:
        return None
    named = " ".join(filter(None, (unit.price_list_code, unit.currency_code, unit.modifier_code)))
    until = f" to {unit.valid_to}" if unit.valid_to else ""
    return (
        f"{named}, from {unit.valid_from}{until}: {_RULES[unit.price_rule_code or 'EXACT']} "
        f"(row {unit.price_row_number} of {unit.price_file})"
    )


def source(unit: Unit) -> str:
    """The row of the delivery that the unit was counted from."""
    return f"{unit.source_feed}:{unit.source_key}" + (f" in {unit.source_file}" if unit.source_file else "")
