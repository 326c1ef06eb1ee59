"""Archives whose bytes depend on nothing but the files: sorted, owned by root, one time for all."""

import gzip
import os
import platform
import sys
import tarfile
from pathlib import Path

from desktop_app import __version__

# 2025-01-01, unless the one who builds says otherwise: the time of every file in the archives.
EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "1735689600"))


def archive_name(what: str) -> str:
    """Return what an archive is called, and the folder in it: the program's part, its version and this system."""
    return f"{what}-{__version__}-{sys.platform}-{platform.machine().lower()}"


def write_tarball(folder: Path, target: Path, top: str, epoch: int) -> Path:
    """Pack the folder as `top`/..., gzipped; symbolic links stay links."""
    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", 6, file, epoch) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive,
    ):
        for path in [folder, *sorted(folder.rglob("*"))]:
            name = Path(top, path.relative_to(folder)).as_posix()
            entry = archive.gettarinfo(path, name)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = "root"
            entry.mtime = epoch
            entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
            if entry.isfile():
                with path.open("rb") as content:
                    archive.addfile(entry, content)
            else:
                archive.addfile(entry)
    return target


def set_times(folder: Path, epoch: int) -> None:
    """Give every file below the folder one time."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def folder_size(folder: Path) -> int:
    """Return the bytes of all files below the folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
