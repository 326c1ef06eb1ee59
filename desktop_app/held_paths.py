"""Paths of documents that lie inside a file, such as `/home/ada/mail.eml/invoice.pdf`.

Such a path begins with that of the file on the disk, so whatever holds for a folder (a scope,
a wish to be read first) holds for the file with all that is in it.
"""

import stat
from pathlib import Path


def file_on_disk(path: str | Path) -> Path:
    """Return the file at `path`, or the one on the disk that holds it; `path` itself where there is neither."""
    path = Path(path)
    for above in (path, *path.parents):
        try:
            status = above.stat()
        except OSError:  # not there, or below something that is no folder
            continue
        return above if stat.S_ISREG(status.st_mode) else path
    return path


def name_in_holder(path: str | Path) -> str:
    """Return a document's name, below that of the file that holds it where there is one: mail.eml/invoice.pdf."""
    path = Path(path)
    holder = file_on_disk(path)
    return path.name if holder == path else path.relative_to(holder.parent).as_posix()
