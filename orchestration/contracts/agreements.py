"""Sharing agreements: what each sender's rows of a feed may be used for, as the deployment's own file says.

Belongs here: the reader of sharing_agreements.csv, and which agreement covers what on a day. Does not belong here: what
is done with rows that none covers (ingest, models/), or opt-outs (seeds/code_permitted_uses.csv).
"""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings

PURPOSES = ("DIRECT_CARE", "PLANNING", "OPEN")
COLUMNS = ("feed", "provider_code", "purpose_code", "agreement_id", "valid_from", "valid_to")
ANY = "*"


class AgreementsUnreadable(Refusal):
    """The file of sharing agreements is wrong: a sentence that names the line and the column."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True)
class Agreement:
    """One line: a purpose that the rows of a feed and sender (or any) may be used for, first and last day included."""

    feed: str
    provider_code: str
    purpose_code: str
    agreement_id: str
    valid_from: date
    valid_to: date
    """The last day there is where the agreement has no end."""

    @property
    def is_about(self) -> tuple[str, str, str]:
        return self.feed, self.provider_code, self.purpose_code

    def covers(self, feed: str, provider_code: str, purpose_code: str, day: date) -> bool:
        return (
            self.feed in (ANY, feed)
            and self.provider_code in (ANY, provider_code)
            and self.purpose_code == purpose_code
            and self.valid_from <= day <= self.valid_to
        )


def agreements_of(settings: Settings, feeds: Collection[str]) -> tuple[Agreement, ...] | None:
    """The agreements of this deployment; None where it names no file, and all that is sent may be used."""
    path = settings.sharing_agreements
    return None if path is None else load_agreements(path, feeds)


def load_agreements(path: Path, feeds: Collection[str]) -> tuple[Agreement, ...]:
    """The agreements of a file, in its order.

    Raises AgreementsUnreadable for a file that is not there, a wrong header, a feed without a contract, an unknown
    purpose, a day that is none, an end before its beginning, or two lines about the same on the same day.
    """
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            header, *lines = list(csv.reader(file)) or [[]]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise AgreementsUnreadable(
            f"The sharing agreements {path} cannot be read: put the file there, as CSV in UTF-8, or take "
            "CAREWEAVE_SHARING_AGREEMENTS away."
        ) from None
    if tuple(name.strip() for name in header) != COLUMNS:
        raise _unreadable(path, 1, f"the header has to be {','.join(COLUMNS)}")
    agreements = [(number, _agreement(path, number, line, feeds)) for number, line in enumerate(lines, 2) if any(line)]
    for (earlier, one), (later, other) in combinations(agreements, 2):
        if one.is_about == other.is_about and one.valid_from <= other.valid_to and other.valid_from <= one.valid_to:
            raise _unreadable(
                path,
                later,
                f"valid_from and valid_to overlap those of line {earlier}, which is about the same feed, provider and "
                "purpose; end the one before the other begins",
            )
    return tuple(agreement for _, agreement in agreements)


def covering(
    agreements: Collection[Agreement], feed: str, provider_code: str, purpose_code: str, day: date
) -> Agreement | None:
    """The agreement that covers the rows of a feed and sender for a purpose on a day, or None.

    Of several the one that says most exactly what it is about, then the one that began last.
    """
    found = [each for each in agreements if each.covers(feed, provider_code, purpose_code, day)]
    return max(found, key=lambda it: (it.feed != ANY, it.provider_code != ANY, it.valid_from), default=None)


def _unreadable(path: Path, line: int, what: str) -> AgreementsUnreadable:
    return AgreementsUnreadable(f"The sharing agreements {path} cannot be used: line {line}: {what}.")


def _agreement(path: Path, number: int, line: list[str], feeds: Collection[str]) -> Agreement:
    if len(line) != len(COLUMNS):
        raise _unreadable(path, number, f"it has {len(line)} values, and the header names {len(COLUMNS)} columns")
    told = {name: value.strip() for name, value in zip(COLUMNS, line, strict=True)}
    for name in ("feed", "provider_code", "purpose_code", "agreement_id", "valid_from"):
        if not told[name]:
            raise _unreadable(path, number, f"{name} is empty")
    if told["feed"] not in (ANY, *feeds):
        raise _unreadable(path, number, f"feed '{told['feed']}' has no contract; write one of the feeds, or * for any")
    if told["purpose_code"] not in PURPOSES:
        purposes = ", ".join(PURPOSES)
        raise _unreadable(path, number, f"purpose_code '{told['purpose_code']}' is none of {purposes}")
    valid_from = _day(path, number, "valid_from", told["valid_from"])
    valid_to = _day(path, number, "valid_to", told["valid_to"]) if told["valid_to"] else date.max
    if valid_to < valid_from:
        raise _unreadable(path, number, "valid_to lies before valid_from")
    # A provider is one sender however its files' names spell it; here too.
    provider_code = told["provider_code"].upper()
    return Agreement(told["feed"], provider_code, told["purpose_code"], told["agreement_id"], valid_from, valid_to)


def _day(path: Path, number: int, name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _unreadable(path, number, f"{name} '{text}' is not a day; write it as YYYY-MM-DD") from None
