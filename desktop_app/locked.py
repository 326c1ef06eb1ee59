"""The lock of a data folder: its databases can be read only with a key that a passphrase gives.

The key is random. lock.json beside the databases keeps it under a mask that only the passphrase
gives (scrypt with a salt of its own, used once), so that another passphrase needs a new mask and
no database anew. The key is read by the process that asks the person; workers get it over their stdin.
Each process keeps the keys it was given here, because SQLite is opened in many places and a
key is a fact of the folder, not of the caller.
"""

import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from desktop_app.errors import DataLocked, LockDamaged, PassphraseWrong

LOCK = "lock.json"
NOT_COVERED = (
    "It does not cover your documents themselves, examples and reports of trainings, trained adapters, question sets,"
    " settings, the list of watched folders, and the logs."
)
SHORTEST = 8  # characters of a passphrase
# scrypt with 64 MB and about a fifth of a second: what a guess costs, too.
_COST = {"n": 2**16, "r": 8, "p": 1}
_SCRYPT_MEMORY = 128 * 1024 * 1024
_KEY_BYTES = 32
_CHECKED = b"carrel: the key fits"

_keys: dict[Path, bytes] = {}


def is_locked(folder: Path) -> bool:
    """Whether the databases in this data folder need a key."""
    return (folder / LOCK).exists()


def key_for(folder: Path) -> bytes | None:
    """Return the key of the folder's databases, None where it is not locked; raises DataLocked before it was given."""
    if not is_locked(folder):
        return None
    try:
        return _keys[folder.absolute()]
    except KeyError:
        raise DataLocked from None


def unlock(folder: Path, passphrase: str) -> bytes:
    """Read the key and keep it for this process; raises PassphraseWrong, and changes nothing then."""
    lock = _read(folder)
    key = _derived(passphrase, bytes.fromhex(lock["salt"]), {name: int(lock[name]) for name in _COST})
    if lock["masked"]:
        key = _masked(bytes.fromhex(lock["masked"]), key)
    use_key(folder, key)
    return key


def change_passphrase(folder: Path, old: str, new: str) -> None:
    """From here on `new` opens the folder and `old` does not; raises PassphraseWrong, and changes nothing then."""
    key = unlock(folder, old)
    write_lock(folder, _kept(new, key), key)


def use_key(folder: Path, key: bytes) -> None:
    """Keep the key for this process; raises PassphraseWrong where it is not this folder's."""
    if not hmac.compare_digest(_check(key), _read(folder)["check"]):
        raise PassphraseWrong
    _keys[folder.absolute()] = key


def new_lock(passphrase: str) -> tuple[bytes, str]:
    """Return a new key, and what `write_lock` is to keep about it."""
    key = secrets.token_bytes(_KEY_BYTES)
    return key, _kept(passphrase, key)


def write_lock(folder: Path, kept: str, key: bytes) -> None:
    """From here on the folder is locked; without this file no passphrase opens it again."""
    partial = folder / f"{LOCK}.partial"
    with partial.open("w", encoding="utf-8") as file:
        file.write(kept)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / LOCK)
    _keys[folder.absolute()] = key


def remove_lock(folder: Path) -> None:
    """The folder is not locked any more; its databases must be readable without a key by now."""
    (folder / LOCK).unlink()
    _keys.pop(folder.absolute(), None)


def _kept(passphrase: str, key: bytes) -> str:
    salt = secrets.token_bytes(16)
    masked = _masked(key, _derived(passphrase, salt, _COST))
    return json.dumps({"edition": 2, "salt": salt.hex(), "masked": masked.hex(), "check": _check(key), **_COST})


def _masked(key: bytes, mask: bytes) -> bytes:
    """Add a mask that is used once, or take it off again."""
    return bytes(a ^ b for a, b in zip(key, mask, strict=True))


def _derived(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=_KEY_BYTES, maxmem=_SCRYPT_MEMORY, **cost)


def _check(key: bytes) -> str:
    return hmac.new(key, _CHECKED, "sha256").hexdigest()


def _read(folder: Path) -> dict[str, str]:
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        read = {name: str(lock[name]) for name in ("salt", "check", *_COST)}
        masked = str(lock.get("masked", ""))  # the first edition had none: what scrypt gave was the key
        if len(bytes.fromhex(masked)) not in (0, _KEY_BYTES):
            raise ValueError("masked")
        return {**read, "masked": masked}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LockDamaged(
            f"The file {folder / LOCK} is damaged; put it back from a copy of the data folder."
        ) from error
