"""Lets a test be refused by permissions also where it runs as root, who may read everything."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
_OVERRIDES = 0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Give up for a while, on this thread, root's right to pass over permissions; nothing to give up for others."""
    if os.name == "nt" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(_VERSION, 0)
    rights = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, rights) == 0
    kept = rights[0]
    rights[0] = kept & ~_OVERRIDES
    assert libc.capset(header, rights) == 0
    try:
        yield
    finally:
        rights[0] = kept
        assert libc.capset(header, rights) == 0


@contextmanager
def closed(path: Path) -> Iterator[None]:
    """Let nobody look at `path` for a while."""
    mode = path.stat().st_mode
    path.chmod(0)
    try:
        with ordinary_user():
            yield
    finally:
        path.chmod(mode)
