"""What Dagster is told of the warehouse: keys, groups, partitions, lineage, checks."""

import os
import subprocess
from collections.abc import Mapping

import dagster as dg
import pytest

from orchestration.assets.publish import RELEASE
from orchestration.assets.warehouse import Warehouse
from orchestration.definitions import assemble
from orchestration.settings import PROJECT_ROOT, load_settings


@pytest.fixture(scope="module")
def graph(tmp_path_factory, contracts, manifest):
    warehouse = Warehouse(load_settings(warehouse=tmp_path_factory.mktemp("warehouse")), contracts)
    return assemble(warehouse, manifest).resolve_asset_graph()


def test_every_feed_is_an_asset_of_the_zone_lake(graph, contracts):
    for feed, contract in contracts.items():
        node = graph.get(dg.AssetKey(["lake", feed]))
        assert node.group_name == "lake"
        assert node.owners == [f"team:{contract.owner}"]
        assert contract.grain in node.description
        assert (node.partitions_def is not None) is (contract.load != "snapshot")
        if node.partitions_def is not None:
            assert node.backfill_policy == dg.BackfillPolicy.single_run()
        shown = {column.name for column in node.metadata["dagster/column_schema"].columns}
        assert shown == {column.name for column in contract.event_columns}


def test_no_feed_of_persons_shows_a_column_that_identifies(graph, contracts):
    for feed, contract in contracts.items():
        schema = graph.get(dg.AssetKey(["lake", feed])).metadata["dagster/column_schema"]
        assert not {column.name for column in contract.identity_columns} & {column.name for column in schema.columns}


def test_a_feed_that_keeps_a_rhythm_has_a_freshness(graph, contracts):
    for feed, contract in contracts.items():
        policy = graph.get(dg.AssetKey(["lake", feed])).freshness_policy
        assert (policy is None) is (contract.cadence.expected_within_days is None)


@pytest.mark.parametrize(
    ("below", "above"),
    [
        (["staging", "stg_apc__episodes"], ["lake", "apc"]),
        (["identity", "person_map"], ["lake", "registrations"]),
        (["published", "release"], ["marts", "fct_admission"]),
        (["published", "release"], ["open", "pub_activity__borough_months"]),
    ],
)
def test_lineage_joins_across_zones(graph, below, above):
    assert dg.AssetKey(above) in graph.get(dg.AssetKey(below)).parent_keys


def test_every_model_bears_the_key_of_its_table_and_the_group_of_its_zone(graph, manifest):
    for props in manifest["nodes"].values():
        if props["resource_type"] in ("model", "seed"):
            node = graph.get(dg.AssetKey([props["schema"], props["alias"]]))
            assert node.group_name == props["schema"]


def test_no_source_of_a_model_is_unknown(graph, manifest):
    """A source that no asset makes would be built upon without waiting for it."""
    # By gates, ledger and the first build of dbt's, in the build that the deliveries open.
    made = {"gate_results", "run_times", "risk_feature_groups"}
    for source in manifest["sources"].values():
        key = dg.AssetKey([source["source_name"], source["name"]])
        assert source["name"] in made or graph.get(key).is_materializable, key


def test_every_asset_says_whose_and_what_it_is(graph):
    silent = {
        key.to_user_string(): missing
        for key in graph.materializable_asset_keys
        if (missing := [name for name, said in sayings(graph.get(key)).items() if not said])
    }
    assert silent == {}


def sayings(node) -> dict[str, object]:
    """What an asset has to say of itself; a release is files, and says which instead of which columns."""
    if node.key == RELEASE:
        shown = {"files": node.metadata.get("files")}
    else:
        schema = node.metadata.get("dagster/column_schema")
        shown = {"columns": schema and schema.columns and all(column.description for column in schema.columns)}
    return {"owners": node.owners, "description": node.description, "kinds": node.kinds, **shown}


def test_every_zone_is_guarded(graph, manifest, contracts):
    guarded: dict[str, set[str]] = {}
    for key in graph.asset_check_keys:
        guarded.setdefault(key.name, set()).add("/".join(key.asset_key.path))
        assert graph.get(key).blocking is (key.name != "gate_risk")
    assert guarded["gate_feeds"] == {f"lake/{feed}" for feed in contracts}
    assert guarded["gate_identity"] == {"identity/person_map"}
    for zone, check in (("staging", "gate_staging"), ("marts", "gate_marts"), ("open", "gate_published")):
        models = {
            f"{props['schema']}/{props['alias']}"
            for props in manifest["nodes"].values()
            if props["resource_type"] == "model" and props["schema"] == zone
        }
        assert models <= guarded[check]


def test_dagster_loads_it_from_the_environment_alone(tmp_path):
    environment: Mapping[str, str] = os.environ | {"CAREWEAVE_WAREHOUSE": str(tmp_path), "DAGSTER_HOME": str(tmp_path)}
    validated = subprocess.run(
        [str(PROJECT_ROOT / ".venv/bin/dagster"), "definitions", "validate", "-m", "orchestration.definitions"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
    )
    assert validated.returncode == 0, validated.stderr[-2000:]
