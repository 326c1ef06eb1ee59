"""The library's schema, as the list of steps that built it.

documents  one row a file, or a document inside one: of that, `digest` is what the outer file said it
           holds, and time and inode are those of the file on the disk. `state` is new, read (words
           are in, embeddings are not), searchable, failed or left_out. "waiting" and "away" are
           what readers make of these.
pages      the text of each page, and its layout (headings, tables, lines) as compressed JSON
contents   what is embedded: heading and text, addressed by their hash, shared by all chunks
           that say the same; `embedded` tells whether `vectors` holds it
chunks     where a content stands in a document
words      FTS5 over contents (contentless: the text is in `contents`), of some languages their stems
vectors    embeddings of the current embedder
sign_blocks  their signs, packed (sign_blocks.py): what a search looks through
pictures   pages whose text has still to be recognised; `attempts` counts what was tried
recognised_pages  what text recognition found, by what the file says, for as long as removed folders
           can come back
spare_vectors  embeddings of contents that nothing refers to just now, kept so that a moved,
           restored or re-added file costs nothing
"""

from collections.abc import Sequence

import apsw

from desktop_app.store.migrations import Migration
from desktop_app.store.sign_blocks import SIGN_INDEX, SIGN_TABLE, rebuild_signs
from desktop_app.store.word_index import indexable, is_stemmed

_TABLES = """
create table roots (
  path text primary key,
  away integer not null default 0
) strict, without rowid;

create table documents (
  id integer primary key,
  path text not null unique,
  root text not null,
  size integer not null,
  modified_ns integer not null,
  inode integer not null,
  sha256 blob,
  state text not null,
  code text not null default '',
  message text not null default '',
  attempts integer not null default 0,
  title text not null default '',
  pages integer not null default 0,
  chunks integer not null default 0
) strict;
create index documents_by_state on documents (state);
create index documents_by_hash on documents (sha256);

create table pages (
  document_id integer not null references documents on delete cascade,
  number integer not null,
  label text not null,
  text text not null,
  layout blob not null,
  primary key (document_id, number)
) strict;

create table contents (
  id integer primary key,
  hash blob not null unique,
  heading text not null,
  text text not null,
  tokens integer not null,
  embedded integer not null default 0
) strict;
create index contents_to_embed on contents (id) where embedded = 0;

create table chunks (
  document_id integer not null references documents on delete cascade,
  ordinal integer not null,
  content_id integer not null references contents,
  spans text not null,
  repeats_header integer not null,
  primary key (document_id, ordinal)
) strict, without rowid;
create index chunks_by_content on chunks (content_id);

create virtual table words using fts5 (
  heading, text, content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

create table embedders (
  id integer primary key,
  identity text not null unique,
  dimensions integer not null,
  current integer not null default 0
) strict;

create table spare_vectors (
  hash blob not null,
  embedder_id integer not null references embedders,
  vector blob not null,
  kept_at real not null,
  primary key (hash, embedder_id)
) strict, without rowid;
"""


def create_tables(db: apsw.Connection) -> None:
    db.execute(_TABLES)


def add_pictures(db: apsw.Connection) -> None:
    """Text recognition reads page by page, behind everything else."""
    db.execute(
        "create table pictures ("
        "  document_id integer not null references documents on delete cascade,"
        "  number integer not null,"
        "  attempts integer not null default 0,"
        "  primary key (document_id, number)"
        ") strict, without rowid"
    )
    db.execute("create index documents_to_read on documents (attempts, size, id) where state in ('new', 'changed')")


def index_roots(db: apsw.Connection) -> None:
    """Whether a watched folder has documents is asked at every event."""
    db.execute("create index documents_by_root on documents (root)")


def take_vectors_out_of_vec0(db: apsw.Connection) -> None:
    """Embeddings were in a vec0 table, which is searched in whole: 90 ms for 100,000 of them, 900 ms for a million."""
    db.execute(SIGN_TABLE)
    db.execute(SIGN_INDEX)
    db.execute("create table plain_vectors (content_id integer primary key, embedding blob not null) strict")
    if db.execute("select 1 from sqlite_master where name = 'vectors'").fetchall():
        db.execute("insert into plain_vectors select content_id, embedding from vectors order by content_id")
        db.execute("drop table vectors")
    db.execute("alter table plain_vectors rename to vectors")
    rebuild_signs(db)


def add_traits(db: apsw.Connection) -> None:
    """What the library was made with, where that matters later."""
    db.execute("create table traits (name text primary key, value text not null) strict, without rowid")


def take_documents_out_of_files(db: apsw.Connection) -> None:
    """Attachments and files in archives were pages of the outer file; it is read again for them."""
    db.execute("alter table documents add column digest blob")
    db.execute(
        "update documents set state = 'changed', sha256 = null, attempts = 0 where state in ('read', 'searchable')"
        " and (path like '%.zip' or path like '%.eml' or path like '%.emlx' or path like '%.msg'"
        "  or path like '%.mbox' or path like '%.mbx')"
    )


def stem_words(db: apsw.Connection) -> None:
    """German, French and Spanish were stemmed as if they were English; what is embedded stays as it is."""
    for id_, heading, text in db.execute("select id, heading, text from contents"):
        if is_stemmed(str(heading), str(text)):
            db.execute("delete from words where rowid = ?", (id_,))
            db.execute(
                "insert into words (rowid, heading, text) values (?, ?, ?)", (id_, *indexable(str(heading), str(text)))
            )


def keep_recognised_pages(db: apsw.Connection) -> None:
    """A page takes seconds to recognise; a copy of a scan, or a restored one, should not take them again."""
    db.execute(
        "create table if not exists recognised_pages (sha256 blob not null, number integer not null,"
        " text text not null, layout blob not null, kept_at real not null, primary key (sha256, number))"
        " strict, without rowid"
    )


def name_lines(db: apsw.Connection) -> None:
    """Markup, XML and JSON name lines now; they are read again for them, and what they say is not embedded again."""
    endings = (
        "rst rest org tex latex ltx xml rss atom opml kml gpx dita tei docbook xlf xliff tmx json geojson jsonl ndjson"
    )
    likes = " or ".join(f"path like '%.{ending}'" for ending in endings.split())
    db.execute(
        "update documents set state = 'changed', sha256 = null, attempts = 0"
        f" where state in ('read', 'searchable') and ({likes})"
    )


LIBRARY_MIGRATIONS: Sequence[Migration] = (
    create_tables,
    add_pictures,
    index_roots,
    take_vectors_out_of_vec0,
    add_traits,
    take_documents_out_of_files,
    stem_words,
    keep_recognised_pages,
    name_lines,
)
