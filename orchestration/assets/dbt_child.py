"""One dbt command in a process of its own that dies with the run that asked for it.

Run as `python -m orchestration.assets.dbt_child build ...`. Belongs here: watching the parent, and telling it which
node is done, one JSON line each. dbt's own messages are not passed on: they quote what the database stumbled over. One
is: the macro's own sentence that refuses to build past a gate, which reaches no file of results.
"""

import json
import os
import re
import sys
import threading
import time
from typing import Any

# An orphan must not go on writing beside the run that comes next.
_LOOK_EVERY_SECONDS = 0.2
_REFUSED = re.compile(r"The gate [A-Z]+ is not green for this run: [^\n]*")


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY_SECONDS)
    os._exit(1)


def _tell(event: Any) -> None:
    name = event.info.name
    if name == "NodeFinished":
        node = event.data.node_info
        print(json.dumps({"node": node.unique_id, "status": node.node_status}), flush=True)
    elif name == "ConcurrencyLine":
        print(json.dumps({"total": event.data.node_count}), flush=True)


def main(parent: int, arguments: list[str]) -> int:
    """Run dbt with these arguments; 0 when all went well."""
    threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
    from dbt.cli.main import dbtRunner

    ended = dbtRunner(callbacks=[_tell]).invoke(arguments)
    refused = _REFUSED.search(str(ended.exception or ""))
    if refused:
        print(json.dumps({"refused": refused[0]}), flush=True)
    return 0 if ended.success else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
