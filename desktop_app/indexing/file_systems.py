"""Which file systems there are: mounted below watched folders, and such as send no events for what others do."""

import os
from collections.abc import Sequence

import psutil

from desktop_app.indexing.disk import is_ignored_below

# Shares of other machines, and what is mounted through a program that does not tell.
REMOTE = frozenset({
    "9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.davfs2", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.sshfs",
    "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs", "webdav",
})  # fmt: skip


def is_remote(path: str) -> bool:
    """Tell whether `path` lies on a share; what can't be told counts as local."""
    try:
        partitions = psutil.disk_partitions(all=True)
    except OSError:
        return False
    real = os.path.realpath(path)
    holding = [part for part in partitions if _holds(part.mountpoint, real)]
    if not holding:
        return False
    nearest = max(holding, key=lambda part: len(part.mountpoint))
    return nearest.fstype.lower() in REMOTE or "remote" in nearest.opts.split(",")


def mounts_below(folders: Sequence[str]) -> list[str]:
    """Return the mount points inside these folders, where something is mounted just now; none where none can be told.

    No event tells of them, so this is asked every few seconds; it opens nothing on the drives themselves.
    """
    try:
        points = {part.mountpoint for part in psutil.disk_partitions(all=True) if part.fstype != "autofs"}
    except OSError:
        return []
    found = set()
    for folder in folders:
        real = os.path.realpath(folder)
        inside = [point for point in points if point != real and _holds(real, point)]
        found |= {folder.rstrip(os.sep) + os.sep + os.path.relpath(point, real) for point in inside}
    return sorted(path for path in found if not any(_is_hidden(path, folder) for folder in folders))


def _is_hidden(path: str, folder: str) -> bool:
    return _holds(folder, path) and is_ignored_below(folder, path)


def _holds(mount_point: str, path: str) -> bool:
    return path == mount_point or path.startswith(mount_point.rstrip(os.sep) + os.sep)
