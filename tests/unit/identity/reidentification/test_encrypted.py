"""A list under a passphrase: what it takes to open it, and which passphrases will not do."""

import pytest

from orchestration.identity.reidentification import encrypted
from orchestration.identity.reidentification.disclose import reidentify
from orchestration.identity.reidentification.handover import OutRefused
from tests.unit.identity.reidentification.conftest import NUMBERS, logged, request


@pytest.fixture
def passphrase_file(care):
    path = care.folder.parent / "passphrase"
    path.touch(0o600)
    path.write_text("correct horse battery staple\n")
    return path


def test_a_list_is_encrypted_under_a_passphrase(care, passphrase_file):
    plain = reidentify(care.settings, request(), care.folder / "list.csv").out.read_bytes()
    done = reidentify(care.settings, request(), care.folder / "sealed.zip", passphrase_file)
    held = done.out.read_bytes()
    assert not any(number.encode() in held for number in NUMBERS.values())
    with encrypted.pyzipper.AESZipFile(done.out) as archive:
        (info,) = archive.infolist()
        assert (info.filename, info.wz_aes_strength) == ("sealed.csv", 3)  # 3: a key of 256 bits
        assert info.CRC == 0  # of the content, which could be tried out against it
        with pytest.raises(RuntimeError):
            archive.read("sealed.csv")
        assert archive.read("sealed.csv", pwd=b"correct horse battery staple") == plain


def test_the_same_list_is_never_encrypted_alike(care, passphrase_file):
    sealed = {
        reidentify(care.settings, request(), care.folder / f"{name}.zip", passphrase_file).out.read_bytes()[64:]
        for name in ("a", "b")
    }
    assert len(sealed) == 2


PASSPHRASES = [
    # what the file holds                    mode    what is told
    (b"correct horse battery staple\n", 0o640, "can be read by others. Run: chmod 600"),
    (b"correct horse battery staple\n", 0o604, "can be read by others"),
    (b"too short\n", 0o600, "one line of 20 characters or more"),
    (b"", 0o600, "one line of 20 characters or more"),
    (b"correct horse\nbattery staple\n", 0o600, "one line of 20"),
    ("a passphrase of caf\u00e9 and more".encode(), 0o600, "as on an English keyboard"),
    (b"x" * 20_000, 0o600, "one line of 20"),
]


@pytest.mark.parametrize(("held", "mode", "told"), PASSPHRASES)
def test_a_passphrase_that_will_not_do(care, passphrase_file, held, mode, told):
    passphrase_file.write_bytes(held)
    passphrase_file.chmod(mode)
    with pytest.raises(encrypted.PassphraseRefused, match=told) as refused:
        reidentify(care.settings, request(), care.folder / "list.zip", passphrase_file)
    assert "correct" not in str(refused.value)
    assert list(care.folder.iterdir()) == [] and logged(care) == []


@pytest.mark.parametrize("name", ["gone", "."])
def test_a_passphrase_file_that_is_none(care, name):
    with pytest.raises(encrypted.PassphraseRefused, match="cannot be read|is no file"):
        reidentify(care.settings, request(), care.folder / "list.zip", care.folder.parent / name)


def test_an_encrypted_list_is_called_a_zip(care, passphrase_file):
    with pytest.raises(OutRefused, match="its name ends in .zip"):
        reidentify(care.settings, request(), care.folder / "list.csv", passphrase_file)
