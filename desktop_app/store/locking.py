"""Locking the databases of a data folder with a key, opening them again, and taking the lock away.

While this runs nothing else may have them open: whoever calls holds the locks of the window
and of the indexing worker.
"""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import apsw

from desktop_app.store.database import store_errors
from desktop_app.store.keys import give_key, is_plain, raw_key


def lock_databases(folder: Path, key: bytes) -> Sequence[Path]:
    """Lock every database of the folder that is not locked yet, backups too; return those changed.

    Each is rewritten in one transaction; after an interruption the same call goes on.
    """
    changed = [path for path in _databases(folder) if is_plain(path)]
    for path in changed:
        _change_key(path, None, key)
    return changed


def open_databases(folder: Path, key: bytes) -> Sequence[Path]:
    """Take the lock off every database that has one; return those changed."""
    changed = [path for path in _databases(folder) if not is_plain(path)]
    for path in changed:
        _change_key(path, key, None)
    return changed


def _databases(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.db")) if path.stat().st_size]


def _change_key(path: Path, old: bytes | None, new: bytes | None) -> None:
    with store_errors(path), closing(apsw.Connection(str(path))) as db:
        if old is not None:
            give_key(db, old)
        db.execute("select count(*) from sqlite_master").fetchall()
        db.pragma("journal_mode", "delete")  # a key can't be changed while there is a write-ahead log
        db.pragma("rekey", "" if new is None else raw_key(new))
        db.execute("vacuum")  # also what was deleted is rewritten
