"""The page says what the open tables say, to everybody who opens it, and asks nothing of anybody."""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.report import drawing, write_report
from orchestration.settings import Settings
from tests.unit.report.page_reader import PageReader, reaches_outside

HOSTILE = "<script>alert(1)</script> & Sons"

OPEN = f"""
create schema open;
create table open.pub_cost__concentration as
select
    '2023/24' as fin_year, place.code as borough_code, place.name as borough_name, scope.code as scope_code,
    basis.code as basis_code, pct::double as people_pct, 100::bigint as people_count,
    -- A small borough shows every fifth share alone.
    case when place.code = 'ALL' or pct % 5 = 0 then least(100, pct * 4 + 0.5)::double end as cost_pct,
    case when scope.code || basis.code || pct = 'HOSPITALRESIDENTS20' then 80.0::double end as stated_cost_pct,
    case when scope.code || basis.code || pct = 'HOSPITALRESIDENTS20' then 'A fifth of people' end as statement,
    true as is_whole_year
from (values ('ALL', 'All boroughs'), ('E1', '{HOSTILE}')) as place(code, name),
    (values ('HOSPITAL'), ('WHOLE_SYSTEM')) as scope(code),
    (values ('RESIDENTS'), ('PATIENTS')) as basis(code),
    range(1, 101) as shares(pct);
create table open.pub_cost__borough_settings as
select * from (values
    ('2023/24', 'E1', '{HOSTILE}', 'ACUTE', 123000::decimal(18, 2), 301::decimal(18, 2), true),
    ('2023/24', 'E1', '{HOSTILE}', 'MENTAL_HEALTH', null, null, true),
    ('2023/24', 'ALL', 'All boroughs', 'ACUTE', 456000, 280, true),
    ('2023/24', 'ALL', 'All boroughs', 'MENTAL_HEALTH', 40000, 20, true),
    ('2023/24', null, null, 'ACUTE', 1000, null, true),
    ('2024/25', 'E1', '{HOSTILE}', 'ACUTE', 777000, 777, false)
) as t(fin_year, borough_code, borough_name, setting_code, cost_gbp, cost_per_head_gbp, is_whole_year);
create table open.pub_activity__borough_months as
select
    place.code as borough_code, place.name as borough_name, (date '2024-01-01' + interval (i) month)::date as month,
    1000::bigint as registered_count,
    -- Nobody sent anything of the first month; one count is hidden.
    case when i = 0 then 0 when i = 2 and place.code = 'ALL' then null else 10 * i end::bigint as ae_attendance_count,
    case when i = 0 then 0 else 5 * i end::bigint as emergency_admission_count,
    0::bigint as elective_admission_count, i >= 4 as is_provisional
from (values ('ALL', 'All boroughs'), ('E1', '{HOSTILE}')) as place(code, name), range(6) as months(i);
create table open.pub_quality__linkage as
select * from (values
    ('apc', 'R1H', 'NHS_NUMBER', 120::bigint), ('apc', 'R2H', 'NHS_NUMBER', 60), ('apc', 'R1H', 'PROBABILISTIC', null),
    ('own_feed', 'X', 'NHS_NUMBER', 15), ('own_feed', 'X', 'PROBABILISTIC', 5)
) as t(feed, provider_code, link_method_code, records_count);
create table open.pub_cost__coverage as
select * from (values
    ('NEL', 'Emergency admission', 'ACUTE', 'SHOWN', 'Price list APC', 'No critical care'),
    ('RR', 'Rapid response call', 'COMMUNITY', 'NOT_RECEIVED', 'A call', null),
    ('AMBULANCE', 'Ambulance', 'ACUTE', 'NOT_COVERED', null, 'No feed')
) as t(part_code, part_name, setting_code, coverage_code, valued_by, coverage_note);
"""


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("orchestration.duck.load_extension", lambda *_: None)
    settings = Settings(warehouse=tmp_path / "warehouse", threads=1, memory_limit="500MB")
    settings.build_dir.mkdir(parents=True)
    with duckdb.connect(settings.build_open_db) as connection:
        connection.execute(OPEN)
    return settings


def read(settings: Settings, contracts) -> PageReader:
    folder = settings.warehouse / "report"
    write_report(settings, contracts, date(2024, 7, 3), folder)
    return PageReader(folder / "index.html")


@pytest.fixture
def page(settings: Settings, contracts) -> PageReader:
    return read(settings, contracts)


def test_the_page_asks_nothing_of_anybody(page: PageReader) -> None:
    assert page.whole() and reaches_outside(page) == []
    # Whatever a name holds is words.
    assert HOSTILE in page.text and "script" not in page.tags
    policy = next(value for name, value in page.attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'") and "script-src" not in policy


def test_every_picture_has_its_table_and_tells_what_it_shows(page: PageReader) -> None:
    assert page.pictures == len(page.figures) == 6
    assert all(len(figure.told) == 1 and len(figure.tables) == 1 for figure in page.figures)
    assert [name for name, _ in page.attributes].count("aria-labelledby") == 6
    identities = [value for name, value in page.attributes if name == "id"]
    assert len(identities) == len(set(identities))
    named = [part for name, value in page.attributes if name == "aria-labelledby" for part in value.split()]
    assert set(named) <= set(identities)
    links = {value[1:] for name, value in page.attributes if name == "href" and value.startswith("#")}
    assert links <= set(identities) and len(links) == 5


def test_money_is_said_to_be_no_payment(page: PageReader) -> None:
    assert "valued at unit price: it is not what was paid" in "".join(page.text)
    of_money = [table for table in page.tables if any("£" in cell for row in table.rows for cell in row)]
    assert of_money and all("Valued at unit price, not what was paid." in table.caption for table in of_money)


def test_the_last_whole_year_is_shown(page: PageReader) -> None:
    assert page.table("pub_cost__borough_settings", "a head") == [
        ["All boroughs", "£280", "£20"],
        [HOSTILE, "£301", "*"],
        ["Not known", "*", "*"],
    ]
    assert page.table("pub_cost__borough_settings", "to the nearest thousand")[2] == ["Not known", "£1,000", "*"]


def test_a_part_of_a_year_is_not_told_as_a_year(settings: Settings, contracts) -> None:
    with duckdb.connect(settings.build_open_db) as connection:
        connection.execute("update open.pub_cost__borough_settings set is_whole_year = false")
    told = "".join(read(settings, contracts).text)
    assert "2024/25 (not a whole year" in told and "£777" in told


def test_what_programmes_say_stands_beside_what_is_found(page: PageReader) -> None:
    assert page.table("pub_cost__concentration", "programme documents") == [
        ["A fifth of people", "Hospital cost, of all residents", "20%", "80%", "80.5%", "the costliest 20%"]
    ]
    assert page.table("pub_cost__concentration", "costliest people hold")[:2] == [
        ["1%"] + ["4.5%"] * 4,
        ["5%"] + ["20.5%"] * 4,
    ]
    assert page.table("pub_cost__concentration", "by borough")[1] == [HOSTILE] + ["80.5%"] * 4


def test_months_in_which_nothing_was_sent_are_left_out(page: PageReader) -> None:
    assert page.table("pub_activity__borough_months", "A&E") == [
        ["Feb 2024", "10", "10"],
        ["Mar 2024", "*", "20"],
        ["Apr 2024", "30", "30"],
        ["May 2024 (provisional)", "40", "40"],
        ["Jun 2024 (provisional)", "50", "50"],
    ]


def test_links_are_summed_over_senders_and_bear_the_names_of_feeds(page: PageReader, contracts) -> None:
    assert page.table("pub_quality__linkage") == [
        [contracts["apc"].title, "180", "*"],
        ["Own feed", "15", "5"],
    ]


def test_what_is_not_in_is_said(page: PageReader) -> None:
    assert page.table("pub_cost__coverage", "What is not in") == [
        ["Ambulance", "Acute", "not in", "No feed"],
        ["Rapid response call", "Community", "could be in; too little or nothing has arrived", ""],
    ]
    assert "1 of 3" in page.text


def test_a_warehouse_without_a_row_has_a_page(settings: Settings, contracts) -> None:
    with duckdb.connect(settings.build_open_db) as connection:
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            connection.execute(f"delete from open.{table}")
    page = read(settings, contracts)
    assert page.whole() and page.pictures == 0
    assert "No activity with a cost has arrived yet." in page.text


def test_the_same_tables_make_the_same_page(settings: Settings, contracts) -> None:
    for folder in ("one", "two"):
        write_report(settings, contracts, date(2024, 7, 3), settings.warehouse / folder)
    assert len({(settings.warehouse / folder / "index.html").read_bytes() for folder in ("one", "two")}) == 1


def test_a_bar_is_as_long_as_what_it_stands_for() -> None:
    drawn = drawing.bars(
        "b", "t", "d", ["One", "Two"], [drawing.Bar("x", (300.0, 100.0)), drawing.Bar("y", (50.0, None))]
    )
    widths = [
        float(width) for width in re.findall(r'<rect class="area k\d" x="[\d.]+" y="\d+" width="([\d.]+)"', drawn)
    ]
    one, two, other = widths[2:]  # after the two of the legend
    assert one == pytest.approx(3 * two, rel=0.01) and other == pytest.approx(two / 2, rel=0.01)


def test_a_line_is_broken_where_a_month_is_hidden() -> None:
    drawn = drawing.months("m", "t", "d", ["a", "b", "c", "d"], [drawing.Series("x", (1.0, 2.0, None, 4.0))], 4)
    path = re.findall(r' d="(M[^"]+)"/>', drawn)[-1]
    assert path.count("M") == 2 and path.count("L") == 1


@pytest.mark.parametrize(("most", "step"), [(1, 0.2), (7, 2), (100, 20), (1260, 500), (48, 10)])
def test_ticks_are_round(most: float, step: float) -> None:
    assert drawing._step(most) == pytest.approx(step)
