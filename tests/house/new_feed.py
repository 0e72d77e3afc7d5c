"""What a new feed gets by itself: run inside a copy of the project to which a contract and a staging model were added.

    python -m tests.house.new_feed WAREHOUSE        prints what came of the warehouse's inbox, as JSON

Belongs here: the steps of a night that meet the feed first, and the build of its staging model. Does not belong here:
what is expected of them (test_28th_feed.py).
"""

import json
import sys
from pathlib import Path

from orchestration import duck, gates, identity, ingest, pseudonymise
from orchestration.assets.dbt_process import run_dbt
from orchestration.contracts import load_contracts
from orchestration.definitions import build_definitions
from orchestration.settings import load_settings

FEED = "falls_calls"
MODEL = "stg_falls_calls__calls"
RUN_ID = "run-of-the-28th-feed"
# Which staged rows there are to be reconciled with the deliveries, of every feed.
STAGED_ROWS = "int_quality__staged_rows"


def main(warehouse: Path) -> dict[str, object]:
    """Take the inbox as far as the staging model of the new feed."""
    settings = load_settings(warehouse=warehouse, allow_test_numbers=True, memory_limit="1GB", threads=2)
    contracts = load_contracts()
    pseudonymise.new_ring(settings)
    for feed in ingest.scan_inbox(settings, contracts).deliveries:
        ingest.ingest_feed(settings, contracts, feed)
    build = ingest.open_build(settings, contracts, RUN_ID)
    feeds_gate = gates.run_gate("FEEDS", settings, RUN_ID)
    identity.link(settings, contracts, RUN_ID)
    identity_gate = gates.run_gate("IDENTITY", settings, RUN_ID)
    outcome = run_dbt(settings, ["build", "--select", MODEL, STAGED_ROWS])
    definitions = build_definitions(settings).resolve_asset_graph()
    connection = duck.open_database(settings.build_warehouse_db, settings, read_only=True)
    try:
        staged = connection.execute(f"select call_id, outcome_code from staging.{MODEL} order by call_id").fetchall()
        counted = connection.execute(
            f"select table_name, rows_count from intermediate.{STAGED_ROWS} where feed = ?", [FEED]
        ).fetchall()
        quarantined = connection.execute(
            "select row_number, rule_code, column_name from lake.quarantine where feed = ? order by row_number", [FEED]
        ).fetchall()
    finally:
        connection.close()
    return {
        "contracts": len(contracts),
        "verdicts": {verdict.file_name: verdict.status_code for verdict in build.verdicts},
        "gates": {gate.zone: gate.is_green for gate in (feeds_gate, identity_gate)},
        "asked_about": sorted({result.profile_name for result in feeds_gate.results if result.belongs_to == FEED}),
        "built": {result.name: result.status for result in outcome.results},
        "staged": staged,
        "counted": counted,
        "quarantined": quarantined,
        "assets": sorted(key.to_user_string() for key in definitions.get_all_asset_keys() if FEED in key.path[-1]),
        "checks": sorted(
            f"{check.asset_key.to_user_string()}: {check.name}"
            for check in definitions.asset_check_keys
            if FEED in check.asset_key.path[-1]
        ),
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
