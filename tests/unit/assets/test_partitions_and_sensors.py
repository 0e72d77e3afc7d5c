"""Which months a run is about, and when the inbox asks for one."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from orchestration.assets.partitions import FIRST_MONTH, MONTHS, RANGE_END, RANGE_START, range_tags
from orchestration.assets.run_lock import run_lock
from orchestration.assets.schedules import nightly_schedule
from orchestration.assets.sensors import inbox_sensor
from orchestration.assets.warehouse import Warehouse as Told
from orchestration.settings import load_settings

NOW = f"{datetime.now(UTC):%Y-%m}"


@pytest.mark.parametrize(
    ("periods", "first", "last"),
    [
        (["2024-05"], "2024-05", "2024-05"),
        (["2024-05", "2023-01", "2024-04"], "2023-01", "2024-05"),
        ([], NOW, NOW),
        (["1999-12"], NOW, NOW),  # older than any partition; a night reads it all the same
        (["2999-12", "2024-05"], "2024-05", "2024-05"),
    ],
)
def test_a_run_is_about_the_months_that_are_new(periods, first, last):
    assert range_tags(periods) == {RANGE_START: first, RANGE_END: last}


def test_the_current_month_is_a_partition():
    keys = MONTHS.get_partition_keys()
    assert keys[0] == FIRST_MONTH
    assert keys[-1] == NOW


def look(told: Told, cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
    context = dg.build_sensor_context(cursor=cursor)
    return inbox_sensor(told).evaluate_tick(context)


def test_new_files_ask_for_a_run_once_they_have_stopped_growing(warehouse):
    told = Told(warehouse.settings, warehouse.contracts)
    assert "Nothing new" in look(told).skip_message
    path = warehouse.put("apc_R1H_2024-05_20240612T020000Z.csv", "provider_code\n")
    arriving = look(told)
    assert not arriving.run_requests and "arriving" in arriving.skip_message
    with open(path, "a", encoding="utf-8") as file:
        file.write("R1H\n")
    grown = look(told, arriving.cursor)
    assert not grown.run_requests
    settled = look(told, grown.cursor)
    (request,) = settled.run_requests
    assert request.tags[RANGE_START] == request.tags[RANGE_END] == "2024-05"
    assert request.run_key == grown.cursor


def test_the_same_files_ask_under_the_same_key(warehouse):
    told = Told(warehouse.settings, warehouse.contracts)
    warehouse.put("apc_R1H_2024-05_20240612T020000Z.csv", "provider_code\n")
    cursor = look(told).cursor
    assert look(told, cursor).run_requests[0].run_key == look(told, cursor).run_requests[0].run_key


def test_what_the_lake_knows_asks_for_nothing(warehouse):
    warehouse.put("apc_R1H_2024-05_20240612T020000Z.csv", "provider_code\n")
    warehouse.read_inbox()
    assert "Nothing new" in look(Told(warehouse.settings, warehouse.contracts)).skip_message


def test_new_files_wait_while_a_run_holds_the_warehouse(warehouse):
    told = Told(warehouse.settings, warehouse.contracts)
    warehouse.put("apc_R1H_2024-05_20240612T020000Z.csv", "provider_code\n")
    cursor = look(told).cursor
    with run_lock(warehouse.settings):
        assert "holds the warehouse" in look(told, cursor).skip_message


def test_a_missing_inbox_is_said_not_raised(warehouse):
    settings = load_settings(warehouse=warehouse.settings.warehouse, inbox=warehouse.settings.warehouse / "gone")
    assert "no inbox" in look(Told(settings, warehouse.contracts)).skip_message


def test_the_night_begins_at_two_in_london(warehouse):
    schedule = nightly_schedule(Told(warehouse.settings, warehouse.contracts))
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "Europe/London")
    assert schedule.default_status is dg.DefaultScheduleStatus.STOPPED


def test_the_schedule_is_on_by_setting(warehouse):
    settings = load_settings(warehouse=warehouse.settings.warehouse, nightly_on=True)
    told = Told(settings, warehouse.contracts)
    assert nightly_schedule(told).default_status is dg.DefaultScheduleStatus.RUNNING
    assert inbox_sensor(told).default_status is dg.DefaultSensorStatus.RUNNING
