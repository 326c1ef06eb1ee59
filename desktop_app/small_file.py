"""Writing a small file whole or not at all: a crash, a power cut or a full disk leaves the old one."""

import errno
import os
from contextlib import suppress
from pathlib import Path

from desktop_app.errors import DataUnwritable, DiskFull

NO_ROOM = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


def replace_file(path: Path, text: str) -> None:
    """Put `text` in place of what `path` holds, in one step; raises DiskFull or DataUnwritable."""
    partial = path.with_suffix(".partial")
    try:
        with partial.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        if error.errno in NO_ROOM:
            raise DiskFull from error
        raise DataUnwritable(f"Carrel can't write {path} ({error.strerror}); change its permissions.") from error
