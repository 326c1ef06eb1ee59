"""Which file systems send no events for what other machines do."""

import os

import psutil

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


def _holds(mount_point: str, path: str) -> bool:
    return path == mount_point or path.startswith(mount_point.rstrip(os.sep) + os.sep)
