"""The reviewer's table: the pairs in doubt field by field, and what is decided about one.

Belongs here: `careweave review` without its words. It is the one place from which identities go to a screen. Does not
belong here: how decisions are kept (decisions.py) or who is in doubt (probabilistic/linking.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import duckdb

from orchestration.identity.decisions import VERDICTS, WITHDRAW, Decision, read_decisions, write_decision
from orchestration.identity.probabilistic.comparisons import COMPARISONS, Comparison
from orchestration.identity.vault import open_vault
from orchestration.pseudonymise import key_ring
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings


class NotDecidable(Refusal):
    """What was asked to be decided is no pair, or is said in words that nobody can act on."""

    exit_code = USAGE_OR_SETTINGS


@dataclass(frozen=True, repr=False)
class Field:
    """One comparison of a pair: what each side says, how far they agree, and what that is worth in bits."""

    name: str
    received: str
    registered: str
    agreement: str
    weight: float


@dataclass(frozen=True, repr=False)
class Pair:
    """An identity and a person whom it may be."""

    code: str
    sender_code: str
    link_prob: float
    match_weight: float
    candidate_rank: int
    fields: tuple[Field, ...] = field(default=())

    @property
    def prior(self) -> float:
        """The bits that no field brings: how unlikely any pair of strangers is to be one person."""
        return round(self.match_weight - sum(each.weight for each in self.fields), 2)


@dataclass(frozen=True)
class Decided:
    """A decision that stands or was taken back, without whom it is about."""

    code: str
    verdict_code: str
    decided_by: str
    decided_at: datetime
    reason: str


@contextmanager
def _vault(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    if not settings.vault_db.is_file():
        raise NotDecidable(f"Nothing has been linked in {settings.warehouse} yet: begin with careweave run.")
    connection = open_vault(settings, key_ring(settings))
    try:
        known = connection.execute("select table_name from duckdb_tables() where database_name = 'vault'").fetchall()
        if ("review_pairs",) not in known:
            raise NotDecidable("No night has made a review queue yet: run careweave run first.")
        read_decisions(connection, settings)
        yield connection
    finally:
        connection.close()


_UNDECIDED = (
    "from vault.review_pairs as pair join vault.identities as seen using (identity_id) where not exists ("
    "select 1 from decisions where decisions.identity_id = pair.identity_id "
    f"and decisions.message = pair.message and decisions.verdict_code <> '{WITHDRAW}')"
)


def _agreement(comparison: Comparison, gamma: int) -> str:
    return comparison.levels[len(comparison.levels) - 1 - gamma].name


def _sides(comparison: Comparison, row: dict[str, object]) -> tuple[str, str]:
    """What the two sides say of a comparison's field."""
    named = {
        "name": (("given_name", "family_name"), ("index_given_name", "index_family_name")),
        "local_id": (("local_patient_id",), ()),
        "nhs_number": (("nhs_number",), ("message",)),
    }
    seen, index = named.get(comparison.name, ((comparison.name,), (f"index_{comparison.name}",)))
    seen = tuple("gender_code" if name == "gender" else name for name in seen)
    return tuple(" ".join(str(row[name]) for name in names if row[name] is not None) for names in (seen, index))


def _pair(row: dict[str, object]) -> Pair:
    fields = tuple(
        Field(
            comparison.name, *_sides(comparison, row), _agreement(comparison, gamma), row[f"weight_{comparison.name}"]
        )
        for comparison in COMPARISONS
        for gamma in [row[f"gamma_{comparison.name}"]]
        if gamma >= 0
    )
    return Pair(
        row["pair_code"], row["sender_code"], row["link_prob"], row["match_weight"], row["candidate_rank"], fields
    )


def pairs_in_doubt(settings: Settings, limit: int, code: str | None = None) -> tuple[Sequence[Pair], int]:
    """The pairs that nobody has decided, the likeliest identity first, and how many there are of all of them.

    Raises NotDecidable when nothing was linked yet or no pair bears the code.
    """
    with _vault(settings) as connection:
        total = connection.execute(f"select count(*) {_UNDECIDED}").fetchall()[0][0]
        asked = connection.execute(
            "select pair.*, seen.* exclude (identity_id), max(pair.link_prob) over (partition by pair.identity_id) "
            f"as best_prob {_UNDECIDED} and pair.pair_code = coalesce(?, pair.pair_code) "
            "order by best_prob desc, pair.identity_id, pair.candidate_rank limit ?",
            [code, limit],
        )
        names = [column[0] for column in asked.description]
        rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    if code is not None and not rows:
        raise NotDecidable(f"No pair in doubt is called {code}. careweave review list shows those that are.")
    return [_pair(row) for row in rows], total


def decisions_made(settings: Settings) -> Sequence[Decided]:
    """Every pair's last decision, the newest first."""
    with _vault(settings) as connection:
        rows = connection.execute(
            "select pair_code, verdict_code, decided_by, decided_at, reason from decisions "
            "order by decided_at desc, pair_code"
        ).fetchall()
    return [Decided(*row) for row in rows]


def decide_pair(settings: Settings, code: str, verdict: str, who: str, why: str) -> None:
    """Write down what was decided about a pair in the queue, or take back what was decided about one.

    Raises NotDecidable with a sentence.
    """
    if verdict not in VERDICTS:
        raise NotDecidable(f"A pair is decided with accept, reject or withdraw, not with '{verdict.lower()}'.")
    if not why.strip():
        raise NotDecidable("Say why it is decided so: --why TEXT.")
    with _vault(settings) as connection:
        known = "decisions" if verdict == WITHDRAW else "vault.review_pairs"
        standing = f" and verdict_code <> '{WITHDRAW}'" if verdict == WITHDRAW else ""
        found = connection.execute(
            f"select identity_id::varchar, message from {known} where pair_code = ?{standing}", [code.strip().lower()]
        ).fetchall()
        if len(found) != 1:
            raise NotDecidable(
                f"{'Two pairs are' if found else 'No pair is'} called {code}"
                + (
                    " among the decisions: see careweave review list --decided."
                    if verdict == WITHDRAW
                    else " in the queue: see careweave review list."
                )
            )
        at = datetime.now(UTC).replace(tzinfo=None)
        ((identity_id, message),) = found
        write_decision(
            connection, settings, Decision(code.strip().lower(), identity_id, message, verdict, who, why.strip(), at)
        )
