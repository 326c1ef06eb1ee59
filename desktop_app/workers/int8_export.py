"""Makes the int8 copy of an embedder, in a process that ends with it and gives torch's memory back.

    python -m desktop_app.workers.int8_export FOLDER TARGET

Writes TARGET, or beside it a mark that says why there can be none; says nothing on stdout.
"""

import argparse
import logging
import os
import sys
from pathlib import Path

from desktop_app.inference.int8_model import refusal_of
from desktop_app.sealed import close_network

logger = logging.getLogger(__name__)


def make_copy(folder: Path, target: Path) -> None:
    """Make the copy or its refusal; raises only where neither could be written."""
    from desktop_app.inference.int8_export import export_int8

    try:
        cosine = export_int8(folder, target)
    except MemoryError:
        raise  # may go better another time
    except Exception as error:  # noqa: BLE001 - whatever the exporter meets in architectures it does not know
        refusal_of(target).write_text(f"{type(error).__name__}: {error}\n", encoding="utf-8")
        logger.warning("no int8 copy of %s: %s", folder.name, type(error).__name__)
    else:
        logger.info("int8 copy of %s made, mean cosine %.4f", folder.name, cosine)


def main() -> int:
    close_network()
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("target", type=Path)
    asked = arguments.parse_args()
    if hasattr(os, "nice"):
        os.nice(5)
    make_copy(asked.folder, asked.target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
