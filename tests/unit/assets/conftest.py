"""The night with every step replaced by one that does nothing, so that what is tested is the order and the gates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration.assets import dbt, deliveries, feeds, gates, identity, publish, risk
from orchestration.assets.dbt_process import DbtOutcome, NodeResult
from orchestration.assets.manifest import prepared_manifest
from orchestration.assets.warehouse import Warehouse
from orchestration.contracts import Contract
from orchestration.gates import GateOutcome, GateResult
from orchestration.identity import LinkSummary
from orchestration.pseudonymise import new_ring
from orchestration.publish.release import PublishedTable
from orchestration.risk.nightly import Proposed
from orchestration.settings import Settings, load_settings


@dataclass
class Pretended:
    """What the pretended steps were asked, and how they shall answer."""

    warehouse: Warehouse
    manifest: Mapping
    asked: list[str] = field(default_factory=list)
    told: list = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    closed_gate: str | None = None
    periods_asked: dict[str, set[str] | None] = field(default_factory=dict)
    dbt_outcomes: list[DbtOutcome] = field(default_factory=list)

    def ingest(self, settings, contracts, feed, *, periods=None, progress=None):
        self.asked.append(f"lake.{feed}")
        self.periods_asked[feed] = periods
        return []

    def open(self, settings, contracts, run_id):
        self.asked.append("lake.deliveries")
        return SimpleNamespace(run_id=run_id, as_of_date=date(2024, 6, 12), as_known_at=None, verdicts=[])

    def link(self, settings, contracts, run_id):
        self.asked.append("identity.person_map")
        return LinkSummary(people=0)

    def gate(self, zone, settings, run_id):
        self.asked.append(f"gate.{zone}")
        result = GateResult(
            profile_name="counts",
            subject="registrations",
            belongs_to="registrations",
            expectation="something",
            column_name=None,
            is_blocking=True,
            is_met=zone != self.closed_gate,
            observed_value=None,
            sentence="Something is in force.",
        )
        return GateOutcome(
            run_id=run_id, zone=zone, title=zone.lower(), checked_at=datetime.now(UTC), results=(result,)
        )

    def dbt(self, arguments, *, progress=None):
        zones = ("staging", "marts", "open")
        self.asked.append(f"dbt.{next(zone for zone in zones if zone in arguments)}")
        if self.dbt_outcomes:
            return self.dbt_outcomes.pop(0)
        built = [
            NodeResult(unique_id, "success", 0.1, None)
            for unique_id in _in_order(self.manifest)
            if self.manifest["nodes"][unique_id]["resource_type"] in ("model", "seed")
        ]
        return DbtOutcome(True, tuple(built))

    def propose(self, settings):
        self.asked.append("risk.person_scores")
        return Proposed("model", 12)

    def publish(self, settings, contracts, run_id):
        self.asked.append("published.release")
        tables = (
            PublishedTable(database="careweave", table="marts.fct_death", rows_count=1200, content_sha="abc"),
            PublishedTable(database="careweave_open", table="open.pub_care__quarters", rows_count=34, content_sha=None),
        )
        return SimpleNamespace(as_of_date=date(2024, 6, 12), tables=tables, content_sha="abcd", deliveries=("one",))


def _in_order(manifest: Mapping) -> list[str]:
    """Nodes, each after those that it depends on."""
    ordered: dict[str, None] = {}

    def visit(unique_id: str) -> None:
        if unique_id in ordered or unique_id not in manifest["nodes"]:
            return
        for upstream in manifest["nodes"][unique_id].get("depends_on", {}).get("nodes", []):
            visit(upstream)
        ordered[unique_id] = None

    for unique_id in manifest["nodes"]:
        visit(unique_id)
    return list(ordered)


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Mapping:
    return prepared_manifest(load_settings(warehouse=tmp_path_factory.mktemp("parsed")))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(warehouse=tmp_path / "warehouse")


@pytest.fixture
def pretended(
    settings: Settings, contracts: Mapping[str, Contract], manifest: Mapping, monkeypatch: pytest.MonkeyPatch
) -> Pretended:
    """The steps, pretended."""
    settings.inbox_dir.mkdir(parents=True)
    new_ring(settings)
    told: list = []
    night = Pretended(Warehouse(settings, contracts, told.append), manifest, told=told)
    monkeypatch.setattr(feeds, "ingest_feed", night.ingest)
    monkeypatch.setattr(feeds, "verdicts", lambda *_: [])
    monkeypatch.setattr(deliveries, "ingest_unrecognised", lambda *_: [])
    monkeypatch.setattr(deliveries, "scan_inbox", lambda *_: SimpleNamespace(not_files=[]))
    monkeypatch.setattr(deliveries, "open_build", night.open)
    monkeypatch.setattr(identity, "link", night.link)
    monkeypatch.setattr(gates, "run_gate", night.gate)
    monkeypatch.setattr(dbt.DbtProcess, "begin", lambda _: None)
    monkeypatch.setattr(dbt.DbtProcess, "run", lambda _, *asked, **how: night.dbt(*asked, **how))
    monkeypatch.setattr(dbt, "load_into_build", lambda *_: 0)
    monkeypatch.setattr(dbt, "row_counts", lambda *_: {})
    monkeypatch.setattr(dbt, "write_feature_groups", lambda _: None)
    monkeypatch.setattr(risk, "propose", night.propose)
    monkeypatch.setattr(risk, "take", lambda _: night.kept.append("new"))
    monkeypatch.setattr(risk, "keep", lambda _: night.kept.append("old") or date(2024, 5, 12))
    monkeypatch.setattr(risk, "rows_of", lambda _, keys: {key: {} for key in keys})
    monkeypatch.setattr(publish, "publish", night.publish)
    for module in (gates, identity, dbt, publish, risk):
        monkeypatch.setattr(module, "working_build", lambda settings, run_id, remade_from=None: run_id)
    return night
