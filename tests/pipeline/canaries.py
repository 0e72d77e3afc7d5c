"""Looking for canaries in every byte of a folder: in any spelling and encoding, and inside what is packed.

Belongs here: what a leak looks like. Does not belong here: whose canaries they are (hand_made.py, bad_files.py).
"""

import base64
import gzip
import re
import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import duckdb

from tests.pipeline.bad_files import EVERYBODY
from tests.pipeline.hand_made import CANARY_POSTCODE, MERGED, STEM

_NUMBERS = {*(person.number for person in EVERYBODY), MERGED}
_BORN = {person.birth_date.replace("-", "").encode() for person in EVERYBODY}
_STEMS = ("zebulonia", "bulonia", STEM, CANARY_POSTCODE, CANARY_POSTCODE.replace(" ", ""), "qkx731")
# Every number begins like this, in one spelling or another.
_BEGINNINGS = ("94731", "947 31", "947-31")
_WORDS = re.compile("|".join(re.escape(stem.lower()) for stem in _STEMS).encode())
_DIGITS = re.compile(rb"947[ -]?\d{3}[ -]?\d{2}[ -]?\d{2}")
_DATES = re.compile(rb"(?<!\d)(?:(189\d)[-/.]?(\d\d)[-/.]?(\d\d)|(\d\d)[-/.]?(\d\d)[-/.]?(189\d))(?!\d)")


def _base64_fragments(text: str) -> Iterator[bytes]:
    """What of a text's base64 is the same wherever in a longer text it stands."""
    for before in range(3):
        packed = base64.b64encode(b"\0" * before + text.encode()).decode().rstrip("=")
        first = (0, 2, 3)[before]
        whole = len(packed) if (before + len(text)) % 3 == 0 else len(packed) - 1
        yield packed[first:whole].encode()


def _needles() -> dict[bytes, str]:
    found: dict[bytes, str] = {}
    spelt = {spelling for stem in _STEMS for spelling in (stem, stem.lower(), stem.upper())}
    for text in (*_BEGINNINGS, *spelt):
        found |= dict.fromkeys(_base64_fragments(text), "base64")
        found[text.encode().hex().encode()] = "hex"
    # The higher bytes of the numbers, of which there are few: nothing else is as large.
    found |= {int(number).to_bytes(8, "little")[2:]: "number as an integer" for number in _NUMBERS}
    for person in (EVERYBODY[0], EVERYBODY[-1]):
        digest = sha256(person.number.encode())
        found |= {digest.digest(): "digest without a key", digest.hexdigest().encode(): "digest without a key"}
    return found


_NEEDLES = _needles()


def _day(match: re.Match[bytes]) -> bytes:
    """Year, month and day, in whichever order they stand."""
    year, month, day, day_first, month_second, year_last = match.groups(b"")
    return year + month + day + year_last + month_second + day_first


def leaks_in_bytes(content: bytes) -> set[str]:
    """The kinds of canary in these bytes; never which."""
    # Without its zero bytes, UTF-16 of plain letters reads as the letters themselves.
    plain = content.replace(b"\0", b"").lower()
    kinds = {"name, postcode or local id" for _ in _WORDS.finditer(plain)}
    kinds |= {"NHS number" for match in _DIGITS.finditer(plain) if re.sub(rb"[ -]", b"", match[0]).decode() in _NUMBERS}
    kinds |= {"birth date" for match in _DATES.finditer(plain) if _day(match) in _BORN}
    return kinds | {kind for needle, kind in _NEEDLES.items() if needle in content}


def _database(path: Path, beside: Path) -> Iterator[tuple[str, bytes]]:
    """Every table of a DuckDB file, written as text."""
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        for schema, table in tables:
            connection.execute(f'copy (from "{schema}"."{table}") to \'{beside}\' (format csv)')
            yield f"{path.name}: {schema}.{table}", beside.read_bytes()


def _parquet(path: Path, beside: Path) -> Iterator[tuple[str, bytes]]:
    with duckdb.connect() as connection:
        connection.execute(f"copy (from read_parquet('{path}')) to '{beside}' (format csv)")
        yield path.name, beside.read_bytes()


def _unpacked(path: Path, beside: Path) -> Iterator[tuple[str, bytes]]:
    """What a file holds beside its own bytes."""
    if path.suffix == ".parquet":
        yield from _parquet(path, beside)
    elif path.suffix == ".duckdb":
        yield from _database(path, beside)
    elif path.suffix == ".gz":
        yield path.name, gzip.decompress(path.read_bytes())
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            for name in packed.namelist():
                yield f"{path.name}: {name}", packed.read(name)


def leaks(folder: Path, beside: Path, but: Iterable[str] = ()) -> list[str]:
    """Where canaries are in a folder and of which kind, a line each; `but` names what of it may hold them."""
    found = []
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(folder)
        if place.parts[0] in but or not path.is_file() or path.is_symlink():
            continue
        contents = [(str(place), str(place).encode()), (str(place), path.read_bytes()), *_unpacked(path, beside)]
        found += [f"{place} ({name}): {kind}" for name, content in contents for kind in leaks_in_bytes(content)]
    return sorted(set(found))
