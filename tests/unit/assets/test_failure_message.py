"""A run that stopped is told in words, by every way that is set; a way that fails hides nothing."""

import json
from email.message import EmailMessage
from urllib.error import URLError

import dagster as dg
import pytest

from orchestration.assets import failure_message
from orchestration.assets.failure_message import failure_file, failure_text, send_failure
from orchestration.assets.hooks import sentence_of, tell_failure
from orchestration.settings import load_settings

SENTENCE = "The gate FEEDS (what arrived) is closed."


class Relay:
    """A mail relay that keeps what it is given."""

    sent: list[EmailMessage] = []

    def __init__(self, host: str, port: int, timeout: int) -> None:
        self.where = (host, port)

    def __enter__(self) -> "Relay":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def send_message(self, message: EmailMessage) -> None:
        self.sent.append(message)


def test_the_text_says_what_stopped_what_stands_and_what_to_do(tmp_path):
    settings = load_settings(warehouse=tmp_path)
    text = failure_text(settings, "run-1", "gate.feeds", SENTENCE)
    assert f"Why: {SENTENCE}" in text
    assert str(settings.published_dir) in text
    assert "docs/runbook.md" in text


def test_without_settings_the_file_alone_is_written(tmp_path):
    settings = load_settings(warehouse=tmp_path)
    assert send_failure(settings, "It stopped.") == (["file"], [])
    assert failure_file(settings).read_text() == "It stopped.\n"


def test_mail_goes_to_the_relay_that_is_set(tmp_path, monkeypatch):
    monkeypatch.setattr(failure_message.smtplib, "SMTP", Relay)
    settings = load_settings(warehouse=tmp_path, notify_smtp="relay.example:2525", notify_mail="night@example.org")
    assert send_failure(settings, "It stopped.") == (["file", "mail"], [])
    assert Relay.sent[-1]["To"] == "night@example.org"
    assert "It stopped." in Relay.sent[-1].get_content()


def test_teams_gets_a_card(tmp_path, monkeypatch):
    posted = []

    def keep(request, timeout):
        posted.append(json.loads(request.data))
        return Relay("", 0, 0)

    monkeypatch.setattr(failure_message.urllib.request, "urlopen", keep)
    settings = load_settings(warehouse=tmp_path, notify_teams="https://teams.example/hook")
    assert send_failure(settings, "It stopped.\nWhy: ...") == (["file", "Teams"], [])
    body = posted[0]["attachments"][0]["content"]["body"]
    assert [block["text"] for block in body] == ["It stopped.", "Why: ..."]


def test_a_way_that_does_not_work_hides_nothing(tmp_path, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise URLError("no route")

    monkeypatch.setattr(failure_message.urllib.request, "urlopen", refuse)
    settings = load_settings(warehouse=tmp_path, notify_teams="https://teams.example/hook")
    assert send_failure(settings, "It stopped.") == (["file"], ["Teams"])


def test_the_hook_tells_of_a_step_that_failed(tmp_path):
    settings = load_settings(warehouse=tmp_path)

    @dg.op
    def lake__apc() -> None:
        raise dg.Failure(description=SENTENCE)

    @dg.job(hooks={tell_failure(settings)})
    def night() -> None:
        lake__apc()

    assert not night.execute_in_process(raise_on_error=False).success
    text = failure_file(settings).read_text()
    assert "Step: lake.apc" in text and f"Why: {SENTENCE}" in text


@pytest.mark.parametrize("error", [ValueError("Ann Smith"), None])
def test_an_error_of_ours_is_told_without_its_message(tmp_path, error):
    assert "Ann" not in sentence_of(load_settings(warehouse=tmp_path), error, "run-1")
