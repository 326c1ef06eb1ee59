"""What watched folders are called in the window."""

import os
from collections import Counter
from collections.abc import Sequence

from desktop_app.folders import WatchedFolder
from desktop_app.ui.sentences import place_name

SAMPLE_NAME = "Household papers"


def folder_names(folders: Sequence[WatchedFolder]) -> dict[str, str]:
    """Return a name for each path; folders of one name are told apart by the folder above them."""
    names = {folder.path: SAMPLE_NAME if folder.sample else place_name(folder.path) for folder in folders}
    often = Counter(names.values())
    return {
        path: f"{name} ({place_name(os.path.dirname(path))})" if often[name] > 1 else name  # noqa: PTH120 - a string
        for path, name in names.items()
    }
