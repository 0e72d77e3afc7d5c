"""What somebody tries who has everything that is published and the code, but no key: enumerate, hash, compare.

Belongs here: gathering whatever a published file holds that could have been made of a person, and making the same of
every number, day and postcode that there can be. Does not belong here: what comes of it (test_attack.py).
"""

import hashlib
import hmac
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

# Of a digest its beginning is compared: long enough that two meet by chance once in ten thousand such attacks.
PREFIX_BYTES = 6
_HEX = re.compile(
    rb"(?<![0-9A-Fa-f-])(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{12,128})(?![0-9A-Fa-f])"
)
_LARGE = 1 << 32


def _digest(name: str, message: bytes) -> bytes:
    return hashlib.new(name, message).digest()


def _named(namespace: uuid.UUID, message: bytes) -> bytes:
    # What uuid5 does, of any message: its beginning is that of the digest.
    return hashlib.sha1(namespace.bytes + message).digest()


_DIGESTS = ("md5", "sha1", "sha256", "sha512", "sha3_256", "blake2b", "blake2s")
_NAMESPACES = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500, uuid.UUID(int=0))
UNKEYED = (
    *(partial(_digest, name) for name in _DIGESTS),
    *(partial(_named, namespace) for namespace in _NAMESPACES),
)
"""Constructions that need no key, each from a message to bytes."""


@dataclass
class Published:
    """Everything in a published folder that could have been made of somebody."""

    prefixes: set[bytes] = field(default_factory=set)
    """The beginnings of every UUID and of everything written in hexadecimal, whatever it is."""
    whole_numbers: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    """Every text of every cell, in capitals, without what is printed between."""
    told: list[str] = field(default_factory=list)
    """Every value of release.json: what somebody would try as a key."""

    def add_bytes(self, content: bytes) -> None:
        for found in _HEX.findall(content):
            self.prefixes.add(bytes.fromhex(found.replace(b"-", b"")[: 2 * PREFIX_BYTES].decode()))

    def add_cells(self, kind: str, values: Iterable[object]) -> None:
        for value in values:
            if isinstance(value, int) and not isinstance(value, bool):
                if abs(value) >= _LARGE:
                    self.whole_numbers.add(value)
            elif isinstance(value, bytes):
                self.prefixes.add(value[:PREFIX_BYTES])
            elif value is not None:
                self.add_bytes(str(value).encode())
                if kind == "VARCHAR":
                    self.texts.add(bare(str(value)))


def bare(text: str) -> str:
    """A text in capitals, letters and digits alone."""
    return re.sub(r"[\W_]", "", text).upper()


def gather(folder: Path) -> Published:
    """Read a published folder: every column of every table, and every other file as text."""
    found = Published()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for schema, table, column, kind in connection.execute(
                    "select schema_name, table_name, column_name, data_type from duckdb_columns() where not internal"
                ).fetchall():
                    rows = connection.execute(f'select distinct "{column}" from "{schema}"."{table}"').fetchall()
                    found.add_cells(kind, (row[0] for row in rows))
        elif path.suffix == ".parquet":
            for column, kind, *_ in duckdb.sql(f"describe from '{path}'").fetchall():
                found.add_cells(
                    kind, (row[0] for row in duckdb.sql(f"select distinct \"{column}\" from '{path}'").fetchall())
                )
        else:
            found.add_bytes(path.read_bytes())
    found.told = sorted(set(_values(json.loads((folder / "release.json").read_text(encoding="utf-8")))))
    return found


def _values(document: object) -> Iterator[str]:
    if isinstance(document, dict):
        document = list(document.values())
    if isinstance(document, list):
        for value in document:
            yield from _values(value)
    elif document is not None:
        yield str(document)


def keys_to_try(told: Iterable[str]) -> list[bytes]:
    """Keys that somebody would try: none, the plain ones, and all that is published, as text and as what it spells."""
    words = ["", "careweave", "person", "identity", "vault", "key", "secret", "changeme", "nhs", "k1", *told]
    keys = [word.encode() for word in words] + [bytes([byte]) * size for byte in (0, 1, 255) for size in (16, 32, 64)]
    keys += [bytes.fromhex(word) for word in words if len(word) % 2 == 0 and re.fullmatch("[0-9a-fA-F]+", word)]
    keys += [hashlib.sha256(key).digest() for key in keys]
    return list(dict.fromkeys(keys))


def keyed(key: bytes) -> Callable[[bytes], bytes]:
    """The construction that the code has, under a key."""
    return lambda text: hmac.digest(key, text, "sha256")


def recovered(
    published: Published, messages: Iterable[tuple[str, bytes]], of: Iterable[Callable[[bytes], bytes]]
) -> set[str]:
    """Who is found: those of whose messages something that is published can be made."""
    prefixes, constructions = published.prefixes, tuple(of)
    return {who for who, message in messages if any(make(message)[:PREFIX_BYTES] in prefixes for make in constructions)}


def recovered_by_the_engine(published: Published, texts: Iterable[str]) -> set[str]:
    """Who is found by the hashes that DuckDB itself has, of the text or of the number."""
    with duckdb.connect() as connection:
        connection.execute("create table candidate as select unnest(?::varchar[]) as text", [list(texts)])
        rows = connection.execute(
            "select text, [hash(text), hash(try_cast(text as bigint)), try_cast(text as ubigint)] from candidate"
        ).fetchall()
    return {text for text, hashes in rows if not published.whole_numbers.isdisjoint(h for h in hashes if h is not None)}


def spellings(number: str) -> list[tuple[str, bytes]]:
    """A number as the code, or a careless change of it, would give it to a hash."""
    parts = number[:3], number[3:6], number[6:]
    texts = [number, " ".join(parts), f"10:{number}"]
    return [(number, text.encode()) for text in texts] + [(number, int(number).to_bytes(8, "little"))]
