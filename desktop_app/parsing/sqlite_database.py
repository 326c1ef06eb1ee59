"""SQLite databases of other programs: each table as rows under the names of its columns.

Opened as a file that nobody changes: nothing is written beside it, no lock is taken. Only
plain tables are read; views, triggers and virtual tables, which run what the
file says, are never reached.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.held_file import HeldFile
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.sheet_formats import plain_number
from desktop_app.parsing.sheet_pages import CellCount, Row, sheet_pages
from desktop_app.parsing.source import MEGABYTE, check_file, read_head

MAX_BYTES = 1024 * MEGABYTE  # read page by page, never whole
MAX_VALUE = 4 * MEGABYTE
MAX_TABLES = 500
SIGNATURE = b"SQLite format 3\0"
# What a search index of SQLite keeps for itself beside the text.
_INNER = ("_data", "_idx", "_docsize", "_config", "_segments", "_segdir", "_stat")
_ALLOWED = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION})  # of columns that compute


class SqliteParser:
    """SQLite files, whatever program wrote them."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".sqlite", ".sqlite3", ".db", ".db3"})
    name: ClassVar[str] = "Database"

    def open(self, path: Path) -> OpenedDocument:
        check_file(path, MAX_BYTES)
        if not read_head(path).startswith(SIGNATURE):
            raise UnsupportedFormat("This database is not one of SQLite, or has a password; export it as CSV.")
        return OpenedDocument(path.stem, 0, require_text(_pages(path)))


def _pages(path: Path) -> Iterator[Page]:
    builder = PageBuilder()
    count = CellCount()
    try:
        with closing(_connect(path)) as database:
            for table in _tables(database):
                rows = count.checked(_rows(database, table))
                yield from sheet_pages(builder, f"table “{one_line(table)}”", rows, table)
    except sqlite3.DataError as error:
        raise DocumentTooLarge("One value in it is larger than Carrel reads; export the table as CSV.") from error
    except (sqlite3.Error, OverflowError, ValueError) as error:
        if "encrypted" in str(error) or "not a database" in str(error):
            raise EncryptedDocument from error
        raise DamagedDocument from error
    yield from builder.finish()


def _connect(path: Path) -> sqlite3.Connection:
    if isinstance(path, HeldFile):
        database = sqlite3.connect(":memory:")
        database.deserialize(path.data)
    else:
        database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda data: data.decode("utf-8", errors="replace")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE)
    for pragma in ("trusted_schema = off", "cell_size_check = on", "mmap_size = 0", "temp_store = memory"):
        database.execute(f"pragma {pragma}")
    database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    return database


def _tables(database: sqlite3.Connection) -> list[str]:
    """Return the plain tables in the order of their making, without what belongs to a search index."""
    listed = database.execute("select name, sql from sqlite_master where type = 'table'").fetchmany(MAX_TABLES)
    made = [(str(name), str(sql or "")) for name, sql in listed]
    virtual = {name for name, sql in made if sql.lstrip().lower().startswith("create virtual")}
    inner = {name + ending for name in virtual for ending in _INNER}
    return [name for name, _ in made if name not in virtual | inner and not name.startswith("sqlite_")]


def _rows(database: sqlite3.Connection, table: str) -> Iterator[Row]:
    """Yield the names of the columns, then the rows; a table that can't be read is one of a program's own kind."""
    quoted = table.replace('"', '""')
    found = database.execute(f'select * from "{quoted}"')
    yield Row(1, {place: str(column[0]) for place, column in enumerate(found.description)})
    for number, values in enumerate(found, 1):
        filled = [(place, value) for place, value in enumerate(values) if value is not None]
        cells = {place: _text(value) for place, value in filled}
        yield Row(number, {place: text for place, text in cells.items() if text.strip()})


def _text(value: object) -> str:
    """Return a value as text; bytes are pictures and the like and are left out."""
    if isinstance(value, float):
        return plain_number(value)
    return str(value) if isinstance(value, str | int) else ""
