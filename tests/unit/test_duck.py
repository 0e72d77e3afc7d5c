"""What DuckDB spills lies encrypted, also after whoever spilled it was killed and could clear nothing away."""

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.duck import open_briefly
from orchestration.settings import PROJECT_ROOT, load_settings

CANARY = b"Zebulonia Quackenthorpe"
# Fills more memory than it has with a name, and waits to be killed.
SPILLS = f"""
import sys
from orchestration import duck
from orchestration.settings import load_settings
connection = duck.memory(load_settings(warehouse=sys.argv[1], memory_limit="48MB", threads=1))
connection.execute("set temp_file_encryption = " + sys.argv[2]) if sys.argv[2] != "as it is" else None
connection.execute("create temp table a as select '{CANARY.decode()} ' || hash(i) as name from range(3000000) as n(i)")
print("spilled", flush=True)
sys.stdin.read()
"""


def spilt_and_killed(warehouse: Path, encryption: str) -> bytes:
    """Everything that lies in the folder of temporary files after the one who spilled was killed."""
    script = warehouse / "spills.py"
    script.write_text(SPILLS, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, script, str(warehouse), encryption],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(PROJECT_ROOT)},
    )  # fmt: skip
    try:
        assert process.stdout.readline() == "spilled\n"
    finally:
        process.kill()
        process.communicate()
    return b"".join(path.read_bytes() for path in (warehouse / "temp").rglob("*") if path.is_file())


@pytest.mark.parametrize(("encryption", "is_legible"), [("as it is", False), ("false", True)])
def test_what_spills_cannot_be_read(tmp_path, encryption, is_legible):
    """The second case shows that there was something to read."""
    spilt = spilt_and_killed(tmp_path, encryption)
    assert len(spilt) > 1 << 20
    assert (CANARY in spilt) == is_legible


def test_opened_briefly_nothing_spills_at_all(tmp_path):
    settings = load_settings(warehouse=tmp_path, memory_limit="48MB", threads=1)
    connection = open_briefly(tmp_path / "small.duckdb", settings)
    assert connection.execute("select 1").fetchall() == [(1,)]
    with pytest.raises(duckdb.Error):
        connection.execute(
            "create temp table a as select hash(i) as h, repeat('x', 50) as t from range(3000000) as n(i)"
        )
    connection.close()
    assert b"".join(path.read_bytes() for path in (tmp_path / "temp").rglob("*") if path.is_file()) == b""
