"""What is compared, and into which levels an agreement falls: one list, each with its reason.

Belongs here: the fields and their levels, from the closest to none. Does not belong here: how likely a level is
(the model), how the fields are made (written.py), or which pairs are compared (blocking.py). Source of the kinds of
levels: NHS England's Splink linkage (names, nicknames, day and month exchanged, one digit off) and Splink's own
library."""

from dataclasses import dataclass

ALIKE = 0.86
"""Jaro-Winkler similarity from which two spellings count as alike: what one wrong letter, even the first, leaves of a
name of five. NHS England's linkage takes 0.88, and an edit distance beside it, which costs twenty times as much."""

YEARS_OF_A_GUESS = 5
"""How far a guessed year of birth lies off: ages that are guessed are heaped on fives (illustrative)."""

LOOSELY_ALIKE = 0.8
"""For a given name beside a family name that is alike too: either by itself would prove nothing."""


@dataclass(frozen=True)
class Level:
    """One degree of agreement. `expected` is the share of true pairs that it is thought to hold before any training."""

    name: str
    sql: str
    expected: float
    frequency_of: str | None = None
    """The field whose rarity counts: two who share a rare name are one person sooner than two who share a common
    one."""
    given_name: str | None = None
    """What the level says of the given name alone: relatives share a family name and an address, never a given name."""
    fixed_chance: float | None = None
    """The share of pairs of strangers, where the pairs drawn cannot show it."""


@dataclass(frozen=True)
class Comparison:
    """One field, or fields that err together, and its levels from the closest to none."""

    name: str
    reason: str
    nothing_to_compare: str
    levels: tuple[Level, ...]
    is_trained: bool = True


def _alike(field: str, least: float = ALIKE) -> str:
    return f"jaro_winkler_similarity({field}_l, {field}_r) >= {least}"


_ONE_DIGIT = (
    "case when hamming(birth_digits_l, birth_digits_r) <= 2 "
    "then damerau_levenshtein(birth_digits_l, birth_digits_r) <= 1 else false end"
)
# The dear distance is asked only of what is near by the cheap one.
_ONE_CHARACTER = f"case when {_alike('postcode')} then damerau_levenshtein(postcode_l, postcode_r) <= 1 else false end"
_SAME_FAMILY = "family_name_l = family_name_r"
_SHARED_FORM = "list_has_any(given_roots_l, given_roots_r)"
# Somebody with two given names is mostly called by the first.
_GIVEN_ALIKE = f"({_alike('given_name')} or {_alike('given_first')})"
_GIVEN_PART = (
    "(list_has_any(given_parts_l, given_parts_r) or ((length(given_name_l) = 1 or length(given_name_r) = 1) "
    "and left(given_name_l, 1) = left(given_name_r, 1)))"
)
_FAMILY_ALIKE = _alike("family_name")
_FAMILY_PART = "list_has_any(family_parts_l, family_parts_r)"
_FAMILY_NEAR = f"{_FAMILY_ALIKE} or {_FAMILY_PART}"
_BOTH_GIVEN = "given_name_l is not null and given_name_r is not null"
_BOTH_FAMILY = "family_name_l is not null and family_name_r is not null"


def _one_slip(field: str) -> str:
    """One letter wrong, missing, too many, or two exchanged, in a name of three letters or more."""
    return (
        f"(greatest(length({field}_l), length({field}_r)) >= 3 and least(length({field}_l), length({field}_r)) >= 2 "
        f"and damerau_levenshtein({field}_l, {field}_r) <= 1)"
    )


def _where(first: str, then: str) -> str:
    """Both, the second asked only where the first holds: it is dear."""
    return f"case when {first} then {then} else false end"


SAME, FORM, CLOSE, PART, OTHER = "SAME", "FORM", "CLOSE", "PART", "OTHER"

NAME = Comparison(
    "name",
    "Given and family name together, since they err together (exchanged, both misspelt) and are not independent: "
    "a given name is commoner beside some family names than beside others.",
    f"not ({_BOTH_GIVEN} and {_BOTH_FAMILY})",
    (
        Level("both equal", "full_name_l = full_name_r", 0.80, "full_name", SAME),
        Level("exchanged", "full_name_l = exchanged_name_r", 0.01, "full_name", SAME),
        Level(
            "family name equal, given name another form of the same, or the first of several",
            _where(_SAME_FAMILY, _SHARED_FORM),
            0.05,
            "family_name",
            FORM,
        ),
        Level(
            "family name equal, given name spelt alike",
            _where(_SAME_FAMILY, f"{_GIVEN_ALIKE} or {_one_slip('given_name')} or {_one_slip('given_first')}"),
            0.03,
            "family_name",
            CLOSE,
        ),
        Level(
            "family name equal, given name an initial or one of several",
            _where(_SAME_FAMILY, _GIVEN_PART),
            0.02,
            "family_name",
            PART,
            # Registers write names in full, so that strangers seldom show it: one initial in fifteen is the same.
            fixed_chance=3.5e-6,
        ),
        Level(
            "given name the same, family name spelt alike or one of two",
            _where(_SHARED_FORM, f"{_FAMILY_NEAR} or {_one_slip('family_name')}"),
            0.04,
            "given_name",
            SAME,
        ),
        Level(
            "both spelt alike",
            f"({_alike('given_name', LOOSELY_ALIKE)} or {_alike('given_first', LOOSELY_ALIKE)} or {_GIVEN_PART}) "
            f"and ({_FAMILY_NEAR})",
            0.007,
            None,
            CLOSE,
        ),
        Level(
            "exchanged, and spelt alike, one of several, or another form",
            _where(
                f"jaro_winkler_similarity(family_name_l, given_name_r) >= {ALIKE} "
                "or list_has_any(family_parts_l, given_parts_r)",
                f"jaro_winkler_similarity(given_first_l, family_name_r) >= {ALIKE} "
                "or list_has_any(given_parts_l, family_parts_r) or list_has_any(given_roots_l, family_roots_r) "
                "or (length(family_name_r) = 1 and left(given_name_l, 1) = family_name_r)",
            ),
            0.001,
            None,
            CLOSE,
        ),
        Level("given name equal, family name another", "given_name_l = given_name_r", 0.02, "given_name", SAME),
        Level("family name equal, given name another", _SAME_FAMILY, 0.01, "family_name", OTHER),
        Level("given name another form, family name another", _SHARED_FORM, 0.002, None, FORM),
        # A twin's name miswritten: alike in the family name, another in the given one.
        Level("family name spelt alike or one of two, given name another", _FAMILY_NEAR, 0.003, None, OTHER),
        Level("given name spelt alike, family name another", _GIVEN_ALIKE, 0.002, None, CLOSE),
        Level("both another", "ELSE", 0.005),
    ),
)

FAMILY_NAME = Comparison(
    "family_name",
    "The family name where one side lacks a given name. Too few rows to train on; the name's rarity says the most.",
    f"not ({_BOTH_FAMILY}) or ({_BOTH_GIVEN})",
    (
        Level("equal", _SAME_FAMILY, 0.94, "family_name", fixed_chance=0.003),
        Level("spelt alike or one of two", _FAMILY_NEAR, 0.04, fixed_chance=0.004),
        Level("another", "ELSE", 0.02, fixed_chance=0.993),
    ),
    is_trained=False,
)

GIVEN_NAME = Comparison(
    "given_name",
    "The given name where one side lacks a family name. Too few rows to train on; the name's rarity says the most.",
    f"not ({_BOTH_GIVEN}) or ({_BOTH_FAMILY})",
    (
        Level("equal", "given_name_l = given_name_r", 0.90, "given_name", SAME, 0.005),
        Level("another form of the same", _SHARED_FORM, 0.05, None, FORM, 0.005),
        Level("spelt alike or a part", f"{_GIVEN_ALIKE} or {_GIVEN_PART}", 0.03, None, CLOSE, 0.01),
        Level("another", "ELSE", 0.02, None, OTHER, 0.98),
    ),
    is_trained=False,
)

BIRTH_DATE = Comparison(
    "birth_date",
    "The steadiest thing that is known of somebody: 0.11% are wrong or missing (BMC Med Res Methodol 2017;17:23). "
    "A date that many bear (1 January, where the day was not known) counts for as little as it is common.",
    "birth_date_l is null or birth_date_r is null",
    (
        Level("equal", "birth_date_l = birth_date_r", 0.97, "birth_date"),
        Level("day and month exchanged", "birth_date_l = birth_exchanged_r", 0.004),
        Level("one digit another, or two exchanged", _ONE_DIGIT, 0.012),
        Level("year and month equal", "left(birth_digits_l, 6) = left(birth_digits_r, 6)", 0.003),
        Level(
            "year equal, one of them a 1 January",
            "left(birth_digits_l, 4) = left(birth_digits_r, 4) "
            "and (right(birth_digits_l, 4) = '0101' or right(birth_digits_r, 4) = '0101')",
            0.002,
        ),
        Level(
            "day equal, and month or year",
            "right(birth_digits_l, 2) = right(birth_digits_r, 2) "
            "and (left(birth_digits_l, 4) = left(birth_digits_r, 4) "
            "or right(birth_digits_l, 4) = right(birth_digits_r, 4))",
            0.004,
        ),
        Level(
            "some years apart, one of them a 1 January",
            # Whoever does not know the day was asked how old they are, and said about.
            f"abs(year(birth_date_l) - year(birth_date_r)) <= {YEARS_OF_A_GUESS} "
            "and (right(birth_digits_l, 4) = '0101' or right(birth_digits_r, 4) = '0101')",
            0.002,
        ),
        Level("another", "ELSE", 0.005),
    ),
)

POSTCODE = Comparison(
    "postcode",
    "People move, and senders hear of it late: half of all postcodes disagree over time (BMC Med Res Methodol "
    "2017;17:23), so that another postcode says little, and an equal one much.",
    "district_l is null or district_r is null",
    (
        Level("equal", "postcode_l = postcode_r", 0.70, "postcode"),
        Level("one character another, or two exchanged", _ONE_CHARACTER, 0.02),
        Level(
            "one of them is written in part, the part agrees",
            "(postcode_l is null or postcode_r is null) and district_l = district_r",
            0.01,
            "district",
            # Registers write postcodes in full, so that strangers seldom show it.
            fixed_chance=0.0008,
        ),
        Level("same sector", "sector_l = sector_r", 0.03, "sector"),
        Level("same district", "district_l = district_r", 0.05, "district"),
        Level("another", "ELSE", 0.20),
    ),
)

GENDER = Comparison(
    "gender",
    "Halves the candidates, and tells twins and couples apart where names are missing.",
    "gender_l is null or gender_r is null",
    (Level("equal", "gender_l = gender_r", 0.99), Level("another", "ELSE", 0.01)),
)

LOCAL_ID = Comparison(
    "local_id",
    "The sender's own id, where it has sent the same id with somebody whom a rule linked. It was not enough for the "
    "rule: the birth date differs or is missing. Ids are mistyped and taken over now and then, so never enough alone.",
    "local_key_l is null or local_key_r is null or local_scope_l <> local_scope_r",
    (
        Level("equal", "local_key_l = local_key_r", 0.95, fixed_chance=0.0001),
        Level("another", "ELSE", 0.05, fixed_chance=0.9999),
    ),
    is_trained=False,
)

NHS_NUMBER = Comparison(
    "nhs_number",
    "A valid number that was not believed because the birth date contradicts it. Either it is somebody else's number "
    "or the birth date is wrong; illustrative: evenly. Never enough alone.",
    "nhs_number_r is null or nhs_number_l is null",
    (
        Level("equal", "nhs_number_l = nhs_number_r", 0.5, fixed_chance=0.0001),
        Level("another", "ELSE", 0.5, fixed_chance=0.9999),
    ),
    is_trained=False,
)

COMPARISONS = (NAME, FAMILY_NAME, GIVEN_NAME, BIRTH_DATE, POSTCODE, GENDER, LOCAL_ID, NHS_NUMBER)
