"""The training pack: torch and what needs it, as a folder that is put beside the bundle's executables.

    python packaging/bundle/training_pack.py      -> build/bundle/training-pack

It holds ordinary packages, copied from this environment; surroundings.py puts it on the path of
every process of a bundle that finds it. The core has whole what both need, because a package
that is partly in the core would not be looked for here.
"""

import shutil
import sys
from importlib.metadata import Distribution
from pathlib import Path

from collected import LEFT_OUT
from parts import write_texts

from desktop_app.licences import FOLDER, needed_distributions, part_of

TOP = Path(__file__).resolve().parent.parent.parent
TARGET = TOP / "build" / "bundle" / "training-pack"
LEFT_ASIDE = (
    ".dist-info/RECORD",
    "/__pycache__/",
    "/tests/",
    "/test/",
    "/include/",
    ".lib",
    ".a",
    ".h",
    ".hpp",
    ".cuh",
)


def main() -> int:
    """Write the folder anew and say how large it is."""
    shutil.rmtree(TARGET, ignore_errors=True)
    core = {one.name for one in needed_distributions({name.replace("_", "-") for name in LEFT_OUT})}
    own = [one for one in needed_distributions(set()) if one.name not in core and one.name != "setuptools"]
    size = sum(map(_copy, own))
    write_texts(map(part_of, own), TARGET / FOLDER)
    print(f"{TARGET.relative_to(TOP)}: {size / 1e6:.0f} MB")
    return 0


def _copy(one: Distribution) -> int:
    size = 0
    for file in one.files or ():
        name = file.as_posix()
        if name.startswith("..") or any(part in name for part in LEFT_ASIDE[:5]) or name.endswith(LEFT_ASIDE[5:]):
            continue
        source, target = Path(str(one.locate_file(file))), TARGET / name
        if not source.is_file():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
        size += source.stat().st_size
    return size


if __name__ == "__main__":
    sys.exit(main())
