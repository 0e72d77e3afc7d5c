"""dbt in a process of its own that dies with the run that asked for it.

Run as `python -m orchestration.assets.dbt_child PARENT`. Belongs here: watching the parent, reading the project once
for all that is asked, and telling what is done, one JSON line each. dbt's own output is not passed on. What a failed
node said goes to the parent alone, which says it again without values; no file of dbt's keeps it.

What is asked comes as a JSON line on standard input: the command's arguments, and the environment that profiles.yml
shall read; without arguments, that the project be read now because a command will follow. The project is read before
that environment is set: what dbt parsed is good only under the variables that it was parsed under, and so it is good
for every warehouse.
"""

import json
import os
import re
import sys
import threading
import time
from typing import Any

from orchestration.loading import end_at_once, to_stay

# An orphan must not go on writing beside the run that comes next.
_LOOK_EVERY_SECONDS = 0.2
_REFUSED = re.compile(r"The gate [A-Z]+ is not green for this run: [^\n]*")
_HEARD = ("NodeFinished", "ConcurrencyLine")
# Neither the manifest again nor results with their messages are left in files.
_NO_FILES = ("--no-write-json",)


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os._exit(1)


def _say(told: dict[str, Any]) -> None:
    print(json.dumps(told), flush=True)


def _only_what_is_heard() -> None:
    """Have dbt make no message of what nobody hears: several for each statement, a twelfth of its time."""
    from dbt.events.logging import get_event_manager

    manager = type(get_event_manager())
    fire = manager.fire_event

    def fire_heard(self: Any, e: Any, level: str | None = None, *rest: Any, **more: Any) -> None:
        if type(e).__name__ in _HEARD or (level or e.level_tag()) not in ("debug", "info"):
            fire(self, e, level, *rest, **more)

    manager.fire_event = fire_heard


def _tell(event: Any) -> None:
    name = event.info.name
    if name == "NodeFinished":
        node = event.data.node_info
        _say({"node": node.unique_id, "status": node.node_status})
    elif name == "ConcurrencyLine":
        _say({"total": event.data.node_count})


def _run(manifest: Any, arguments: list[str], environment: dict[str, str]) -> bool:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    for name, value in environment.items():
        os.environ[name] = value
    try:
        ended = dbtRunner(manifest=manifest, callbacks=[_tell]).invoke([*arguments, *_NO_FILES])
    finally:
        # The files are wanted by others between two commands.
        DuckDBConnectionManager.close_all_connections()
    for result in getattr(ended.result, "results", None) or ():
        _say(
            {
                "result": {
                    "unique_id": result.node.unique_id,
                    "status": str(result.status),
                    "execution_time": result.execution_time,
                    "failures": result.failures,
                    "message": result.message,
                }
            }
        )
    refused = _REFUSED.search(str(ended.exception or ""))
    if refused:
        _say({"refused": refused[0]})
    return ended.success


def _read_project() -> Any:
    from dbt.cli.main import dbtRunner

    _only_what_is_heard()
    parsed = dbtRunner().invoke(["parse", *_NO_FILES])
    return parsed.result if parsed.success else None


def _write_manifest() -> bool:
    from dbt.cli.main import dbtRunner

    return dbtRunner().invoke(["parse"]).success


def main(parent: int) -> None:
    """Do what is asked, one command after the other, until nothing more is asked."""
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    end_at_once()
    manifest = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["arguments"] == ["parse"]:
            _say({"ended": _write_manifest()})
            continue
        if manifest is None:
            with to_stay():
                manifest = _read_project()
        if asked["arguments"]:
            _say({"ended": manifest is not None and _run(manifest, asked["arguments"], asked["environment"])})


if __name__ == "__main__":
    main(int(sys.argv[1]))
