"""What reviewers have decided: that an identity is of a person, or is not.

Belongs here: writing a decision down, reading those that stand, and linking by them. Each is one sealed file of
vault/decisions/ that is never changed, so that decisions outlive every training, every night and the vault's own
database; taking one back is another file. Does not belong here: who is in doubt (probabilistic/linking.py), or how a
pair is shown (review.py).
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from orchestration.durable import put_in_place
from orchestration.identity.vault import VaultUnreadable
from orchestration.pseudonymise import SEALED, read_sealed_sql
from orchestration.settings import Settings

ACCEPT, REJECT, WITHDRAW = "ACCEPT", "REJECT", "WITHDRAW"
VERDICTS = (ACCEPT, REJECT, WITHDRAW)

_COLUMNS = (
    "(pair_code varchar, identity_id uuid, message varchar, verdict_code varchar, decided_by varchar, "
    "reason varchar, decided_at timestamp)"
)


@dataclass(frozen=True)
class Decision:
    """Who said what about which pair, and why. `message` is what the person's token is made of."""

    pair_code: str
    identity_id: str
    message: str
    verdict_code: str
    decided_by: str
    reason: str
    decided_at: datetime

    def __repr__(self) -> str:
        return f"Decision({self.verdict_code}, {self.decided_at:%Y-%m-%d})"


def decisions_dir(settings: Settings) -> Path:
    """The folder of the decisions, one sealed file each."""
    return settings.vault_dir / "decisions"


def write_decision(connection: duckdb.DuckDBPyConnection, settings: Settings, decision: Decision) -> Path:
    """Seal a decision into a file of its own; it counts from the next run."""
    folder = decisions_dir(settings)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{decision.decided_at:%Y%m%dT%H%M%S%f}_{decision.verdict_code.lower()}.parquet"
    beside = path.with_name(f".{path.name}.new")
    quoted = str(beside).replace("'", "''")
    connection.execute(
        "create or replace temp table decision as select ?::varchar as pair_code, ?::uuid as identity_id, "
        "?::varchar as message, ?::varchar as verdict_code, ?::varchar as decided_by, ?::varchar as reason, "
        "?::timestamp as decided_at",
        [
            decision.pair_code,
            decision.identity_id,
            decision.message,
            decision.verdict_code,
            decision.decided_by,
            decision.reason,
            decision.decided_at,
        ],
    )
    connection.execute(f"copy decision to '{quoted}' (format parquet, {SEALED})")
    os.chmod(beside, 0o600)
    put_in_place(beside, path)
    return path


def read_decisions(connection: duckdb.DuckDBPyConnection, settings: Settings, known_at: datetime | None = None) -> None:
    """`decisions`: of each pair what was said last (by a moment, if given), withdrawn ones included."""
    files = sorted(decisions_dir(settings).glob("*.parquet"))
    new_decisions(connection)
    if not files:
        return
    try:
        _read(connection, files, known_at)
    except duckdb.Error:
        # What the engine says may quote what it met.
        raise VaultUnreadable(
            f"Of the {len(files)} decisions in {decisions_dir(settings)} one at least cannot be read with the vault "
            "key of this run: it is damaged, or was restored from a day before keys were rotated. Restore it from the "
            "backup that belongs to the vault, or remove it and decide again."
        ) from None


def _read(connection: duckdb.DuckDBPyConnection, files: list[Path], known_at: datetime | None) -> None:
    connection.execute(
        "insert into decisions by name select pair_code, identity_id, message, verdict_code, decided_by, reason, "
        f"decided_at from {read_sealed_sql(files)} where decided_at <= coalesce(?, 'infinity'::timestamp) "
        "qualify row_number() over (partition by identity_id, message order by decided_at desc, verdict_code) = 1",
        [known_at],
    )


def new_decisions(connection: duckdb.DuckDBPyConnection) -> None:
    """`decisions`, without one."""
    connection.execute(f"create or replace temp table decisions {_COLUMNS}")


def follow_decisions(connection: duckdb.DuckDBPyConnection) -> None:
    """`accepted` and `rejected` from `decisions`: the pairs that stand, under the number that a person bears now.

    Of two people accepted for one identity, the one accepted last. A register's own rows are what others are held
    against, and are never decided about.
    """
    connection.execute(f"create temp table if not exists decisions {_COLUMNS}")
    of_now = (
        "select decisions.identity_id, coalesce(successors.final_number, decisions.message) as message, "
        "decisions.decided_at from decisions join sighted using (identity_id) "
        "left join successors on successors.nhs_number = decisions.message "
        "where not sighted.is_registration and decisions.verdict_code"
    )
    connection.execute(
        f"create or replace temp table accepted as {of_now} = '{ACCEPT}' qualify row_number() over "
        "(partition by decisions.identity_id order by decisions.decided_at desc, decisions.message) = 1"
    )
    connection.execute(f"create or replace temp table rejected as {of_now} = '{REJECT}'")


def link_by_decision(connection: duckdb.DuckDBPyConnection) -> None:
    """REVIEWED: whom a reviewer named, for every identity that no verified number links."""
    connection.execute(
        "insert into linked select identity_id, message, 'REVIEWED', 1.0::double from accepted "
        "where identity_id not in (select identity_id from linked)"
    )


def undo_rejected(connection: duckdb.DuckDBPyConnection) -> None:
    """Take back what a rule that looks at text alone has linked, and a reviewer has said no to."""
    connection.execute(
        "delete from linked where link_method_code in ('LOCAL_ID', 'DEMOGRAPHIC') "
        "and (identity_id, message) in (select (identity_id, message) from rejected)"
    )
