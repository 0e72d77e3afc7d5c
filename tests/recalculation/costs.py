"""An independent recalculation of the published tables from the interface pages alone: what an activity costs.

What belongs here: which price and factor apply on a day, and pounds and pence. What does not: which rows are activity.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

ELECTIVE_POINTS = ("DC", "EL", "RA")
SHORT_STAY_DAYS = 2
ADULT_YEARS = 19
ATTENDED_AS = {"OPFA": "FIRST", "OPFU": "FOLLOW_UP"}
CONTACTS = {"CSC": "CSDS", "MHC": "MH_CONTACT"}


def to_the_penny(amount: Fraction) -> Decimal:
    """An exact amount rounded half up."""
    return Decimal((amount * 100 + Fraction(1, 2)).__floor__()).scaleb(-2)


def latest(candidates: list[dict], day: date) -> dict | None:
    """Of the rows that are valid on a day the one that holds."""
    valid = [row for row in candidates if row["valid_from"] <= day and (row["valid_to"] or date.max) >= day]
    return max(valid, key=lambda row: (row["valid_from"], row["delivery"].extracted_at, row["sender"]), default=None)


class Tariff:
    """The price lists and market forces factors in force."""

    def __init__(self, rows: dict[str, list[dict]]) -> None:
        """Gather what is needed from the rows."""
        self.prices: dict[tuple, list[dict]] = defaultdict(list)
        self.factors: dict[str, list[dict]] = defaultdict(list)
        for row in rows["ref_prices"]:
            self.prices[row["price_list_code"], row["currency_code"], row["modifier_code"]].append(row)
        for row in rows["ref_market_forces"]:
            self.factors[row["provider_code"]].append(row)

    def price(self, price_list: str, currency: str | None, modifier: str | None, day: date) -> dict | None:
        """The price row: exact, then any modifier, then any currency, then neither."""
        for key in ((currency, modifier), (currency, None), ("*", modifier), ("*", None)):
            found = latest(self.prices.get((price_list, *key), []), day)
            if found is not None:
                return found
        return None

    def factor(self, provider: str, day: date) -> Fraction:
        """The market forces factor; 1 where absent."""
        found = latest(self.factors.get(provider, []), day)
        return Fraction(found["market_forces_factor"]) if found else Fraction(1)

    def cost_spell(self, spell: dict) -> Decimal | None:
        """What a spell costs; nothing while it is open, private or of mental health."""
        day, point = spell["discharge_date"], spell["point_of_delivery_code"]
        if day is None or not spell["is_nhs_funded"] or spell["is_mental_health_spell"]:
            return None
        price = self.price("APC", spell["hrg_code"], "EL" if point in ELECTIVE_POINTS else "NEL", day)
        if price is None:
            return None
        age, stay = spell["age_at_admission_years"], spell["length_of_stay_days"]
        is_adult = age is None or age >= ADULT_YEARS
        is_short = point == "NEL" and stay < SHORT_STAY_DAYS and is_adult and price["short_stay_price_gbp"] is not None
        amount = Fraction(price["short_stay_price_gbp" if is_short else "price_gbp"])
        if price["trim_point_days"] is not None and price["excess_day_price_gbp"] is not None:
            amount += Fraction(price["excess_day_price_gbp"]) * max(0, stay - price["trim_point_days"])
        return to_the_penny(amount * self.factor(spell["provider_code"], day))

    def cost_attendance(self, row: dict, point: str | None, day: date) -> Decimal | None:
        """What an attendance at A&E costs."""
        price = self.price("AE", row["hrg_code"], row["department_type_code"], day) if point else None
        return to_the_penny(Fraction(price["price_gbp"]) * self.factor(row["provider_code"], day)) if price else None

    def cost_unit(self, row: dict, point: str, day: date, quantity: int) -> Decimal | None:
        """What any other unit of activity costs."""
        if point.startswith("AE"):
            return self.cost_attendance(row, point, day)
        if point == "RX":
            cost = row["net_ingredient_cost_gbp"]
            return None if cost is None else to_the_penny(Fraction(cost))
        if point == "SC" and row["event_type_code"] == "SERVICE":
            return to_the_penny(Fraction(row["weekly_cost_gbp"]) / 7 * quantity)
        if point in ATTENDED_AS:
            price = self.price("OP", row["treatment_function_code"], ATTENDED_AS[point], day)
            times = self.factor(row["provider_code"], day)
        elif point == "GP":
            price, times = self.price("GP", row["professional_code"], row["mode_code"], day), 1
        elif point in CONTACTS:
            price, times = self.price(CONTACTS[point], row["team_type_code"], None, day), 1
        elif point == "MHBD":
            price, times = self.price("MH_BED_DAY", "*", None, day), quantity
        elif point == "SC":
            price, times = self.price("SOCIAL_CARE", row["event_type_code"], None, day), 1
        elif point == "RR":
            price, times = self.price("RAPID_RESPONSE", "*", None, day), 1
        else:
            price, times = self.price("VOLUNTARY", row["service_code"], None, day), row["contact_count"]
        return None if price is None or times is None else to_the_penny(Fraction(price["price_gbp"]) * times)
