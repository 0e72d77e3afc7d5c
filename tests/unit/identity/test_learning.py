"""Training by the command's own way: what it learns from, where the model goes, and what it leaves behind, which is
nothing."""

import json
import logging
import shutil

import pytest

from orchestration.identity import NothingToLearnFrom, train_model
from orchestration.identity.probabilistic import training
from orchestration.identity.probabilistic.model import SHIPPED, ModelUnreadable, load_model, read_model, trained_path
from tests.conftest import nhs_number
from tests.linkage.linkage_set import made_elsewhere

PEOPLE, SEEN = 300, 260


def deliver_made(warehouse) -> None:
    """A register and a charity's file, of people made elsewhere."""
    register, file = [], []
    for place, row in enumerate(made_elsewhere(PEOPLE, SEEN, 9).rows):
        who = {
            "given_name": row["given_name"] or "", "family_name": row["family_name"] or "",
            "birth_date": row["birth_date"] or "", "gender_code": row["gender_code"], "postcode": row["postcode"] or "",
        }  # fmt: skip
        if row["is_registration"]:
            who |= {"registration_id": f"R{place}", "local_patient_id": str(place), "practice_code": "F84001"}
            number = nhs_number(row["person"])
            register.append(who | {"registered_from": "2015-01-01", "ethnic_category_code": "A", "nhs_number": number})
        else:
            who |= {"support_id": str(place), "provider_code": "AGEUK", "service_code": "BEFRIENDING"}
            file.append(who | {"start_date": "2024-05-03", "contact_count": "1"})
    # Another given name at one's address, with one's birth date: the person, or a twin in no register.
    doubted = ("family_name", "birth_date", "gender_code", "postcode")
    file.append(file[0] | {name: register[0][name] for name in doubted} | {"given_name": "Zebedee", "support_id": "in"})
    warehouse.deliver("registrations", register, provider="EMIS")
    warehouse.deliver("voluntary_support", file, provider="AGEUK")


@pytest.fixture
def linked(warehouse, monkeypatch):
    monkeypatch.setattr(training, "RANDOM_PAIRS", 20_000)
    deliver_made(warehouse)
    warehouse.link()
    shutil.copy2(warehouse.settings.build_warehouse_db, warehouse.settings.warehouse_db)
    return warehouse


def test_a_model_is_learnt_and_used_from_then_on(linked, caplog):
    caplog.set_level(logging.DEBUG)
    settings = linked.settings
    assert load_model(settings) == read_model(SHIPPED)
    trained = train_model(settings)
    assert trained.path == trained_path(settings)
    assert load_model(settings) == trained.model
    assert [record.name for record in caplog.records if record.name.startswith("splink")] == []
    assert list(settings.temp_dir.iterdir()) == []
    again = train_model(settings, settings.warehouse / "again.json")
    assert again.path.read_bytes() == trained.path.read_bytes()
    names = [row[0] for row in linked.rows("select distinct link_method_code from identity.person_map")]
    assert "PROBABILISTIC" in names


def test_a_model_says_nothing_of_anybody(linked):
    said = train_model(linked.settings).path.read_text(encoding="utf-8").upper()
    people = made_elsewhere(PEOPLE, SEEN, 9).people
    assert [person.family for person in people if len(person.family) > 5 and person.family.upper() in said] == []
    assert [person.postcode for person in people if person.postcode.replace(" ", "") in said] == []


def test_who_is_in_doubt_stands_in_the_vault_alone(linked):
    counted = dict(linked.rows("select measure_code, measure_count from identity.summary"))
    assert counted["IN_REVIEW"] > 0
    tables = {name for (name,) in linked.rows("select table_name from duckdb_tables() where schema_name = 'identity'")}
    assert tables == {
        "person_map", "objected_links", "summary", "made_with", "identity_history", "nights", "supersessions",
        "link_errors", "link_error_rates",
    }  # fmt: skip


def test_nothing_is_learnt_before_the_first_run(warehouse):
    with pytest.raises(NothingToLearnFrom, match="begin with careweave run"):
        train_model(warehouse.settings)


def test_too_few_identities_teach_nothing(warehouse):
    warehouse.deliver("registrations", [], provider="EMIS")
    warehouse.link()
    shutil.copy2(warehouse.settings.build_warehouse_db, warehouse.settings.warehouse_db)
    with pytest.raises(NothingToLearnFrom, match="are needed to learn from"):
        train_model(warehouse.settings)


def test_a_model_of_other_comparisons_is_refused(warehouse):
    said = json.loads(SHIPPED.read_text(encoding="utf-8"))
    said["comparisons"]["name"].popitem()
    path = trained_path(warehouse.settings)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(ModelUnreadable, match="Train one with"):
        load_model(warehouse.settings)
