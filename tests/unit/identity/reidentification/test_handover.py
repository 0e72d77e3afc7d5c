"""The file that names people: where it may lie, that it appears whole or not at all, and never before its lines."""

import os

import pytest

from orchestration.identity.reidentification import audit, disclose, handover
from orchestration.identity.reidentification.audit import disclosures
from orchestration.identity.reidentification.disclose import reidentify
from orchestration.identity.reidentification.handover import NotHandedOver, OutRefused
from tests.unit.identity.reidentification.conftest import NAMED, NUMBERS, logged, read, refuse, request


def places(care) -> list[tuple]:
    settings = care.settings
    (care.folder / "there.csv").write_text("mine")
    (care.folder / "link.csv").symlink_to(care.folder / "nowhere")
    (care.folder / "into").symlink_to(settings.warehouse)
    return [
        (settings.warehouse / "published" / "list.csv", "may not lie in the warehouse"),
        (settings.warehouse / "list.csv", "may not lie in the warehouse"),
        (care.folder / "into" / "list.csv", "may not lie in the warehouse"),
        (settings.project_root / "list.csv", "may not lie in the project"),
        (settings.project_root / "docs" / "list.csv", "may not lie in the project"),
        (care.folder / "gone" / "list.csv", "There is no folder"),
        (care.folder / "there.csv", "is there already and is not replaced"),
        (care.folder / "link.csv", "is there already and is not replaced"),
        (care.folder, "is there already and is not replaced"),
        (care.folder / "list.zip", "without it is CSV"),
    ]


def test_where_no_file_that_names_people_may_lie(care):
    for out, told in places(care):
        refuse(care, out=out, told=told)
    assert (care.folder / "there.csv").read_text() == "mine"


def test_an_inbox_elsewhere_is_no_place_either(care, tmp_path):
    inbox = tmp_path / "extracts"
    inbox.mkdir()
    elsewhere = care.settings.model_copy(update={"inbox": inbox})
    with pytest.raises(OutRefused, match="may not lie in the inbox"):
        reidentify(elsewhere, request(), inbox / "list.csv")


def raises(error: int):
    def refused(*_: object, **__: object) -> None:
        raise OSError(error, os.strerror(error))

    return refused


def test_a_full_disk_is_met_before_anybody_is_written_down(care, monkeypatch):
    monkeypatch.setattr(handover.os, "posix_fallocate", raises(28))
    refuse(care, told="There is no room for .* nobody was named")


def test_a_file_that_cannot_be_made_is_met_before_anybody_is_written_down(care, monkeypatch):
    whole = os.open

    def refused(path, *more):
        return raises(30)() if str(path).endswith(".part") else whole(path, *more)

    monkeypatch.setattr(handover.os, "open", refused)
    refuse(care, told=r"cannot be written \(Read-only file system\)")


def test_a_file_that_does_not_come_about_is_told_and_stays_written_down(care, monkeypatch):
    """The lines may say too much, never too little."""
    monkeypatch.setattr(handover.os, "pwrite", raises(5))
    with pytest.raises(NotHandedOver, match="nobody was named; the audit log has lines for this request"):
        reidentify(care.settings, request(), care.folder / "list.csv")
    assert list(care.folder.iterdir()) == []
    assert disclosures(care.settings).head.count == len(NAMED)


def test_a_file_that_somebody_makes_meanwhile_is_not_replaced(care, monkeypatch):
    whole = disclose.record

    def meanwhile(*given):
        (care.folder / "list.csv").write_text("mine")
        return whole(*given)

    monkeypatch.setattr(disclose, "record", meanwhile)
    with pytest.raises(NotHandedOver, match="File exists"):
        reidentify(care.settings, request(), care.folder / "list.csv")
    assert [(path.name, path.read_text()) for path in care.folder.iterdir()] == [("list.csv", "mine")]


class Killed(BaseException):
    """The command is no more."""


STEPS = [(audit, "write_head"), (audit, "_append"), (handover.os, "pwrite"), (handover, "_name")]


@pytest.mark.parametrize(("place", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_kill_after_any_step_leaves_nobody_named_without_a_line(care, monkeypatch, place, name):
    whole = getattr(place, name)

    def killed(*given):
        whole(*given)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, name, killed)
        # A process that is killed clears nothing away.
        patch.setattr(handover.Path, "unlink", lambda *_, **__: None)
        with pytest.raises(Killed):
            reidentify(care.settings, request(), care.folder / "list.csv")
    held = b"".join(path.read_bytes() for path in care.folder.iterdir())
    are_named = any(number.encode() in held for number in NUMBERS.values())
    told = disclosures(care.settings)
    assert not are_named or (told.head.count == len(NAMED) and not told.is_cut_short)
    (care.folder / "list.csv").unlink(missing_ok=True)
    done = reidentify(care.settings, request(), care.folder / "list.csv")
    assert done.people == len(read(done.out)) == len(NAMED)
    assert [path.name for path in care.folder.iterdir()] == ["list.csv"]
    told = disclosures(care.settings)
    assert told.head == done.head and not told.is_cut_short
    assert {line["disclosure_id"] for line in logged(care)} >= {done.disclosure_id}
