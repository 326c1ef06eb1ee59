"""Whether a large library is whole, found out on a thread of its own while it is already used.

A small one is checked before it is opened (library.py); one of gigabytes would keep the person waiting.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from desktop_app.errors import LibraryDamaged, StoreError
from desktop_app.store.database import open_database, require_whole, store_errors
from desktop_app.store.salvage import count_changed

logger = logging.getLogger(__name__)


class LateCheck:
    """Reads the whole library once; calls `on_damage` (from its thread) if something is wrong with it."""

    def __init__(self, path: Path, on_damage: Callable[[], None]) -> None:
        self._path = path
        self._on_damage = on_damage
        self._thread: threading.Thread | None = None
        self.is_damaged = False

    def begin(self) -> None:
        """Check in the background, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._check, name="library check", daemon=True)
            self._thread.start()

    def _check(self) -> None:
        try:
            with store_errors(self._path), closing(open_database(self._path, read_only=True)) as db:
                require_whole(db)
                if count_changed(db):
                    raise LibraryDamaged
        except LibraryDamaged:
            self.is_damaged = True
            self._on_damage()
        except StoreError as error:
            logger.warning("the library could not be checked: %s", error.code)
