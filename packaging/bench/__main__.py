"""`make bench`: measure on this machine, and print each figure beside the raw limit of the same run.

    python packaging/bench [indexing] [writing] [first-word] [window] [finding] [refusing] [adapters] [training]
                           [lock] [large]

Without names everything but the last is measured, which takes about five minutes on two cores; "finding" and
"refusing" need question sets of your own (CARREL_SETS, see finding.py) and add their time. The machine
should have nothing else to do. These are figures, not tests: nothing passes or fails.
"""

import argparse
import importlib
import os
import sys
from datetime import date

from desktop_app.inference.processor import shorten_spinning
from desktop_app.sealed import OFFLINE_ENVIRONMENT
from figure import machine, table

# One module a group of figures, each with `measure()`; imported when its turn comes.
GROUPS = {
    "indexing": "indexing",
    "writing": "writing",
    "first-word": "first_word",
    "window": "window",
    "finding": "finding",
    "refusing": "refusing",
    "adapters": "adapters",
    "training": "training",
    "lock": "lock",
}
LONG = {"large": "large_library"}  # only when asked for


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Carrel on this machine.")
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"{', '.join(GROUPS | LONG)}; if left out, all but {', '.join(LONG)}"
    )
    asked = parser.parse_args().groups or list(GROUPS)
    if unknown := sorted(set(asked) - (GROUPS | LONG).keys()):
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(GROUPS | LONG)}")
    os.environ.update(OFFLINE_ENVIRONMENT)
    os.environ["TQDM_DISABLE"] = "1"
    shorten_spinning()  # as the app does, so that the raw limits are held to no other rules
    figures = []
    for group in asked:
        print(f"Measuring {group} ...", file=sys.stderr, flush=True)
        figures += importlib.import_module((GROUPS | LONG)[group]).measure()
    print(f"Measured on {date.today().isoformat()}: {machine()}.\n")
    print(table(figures))


if __name__ == "__main__":
    main()
