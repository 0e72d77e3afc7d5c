"""The sheets that a finance team fills in: their headings, and what each row of them says in a delivery.

Belongs here: the template as data; `careweave prices template` writes it, `careweave prices import` reads by it. Does
not belong here: reading a cell (cells.py), or the limits of a price (the contracts of the feeds).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["code", "money", "days", "factor", "day", "words"]


@dataclass(frozen=True)
class Heading:
    """A column of a sheet. A needed one makes the sheet what it is; words are for people, and are not read."""

    name: str
    said: str
    kind: Kind
    note: str = ""
    is_needed: bool = False
    # As published tariff workbooks, and lists that are made from them, head the same.
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """A row of the delivery: what is the same in each, and which heading fills which column.

    It is made where its amount is given.
    """

    amount: str
    filled: Mapping[str, str]
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """A kind of sheet, known by its needed headings, whatever the sheet is called and wherever they stand."""

    title: str
    feed: str
    about: str
    headings: tuple[Heading, ...]
    makes: tuple[Made, ...]

    def heading(self, name: str) -> Heading:
        return next(heading for heading in self.headings if heading.name == name)


READ_ME = "Read me"
"""The sheet of notes, in which no price is looked for."""

VALIDITY = (
    Heading("valid_from", "Valid from", "day", "First day; may be left out where --valid-from says it for all."),
    Heading("valid_to", "Valid to", "day", "Last day; empty while the price holds."),
)
_VALID = {"valid_from": "valid_from", "valid_to": "valid_to"}
_HRG = Heading("hrg_code", "HRG code", "code", "HRG4+ currency; * for any that is not listed.", True, ("HRG",))

ADMITTED = Shape(
    "Admitted care",
    "ref_prices",
    "One row per HRG: spells in hospital, elective (day cases and regular attenders too) and all other.",
    (
        _HRG,
        Heading("hrg_name", "HRG name", "words", "For people; not read."),
        Heading(
            "elective_price",
            "Elective price (GBP)",
            "money",
            "Day case and elective.",
            True,
            ("Combined day case / ordinary elective spell tariff", "Elective or daycase price"),
        ),
        Heading(
            "elective_trim_point",
            "Elective trim point (days)",
            "days",
            "Days that the price includes.",
            False,
            ("Ordinary elective long stay trim point", "Elective trim days"),
        ),
        Heading(
            "non_elective_price",
            "Non-elective price (GBP)",
            "money",
            "All that is not elective.",
            True,
            ("Non-elective spell tariff",),
        ),
        Heading(
            "non_elective_trim_point",
            "Non-elective trim point (days)",
            "days",
            "Days that the price includes.",
            False,
            ("Non-elective long stay trim point", "Non-elective trim days"),
        ),
        Heading(
            "excess_day_price",
            "Excess day price (GBP)",
            "money",
            "Each day past the trim point.",
            False,
            ("Per day long stay payment", "Per day long stay"),
        ),
        Heading(
            "short_stay_price",
            "Short-stay price (GBP)",
            "money",
            "Emergencies of under 2 days, from 19 years.",
            False,
            ("Reduced short stay emergency tariff",),
        ),
        *VALIDITY,
    ),
    (
        Made(
            "elective_price",
            {
                "currency_code": "hrg_code",
                "price_gbp": "elective_price",
                "trim_point_days": "elective_trim_point",
                "excess_day_price_gbp": "excess_day_price",
                **_VALID,
            },
            {"price_list_code": "APC", "modifier_code": "EL"},
        ),
        Made(
            "non_elective_price",
            {
                "currency_code": "hrg_code",
                "price_gbp": "non_elective_price",
                "short_stay_price_gbp": "short_stay_price",
                "trim_point_days": "non_elective_trim_point",
                "excess_day_price_gbp": "excess_day_price",
                **_VALID,
            },
            {"price_list_code": "APC", "modifier_code": "NEL"},
        ),
    ),
)
EMERGENCY = Shape(
    "A&E",
    "ref_prices",
    "One row per HRG and type of department.",
    (
        _HRG,
        Heading("hrg_name", "HRG name", "words", "For people; not read."),
        Heading("department", "Department type", "code", "01 02 03 04 05; empty for any.", is_needed=True),
        Heading("price", "Price (GBP)", "money", "One attendance.", is_needed=True),
        *VALIDITY,
    ),
    (
        Made(
            "price",
            {"currency_code": "hrg_code", "modifier_code": "department", "price_gbp": "price", **_VALID},
            {"price_list_code": "AE"},
        ),
    ),
)
DEPARTMENTS = Shape(
    "A&E by department",
    "ref_prices",
    "One row per HRG, as the published tariff has it; for departments of one type use the sheet A&E.",
    (
        _HRG,
        Heading("hrg_name", "HRG name", "words", "For people; not read."),
        Heading(
            "type_1_2_price", "Type 1 and 2 departments price (GBP)", "money", "Departments 01 and 02.", True,
            ("Type 1 and 2 departments tariff", "Type 1 2 price"),
        ),
        Heading(
            "type_3_price", "Type 3 departments price (GBP)", "money", "Departments 03 and 04.", True,
            ("Type 3 departments tariff", "Type 3 price"),
        ),
        *VALIDITY,
    ),
    tuple(
        Made(
            amount,
            {"currency_code": "hrg_code", "price_gbp": amount, **_VALID},
            {"price_list_code": "AE", "modifier_code": department},
        )
        for department, amount in (
            ("01", "type_1_2_price"), ("02", "type_1_2_price"), ("03", "type_3_price"), ("04", "type_3_price"),
        )
    ),
)  # fmt: skip
OUTPATIENTS = Shape(
    "Outpatients",
    "ref_prices",
    "One row per treatment function.",
    (
        Heading("treatment_function", "Treatment function code", "code", "* for any.", True, ("TFC",)),
        Heading("treatment_function_name", "Treatment function name", "words", "For people; not read."),
        Heading("first_price", "First attendance price (GBP)", "money", "", True, ("First price",)),
        Heading("follow_up_price", "Follow-up attendance price (GBP)", "money", "", True, ("Follow-up price",)),
        *VALIDITY,
    ),
    tuple(
        Made(
            amount,
            {"currency_code": "treatment_function", "price_gbp": amount, **_VALID},
            {"price_list_code": "OP", "modifier_code": modifier},
        )
        for amount, modifier in (("first_price", "FIRST"), ("follow_up_price", "FOLLOW_UP"))
    ),
)
LONG = Shape(
    "Unit costs",
    "ref_prices",
    "One row per price: unit costs of care outside hospital, or any price as the interface writes it.",
    (
        Heading("price_list_code", "Price list", "code", "As listed on the first sheet.", is_needed=True),
        Heading("currency_code", "Currency", "code", "What is priced; * for any.", is_needed=True),
        Heading("modifier_code", "Modifier", "code", "GP: mode of appointment; empty for any."),
        Heading("price_gbp", "Price (GBP)", "money", "One unit.", is_needed=True),
        Heading("short_stay_price_gbp", "Short-stay price (GBP)", "money", "APC NEL only."),
        Heading("trim_point_days", "Trim point (days)", "days", "APC only."),
        Heading("excess_day_price_gbp", "Excess day price (GBP)", "money", "APC only."),
        *VALIDITY,
    ),
    (
        Made(
            "price_gbp",
            {
                name: name
                for name in (
                    *("price_list_code", "currency_code", "modifier_code", "valid_from", "valid_to", "price_gbp"),
                    *("short_stay_price_gbp", "trim_point_days", "excess_day_price_gbp"),
                )
            },
        ),
    ),
)
FACTORS = Shape(
    "Market forces",
    "ref_market_forces",
    "One row per provider: what its admitted, A&E and outpatient prices are multiplied by.",
    (
        Heading("provider_code", "Provider code", "code", "ODS code of the trust.", True, ("ODS code",)),
        Heading("provider_name", "Provider name", "words", "For people; not read."),
        Heading("factor", "Market forces factor", "factor", "As published, for example 1.148886.", True, ("MFF",)),
        *VALIDITY,
    ),
    (Made("factor", {"provider_code": "provider_code", "market_forces_factor": "factor", **_VALID}),),
)
LENGTHS = {"AE": ("modifier_code", 2), "OP": ("currency_code", 3)}
"""Codes of digits, by price list, and how long they are: Excel drops the zeros that one begins with."""

SHAPES = (ADMITTED, EMERGENCY, DEPARTMENTS, OUTPATIENTS, LONG, FACTORS)
