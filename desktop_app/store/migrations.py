"""Bringing a database's schema up to date.

The version is SQLite's own `user_version`: the number of steps applied. To change a schema,
append one function to its tuple; never edit a step that has been released.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import apsw
from filelock import FileLock

from desktop_app.errors import LibraryTooNew
from desktop_app.locked import key_for
from desktop_app.store.database import transaction
from desktop_app.store.keys import give_key

Migration = Callable[[apsw.Connection], None]


def migrate(db: apsw.Connection, migrations: Sequence[Migration], backup: Path) -> None:
    """Apply the missing steps, one transaction each, after copying an older file to `backup`.

    Whoever opens the file first does it; others wait for that. Raises LibraryTooNew where the
    file has more steps than this program knows.
    """
    version = schema_version(db)
    if version > len(migrations):
        raise LibraryTooNew
    db.execute("pragma journal_mode = wal")  # readers never wait for the writer
    if 0 < version < len(migrations):
        with FileLock(backup.with_suffix(".lock")):
            version = schema_version(db)
            if version < len(migrations):
                _copy(db, backup)
                _apply(db, migrations, version)
    else:
        _apply(db, migrations, version)


def _apply(db: apsw.Connection, migrations: Sequence[Migration], version: int) -> None:
    for number, step in enumerate(migrations[version:], start=version + 1):
        with transaction(db):
            if schema_version(db) >= number:  # another process was quicker
                continue
            step(db)
            db.pragma("user_version", number)


def backup_of(path: Path) -> Path:
    """Return where a database is copied to before it is brought up to date."""
    return path.with_suffix(".backup.db")


def schema_version(db: apsw.Connection) -> int:
    version = db.pragma("user_version")
    assert isinstance(version, int)
    return version


def _copy(db: apsw.Connection, backup: Path) -> None:
    backup.unlink(missing_ok=True)
    key = key_for(backup.parent)
    with closing(apsw.Connection(str(backup))) as copy:
        if key is not None:
            give_key(copy, key)
        with copy.backup("main", db, "main") as run:
            while not run.done:
                run.step(1000)
