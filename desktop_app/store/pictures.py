"""Pages that are pictures: their text is recognised one page at a time, behind everything else."""

import json
from collections.abc import Sequence
from dataclasses import replace

import apsw

from desktop_app.domain import Page
from desktop_app.store.database import transaction
from desktop_app.store.layout import unpack_page


class Pictures:
    """Remembers which pages wait for text recognition, and what was tried on them."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def begin_attempt(self, document_id: int, number: int) -> int:
        """Count an attempt before the page is looked at; return how many there were."""
        with transaction(self._db):
            self._db.execute(
                "update pictures set attempts = attempts + 1 where document_id = ? and number = ?",
                (document_id, number),
            )
            rows = self._db.execute(
                "select attempts from pictures where document_id = ? and number = ?", (document_id, number)
            )
            return int(rows.fetchall()[0][0])  # type: ignore[arg-type]

    def take_back_attempt(self, document_id: int, number: int) -> None:
        """What was tried last says nothing of the page."""
        with transaction(self._db):
            self._db.execute(
                "update pictures set attempts = max(attempts - 1, 0) where document_id = ? and number = ?",
                (document_id, number),
            )

    def pages(self, document_id: int) -> list[Page]:
        """Return a document's pages as they are known now, in order."""
        rows = self._db.execute("select number from pictures where document_id = ?", (document_id,))
        waiting = {int(row[0]) for row in rows}
        stored = self._db.execute(
            "select number, label, text, layout from pages where document_id = ? order by number", (document_id,)
        )
        pages = [unpack_page(*row) for row in stored]
        return [replace(page, is_picture=True) if page.number in waiting else page for page in pages]

    def expect(self, document_id: int, pages: Sequence[Page]) -> None:
        """Note which of a document's pages wait; what was tried on them before stays counted.

        Runs inside its caller's transaction.
        """
        numbers = json.dumps([page.number for page in pages if page.is_picture])
        self._db.execute(
            "delete from pictures where document_id = ? and number not in (select value from json_each(?))",
            (document_id, numbers),
        )
        self._db.execute(
            "insert or ignore into pictures (document_id, number) select ?, value from json_each(?)",
            (document_id, numbers),
        )
