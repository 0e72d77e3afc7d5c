"""From a finance team's file to a delivery: what is read, what is refused cell by cell, and what is written."""

import csv
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from orchestration import duck
from orchestration.cli import app
from orchestration.contracts.markdown import table
from orchestration.prices import PricesUnreadable, import_prices, write_deliveries, write_template
from orchestration.prices.shapes import SHAPES
from orchestration.settings import PROJECT_ROOT
from tests.spec.built_models import BuiltModels

ADMITTED = ("HRG code", "HRG name", "Elective price (GBP)", "Elective trim point (days)", "Non-elective price (GBP)",
            "Non-elective trim point (days)", "Excess day price (GBP)", "Short-stay price (GBP)", "Valid from",
            "Valid to")  # fmt: skip
LONG = "price_list_code,currency_code,modifier_code,price_gbp,valid_from,valid_to\n"
APRIL = datetime(2024, 4, 1)


def workbook(path: Path, sheets: dict[str, list[tuple]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def long_table(folder: Path, *rows: str) -> Path:
    path = folder / "prices.csv"
    path.write_text(LONG + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def imported(contracts):
    return lambda path, **validity: import_prices(contracts, path, **validity)


@pytest.fixture
def written(contracts, imported, tmp_path):
    """The rows of the deliveries that a file becomes, by feed."""

    def write(path: Path, now: datetime = APRIL, is_kept: bool = False, **validity: date) -> dict[str, list[dict]]:
        found = imported(path, **validity)
        assert found.faults == []
        made = write_deliveries(contracts, found.lines, tmp_path / "inbox", "nhse", is_kept=is_kept, now=now)
        rows = {}
        for each in made:
            with open(each.path, encoding="utf-8", newline="") as file:
                rows[each.path.name.split("_NHSE")[0]] = [
                    {name: value for name, value in row.items() if value} for row in csv.DictReader(file)
                ]
        return rows

    return write


def test_every_sheet_of_the_template_becomes_rows(tmp_path, written):
    file = workbook(
        tmp_path / "prices.xlsx",
        {
            "Contents": [("A list of lists",)],
            "Spells 24-25": [
                ("National prices",), (), ADMITTED,
                ("aa22c ", "Stroke", 2500, 5.0, "£3,100.50", 10, 260.000000000001, 1250, APRIL, datetime(2025, 3, 31)),
                ("BB10Z", "No emergencies", 90.25, "-", None, None, None, None, "01/04/2024", None),
                ("CC01A", "Of no price", "n/a", None, "-", None, None, None, APRIL, None),
            ],
            "A&E": [("Price (GBP)", "Department type", "HRG code", "Valid from"), (400.5, 1, "VB01Z", APRIL)],
            "OP": [
                ("Treatment function code", "First attendance price (GBP)", "Follow-up attendance price (GBP)", "Ours",
                 "Valid from"), (100.0, 200, 90, "x", APRIL)],
            "Unit costs": [("Price list", "Currency", "Modifier", "Price (GBP)", "Valid from"),
                           ("GP", "*", "VIDEO", 33, APRIL), ("MH_BED_DAY", "*", None, 0, APRIL)],
            "MFF": [("Provider code", "Market forces factor", "Valid from"), ("R1H", 1.148886, APRIL)],
        },
    )  # fmt: skip
    rows = written(file)
    day = {"valid_from": "2024-04-01"}
    year = day | {"valid_to": "2025-03-31"}
    assert rows["ref_prices"] == [
        {"price_list_code": "AE", "currency_code": "VB01Z", "modifier_code": "01", "price_gbp": "400.5"} | day,
        {"price_list_code": "APC", "currency_code": "AA22C", "modifier_code": "EL", "price_gbp": "2500",
         "trim_point_days": "5", "excess_day_price_gbp": "260"} | year,
        {"price_list_code": "APC", "currency_code": "AA22C", "modifier_code": "NEL", "price_gbp": "3100.5",
         "short_stay_price_gbp": "1250", "trim_point_days": "10", "excess_day_price_gbp": "260"} | year,
        {"price_list_code": "APC", "currency_code": "BB10Z", "modifier_code": "EL", "price_gbp": "90.25"} | day,
        {"price_list_code": "GP", "currency_code": "*", "modifier_code": "VIDEO", "price_gbp": "33"} | day,
        {"price_list_code": "MH_BED_DAY", "currency_code": "*", "price_gbp": "0"} | day,
        {"price_list_code": "OP", "currency_code": "100", "modifier_code": "FIRST", "price_gbp": "200"} | day,
        {"price_list_code": "OP", "currency_code": "100", "modifier_code": "FOLLOW_UP", "price_gbp": "90"} | day,
    ]  # fmt: skip
    assert rows["ref_market_forces"] == [{"provider_code": "R1H", "market_forces_factor": "1.148886"} | day]


PUBLISHED = {
    # a list as others head it: its headings, a row, and what the rows say
    "admitted care": (
        "HRG code,HRG name,Combined day case / ordinary elective spell tariff (£),"
        "Ordinary elective long stay trim point (days),Non-elective spell tariff (£),"
        "Non-elective long stay trim point (days),Per day long stay payment (for days exceeding trim point) (£),"
        "Reduced short stay emergency tariff (£)",
        'AA22C,Stroke,"2,500",5,"3,100",10,260,"1,250"',
        ["APC AA22C EL 2500 5 260", "APC AA22C NEL 3100 1250 10 260"]),
    "A&E by department": (
        "hrg_code,description,type1_2_price_gbp,type3_price_gbp", "VB01Z,x,400,240",
        ["AE VB01Z 01 400", "AE VB01Z 02 400", "AE VB01Z 03 240", "AE VB01Z 04 240"]),
    "outpatients": ("tfc,description,first_price_gbp,followup_price_gbp", "100,x,170,",
                    ["OP 100 FIRST 170"]),
    "factors": ("ods_code,mff", "R1H,1.148886", ["R1H 1.148886"]),
}  # fmt: skip


@pytest.mark.parametrize(("headings", "row", "expected"), PUBLISHED.values(), ids=PUBLISHED.keys())
def test_a_list_as_it_is_published_is_read_with_the_days_given_beside(tmp_path, written, headings, row, expected):
    file = text_file(tmp_path, "list.csv", f"{headings}\n{row}\n")
    (rows,) = written(file, valid_from=date(2025, 4, 1), valid_to=date(2026, 3, 31)).values()
    assert {(each.pop("valid_from"), each.pop("valid_to")) for each in rows} == {("2025-04-01", "2026-03-31")}
    assert [" ".join(each.values()) for each in rows] == expected


def test_what_is_passed_over_is_told(tmp_path, imported):
    sheet = [(*ADMITTED[:3], "Non-elective price (GBP)", "Ours"), ("AA22C", "x", None, None, 1)]
    file = workbook(tmp_path / "prices.xlsx", {"Contents": [("A list of lists",)], "Spells": sheet})
    assert [str(note) for note in imported(file).notes] == [
        "sheet 'Contents': it has none of the headings of a price list, and was not read.",
        "sheet 'Spells', row 1, column E (Ours): the heading is not known, and the column was not read.",
        "sheet 'Spells', row 2: it gives no price, and was passed over.",
    ]


REFUSED = {
    # the rows of a long table                                          where, and what is said of it
    "a negative price": (
        ["AE,VB01Z,01,-0.01,2024-04-01,"], "row 2, column D (Price (GBP)): it breaks the rule price_gbp >= 0."),
    "less than nothing, as accounts write it": (
        ["AE,VB01Z,01,(3.50),2024-04-01,"], "it breaks the rule price_gbp >= 0."),
    "an absurd price": (["AE,VB01Z,01,3000000,2024-04-01,"], "it breaks the rule price_gbp <= 1000000."),
    "a word": (["AE,VB01Z,01,tbc,2024-04-01,"], "row 2, column D (Price (GBP)): it is not a number"),
    "an error of Excel's": (["AE,VB01Z,01,#REF!,2024-04-01,"], "it shows an error of Excel's"),
    "more money than there is": (["AE,VB01Z,01,9999999999999,2024-04-01,"], "it is larger than any amount of money."),
    "no first day": (["AE,VB01Z,01,3,,"], "row 2, column E (Valid from): no first day is given"),
    "a day that is none": (["AE,VB01Z,01,3,2024-02-30,"], "it is not a date; write it as 2025-04-01 or 01/04/2025."),
    "an American day": (["AE,VB01Z,01,3,04/31/2024,"], "it is not a date"),
    "an end before the beginning": (
        ["AE,VB01Z,01,3,2024-04-01,2024-03-31"], "column F (Valid to): it breaks the rule valid_from <= valid_to."),
    "a list that there is not": (["ACUTE,VB01Z,01,3,2024-04-01,"], "row 2, column A (Price list): it is none of APC"),
    "no currency": (["AE,,01,3,2024-04-01,"], "row 2, column B (Currency): it is empty."),
    "a modifier of no department": (["AE,VB01Z,9,3,2024-04-01,"], "of AE the modifier is one of 01, 02, 03, 04, 05."),
    "a modifier where there is none": (["CSDS,PODIATRY,GP,3,2024-04-01,"], "of CSDS the modifier is one of none"),
    "a professional whom nobody sends": (["GP,DOCTOR,,3,2024-04-01,"], "the currency is one of GP, NURSE, OTHER, *."),
    "a price of a service": (["SOCIAL_CARE,SERVICE,,3,2024-04-01,"], "of SOCIAL_CARE the currency is one of"),
    "a bed day of a kind": (["MH_BED_DAY,ACUTE,,3,2024-04-01,"], "of MH_BED_DAY the currency is one of *."),
    "the same twice": (["AE,VB01Z,01,3,2024-04-01,"] * 2, "two apply, this one and that of row 3"),
    "an overlap of one day": (
        ["AE,VB01Z,01,3,2023-04-01,2024-04-01", "AE,VB01Z,01,4,2024-04-01,"],
        "row 3, column E (Valid from): on some days two apply, this one and that of row 2"),
    "an overlap past another": (
        ["AE,VB01Z,01,3,2020-04-01,", "AE,VB01Z,01,3,2021-04-01,2021-04-30", "AE,VB01Z,01,4,2024-04-01,"],
        "row 4, column E (Valid from): on some days two apply, this one and that of row 2"),
    "two spellings": (
        ["APC,AA22C,EL,3,2024-04-01,", "APC,AA22-C,NEL,4,2024-04-01,"],
        "row 3, column B (Currency): row 2 spells the same currency in another way"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_cell_that_cannot_be_taken_is_named(tmp_path, imported, rows, told):
    found = imported(long_table(tmp_path, *rows, "AE,VB11Z,02,70,2024-04-01,"))
    assert any(told in str(fault) for fault in found.faults), found.faults
    assert [line.values["currency_code"] for line in found.sound_lines] == ["VB11Z"]


@pytest.mark.parametrize("rows", [
    ["AE,VB01Z,01,3,2023-04-01,2024-03-31", "AE,VB01Z,1,4,2024-04-01,"],
    ["AE,VB01Z,01,3,2023-04-01,", "AE,VB01Z,02,4,2024-04-01,", "AE,VB01Z,,4,2024-04-01,"],
    ["AE,VB01Z,01,3,2023-04-01,", "OP,VB-01Z,,4,2024-04-01,"],
])  # fmt: skip
def test_rows_that_do_not_stand_in_each_others_way_are_taken(tmp_path, imported, rows):
    assert imported(long_table(tmp_path, *rows)).faults == []


@pytest.mark.parametrize("factor", [0, -1, 11.48886])
def test_a_factor_of_nothing_or_of_ten_is_refused(tmp_path, imported, factor):
    rows = [("Provider code", "Market forces factor", "Valid from"), ("R1H", factor, APRIL), ("RYJ", 1.15, APRIL)]
    (fault,) = imported(workbook(tmp_path / "mff.xlsx", {"MFF": rows})).faults
    assert str(fault) == (
        "sheet 'MFF', row 2, column B (Market forces factor): "
        "it breaks the rule market_forces_factor between 0.1 and 10."
    )


def test_a_sheet_that_lacks_a_heading_is_no_other_sheet(tmp_path, imported):
    sheet = [ADMITTED[:3], ("AA22C", "x", 3)]
    (fault,) = imported(workbook(tmp_path / "prices.xlsx", {"Spells": sheet})).faults
    assert str(fault) == "sheet 'Spells', row 1: it looks like Admitted care, but lacks Non-elective price (GBP)."


def test_a_code_that_excel_took_for_something_else_is_named(tmp_path, imported):
    sheet = [("HRG code", "Department type", "Price (GBP)", "Valid from"),
             (datetime(2024, 4, 1), "01", 3, APRIL), (1.5, "01", 3, APRIL), ("1E+05", "01", 3, APRIL)]  # fmt: skip
    faults = imported(workbook(tmp_path / "prices.xlsx", {"A&E": sheet})).faults
    assert [fault.place.row for fault in faults if "ormat the column as text" in fault.sentence] == [2, 3, 4]


def text_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


NO_PRICE_LIST = {
    "a damaged workbook": ("p.xlsx", "PK and nothing more", "cannot be read as a workbook"),
    "another kind of file": ("p.pdf", "", "neither a workbook"),
    "another list": ("p.csv", "a,b\n1,2\n", "no sheet with the headings of a price list"),
    "quotes that do not match": ("p.csv", 'a,"b\n1,2\n', "quotes do not match"),
    "nothing": ("p.csv", "", "no sheet with the headings of a price list"),
}


@pytest.mark.parametrize(("name", "text", "told"), NO_PRICE_LIST.values(), ids=NO_PRICE_LIST.keys())
def test_a_file_that_is_no_price_list_is_a_sentence(tmp_path, imported, name, text, told):
    with pytest.raises(PricesUnreadable, match=told):
        imported(text_file(tmp_path, name, text))


def test_a_file_that_is_not_there_is_a_sentence(tmp_path, imported):
    with pytest.raises(PricesUnreadable, match="There is no file"):
        imported(tmp_path / "gone.xlsx")


def test_the_empty_template_can_be_filled_in_and_read(contracts, tmp_path, written):
    file = tmp_path / "made" / "template.xlsx"
    write_template(contracts, file)
    with pytest.raises(PricesUnreadable, match="is there already"):
        write_template(contracts, file)
    book = openpyxl.load_workbook(file)
    assert book["A&E"].column_dimensions["A"].number_format == "@"
    book["A&E"].append(("VB01Z", "Category 5", "01", 400.5))
    book.save(file)
    assert [row["valid_from"] for row in written(file, valid_from=date(2025, 4, 1))["ref_prices"]] == ["2025-04-01"]


def test_a_publishers_earlier_prices_are_kept_where_asked(tmp_path, written):
    old = ("AE,VB01Z,01,3,2023-04-01,", "AE,VB02Z,01,5,2023-04-01,", "AE,VB03Z,01,6,2023-04-01,2024-03-31")
    written(long_table(tmp_path, *old))
    new = ("AE,VB01Z,01,4,2024-04-01,", "AE,VB03Z,01,7,2024-04-01,")
    rows = written(long_table(tmp_path, *new), now=datetime(2024, 4, 2), is_kept=True)["ref_prices"]
    told = [(row["currency_code"], row["price_gbp"], row["valid_from"], row.get("valid_to")) for row in rows]
    assert told == [
        ("VB01Z", "3", "2023-04-01", "2024-03-31"),
        ("VB01Z", "4", "2024-04-01", None),
        ("VB02Z", "5", "2023-04-01", None),
        ("VB03Z", "6", "2023-04-01", "2024-03-31"),
        ("VB03Z", "7", "2024-04-01", None),
    ]


def careweave(warehouse, *arguments: str):
    return CliRunner().invoke(app, ["prices", "import", *arguments, "--warehouse", str(warehouse.settings.warehouse)])


def test_nothing_is_written_while_anything_is_wrong_unless_asked_for(warehouse, tmp_path):
    file = str(long_table(tmp_path, "AE,VB01Z,01,tbc,2024-04-01,", "AE,VB02Z,01,3,2024-04-01,"))
    refused = careweave(warehouse, file)
    assert refused.exit_code == 1
    assert "row 2, column D (Price (GBP)): it is not a number" in refused.stdout
    assert refused.stderr.startswith("Nothing was written: 1 row cannot be taken.")
    assert list(warehouse.settings.inbox_dir.iterdir()) == []
    taken = careweave(warehouse, file, "--leave-out")
    assert taken.exit_code == 0 and "Left out: 1 row." in taken.stdout
    assert [path.name.split("_2")[0] for path in warehouse.settings.inbox_dir.iterdir()] == ["ref_prices_FINANCE"]


def test_what_a_new_list_no_longer_says_is_told(warehouse, tmp_path):
    warehouse.deliver("ref_prices", [{"price_list_code": "AE", "currency_code": "VB09Z", "valid_from": "2023-04-01",
                                      "price_gbp": "1"}], provider="FINANCE")  # fmt: skip
    done = careweave(warehouse, str(long_table(tmp_path, "AE,VB02Z,01,3,2024-04-01,")))
    assert "It replaces ref_prices_FINANCE_2024-05_20240612T020000Z.csv whole: 1 row of that one" in done.stdout


@pytest.mark.parametrize("option", [("--publisher", "N H S"), ("--valid-from", "April")])
def test_an_option_that_cannot_be_read_is_a_sentence(warehouse, tmp_path, option):
    refused = careweave(warehouse, str(long_table(tmp_path, "AE,VB02Z,01,3,2024-04-01,")), *option)
    assert refused.exit_code in (1, 2) and "Traceback" not in refused.output
    assert list(warehouse.settings.inbox_dir.iterdir()) == []


def test_a_list_that_was_imported_is_in_force_and_changes_what_care_costs(warehouse, tmp_path):
    price = {"price_list_code": "AE", "currency_code": "VB01Z", "modifier_code": "01", "valid_from": "2024-04-01"}
    attended = {"provider_code": "R1H", "attendance_id": "A1", "department_type_code": "01", "hrg_code": "VB01Z",
                "attendance_category_code": "1", "disposal_code": "01",
                "arrival_at": "2024-05-06T10:00:00"}  # fmt: skip
    warehouse.deliver("ref_prices", [price | {"price_gbp": "300"}], provider="FINANCE")
    warehouse.deliver("ecds", [attended | {"nhs_number": "9434765919", "birth_date": "1950-02-03"}])
    assert careweave(warehouse, str(long_table(tmp_path, "AE,VB01Z,01,410.25,2024-04-01,"))).exit_code == 0
    assert costs_now(warehouse) == [("410.25",)]
    statuses = "select status_code from lake.deliveries where feed = 'ref_prices' order by extracted_at"
    assert warehouse.rows(statuses) == [("SUPERSEDED",), ("ACCEPTED",)]


def costs_now(warehouse) -> list[tuple]:
    warehouse.build()
    connection = duck.open_database(warehouse.settings.build_warehouse_db, warehouse.settings)
    try:
        return BuiltModels(connection).rows("int_cost__ae", "cost_gbp::varchar")
    finally:
        connection.close()


def sheets_table() -> str:
    """The table of docs/prices.md, made from the shapes themselves."""
    rows = []
    for shape in SHAPES:
        for heading in shape.headings:
            said = f"**{heading.said}**" if heading.is_needed else heading.said
            title = shape.title if heading is shape.headings[0] else ""
            rows.append([title, said, "; ".join(heading.also), heading.note])
    return table(["Sheet", "Heading", "Also headed", "What it says"], rows)


def test_the_page_of_prices_tells_the_template():
    page = (PROJECT_ROOT / "docs" / "prices.md").read_text(encoding="utf-8")
    said = page.split("<!-- sheets: begin -->")[1].split("<!-- sheets: end -->")[0].strip()
    assert said == sheets_table(), f"put this between the marks in docs/prices.md:\n\n{sheets_table()}\n"
