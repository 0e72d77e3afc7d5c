"""The file under a passphrase: a zip with AES-256, which 7-Zip, WinZip and macOS's Keka open.

Belongs here: the passphrase's file and the zip. Does not belong here: where the file goes (handover.py).
"""

import io
import stat
from pathlib import Path

import pyzipper

from orchestration.refusal import USAGE_OR_SETTINGS, Refusal

SHORTEST_PASSPHRASE = 20
"""Characters. The zip format stretches a passphrase by 1,000 rounds of SHA-1 only, so the passphrase has to be hard to
guess by itself: five or six words drawn by lot are."""

_WITHOUT_CHECKSUM = 2
"""AE-2. AE-1 leaves the checksum of the content in the clear, and of a page that names one person every number could be
tried against it."""

_LONGEST_FILE = 10_000


class PassphraseRefused(Refusal):
    """The passphrase cannot be read, is known to others, or is too easily guessed."""

    exit_code = USAGE_OR_SETTINGS


def read_passphrase(path: Path) -> bytes:
    """The passphrase that a file of mode 0600 holds, without the end of its line. Raises PassphraseRefused."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise PassphraseRefused(f"The passphrase file {path} is no file.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            raise PassphraseRefused(f"The passphrase file {path} can be read by others. Run: chmod 600 {path}")
        held = path.read_bytes() if found.st_size <= _LONGEST_FILE else b""
    except OSError as error:
        raise PassphraseRefused(f"The passphrase file {path} cannot be read ({error.strerror}).") from None
    passphrase = held.rstrip(b"\r\n")
    # Programs do not agree how any other character is turned into bytes.
    if len(passphrase) < SHORTEST_PASSPHRASE or not all(32 <= byte < 127 for byte in passphrase):
        raise PassphraseRefused(
            f"The passphrase file {path} must hold one line of {SHORTEST_PASSPHRASE} characters or more, of letters, "
            "digits, spaces and signs as on an English keyboard: five or six words drawn by lot."
        )
    return passphrase


def zipped(name: str, content: bytes, passphrase: bytes) -> bytes:
    """A zip that holds `content` under `name`, encrypted."""
    held = io.BytesIO()
    with pyzipper.AESZipFile(held, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        archive.setpassword(passphrase)
        archive.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=_WITHOUT_CHECKSUM)
        archive.writestr(name, content)
    return held.getvalue()
