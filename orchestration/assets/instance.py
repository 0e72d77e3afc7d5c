"""The Dagster instance of a warehouse: its folder, its configuration, nothing sent anywhere.

Does not belong here: any definition.
"""

import os

import dagster as dg

from orchestration.settings import Settings

# Steps print nothing that Dagster should keep: what they tell is in events, and compute logs would hold what is not
# ours to check. Runs start at once: a queue would wait for ever behind one that was killed, and the lock guards anyway.
DAGSTER_YAML = """\
# Written by Careweave when the folder is made; yours to change afterwards.
telemetry:
  enabled: false
nux:
  enabled: false
run_coordinator:
  module: dagster.core.run_coordinator
  class: DefaultRunCoordinator
compute_logs:
  module: dagster.core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
freshness:
  enabled: true
"""


def prepare_dagster_home(settings: Settings) -> None:
    """Make the instance's folder, with telemetry off before anything starts."""
    settings.dagster_home.mkdir(parents=True, exist_ok=True)
    configuration = settings.dagster_home / "dagster.yaml"
    if not configuration.exists():
        beside = configuration.with_suffix(".new")
        beside.write_text(DAGSTER_YAML, encoding="utf-8")
        os.replace(beside, configuration)


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance that the UI shows as well."""
    prepare_dagster_home(settings)
    return dg.DagsterInstance.from_config(str(settings.dagster_home))


if __name__ == "__main__":
    from orchestration.settings import load_settings

    prepare_dagster_home(load_settings())
