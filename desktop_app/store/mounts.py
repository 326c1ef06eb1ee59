"""Drives mounted below watched folders: which there were at the last look, and what is away with one."""

import json
from collections.abc import Sequence

import apsw

from desktop_app.store.database import transaction

# Whether a document's watched folder, or the drive in it on which the document lies, is missing just now.
IS_AWAY = (
    "exists (select 1 from roots where away and (roots.path = documents.root"
    " or substr(documents.path, 1, length(roots.path) + 1) = roots.path || '/'))"
)


class Mounts:
    """The mount points below watched folders, as the library remembers them."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db

    def known(self) -> list[str]:
        """Return those that were mounted when they were last seen."""
        rows = self._db.execute("select value from traits where name = 'mounts'").fetchall()
        return [str(path) for (value,) in rows for path in json.loads(str(value))]

    def keep(self, paths: Sequence[str]) -> None:
        """Remember these and no others."""
        if sorted(paths) != self.known():
            value = json.dumps(sorted(paths))
            with transaction(self._db):
                self._db.execute("insert or replace into traits (name, value) values ('mounts', ?)", (value,))
