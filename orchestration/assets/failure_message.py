"""The message about a run that stopped: in words, to a file, and by mail or Teams where that is set.

Belongs here: the words and the ways. They hold no value of a person, since no step's sentence does. A way that does not
work must not hide the failure that it was to tell.
"""

import json
import smtplib
import urllib.request
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from orchestration.assets.ledger import ledger_file
from orchestration.settings import Settings

SECONDS_TO_ANSWER = 10


def failure_file(settings: Settings) -> Path:
    return settings.ops_dir / "last_failure.txt"


def failure_text(settings: Settings, run_id: str, step: str, sentence: str) -> str:
    """What is told of a run that stopped."""
    return "\n".join(
        [
            f"Careweave stopped at {datetime.now(UTC):%Y-%m-%d %H:%M} UTC.",
            f"Step: {step}",
            f"Why: {sentence}",
            f"What stands: what was published before, in {settings.published_dir}.",
            "What to do: see docs/runbook.md, then run again; a run that stopped leaves nothing half done.",
            f"Run: {run_id} (steps so far: {ledger_file(settings)})",
        ]
    )


def send_failure(settings: Settings, text: str) -> tuple[list[str], list[str]]:
    """Tell by every way that is set; returns the ways that worked, and those that did not."""
    worked, failed = [], []
    for name, way in {"file": _write, "mail": _mail, "Teams": _teams}.items():
        try:
            if way(settings, text):
                worked.append(name)
        except (OSError, smtplib.SMTPException, ValueError):
            failed.append(name)
    return worked, failed


def _write(settings: Settings, text: str) -> bool:
    failure_file(settings).parent.mkdir(parents=True, exist_ok=True)
    failure_file(settings).write_text(text + "\n", encoding="utf-8")
    return True


def _mail(settings: Settings, text: str) -> bool:
    if not settings.notify_smtp or not settings.notify_mail:
        return False
    host, _, port = settings.notify_smtp.partition(":")
    message = EmailMessage()
    message["Subject"] = "Careweave: last night's run stopped"
    message["From"] = message["To"] = settings.notify_mail
    message.set_content(text)
    with smtplib.SMTP(host, int(port or 25), timeout=SECONDS_TO_ANSWER) as relay:
        relay.send_message(message)
    return True


def _teams(settings: Settings, text: str) -> bool:
    if settings.notify_teams is None:
        return False
    card = {
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [{"type": "TextBlock", "text": line, "wrap": True} for line in text.splitlines()],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    request = urllib.request.Request(  # noqa: S310, the address is a setting of the one who runs this
        settings.notify_teams.get_secret_value(),
        data=json.dumps({"type": "message", "attachments": [attachment]}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER):  # noqa: S310
        return True
