"""What can be seen of the person's library and machine, for the advice which approach to begin with."""

import os
import platform
import time
from pathlib import Path

import psutil

from desktop_app.adapter_list import AdapterList
from desktop_app.evaluation.advice import Seen
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader

MONTH = 30 * 86_400  # seconds
_GPUS = (("/dev/nvidia0", "an NVIDIA graphics card"), ("/dev/kfd", "an AMD graphics card"))


def observe(paths: DataPaths, approved: int, now: float | None = None) -> Seen:
    """Look at folders, documents, adapters and the machine; `approved` answers are counted by whoever holds them."""
    reader = LibraryReader(paths.library)
    try:
        modified = [row.modified for row in reader.documents()]
    finally:
        reader.close()
    since = (time.time() if now is None else now) - MONTH
    return Seen(
        folders=len(WatchedFolders(paths.folders).list()),
        documents=len(modified),
        changed=sum(when > since for when in modified) / len(modified) if modified else 0.0,
        approved=approved,
        adapters=len(AdapterList.of(paths).list()),
        memory_bytes=psutil.virtual_memory().total,
        cores=psutil.cpu_count(logical=False) or os.cpu_count() or 1,
        gpu=_gpu(),
    )


def _gpu() -> str:
    """Name what training could use, by what the system shows; nothing is loaded for it."""
    if platform.system() == "Darwin" and platform.machine() == "arm64":
        return "Apple's graphics processor"
    return next((name for device, name in _GPUS if Path(device).exists()), "")
