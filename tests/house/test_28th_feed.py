"""A new feed is one contract, one staging model and one `make generate`: a copy of the project is given one.

Costs one parse of the models, one small dbt build and one load of the definitions; a minute at the very most.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.house.project import own_files

CONTRACT = """\
feed: falls_calls
title: Falls calls
standard: local log
source: The call logs of teams that lift people who have fallen and are not hurt.
owner: community_data
rows: calls
grain: One row per call
load: period
cadence: {every: month, expected_within_days: 14}
key: [call_id]
dated_by: called_at
identity: true
rules:
  - called_at <= lifted_at
columns:
  - name: call_id
    type: text
    requirement: R
    description: The team's own id of the call.
  - name: called_at
    type: datetime
    requirement: R
    description: The moment at which the call was received.
  - name: lifted_at
    type: datetime
    requirement: O
    description: The moment at which the person was back on their feet.
  - name: outcome_code
    type: code
    requirement: E
    description: What became of the person.
    codes:
      LIFTED: Lifted, and left at home
      CONVEYED: Taken to hospital
"""
STAGING_MODEL = """\
select
    delivery_id,
    sender_code,
    period,
    extracted_at,
    row_number,
    identity_id,
    call_id,
    called_at,
    lifted_at,
    outcome_code
from {{ source('lake', 'falls_calls') }}
"""
INBOX = {
    "falls_calls_SILVER_2024-05_20240612T020000Z.csv": """\
call_id,called_at,lifted_at,outcome_code,nhs_number,local_patient_id,birth_date,gender_code,postcode
C1,2024-05-01T09:00:00,2024-05-01T09:40:00,LIFTED,9434765919,7,1940-02-03,2,E17 4QH
C2,2024-05-02T09:00:00,2024-05-02T09:50:00,lifted,9434765919,7,1940-02-03,2,E17 4QH
C3,2024-05-03T09:00:00,,CONVEYED,,8,1935-01-01,1,
C4,2024-05-04T09:00:00,2024-05-04T08:00:00,LIFTED,,8,1935-01-01,1,
C5,2024-05-05T09:00:00,2024-05-05T10:00:00,LIFTED,,9,1951-12-31,1,E17 4QH
""",
    "registrations_PDS_2024-05_20240612T020000Z.csv": """\
registration_id,practice_code,registered_from,nhs_number,local_patient_id,birth_date,gender_code,postcode
R1,F86001,2001-04-01,9434765919,1,1940-02-03,2,E17 4QH
""",
    "ref_postcodes_ONS_2024-05_20240612T020000Z.csv": """\
postcode,lsoa_code,borough_code,borough_name
E17 4QH,E01004300,E09000031,Waltham Forest
""",
}
WRITTEN_BY_GENERATE = [
    "docs/dictionary/falls_calls.md",
    "docs/dictionary/index.md",
    "models/staging/_sources.yml",
    "models/staging/falls_calls/_stg_falls_calls.yml",
    "seeds/code_feeds.csv",
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with two files more."""
    root = tmp_path_factory.mktemp("project")
    for path in own_files():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT_ROOT / path, root / path)
    parsed = PROJECT_ROOT / "dbt_project" / "target" / "partial_parse.msgpack"
    if parsed.is_file():  # what dbt has parsed before, it need not parse again
        (root / "dbt_project" / "target").mkdir()
        shutil.copy2(parsed, root / "dbt_project" / "target")
    (root / "expectations" / "feeds" / "falls_calls.yml").write_text(CONTRACT, encoding="utf-8")
    model = root / "models" / "staging" / "falls_calls" / "stg_falls_calls__calls.sql"
    model.parent.mkdir()
    model.write_text(STAGING_MODEL, encoding="utf-8")
    return root


def python(project: Path, *arguments: str) -> str:
    """Run Python in the copy, with the copy's own package, and return what it printed."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAREWEAVE_")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=inherited | {"PYTHONPATH": str(project), "DAGSTER_DISABLE_TELEMETRY": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.proof
def test_a_28th_feed_is_a_contract_a_staging_model_and_make_generate(project, tmp_path):
    assert python(project, "-m", "orchestration.contracts.generate").split() == WRITTEN_BY_GENERATE
    assert python(project, "-m", "orchestration.contracts.generate", "--check") == ""
    for name, content in INBOX.items():
        (tmp_path / "inbox").mkdir(exist_ok=True)
        (tmp_path / "inbox" / name).write_text(content, encoding="utf-8")
    found = json.loads(python(project, "-m", "tests.house.new_feed", str(tmp_path)).splitlines()[-1])
    assert found["contracts"] == 28
    assert found["verdicts"] == dict.fromkeys(INBOX, "ACCEPTED")
    assert found["quarantined"] == [[4, "DATE_ORDER", "lifted_at"]]
    assert found["gates"] == {"FEEDS": True, "IDENTITY": True}
    assert "deliveries" in found["asked_about"]
    assert (
        found["built"].items()
        >= {
            "stg_falls_calls__calls": "success",
            "falls_calls_keeps_its_contract": "pass",
            "int_quality__staged_rows": "success",
        }.items()
    )
    assert found["staged"] == [["C1", "LIFTED"], ["C2", "LIFTED"], ["C3", "CONVEYED"], ["C5", "LIFTED"]]
    assert found["counted"] == [["stg_falls_calls__calls", 4]]
    assert found["assets"] == ["lake/falls_calls", "staging/stg_falls_calls__calls"]
    assert found["checks"] == ["lake/falls_calls: gate_feeds", "staging/stg_falls_calls__calls: gate_staging"]
