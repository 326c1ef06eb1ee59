"""SQLite: tables as rows with their header; nothing the file says is run, and nothing is written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge, EmptyDocument, UnsupportedFormat
from desktop_app.parsing.sqlite_database import MAX_VALUE, SqliteParser


def read(path: Path, script: str) -> list[Page]:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(script)
    return list(SqliteParser().open(path).pages)


def test_each_table_is_a_page_of_its_name(tmp_path: Path) -> None:
    script = """create table birds (name text, count integer, photo blob);
        insert into birds values ('Heron', 17, x'ff00'), ('Owl', 4.5, null); create table empty (a, b);
        create table "odd ""name" (note text); insert into "odd ""name" values ('quiet');"""
    pages = read(tmp_path / "a.db", script)
    assert pages[0].label == "table “birds”"
    assert pages[0].text == "birds\n\nname | count | photo\nHeron | 17 |\nOwl | 4.5 |"
    assert pages[0].text[pages[0].tables[0].start : pages[0].tables[0].header_end] == "name | count | photo"
    assert pages[2].text == 'odd "name\n\nnote\nquiet'


def test_views_and_the_inside_of_search_indexes_are_left_out(tmp_path: Path) -> None:
    script = """create table birds (name); insert into birds values ('Heron');
        create view loud as select upper(name) || '!' from birds;
        create virtual table words using fts5(text); insert into words values ('white heron');"""
    text = "\n".join(page.text for page in read(tmp_path / "a.db", script))
    assert "HERON!" not in text
    assert "white heron" in text
    assert "words_data" not in text


def test_nothing_is_written_beside_it(tmp_path: Path) -> None:
    read(tmp_path / "a#b?.db", "pragma journal_mode = wal; create table t (a); insert into t values ('x');")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert list(SqliteParser().open(tmp_path / "a#b?.db").pages)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_value_that_is_a_file_of_its_own_is_refused(tmp_path: Path) -> None:
    script = f"create table t (a text); insert into t values (printf('%.{MAX_VALUE + 10}c', 'x'));"
    with pytest.raises(DocumentTooLarge, match="One value"):
        read(tmp_path / "a.db", script)


def test_other_databases_and_empty_ones_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"other program" * 9)
    with pytest.raises(UnsupportedFormat, match="export it as CSV"):
        SqliteParser().open(path)
    path.unlink()
    with pytest.raises(EmptyDocument):
        read(path, "pragma user_version = 7; vacuum;")
