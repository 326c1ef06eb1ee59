"""What text recognition found, kept by what the file says: a copy or a restored scan is not recognised again."""

from collections.abc import Sequence
from dataclasses import replace

import apsw

from desktop_app.domain import Page
from desktop_app.store.database import transaction
from desktop_app.store.layout import pack_layout, unpack_page
from desktop_app.store.vectors import KEPT_SECONDS


class Recognised:
    """Keeps recognised pages for as long as a removed folder can come back."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def keep(self, sha256: bytes, page: Page, now: float) -> None:
        """Keep a page with the words that were recognised in it."""
        with transaction(self._db):
            self._db.execute(
                "insert or replace into recognised_pages (sha256, number, text, layout, kept_at)"
                " values (?, ?, ?, ?, ?)",
                (sha256, page.number, page.text, pack_layout(page), now),
            )

    def fill(self, sha256: bytes, pages: Sequence[Page]) -> list[Page]:
        """Return the pages, with the words in those pictures of the file that were recognised before."""
        if not any(page.is_picture for page in pages):
            return list(pages)
        rows = self._db.execute("select number, text, layout from recognised_pages where sha256 = ?", (sha256,))
        known = {int(number): unpack_page(number, "", text, layout) for number, text, layout in rows}
        return [
            replace(known[page.number], label=page.label) if page.is_picture and page.number in known else page
            for page in pages
        ]

    def forget_old(self, now: float) -> None:
        """Throw away what was kept too long ago."""
        with transaction(self._db):
            self._db.execute("delete from recognised_pages where kept_at < ?", (now - KEPT_SECONDS,))
