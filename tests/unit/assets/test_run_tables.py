"""What Dagster shows of the tables that the Python steps leave is what they leave: the columns, types and rows."""

import dagster as dg
import pytest

from orchestration import duck
from orchestration.assets.identity import PERSON_MAP
from orchestration.assets.run_tables import rows_of, table_spec
from orchestration.risk.nightly import write_feature_groups
from orchestration.risk.nightly.tables import make_empty

REGISTERED = {
    "registration_id": "R1",
    "practice_code": "F84001",
    "registered_from": "2010-01-01",
    "local_patient_id": "L1",
    "postcode": "E17 4AA",
    "gender_code": "2",
    "nhs_number": "9434765919",
    "birth_date": "1950-02-03",
    "given_name": "Ann",
    "family_name": "Smith",
}
OWN = {("lake", "deliveries"), ("identity", "person_map"), ("identity", "objected_links"), ("ops", "reporting_date")}


@pytest.fixture
def linked(warehouse):
    warehouse.deliver("registrations", [REGISTERED, REGISTERED | {"registration_id": "R2"}], provider="EMIS")
    warehouse.link()
    write_feature_groups(warehouse.settings)
    build = duck.open_database(warehouse.settings.build_warehouse_db, warehouse.settings)
    make_empty(build)
    build.close()
    return warehouse


def described(manifest) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Name and type of every column of the sources that are no feed."""
    return {
        (source["source_name"], source["name"]): [
            (column["name"], column["data_type"].lower()) for column in source["columns"].values()
        ]
        for source in manifest["sources"].values()
        if source["original_file_path"].endswith("intermediate/_sources.yml")
    }


def test_every_table_that_a_step_leaves_is_described_as_it_is(linked, manifest):
    made: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, table, column, kind in linked.rows(
        "select schema_name, table_name, column_name, lower(data_type) from duckdb_columns() inner join "
        "(select schema_name, table_name from duckdb_tables() where not internal union all "
        "select schema_name, view_name from duckdb_views() where view_name = 'identities') "
        "using (schema_name, table_name) "
        "order by schema_name, table_name, column_index"
    ):
        # What is proposed stands only until the gate RISK has answered.
        if not table.startswith("proposed_"):
            made.setdefault((schema, table), []).append((column, kind))
    assert described(manifest) == made
    assert made.keys() > OWN


def test_a_table_is_shown_in_the_words_of_its_source(manifest):
    spec = table_spec(manifest, PERSON_MAP, deps=[], owner="team:identity")
    assert spec.description.startswith("One row per identity as received")
    assert (spec.group_name, spec.owners, spec.kinds) == ("identity", ["team:identity"], {"duckdb"})
    first, *_ = spec.metadata["dagster/column_schema"].columns
    assert (first.name, first.type, first.description) == (
        "identity_id",
        "uuid",
        "Token of one whole identity as received.",
    )


def test_rows_are_told_of_the_tables_that_are_there(linked):
    nowhere = dg.AssetKey(["lake", "nowhere"])
    assert rows_of(linked.settings, [PERSON_MAP, dg.AssetKey(["lake", "deliveries"]), nowhere]) == {
        PERSON_MAP: {"dagster/row_count": 1},
        dg.AssetKey(["lake", "deliveries"]): {"dagster/row_count": 1},
        nowhere: {},
    }
