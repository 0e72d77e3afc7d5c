"""What a reviewer decides, and what becomes of it: as a table of decisions over one pair in doubt.

The register holds Ann; a charity sends somebody of her birth date, family name and address under another given name,
who may be she or a sister in no register.
"""

import shutil
from datetime import datetime

import pytest
from typer.testing import CliRunner

from orchestration import identity, ingest
from orchestration.cli import app
from orchestration.identity import NotDecidable, VaultUnreadable, decide_pair, decisions_made, pairs_in_doubt
from orchestration.identity.learning import trained_path
from orchestration.identity.probabilistic.model import SHIPPED
from orchestration.pseudonymise import key_ring, token
from tests.conftest import Warehouse, nhs_number, small_warehouse

ANN, BEN, HERS = (nhs_number(serial) for serial in range(3))


def registration(number: str, key: str, given: str, family: str, born: str, postcode: str, **more: object) -> dict:
    return {
        "registration_id": f"R{key}", "nhs_number": number, "local_patient_id": key, "given_name": given,
        "family_name": family, "birth_date": born, "gender_code": "2", "postcode": postcode, "practice_code": "F84001",
        "registered_from": "2015-01-01", "ethnic_category_code": "A",
    } | more  # fmt: skip


def support(key: str, given: str, local_id: str, **more: object) -> dict:
    return {
        "support_id": key, "local_patient_id": local_id, "given_name": given, "family_name": "Quillfeather",
        "birth_date": "1950-02-03", "gender_code": "2", "postcode": "E17 4AA", "provider_code": "AGEUK",
        "service_code": "BEFRIENDING", "start_date": "2024-05-03", "contact_count": "1",
    } | more  # fmt: skip


REGISTER = [
    registration(ANN, "1", "Ann", "Quillfeather", "1950-02-03", "E17 4AA"),
    registration(BEN, "2", "Ben", "Jones", "1981-07-21", "E17 4AB"),
]
DOUBTED, FOLLOWER = support("S1", "Xanthe", "C1"), support("S2", "", "C1", family_name="", postcode="")


@pytest.fixture(scope="module")
def night(tmp_path_factory, contracts):
    """A warehouse after a night that leaves one pair in doubt, and the pair. To be read only."""
    warehouse = small_warehouse(tmp_path_factory.mktemp("doubted"), contracts)
    warehouse.deliver("registrations", REGISTER, provider="EMIS")
    warehouse.deliver("voluntary_support", [DOUBTED, FOLLOWER], provider="AGEUK")
    assert warehouse.link().in_review == 1
    ((pair,), total) = pairs_in_doubt(warehouse.settings, 10)
    assert total == 1
    return warehouse, pair


@pytest.fixture
def doubted(night, tmp_path):
    """The same, to be changed."""
    before, pair = night
    shutil.copytree(before.settings.warehouse, tmp_path / "warehouse")
    settings = before.settings.model_copy(update={"warehouse": tmp_path / "warehouse"})
    return Warehouse(settings, before.contracts), pair


def links(warehouse) -> dict[str, tuple]:
    warehouse.link()
    return {
        key: (method, person)
        for key, method, person in warehouse.rows(
            "select support_id, link_method_code, person_id from lake.voluntary_support "
            "join identity.person_map using (identity_id)"
        )
    }


CASES = [
    # what is said, one after another              the row, and the row under the same local id
    (["ACCEPT"], "REVIEWED", "LOCAL_ID"),
    (["REJECT"], "UNLINKED", "UNLINKED"),
    (["ACCEPT", "REJECT"], "UNLINKED", "UNLINKED"),
    (["REJECT", "WITHDRAW"], "UNLINKED", "UNLINKED"),
    (["ACCEPT", "WITHDRAW"], "UNLINKED", "UNLINKED"),
    (["ACCEPT", "WITHDRAW", "ACCEPT"], "REVIEWED", "LOCAL_ID"),
]


@pytest.mark.parametrize(
    ("said", "method", "follower"), CASES, ids=lambda said: "-".join(said) if isinstance(said, list) else said
)
def test_what_was_said_last_counts(doubted, said, method, follower):
    warehouse, pair = doubted
    for verdict in said:
        decide_pair(warehouse.settings, pair.code, verdict, "a reviewer", "asked the charity")
    found = links(warehouse)
    assert (found["S1"][0], found["S2"][0]) == (method, follower)
    of_ann = token(key_ring(warehouse.settings).person, ANN)
    assert [found[key][1] == of_ann for key in ("S1", "S2")] == [method == "REVIEWED"] * 2


def test_a_pair_is_shown_field_by_field(night):
    _, pair = night
    fields = {each.name: each for each in pair.fields}
    assert (fields["name"].received, fields["name"].registered) == ("Xanthe Quillfeather", "ANN QUILLFEATHER")
    assert fields["birth_date"].agreement == fields["postcode"].agreement == "equal"
    assert fields["birth_date"].weight > 5 and fields["name"].weight < fields["birth_date"].weight
    assert pair.prior + sum(each.weight for each in pair.fields) == pytest.approx(pair.match_weight, abs=0.02)
    assert pair.prior < 0 and 0 < pair.link_prob < 1
    assert "Quillfeather" not in repr(pair) and "Quillfeather" not in repr(pair.fields)


def test_what_is_decided_leaves_the_queue_and_comes_back_when_withdrawn(doubted):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "REJECT", "a reviewer", "a sister")
    assert pairs_in_doubt(warehouse.settings, 10) == ([], 0)
    links(warehouse)
    assert pairs_in_doubt(warehouse.settings, 10) == ([], 0)
    decide_pair(warehouse.settings, pair.code, "WITHDRAW", "another", "no sister is known")
    links(warehouse)
    assert [each.code for each in pairs_in_doubt(warehouse.settings, 10)[0]] == [pair.code]
    assert [(each.verdict_code, each.decided_by) for each in decisions_made(warehouse.settings)] == [
        ("WITHDRAW", "another")
    ]


def test_a_decision_outlives_another_model_and_the_loss_of_the_vault_s_database(doubted):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "ACCEPT", "a reviewer", "seen")
    path = trained_path(warehouse.settings)
    path.parent.mkdir(parents=True)
    path.write_text(SHIPPED.read_text("utf-8").replace('"version": "', '"version": "another-', 1), "utf-8")
    warehouse.settings.vault_db.unlink()
    assert links(warehouse)["S1"][0] == "REVIEWED"


def test_a_decision_follows_a_number_that_is_superseded(doubted):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "ACCEPT", "a reviewer", "seen")
    amended = [REGISTER[0] | {"superseded_by_nhs_number": HERS}, REGISTER[1]]
    warehouse.deliver("registrations", amended, provider="EMIS", extracted_at="20240613T020000Z")
    assert links(warehouse)["S1"] == ("REVIEWED", token(key_ring(warehouse.settings).person, HERS))


def test_a_verified_number_outranks_a_reviewer(doubted):
    """A decision is about the identity that was seen; the same person sent with a number is another identity."""
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "ACCEPT", "a reviewer", "seen")
    rows = [DOUBTED | {"nhs_number": BEN, "birth_date": "1981-07-21"}]
    warehouse.deliver("voluntary_support", rows, provider="AGEUK", extracted_at="20240613T020000Z")
    assert links(warehouse)["S1"] == ("NHS_NUMBER", token(key_ring(warehouse.settings).person, BEN))


def test_a_rule_that_looks_at_text_does_not_outrank_a_rejection(doubted):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "REJECT", "a reviewer", "a sister of hers")
    again = [*REGISTER, registration(ANN, "3", "Xanthe", "Quillfeather", "1950-02-03", "E17 4AA")]
    warehouse.deliver("registrations", again, provider="EMIS", extracted_at="20240613T020000Z")
    assert links(warehouse)["S1"][0] == "UNLINKED"


def test_decisions_made_later_are_not_known_at_a_moment(doubted):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "ACCEPT", "a reviewer", "seen")
    settings = warehouse.settings.model_copy(update={"as_known_at": datetime(2024, 7, 1)})
    ingest.open_build(settings, warehouse.contracts, "look-back")
    assert "REVIEWED" not in identity.link(settings, warehouse.contracts, "look-back").links


def test_who_objects_is_in_no_queue(doubted):
    warehouse, _ = doubted
    objector = {name: value for name, value in REGISTER[0].items() if name in ("nhs_number", "birth_date")}
    row = objector | {"opt_out_id": "O1", "opt_out_code": "LOCAL", "effective_from": "2024-01-01"}
    warehouse.deliver("opt_outs", [row], provider="NHSD")
    assert warehouse.link().in_review == 0
    assert pairs_in_doubt(warehouse.settings, 10) == ([], 0)


def test_nothing_of_a_decision_can_be_read_without_the_key(doubted):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "ACCEPT", "a reviewer", "seen by the ward")
    (path,) = (warehouse.settings.vault_dir / "decisions").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    assert not any(word in path.read_bytes() for word in (ANN.encode(), b"seen by the ward", b"a reviewer"))


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"PAR1" * 90)])
def test_a_decision_that_cannot_be_read_stops_the_night_in_a_sentence(doubted, harm):
    warehouse, pair = doubted
    decide_pair(warehouse.settings, pair.code, "ACCEPT", "a reviewer", "seen")
    (path,) = (warehouse.settings.vault_dir / "decisions").iterdir()
    harm(path)
    with pytest.raises(VaultUnreadable, match="Of the 1 decisions in .* one at least cannot be read"):
        warehouse.link()


REFUSED = [
    # what is asked                              what is said of it
    (("0000000000", "ACCEPT", "why"), "No pair is called 0000000000 in the queue"),
    (("0000000000", "WITHDRAW", "why"), "No pair is called 0000000000 among the decisions"),
    (("{code}", "MAYBE", "why"), "accept, reject or withdraw, not with 'maybe'"),
    (("{code}", "ACCEPT", "  "), "Say why it is decided so"),
    (("{code}", "WITHDRAW", "why"), "among the decisions"),
]


@pytest.mark.parametrize(("asked", "sentence"), REFUSED)
def test_what_cannot_be_decided_is_refused_in_a_sentence(night, asked, sentence):
    warehouse, pair = night
    code, verdict, why = asked
    with pytest.raises(NotDecidable, match=sentence):
        decide_pair(warehouse.settings, code.format(code=pair.code), verdict, "a reviewer", why)


def test_the_command_shows_a_pair_warns_and_writes_down(doubted, monkeypatch):
    warehouse, pair = doubted
    monkeypatch.setenv("CAREWEAVE_WAREHOUSE", str(warehouse.settings.warehouse))
    shown = CliRunner().invoke(app, ["review", "list"])
    assert shown.exit_code == 0 and "This screen shows identities" in shown.output
    assert pair.code in shown.output and "Xanthe Quillfeather" in shown.output
    told = CliRunner().invoke(app, ["review", "decide", pair.code, "accept", "--why", "seen"])
    assert told.exit_code == 0 and "from the next run on" in told.output and "Quillfeather" not in told.output
    listed = CliRunner().invoke(app, ["review", "list", "--decided"])
    assert listed.exit_code == 0 and "accept" in listed.output and "Quillfeather" not in listed.output
    assert CliRunner().invoke(app, ["review", "list"]).output.strip() == "No pair is in doubt."
    refused = CliRunner().invoke(app, ["review", "decide", pair.code, "perhaps", "--why", "seen"])
    assert refused.exit_code == 2


def test_before_the_first_night_there_is_nothing_to_review(warehouse):
    with pytest.raises(NotDecidable, match="Nothing has been linked"):
        pairs_in_doubt(warehouse.settings, 10)
