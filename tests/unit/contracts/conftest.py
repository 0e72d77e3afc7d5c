"""A project of one small feed, in a temporary folder: a test changes one line of it and reads it."""

from collections.abc import Callable
from pathlib import Path

import pytest

IDENTITY = """
columns:
  - name: nhs_number
    type: nhs_number
    requirement: E
    description: The person's NHS number.
    identity_role: nhs_number
"""

VISITS = """
feed: visits
title: Home visits
standard: local log
source: The log of a visiting service.
owner: community_data
rows: visits
grain: One row per visit
load: period
cadence: {every: month, expected_within_days: 20}
key: [visit_id]
dated_by: visit_date
identity: true
rules:
  - visit_date <= end_date
columns:
  - {name: visit_id, type: text, requirement: R, description: The service's own id of the visit.}
  - {name: visit_date, type: date, requirement: R, description: The day of the visit.}
  - {name: end_date, type: date, requirement: O, description: The last day of the visit.}
  - {name: status_code, type: code, requirement: E, description: What became of it., codes: {"01": Made, N: Missed}}
"""

OVERLAY = """
feed: visits
provider: NX9
why: A service whose system words its own headers.
file_name: VISITS_{period:%Y%m}_{extracted_at:%Y%m%d%H%M%S}.csv
headers: {" Visit No ": visit_id}
codes: {status_code: {made: "01"}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Path]:
    """Write the project, with one text put in place of another in its contract or its overlay."""

    def write(instead_of: str = "", put: str = "", *, overlay: bool = False) -> Path:
        feeds = tmp_path / "expectations" / "feeds"
        feeds.mkdir(parents=True, exist_ok=True)
        (tmp_path / "expectations" / "identity.yml").write_text(IDENTITY, encoding="utf-8")
        texts = {"visits.yml": VISITS, "visits.NX9.yml": OVERLAY}
        changed = "visits.NX9.yml" if overlay else "visits.yml"
        assert instead_of in texts[changed]
        texts[changed] = texts[changed].replace(instead_of, put, 1) if instead_of else texts[changed]
        for name, text in texts.items():
            (feeds / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write
