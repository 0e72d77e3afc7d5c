"""Tokens in SQL equal HMAC-SHA-256 by Python's own library, and keys stay out of sight."""

import json
import stat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration import duck
from orchestration.pseudonymise import MissingKey, key_ring, new_ring, pads, token, token_sql
from orchestration.settings import load_settings


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    settings = load_settings(warehouse=tmp_path_factory.mktemp("tokens"))
    new_ring(settings)
    with duck.memory(settings) as connection:
        yield settings, connection


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00")))
def test_a_token_is_the_first_half_of_the_hmac(place, message):
    configuration, connection = place
    key = key_ring(configuration).person
    rows = connection.execute(f"select {token_sql('$message')}", {"message": message, **pads(key)}).fetchall()
    assert rows == [(token(key, message),)]


def test_a_missing_key_is_one_sentence(tmp_path):
    with pytest.raises(MissingKey, match="There is no person key: set CAREWEAVE_PERSON_KEY"):
        key_ring(load_settings(warehouse=tmp_path))


def test_the_environment_outranks_the_ring(place, monkeypatch):
    configuration, _ = place
    monkeypatch.setenv("CAREWEAVE_PERSON_KEY", "ab" * 32)
    ring = key_ring(load_settings(warehouse=configuration.warehouse))
    assert ring.person.secret == bytes.fromhex("ab" * 32)
    assert ring.vault.secret == key_ring(configuration).vault.secret


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda path: path.chmod(0o644), "can be read by others"),
        (lambda path: path.write_text("{"), "cannot be read as a key ring"),
        (lambda path: path.write_text(json.dumps({"person": {}})), "cannot be read as a key ring"),
    ],
)
def test_a_damaged_ring_is_refused_in_words(tmp_path, damage, sentence):
    configuration = load_settings(warehouse=tmp_path)
    path = new_ring(configuration)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    damage(path)
    with pytest.raises(MissingKey, match=sentence):
        key_ring(configuration)


def test_a_short_key_is_refused_without_being_quoted(tmp_path, monkeypatch):
    monkeypatch.setenv("CAREWEAVE_PERSON_KEY", "deadbeef")
    with pytest.raises(MissingKey) as refused:
        key_ring(load_settings(warehouse=tmp_path))
    assert "64 hex digits" in str(refused.value)
    assert "deadbeef" not in str(refused.value)


def test_no_representation_shows_a_key(place):
    configuration, _ = place
    ring = key_ring(configuration)
    assert ring.person.secret.hex() not in repr(ring) + repr(ring.person)


def test_a_ring_is_never_replaced(tmp_path):
    configuration = load_settings(warehouse=tmp_path)
    new_ring(configuration)
    with pytest.raises(MissingKey, match="holds a key ring already"):
        new_ring(configuration)
