"""Which keys the ids of a build were made with, so that no work mixes ids of two generations.

Belongs here: writing that down in the build, and asking it. Does not belong here: a key itself.
"""

import duckdb

from orchestration.pseudonymise import KeyRing
from orchestration.refusal import Refusal

MAKES_IDS = ("person", "identity")
"""The vault's key makes no id: what was built before it was replaced can be worked on."""


class OtherKeys(Refusal):
    """A warehouse was built with other keys than those of this run."""


def write_made_with(connection: duckdb.DuckDBPyConnection, ring: KeyRing) -> None:
    """Write the keys' ids into the build that is attached as `warehouse`."""
    connection.execute("create or replace table warehouse.identity.made_with (purpose_code varchar, key_id varchar)")
    for purpose in MAKES_IDS:
        connection.execute(
            "insert into warehouse.identity.made_with values (?, ?)", [purpose.upper(), ring.of(purpose).key_id]
        )


def require_same_keys(connection: duckdb.DuckDBPyConnection, ring: KeyRing) -> None:
    """Raise OtherKeys unless the warehouse that is open or attached as `warehouse` was built with the ring's keys."""
    is_said = connection.execute(
        "select count(*) from duckdb_tables() where database_name = 'warehouse' and schema_name = 'identity' "
        "and table_name = 'made_with'"
    ).fetchall()[0][0]
    asked = "select purpose_code, key_id from warehouse.identity.made_with"
    made_with = dict(connection.execute(asked).fetchall()) if is_said else {}
    others = [purpose for purpose in MAKES_IDS if made_with.get(purpose.upper()) != ring.of(purpose).key_id]
    if others:
        raise OtherKeys(
            f"What is built and published was made with another {' and '.join(others)} key than the ring's, which is "
            "so after keys were rotated. Run careweave run first, which makes it anew; then ask again."
        )
