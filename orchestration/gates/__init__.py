"""Gates: Great Expectations suites over profiles that DuckDB counts, one gate between every two zones.

Belongs here: reading expectations/gates/<zone>.yml, counting, judging, and writing down what was found. The only
package that knows Great Expectations. Does not belong here: what is expected (the YAML says it), or what to do about
a closed gate (assets, publish).
"""

from orchestration.gates.history import latest_gates
from orchestration.gates.outcome import TOLD, GateOutcome, GateRecord, GateResult
from orchestration.gates.run import run_gate
from orchestration.gates.suite import ZONES, GateError, Suite, load_suite

__all__ = [
    "TOLD",
    "ZONES",
    "GateError",
    "GateOutcome",
    "GateRecord",
    "GateResult",
    "Suite",
    "latest_gates",
    "load_suite",
    "run_gate",
]
