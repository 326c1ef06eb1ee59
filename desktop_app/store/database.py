"""Opening a database file, and SQLite's errors said in Carrel's own words."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import sqlite_vec

from desktop_app.errors import DataUnwritable, DiskFull, LibraryBusy, LibraryDamaged
from desktop_app.locked import key_for
from desktop_app.store.keys import give_key, is_plain

BUSY_MS = 10_000  # another process may be in the middle of a batch of embeddings


def open_database(path: Path, *, read_only: bool = False, is_cut_off: bool = False) -> apsw.Connection:
    """Open (or create) `path` with sqlite-vec loaded; raise a StoreError where that can't be.

    Fully synchronised: what is committed survives a power cut. The file can be read by its
    owner only; in a locked data folder it can be read only with the key (DataLocked before that
    was given). Nothing is written yet: `migrate` does that, once it knows the version. One that
    may be `is_cut_off` is opened for what is left of it.
    """
    key = key_for(path.parent)
    with store_errors(path):
        flags = apsw.SQLITE_OPEN_READONLY if read_only else apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        if not read_only and not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        db = apsw.Connection(str(path), flags=flags)
        if key is not None and not is_plain(path):
            give_key(db, key)
        if is_cut_off:
            db.execute("pragma writable_schema = on")  # else SQLite reads nothing of a file shorter than it should be
        db.set_busy_timeout(BUSY_MS)
        db.enable_load_extension(True)
        db.load_extension(sqlite_vec.loadable_path())
        db.enable_load_extension(False)
        db.execute("pragma foreign_keys = on")
        if not read_only:
            db.execute("pragma synchronous = full")
            db.execute("pragma fullfsync = on")  # macOS leaves the newest in the drive's cache otherwise
        db.execute("select count(*) from sqlite_master").fetchall()  # a file that is no database says so here
    return db


def require_whole(db: apsw.Connection) -> None:
    """Raise LibraryDamaged where a page of the database is not what it should be; 256 MB take a second."""
    if db.execute("pragma quick_check(1)").fetchall() != [("ok",)]:
        raise LibraryDamaged


def close_databases() -> None:
    """Close every database that this process still has open: someone is about to rewrite them whole."""
    for db in apsw.connections():
        db.close()


def vector_extension(path: Path) -> str:
    """Return the version of sqlite-vec after it has found a vector, and FTS5 a word, in a new database at `path`."""
    db = open_database(path)
    try:
        db.execute("create virtual table words using fts5 (text); insert into words values ('white herons')")
        db.execute("create virtual table vectors using vec0 (embedding float[2])")
        db.execute("insert into vectors (rowid, embedding) values (7, '[0.6, 0.8]')")
        assert db.execute("select count(*) from words where words match 'herons'").get == 1
        near = "select rowid from vectors where embedding match '[1, 0]' and k = 1"
        assert db.execute(near).get == 7
        return str(db.execute("select vec_version()").get)
    finally:
        db.close()


@contextmanager
def transaction(db: apsw.Connection) -> Iterator[None]:
    """All of the block or nothing of it."""
    with store_errors(Path(db.filename)):
        db.execute("begin immediate")
        try:
            yield
        except BaseException:
            if db.in_transaction:  # a full disk rolls back by itself
                db.execute("rollback")
            raise
        db.execute("commit")


@contextmanager
def store_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors that a person can act on into StoreErrors; others pass as bugs."""
    try:
        with sqlite_errors():
            yield
    except OSError as error:
        raise DataUnwritable(
            f"Carrel can't write {path} ({error.strerror}); change its permissions, or name another folder with --data."
        ) from error


@contextmanager
def sqlite_errors() -> Iterator[None]:
    """The same for work that touches other files too, whose errors pass."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError, apsw.AuthError) as error:
        raise DataUnwritable from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise LibraryDamaged from error
    except (apsw.BusyError, apsw.LockedError) as error:
        raise LibraryBusy from error
