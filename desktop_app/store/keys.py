"""How a key is given to a database, and whether one needs a key (SQLite3 Multiple Ciphers in apsw)."""

from pathlib import Path

import apsw

PLAIN = b"SQLite format 3\x00"  # how a database begins that needs no key (sqlite.org/fileformat.html)


def is_plain(path: Path) -> bool:
    """Whether the database can be read without a key."""
    with path.open("rb") as file:
        return file.read(len(PLAIN)) == PLAIN


def give_key(db: apsw.Connection, key: bytes) -> None:
    """Let a connection read and write with this key; must be its first statement."""
    db.pragma("key", raw_key(key))
    db.pragma("cache_size", -65_536)  # KB: what is in it need not be deciphered again
    db.pragma("temp_store", 2)  # nothing of it goes to files in the clear


def raw_key(key: bytes) -> str:
    """Return the key as SQLite3 Multiple Ciphers takes one that needs no stretching."""
    return f"raw:{key.hex()}"
