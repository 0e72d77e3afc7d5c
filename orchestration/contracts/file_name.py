"""The name of an extract: which feed, whose, of which month, extracted when.

Belongs here: reading a name, and saying in a sentence what is wrong with one. Does not belong here: whether the file
can be opened, or whether its moment lies in the future (ingest knows the clock; a name does not).
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from orchestration.contracts.overlay import EXTRACTED_AT_FORMAT, Overlay

PATTERN = "{feed}_{provider}_{period}_{extracted_at}.csv"
EXAMPLE = "apc_R1H_2024-05_20240612T020000Z.csv"
_ENDING = re.compile(r"(?P<stem>.*)\.csv(?P<gz>\.gz)?", re.DOTALL)
_PROVIDER = re.compile(r"[A-Za-z0-9_-]+")
_PERIOD = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")
_EXTRACTED_AT = re.compile(r"[0-9]{8}T[0-9]{6}Z")
# Ten digits of a range that is issued or kept for tests, with one separator throughout, or spaces and hyphens mixed. No
# date begins with such a digit.
_NHS_NUMBER = re.compile(r"(?<![0-9])[4679][0-9]{2}(?:([_.]?)[0-9]{3}\1|[ -]?[0-9]{3}[ -]?)[0-9]{4}(?![0-9])")
_MASK = "(number)"


class FileNameError(ValueError):
    """A file's name cannot be read; the message is a sentence for the one who sent it."""


@dataclass(frozen=True)
class FileName:
    """What a file's name says. `period` is YYYY-MM; `extracted_at` is UTC without a zone.

    `provider` is upper case, however the name spells it: R1H and r1h are one sender.
    """

    feed: str
    provider: str
    period: str
    extracted_at: datetime
    is_compressed: bool = False

    def __str__(self) -> str:
        ending = ".csv.gz" if self.is_compressed else ".csv"
        # Padded by hand: strftime does not pad the years before 1000 on every platform.
        moment = f"{self.extracted_at.year:04d}{self.extracted_at:%m%dT%H%M%SZ}"
        return f"{self.feed}_{self.provider}_{self.period}_{moment}{ending}"


def legible(name: str) -> str:
    """A name as it may be told: without what could be an NHS number, and bytes that are not UTF-8 as \\xNN."""
    return without_numbers(os.fsencode(name).decode("utf-8", "backslashreplace"))


def without_numbers(text: str) -> str:
    """What somebody wrote by hand, before it is kept or told: each of what could be an NHS number is masked."""
    return _NHS_NUMBER.sub(_MASK, text)


def parse_file_name(
    name: str, feeds: Iterable[str], overlays: Mapping[tuple[str, str], Overlay] | None = None
) -> FileName:
    """Read a name of the common pattern, or of the pattern that one sender's overlay gives.

    `feeds` is anything that yields the feeds' keys, such as what load_contracts returns.
    """
    if _NHS_NUMBER.search(name):
        raise _wrong(name, "holds what could be somebody's NHS number")
    try:
        return _common(name, tuple(feeds))
    except FileNameError as error:
        own = [found for overlay in (overlays or {}).values() if (found := _own(name, overlay))]
        if len(own) == 1:
            return own[0]
        if own:
            senders = ", ".join(sorted(f"{found.feed} of {found.provider}" for found in own))
            raise FileNameError(f"{_shown(name)} fits the file names of more than one sender ({senders}).") from None
        raise error from None


def _own(name: str, overlay: Overlay) -> FileName | None:
    read = overlay.read_file_name(name)
    if read is None:
        return None
    period, extracted_at = read
    month = f"{period.year:04d}-{period.month:02d}"
    return FileName(overlay.feed, overlay.provider, month, extracted_at, name.endswith(".gz"))


# Each feed of a night looks through the whole inbox, and a name says the same every time.
@lru_cache(maxsize=1 << 16)
def _common(name: str, feeds: tuple[str, ...]) -> FileName:
    ending = _ENDING.fullmatch(name)
    if ending is None:
        raise _wrong(name, "does not end in .csv or .csv.gz")
    parts = ending["stem"].rsplit("_", 2)
    if len(parts) < 3 or not _EXTRACTED_AT.fullmatch(parts[2]):
        raise _wrong(name, "does not end in the moment of extraction, written like 20240612T020000Z")
    front, period, moment = parts
    try:
        extracted_at = datetime.strptime(moment, EXTRACTED_AT_FORMAT)
    except ValueError:
        raise _wrong(name, "bears a moment of extraction that does not exist") from None
    if not _is_month(period):
        raise _wrong(name, "bears no period, written like 2024-05, before the moment of extraction")
    fits = [feed for feed in feeds if front.startswith(f"{feed}_") and _PROVIDER.fullmatch(front[len(feed) + 1 :])]
    if not fits:
        known = any(front == feed or front.startswith(f"{feed}_") for feed in feeds)
        raise _wrong(
            name,
            "bears no provider of letters, digits, _ and - after the feed"
            if known
            else "does not begin with a known feed",
        )
    feed = max(fits, key=len)
    return FileName(feed, front[len(feed) + 1 :].upper(), period, extracted_at, bool(ending["gz"]))


def _is_month(period: str) -> bool:
    match = _PERIOD.fullmatch(period)
    try:
        return match is not None and bool(date(int(match["year"]), int(match["month"]), 1))
    except ValueError:
        return False


def _wrong(name: str, what: str) -> FileNameError:
    return FileNameError(f"{_shown(name)} {what}; a right name looks like {EXAMPLE} ({PATTERN}, or .csv.gz).")


def _shown(name: str) -> str:
    """The name as a message may show it: one line, not endless."""
    printable = "".join(character if character.isprintable() else "?" for character in legible(name))
    return f"The file name '{printable if len(printable) <= 120 else printable[:117] + '...'}'"
