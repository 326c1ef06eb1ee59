"""How often a document was tried to be read, and why it could not be; what helps begins it anew."""

from collections.abc import Callable

import apsw

from desktop_app.store.database import transaction


class Attempts:
    """The outcome of reading, on each document's row."""

    def __init__(self, db: apsw.Connection, clear: Callable[[int], None]) -> None:
        """`clear` takes out a document's text, inside a transaction."""
        self._db, self._clear = db, clear

    def begin(self, document_id: int) -> int:
        """Count an attempt before the parser sees the file; return how many there were."""
        with transaction(self._db):
            self._db.execute("update documents set attempts = attempts + 1 where id = ?", (document_id,))
            ((attempts,),) = self._db.execute("select attempts from documents where id = ?", (document_id,)).fetchall()
        assert isinstance(attempts, int)
        return attempts

    def take_back(self, document_id: int) -> None:
        """What was tried last says nothing of the file."""
        with transaction(self._db):
            self._db.execute("update documents set attempts = max(attempts - 1, 0) where id = ?", (document_id,))

    def fail(self, document_id: int, code: str, message: str, *, left_out: bool = False) -> None:
        """The file can't be read, or is left out: its old text goes, the reason stays."""
        with transaction(self._db):
            self._clear(document_id)
            self._db.execute(
                "update documents set state = ?, code = ?, message = ?, pages = 0, chunks = 0 where id = ?",
                ("left_out" if left_out else "failed", code, message, document_id),
            )

    def message_of(self, document_id: int) -> str:
        """Return the sentence that stands on a document's row, empty if there is none."""
        rows = self._db.execute("select message from documents where id = ?", (document_id,))
        return next((str(row[0]) for row in rows), "")

    def retry(self, document_id: int) -> None:
        """Forget why it failed, and read it again."""
        with transaction(self._db):
            self._db.execute(
                "update documents set state = 'new', code = '', message = '', attempts = 0, sha256 = null where id = ?",
                (document_id,),
            )

    def use_readers(self, identity: str) -> None:
        """Note what reads documents now; if that is new, what could not be read before is tried again.

        `identity` names the formats that are read and whether text is recognised.
        """
        if self._db.execute("select 1 from traits where name = 'readers' and value = ?", (identity,)).fetchall():
            return
        with transaction(self._db):
            self._db.execute("insert or replace into traits (name, value) values ('readers', ?)", (identity,))
            self._db.execute(
                "update documents set state = 'new', code = '', message = '', attempts = 0, sha256 = null"
                " where code in ('document.unsupported', 'document.no_text', 'document.empty', 'document.encrypted')"
                " or (state = 'read' and chunks = 0)"
            )
