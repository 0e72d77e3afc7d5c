"""A night that looks back: over all files, as known at the moment of the earlier night; and a reader all the while."""

import json
import subprocess
import sys
from dataclasses import dataclass

from orchestration.contracts import load_contracts
from orchestration.ingest import accept
from tests.pipeline.made_up import EARLIER, put
from tests.pipeline.nights import Nights
from tests.pipeline.place import Ended, Place, environment

# Opens the published file once, and asks the same of it again and again until it is told to stop.
_READER = """
import json, sys, threading, time, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
while True:
    asked = "select count(*), sum(hash(a))::varchar, max(month)::varchar from marts.fct_activity as a"
    print(json.dumps(connection.execute(asked).fetchone()), flush=True)
    if stop.is_set():
        break
    time.sleep(0.2)
print(json.dumps("end"))
"""


@dataclass(frozen=True)
class LookedBack:
    """The night that looked back, and what a reader of the night before was answered during and after it."""

    place: Place
    earlier: Place
    ended: Ended
    answers: list[list]
    reader_exit_code: int


def accept_since(place: Place) -> None:
    """Somebody has accepted, since, what was refused then."""
    refused = place.rows(
        "select file_name from marts.mart_quality__deliveries "
        "where status_code = 'REJECTED' and rows_received_count > 0"
    )
    assert refused
    for (file_name,) in refused:
        accept(place.settings, load_contracts(), file_name, "the sender confirmed it", "A. Steward")


def looking_back(nights: Nights, known: Place, earlier: Place) -> LookedBack:
    """All files have arrived, and a run is asked what was known before the later ones."""
    place = earlier.copied(nights.folder / "looking_back")
    put(known.inbox.iterdir(), place.inbox)
    (place.inbox / "patients.csv").write_text("a list that somebody sent since", encoding="utf-8")
    accept_since(place)
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(place.warehouse / "published" / "careweave.duckdb")],
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        first = reader.stdout.readline()
        moment = f"{EARLIER[:4]}-{EARLIER[4:6]}-{EARLIER[6:8]}T00:00:00Z"
        ended = place.run("--as-known-at", moment)
        rest, _ = reader.communicate("")
    finally:
        reader.kill()
    answers = [json.loads(line) for line in (first + rest).splitlines()]
    return LookedBack(place, earlier, ended, answers, reader.returncode)
