"""Where the files beside the code are: icons, fonts, the style sheet, sample documents.

They stand at the top of the repository, and beside the program in a bundle.
"""

import sys
from pathlib import Path


def resource_path(name: str) -> Path:
    """Return the file or folder `name` of resources/, say "icons/ask.svg"."""
    bundle = getattr(sys, "_MEIPASS", None)
    top = Path(bundle) if bundle else Path(__file__).resolve().parent.parent
    return top / "resources" / name
