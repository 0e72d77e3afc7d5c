"""Which delivery is accepted and in force: a fold over the manifests, never a mutation.

The order in which files came never matters: deliveries are taken by (period, extracted_at, file name). Source of each
rule: the interface's pages on LOAD and WHOLE FILE. Does not belong here: reading a file, or which rows of it are used.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from orchestration.contracts import Contract, without_numbers
from orchestration.durable import write_durably
from orchestration.ingest.manifest import Broken, Manifest, read_manifests
from orchestration.refusal import USAGE_OR_SETTINGS, Refusal
from orchestration.settings import Settings

ACCEPTED, SUPERSEDED, REJECTED, DUPLICATE = "ACCEPTED", "SUPERSEDED", "REJECTED", "DUPLICATE"

FUTURE_TOLERANCE = timedelta(days=1)
"""A sender's clock may be a little ahead; more than a day is a wrong name."""

RULES_TOLD = 3
"""Of a file refused for its rows: enough for its sender to find the cause, which is one or two as a rule."""


@dataclass(frozen=True)
class Verdict:
    """What was decided about one delivery. Counts as the quality mart shows them."""

    delivery_id: str
    feed: str | None
    provider_code: str | None
    period: str | None
    extracted_at: datetime | None
    file_name: str
    file_sha256: str | None
    status_code: str
    rows_received_count: int | None
    rows_loaded_count: int
    rows_quarantined_count: int
    reason: str
    is_in_force: bool
    manifest: Manifest


class NotAcceptable(Refusal):
    """What was asked to be accepted is not a refused delivery that can be taken."""

    exit_code = USAGE_OR_SETTINGS


def _acceptances_dir(settings: Settings) -> Path:
    return settings.ops_dir / "acceptances"


def _acceptances(settings: Settings, known_at: datetime | None) -> dict[str, str]:
    """Deliveries that a person took by name (by that moment, if given): delivery_id to what was written down."""
    found = {}
    for path in sorted(_acceptances_dir(settings).glob("*.json")):
        written = json.loads(path.read_text(encoding="utf-8"))
        if known_at is not None and datetime.fromisoformat(written["at"]).replace(tzinfo=None) > known_at:
            continue
        found[written["delivery_id"]] = f"Accepted by {written['who']} on {written['at'][:10]}: {written['why']}"
    return found


def _decided(manifest: Manifest, status_code: str, reason: str) -> Verdict:
    counts = status_code in (ACCEPTED, SUPERSEDED)
    return Verdict(
        manifest.delivery_id,
        manifest.feed,
        manifest.provider_code,
        manifest.period,
        manifest.extracted_at,
        manifest.file_name,
        manifest.file_sha256,
        status_code,
        manifest.rows_received,
        manifest.rows_loaded if counts else 0,
        manifest.rows_quarantined if counts else 0,
        reason,
        status_code == ACCEPTED,
        manifest,
    )


def _refusal(manifest: Manifest, contract: Contract, in_force: Manifest | None) -> str | None:
    """Why a delivery that could be read is refused whole, or None."""
    if manifest.rows_received == 0:
        if in_force is None:
            return None
        return (
            "The file holds a header and no rows, and would replace "
            f"{in_force.rows_loaded} rows of {in_force.file_name}. If the month is truly empty, ask for "
            "it to be accepted."
        )
    share, limit, refused = (
        manifest.rows_quarantined / manifest.rows_received,
        contract.max_quarantined_share,
        "the file",
    )
    if in_force is not None and contract.max_quarantined_share_replacing is not None:
        limit = contract.max_quarantined_share_replacing
        refused = f"a file that would replace {in_force.file_name}, which stays in force"
    if share > limit:
        return (
            f"{manifest.rows_quarantined} of {manifest.rows_received} rows break the rules of the feed "
            f"({share:.0%}; more than {limit:.0%} refuses {refused}){_most_broken(manifest.broken)}."
        )
    if (
        in_force is not None
        and in_force.rows_loaded >= contract.min_replaced_rows
        and manifest.rows_loaded < contract.min_replaced_share * in_force.rows_loaded
    ):
        return (
            f"The file holds {manifest.rows_loaded} rows and would replace {in_force.rows_loaded} rows of "
            f"{in_force.file_name}: fewer than {contract.min_replaced_share:.0%} of them. "
            "Send the whole extract, or ask for this one to be accepted."
        )
    return None


def _most_broken(broken: Sequence[Broken]) -> str:
    """What a file refused for its rows breaks most, as the end of a sentence."""
    told = [
        f"{each.rule_code}{f' in {each.column_name}' if each.column_name else ''} {each.rows_count} "
        f"row{'' if each.rows_count == 1 else 's'}"
        for each in broken[:RULES_TOLD]
    ]
    more = [f"and {len(broken) - RULES_TOLD} more"] if len(broken) > RULES_TOLD else []
    return ": " + ", ".join([*told, *more]) if told else ""


def _fold(deliveries: list[Manifest], contract: Contract, accepted_by_name: Mapping[str, str]) -> list[Verdict]:
    """Decide the deliveries of one sender that replace one another, in order."""
    decided: list[Verdict] = []
    standing: int | None = None  # the place in `decided` of the one in force
    before: dict[str | None, str | None] = {}  # by period: the bytes of the delivery before
    for manifest in deliveries:
        earlier = before.get(manifest.period)
        before[manifest.period] = manifest.file_sha256
        if earlier is not None and earlier == manifest.file_sha256:
            decided.append(
                _decided(
                    manifest, DUPLICATE, "The same bytes as the delivery before it, which stays as it was decided."
                )
            )
            continue
        if manifest.problem is not None:
            decided.append(_decided(manifest, REJECTED, manifest.problem))
            continue
        replaces = contract.load != "keyed"
        in_force = decided[standing].manifest if replaces and standing is not None else None
        refusal, by_name = _refusal(manifest, contract, in_force), accepted_by_name.get(manifest.delivery_id)
        if refusal is not None and by_name is None:
            decided.append(_decided(manifest, REJECTED, refusal))
            continue
        if in_force is not None:
            superseded = _decided(in_force, SUPERSEDED, f"Replaced by {manifest.file_name}.")
            decided[standing] = superseded
        decided.append(_decided(manifest, ACCEPTED, by_name if refusal and by_name else "In force."))
        standing = len(decided) - 1
    return decided


def decide(
    manifests: Iterable[Manifest],
    contracts: Mapping[str, Contract],
    accepted_by_name: Mapping[str, str],
    *,
    now: datetime,
    known_at: datetime | None = None,
) -> list[Verdict]:
    """The verdict on every delivery known at a moment, whatever the order they came in.

    `now` (UTC) refuses names that lie in the future; `known_at` leaves out what was extracted later.
    """
    # A file whose name tells no moment of extraction is known from the moment it was received.
    known = [m for m in manifests if known_at is None or (m.extracted_at or m.received_at) <= known_at]
    verdicts = [
        _decided(m, REJECTED, m.problem or "The file's name is no delivery's.") for m in known if m.feed is None
    ]
    known = [m for m in known if m.feed in contracts]
    future = [m for m in known if m.extracted_at > now + FUTURE_TOLERANCE]
    verdicts += [
        _decided(
            m,
            REJECTED,
            "The file's name says that it was extracted more than a day from now. Check the sender's clock.",
        )
        for m in future
    ]

    def replaces_each_other(manifest: Manifest) -> tuple[str, str, str]:
        # A month replaces itself; of a register, or a window of keyed rows, all periods belong together.
        period = manifest.period if contracts[manifest.feed].load == "period" else ""
        return manifest.feed, manifest.provider_code, period

    def in_order(manifest: Manifest) -> tuple:
        return (
            manifest.period,
            manifest.extracted_at,
            manifest.file_name,
            manifest.received_at,
            manifest.file_sha256 or "",
        )

    rest = [m for m in known if m.extracted_at <= now + FUTURE_TOLERANCE]
    for (feed, _, _), group in groupby(sorted(rest, key=replaces_each_other), key=replaces_each_other):
        verdicts += _fold(sorted(group, key=in_order), contracts[feed], accepted_by_name)
    return sorted(
        verdicts, key=lambda v: (v.feed or "", v.provider_code or "", v.period or "", v.file_name, v.delivery_id)
    )


def verdicts(settings: Settings, contracts: Mapping[str, Contract], feed: str | None = None) -> list[Verdict]:
    """The verdicts as of now (or as known at the run's setting), of all feeds or of one."""
    known_at = settings.as_known_at
    if known_at is not None and known_at.tzinfo is not None:
        known_at = known_at.astimezone(UTC).replace(tzinfo=None)
    return decide(
        read_manifests(settings, feed),
        contracts,
        _acceptances(settings, known_at),
        now=datetime.now(UTC).replace(tzinfo=None),
        known_at=known_at,
    )


def accept(settings: Settings, contracts: Mapping[str, Contract], file_name: str, why: str, who: str) -> Verdict:
    """Take a refused delivery all the same, by its file's name; written down with who, when and why.

    Raises NotAcceptable when there is no such delivery, it is not refused, or nothing of it could be read.
    """
    of_name = [verdict for verdict in verdicts(settings, contracts) if verdict.file_name == file_name]
    if not of_name:
        raise NotAcceptable(f"No delivery is called {file_name}. careweave status lists what was refused.")
    verdict = max(of_name, key=lambda found: found.manifest.received_at)
    if verdict.status_code != REJECTED:
        raise NotAcceptable(f"{file_name} is not refused: it is {verdict.status_code}.")
    if verdict.manifest.problem is not None:
        raise NotAcceptable(f"Nothing of {file_name} could be read, so there is nothing to accept: {verdict.reason}")
    if not why.strip():
        raise NotAcceptable("Say why the delivery is accepted: --why TEXT.")
    if without_numbers(why) != why:
        # It is published as the reason.
        raise NotAcceptable("The reason holds what could be somebody's NHS number. Say why without it.")
    folder = _acceptances_dir(settings)
    folder.mkdir(parents=True, exist_ok=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    words = {"delivery_id": verdict.delivery_id, "file_name": file_name, "who": who, "at": at, "why": why.strip()}
    write_durably(folder / f"{verdict.delivery_id}.json", json.dumps(words, indent=1))
    return replace(verdict, reason=f"Accepted by {who} on {at[:10]}: {why.strip()}")
