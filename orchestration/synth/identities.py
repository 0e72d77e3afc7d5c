"""What each sender writes down about who somebody is: numbers, names, birth dates and addresses, with their mistakes.

Belongs here: the identity columns of every feed. Does not belong here: the truth about a person (population.py).
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.synth.block import Block, Rows
from orchestration.synth.columns import codes, days, ids, where
from orchestration.synth.draws import scrambled
from orchestration.synth.months import NEVER, day_number
from orchestration.synth.names import FAMILY_NAMES, GIVEN_NAMES, SHORT_FORMS
from orchestration.synth.nhs_numbers import with_wrong_check_digit

# Feeds whose senders write names on every row, and feeds whose senders write only a number.
NAMES_ALWAYS = ("registrations", "deaths", "social_care", "voluntary_support", "rapid_response")
NUMBER_ONLY = ("opt_outs",)
NO_LOCAL_ID = ("deaths", "opt_outs", "referrals")
GP_FEEDS = ("registrations", "gp_events", "gp_medications", "gp_appointments", "referrals", "risk_reviews")
INFORMAL = ("social_care", "voluntary_support", "rapid_response")  # names as spoken
STATUSES = ("01", "02", "03", "08")
PLACEHOLDER_BIRTH = day_number(date(1900, 1, 1))


def misspelt(name: str) -> str:
    """A letter left out, two exchanged, or one too many: by the name alone, so that a sender misspells it one way."""
    if len(name) <= 4:
        return name + "e"
    return name[:2] + name[3:] if len(name) % 2 else name[:2] + name[3] + name[2] + name[4:]


ALL_GIVEN = (*GIVEN_NAMES, *(SHORT_FORMS.get(name, name) for name in GIVEN_NAMES))
ALL_FAMILY = (*FAMILY_NAMES, *(misspelt(name) for name in FAMILY_NAMES))
# Whatever may stand in a name's place: somebody's given name is now and then written where the family name belongs.
ALL_NAMES = (*ALL_GIVEN, *ALL_FAMILY)


@dataclass
class Record:
    """What one sender believes of each person of the block."""

    lacks_number: np.ndarray
    wrong_person: np.ndarray
    transposed: np.ndarray
    stale: np.ndarray
    short_form: np.ndarray
    misspelt: np.ndarray
    names_swapped: np.ndarray
    maiden: np.ndarray
    keeps_old_number: np.ndarray


def _record(block: Block, sender: str) -> Record:
    rng = block.rng(f"record {sender}")
    draw = lambda: rng.random(len(block.people))  # noqa: E731
    return Record(
        lacks_number=draw(),
        wrong_person=draw() < block.choices.ANOTHER_PERSONS_NUMBER,
        transposed=draw() < block.choices.BIRTH_DATE_TRANSPOSED,
        stale=draw(),
        short_form=draw() < block.choices.SHORT_FORM_SHARE,
        misspelt=draw() < block.choices.MISSPELT_SHARE,
        names_swapped=draw() < block.choices.NAMES_SWAPPED_SHARE,
        maiden=draw() < block.choices.MAIDEN_NAME_SHARE,
        keeps_old_number=draw() < block.choices.OLD_NUMBER_KEPT,
    )


# What each row's sender believes of its person, by the name of one part of the record.
Belief = Callable[[str], np.ndarray]


@dataclass
class Identities:
    """The identity columns of some rows, and which of their rows bear a planted mistake."""

    columns: dict[str, pa.Array]
    mistakes: dict[str, np.ndarray]


def identity_columns(block: Block, rows: Rows, is_scoped_to_practice: bool) -> Identities:
    """The identity block of each row, as its sender sends it."""
    people, feed, size = block.people, rows.feed, len(rows)
    rng = block.rng(f"identities {feed} {rows.senders[0]}")
    records = [_record(block, sender) for sender in rows.senders]

    def believed(name: str) -> np.ndarray:
        table = np.stack([getattr(record, name) for record in records])
        return table[rows.sender, rows.person]

    withheld = rows.withheld if rows.withheld is not None else np.zeros(size, dtype=bool)
    missing, mistakes, number = _numbers(block, rows, rng, believed)
    unverified = rng.random(size) < block.choices.UNVERIFIED_SHARE
    shows_names = np.ones(size, bool) if feed in NAMES_ALWAYS else missing | unverified
    informal = feed in INFORMAL
    given = people.given[rows.person] + (len(GIVEN_NAMES) if informal else 0) * believed("short_form")
    family = np.where(
        informal & believed("maiden") & (people.maiden[rows.person] >= 0),
        people.maiden[rows.person],
        people.family[rows.person],
    )
    family = family + (len(FAMILY_NAMES) if informal else 0) * believed("misspelt")
    exchanged = informal & believed("names_swapped")
    first = np.where(exchanged, family + len(ALL_GIVEN), given)
    second = np.where(exchanged, given, family + len(ALL_GIVEN))
    birth, swapped = _births(block, rows, rng, believed("transposed"))
    mistakes |= {"BIRTH_DATE_TRANSPOSED": swapped, "WITHHELD": withheld}
    blank = withheld | (feed in NUMBER_ONLY) * np.ones(size, bool)
    gender = np.where(people.is_woman[rows.person], 1, 0)
    gender = np.where(rng.random(size) < block.choices.GENDER_NOT_KNOWN, 2 + rng.integers(0, 3, size), gender)
    newborn = (rows.day - people.birth[rows.person] < 42) & missing
    status = np.where(missing, np.where(newborn, 3, 2), np.where(unverified, 1, 0))
    columns = {
        "nhs_number": where(withheld, None, number),
        "nhs_number_status_code": codes(STATUSES, np.where(withheld, -1, status)),
        "local_patient_id": _local_ids(block, rows, is_scoped_to_practice, withheld),
        "given_name": codes(ALL_NAMES, np.where(shows_names & ~blank, first, -1)),
        "family_name": codes(ALL_NAMES, np.where(shows_names & ~blank, second, -1)),
        "birth_date": days(np.where(blank, NEVER, birth)),
        "gender_code": codes(("1", "2", "0", "9", "X"), np.where(blank, -1, gender)),
        "postcode": _postcodes(block, rows, rng, believed("stale"), blank),
    }
    return Identities(columns, {name: mask for name, mask in mistakes.items() if mask.any()})


def _numbers(
    block: Block, rows: Rows, rng: np.random.Generator, believed: Belief
) -> tuple[np.ndarray, dict[str, np.ndarray], pa.Array]:
    people, size = block.people, len(rows)
    rate = block.choices.missing_nhs_number(rows.feed)
    share = block.choices.MISSING_IS_PERSON_SHARE
    of_row = rate * (1 - share) / (1 - rate * share) if rate * share < 1 else 1.0
    missing = (believed("lacks_number") < rate * share) | (rng.random(size) < of_row)
    number = people.nhs_number[rows.person]
    stranger = believed("wrong_person") & (rows.feed not in GP_FEEDS)
    number = np.where(stranger, people.nhs_number[(rows.person + 1) % len(people)], number)
    old = (
        (people.old_nhs_number[rows.person] > 0)
        & (rows.day < people.merged_on[rows.person])
        & believed("keeps_old_number")
    )
    old &= rows.feed != "registrations"
    number = np.where(old, people.old_nhs_number[rows.person], number)
    if rows.nhs_number is not None:
        number = np.where(rows.nhs_number > 0, rows.nhs_number, number)
    luck = rng.random(size) if rows.feed != "registrations" else np.ones(size)
    wrong = (luck < block.choices.WRONG_CHECK_DIGIT) & ~missing
    same_digit = (
        (luck >= block.choices.WRONG_CHECK_DIGIT)
        & (luck < block.choices.WRONG_CHECK_DIGIT + block.choices.ALL_ONE_DIGIT)
        & ~missing
    )
    number = np.where(wrong, with_wrong_check_digit(number), number)
    number = np.where(same_digit, 1_111_111_111 * rng.integers(1, 10, size), number)
    mistakes = {
        "WRONG_CHECK_DIGIT": wrong,
        "ALL_ONE_DIGIT": same_digit,
        "ANOTHER_PERSONS_NUMBER": stranger & ~missing,
        "OLD_NUMBER": old & ~missing,
    }
    text = pa.array(number, mask=missing).cast(pa.string())
    if rows.feed == "voluntary_support":
        # A charity copies the number from a letter, in three groups.
        parts = [pc.utf8_slice_codeunits(text, start, stop) for start, stop in ((0, 3), (3, 6), (6, 10))]
        text = pc.binary_join_element_wise(*parts, " ")
    return missing, mistakes, text


def _births(
    block: Block, rows: Rows, rng: np.random.Generator, transposed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    people = block.people
    swapped = transposed & (rows.feed not in GP_FEEDS) & (swapped_days(people.birth) != people.birth)[rows.person]
    birth = np.where(swapped, swapped_days(people.birth)[rows.person], people.birth[rows.person])
    if rows.feed not in GP_FEEDS:
        birth = np.where(rng.random(len(rows)) < block.choices.BIRTH_DATE_PLACEHOLDER, PLACEHOLDER_BIRTH, birth)
    return birth, swapped


def swapped_days(birth: np.ndarray) -> np.ndarray:
    """The same dates with day and month exchanged, where that makes a date."""
    moment = birth.astype("datetime64[D]")
    month = moment.astype("datetime64[M]")
    year = moment.astype("datetime64[Y]")
    day_of_month = (moment - month).astype(int) + 1
    month_of_year = (month - year.astype("datetime64[M]")).astype(int) + 1
    can = day_of_month <= 12
    other = (
        (year.astype("datetime64[M]") + np.where(can, day_of_month - 1, 0)).astype("datetime64[D]").astype(int)
        + month_of_year
        - 1
    )
    return np.where(can, other, birth).astype(np.int32)


def _local_ids(block: Block, rows: Rows, is_scoped_to_practice: bool, withheld: np.ndarray) -> pa.Array:
    if rows.feed in NO_LOCAL_ID:
        return codes(("",), np.full(len(rows), -1))
    if is_scoped_to_practice and rows.practice is not None:
        return ids("", block.number_at_practice(rows.person, rows.practice), 6)
    # Each sender counts its patients in an order of its own.
    offsets = np.array([zlib.crc32(sender.encode()) for sender in rows.senders], dtype=np.int64)[rows.sender]
    number = scrambled(block.people.number[rows.person], offset=offsets + block.seed)
    return where(withheld, None, ids("P", number))


def _postcodes(block: Block, rows: Rows, rng: np.random.Generator, stale: np.ndarray, blank: np.ndarray) -> pa.Array:
    people, homes = block.people, block.people.households
    share = block.choices.POSTCODE_STALE_GP if rows.feed in GP_FEEDS else block.choices.POSTCODE_STALE
    household = people.household[rows.person]
    now = homes.address_on(household, rows.day)
    before = homes.address_before(household, rows.day)
    # Newcomers and children born here have no earlier address that anybody could still hold.
    address = np.where((stale < share) & (people.mother[rows.person] < 0), before, now)
    known = (*block.geography.postcodes, "ZZ99 3VZ")
    luck = rng.random(len(rows))
    address = np.where(luck < block.choices.POSTCODE_PLACEHOLDER, len(known) - 1, address)
    return codes(known, np.where(blank | (luck > 1 - block.choices.POSTCODE_MISSING), -1, address))
