"""What a run of `careweave synth` may choose about its population: turnover, the programmes' effect, rates of faults.

Belongs here: the numbers that `--set NAME=VALUE` changes, each with its default and the reason for it. Does not belong
here: numbers that shape every population alike (parameters.py).
"""

from dataclasses import asdict, dataclass, fields, replace

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal


class WrongChoice(Refusal):
    """A setting that is not known or cannot be taken; the message is a sentence for the person who asked."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Choices:
    """Shares, from 0 to the limit in LIMITS, or 1."""

    # === Moves ===

    # Leavers per resident and year, replaced by newcomers: up to 30% a year, moves inside the borough counted, was what
    # the East London programmes planned for; outer boroughs are calmer.
    TURNOVER_INNER: float = 0.22
    TURNOVER_OUTER: float = 0.10  # as said of the outer boroughs

    # === Programmes ===

    # Share of emergency admissions avoided once somebody has a plan; controlled evaluations find 0 to 5%.
    PROGRAMME_EFFECT: float = 0.05

    # === Identities ===

    # Published: 98.0% of emergency department and 99.7% of inpatient records carry NHS number and birth date (CUREd,
    # PMC9583284). The rest is illustrative, in that order.
    MISSING_NHS_NUMBER_APC: float = 0.003
    MISSING_NHS_NUMBER_ECDS: float = 0.02
    MISSING_NHS_NUMBER_OP: float = 0.005
    MISSING_NHS_NUMBER_CSDS: float = 0.02
    MISSING_NHS_NUMBER_MH_CONTACTS: float = 0.02
    MISSING_NHS_NUMBER_MH_STAYS: float = 0.02
    MISSING_NHS_NUMBER_SOCIAL_CARE: float = 0.08
    MISSING_NHS_NUMBER_RAPID_RESPONSE: float = 0.25
    MISSING_NHS_NUMBER_VOLUNTARY_SUPPORT: float = 0.60
    MISSING_NHS_NUMBER_CASE_CONFERENCES: float = 0.01
    MISSING_NHS_NUMBER_ENROLMENTS: float = 0.01
    MISSING_NHS_NUMBER_CARE_PLANS: float = 0.005
    MISSING_NHS_NUMBER_DEATHS: float = 0.005
    # Half of it is a sender that never learnt the number, half a single row (illustrative).
    MISSING_IS_PERSON_SHARE: float = 0.5
    WRONG_CHECK_DIGIT: float = 0.001  # illustrative
    ALL_ONE_DIGIT: float = 0.0005  # illustrative: the commonest placeholder passes the check digit
    ANOTHER_PERSONS_NUMBER: float = 0.0005  # illustrative
    # Published: 0.11% of identifiers have a wrong birth date or sex (BMC Med Res Methodol 2017;17:23).
    BIRTH_DATE_TRANSPOSED: float = 0.001
    BIRTH_DATE_PLACEHOLDER: float = 0.0005  # 1900-01-01; illustrative
    GENDER_NOT_KNOWN: float = 0.002  # illustrative
    # Of people, per sender; about half of all postcode disagreements are movers (BMC Med Res Methodol 2017;17:23).
    POSTCODE_STALE: float = 0.20
    POSTCODE_STALE_GP: float = 0.06  # illustrative: practices hear of a move sooner
    POSTCODE_PLACEHOLDER: float = 0.003  # ZZ99 3VZ; illustrative
    POSTCODE_MISSING: float = 0.004  # illustrative
    ETHNICITY_NOT_STATED: float = 0.06  # illustrative
    SHORT_FORM_SHARE: float = 0.15  # of names written down by care and voluntary providers; illustrative
    MISSPELT_SHARE: float = 0.03  # of family names with such a provider; illustrative
    NAMES_SWAPPED_SHARE: float = 0.01  # given and family name in each other's place; illustrative
    MAIDEN_NAME_SHARE: float = 0.3  # of married women with such a provider; illustrative
    UNVERIFIED_SHARE: float = 0.01  # numbers present but not traced; illustrative
    # People whose number was merged into another during or before the window; illustrative.
    SUPERSEDED_SHARE: float = 0.004
    OLD_NUMBER_KEPT: float = 0.5  # of senders, per such person, until the merger; illustrative
    WITHHELD_SHARE: float = 0.002  # acute rows sent without an identity on purpose; illustrative
    PRACTICE_NOT_KNOWN: float = 0.01  # practice code V81999 on hospital rows; illustrative

    # === Faults of rows ===

    DUPLICATE_KEY: float = 0.0003  # illustrative
    DATES_OUT_OF_ORDER: float = 0.0005  # as seen in the wild: discharge before admission 0.05%
    UNREADABLE_VALUE: float = 0.0003  # illustrative
    OUTSIDE_CODE_LIST: float = 0.0005  # illustrative
    PLACEHOLDER_DATE: float = 0.0003  # illustrative
    FUTURE_DATE: float = 0.0001  # illustrative
    OUTSIDE_MONTH: float = 0.0005  # illustrative; published: stated and activity month agree in 99.86% of rows
    SENSITIVE_CODE: float = 0.0004  # illustrative
    OTHER_PROVIDER_ROW: float = 0.0002  # illustrative
    MISSING_REQUIRED: float = 0.0002  # illustrative

    # === Faults of files ===

    FLEX_ROWS_LATE: float = 0.03  # rows that come only when a month is frozen; illustrative
    FLEX_UNCODED: float = 0.2  # rows whose diagnosis comes only then; illustrative

    def missing_nhs_number(self, feed: str) -> float:
        """The share of a feed's rows without an NHS number; feeds that are not named have none."""
        return getattr(self, f"MISSING_NHS_NUMBER_{feed.upper()}", 0.0)


# What is less than one: more newcomers than this in ten years, and a block's numbers would not do for them.
LIMITS = {"TURNOVER_INNER": 0.4, "TURNOVER_OUTER": 0.4}


def choices_from(texts: list[str] | tuple[str, ...]) -> Choices:
    """The defaults, changed by texts such as PROGRAMME_EFFECT=0.1."""
    known = [field.name for field in fields(Choices)]
    changes: dict[str, float] = {}
    for text in texts:
        name, _, value = text.partition("=")
        name = name.strip().upper()
        if name not in known:
            raise WrongChoice(
                f"{name or 'Nothing'} is no setting of a population (--set): docs/synthetic_population.md lists them."
            )
        highest = LIMITS.get(name, 1.0)
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if not 0 <= number <= highest:
            raise WrongChoice(
                f"{name} (--set) is a share: write it as a number from 0 to {highest:g}, for example {name}=0.1."
            )
        changes[name] = number
    return replace(Choices(), **changes)


def as_record(choices: Choices) -> dict[str, float]:
    """Every setting by name."""
    return asdict(choices)
