"""The training pack: torch and what needs it, as a folder that is put beside the bundle's executables.

    build/bundle/training-pack/                             the folder
    dist/carrel-training-pack-VERSION-linux-x86_64.tar.gz   the same, to unpack beside the program
    dist/carrel-training-pack_VERSION_amd64.deb             (Linux) the same, for the .deb of this version

It holds ordinary packages, copied from this environment; surroundings.py puts it on the path of
every process of a bundle that finds it. The core has whole what both need, because a package
that is partly in the core would not be looked for here.
"""

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(TOP)]

from archives import EPOCH, archive_name, write_tarball  # noqa: E402
from collected import LEFT_OUT  # noqa: E402
from desktop_app import __version__, training_pack  # noqa: E402
from desktop_app.licences import FOLDER, needed_distributions, part_of  # noqa: E402
from linux_packages import PACK, write_pack_package  # noqa: E402
from parts import write_texts  # noqa: E402
from steps import SetupFailed, say  # noqa: E402

BUILD = TOP / "build" / "bundle"
DIST = TOP / "dist"
TARGET = BUILD / training_pack.FOLDER
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
    """Write the folder anew and pack it; say how large each is."""
    shutil.rmtree(TARGET, ignore_errors=True)
    core = {one.name for one in needed_distributions({name.replace("_", "-") for name in LEFT_OUT})}
    own = [one for one in needed_distributions(set()) if one.name not in core and one.name != "setuptools"]
    size = sum(map(_copy, own))
    write_texts(map(part_of, own), TARGET / FOLDER)
    (TARGET / training_pack.VERSION_FILE).write_text(__version__, encoding="utf-8")
    say(f"{TARGET.relative_to(TOP)}: {size / 1e6:.0f} MB")
    try:
        for file in _pack():
            say(f"{file.relative_to(TOP)}: {file.stat().st_size / 1e6:.0f} MB")
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def _pack() -> Iterator[Path]:
    DIST.mkdir(exist_ok=True)
    yield write_tarball(TARGET, DIST / f"{archive_name(PACK)}.tar.gz", TARGET.name, EPOCH)
    if sys.platform == "linux":
        yield write_pack_package(TARGET, BUILD / "debian-training-pack", DIST, EPOCH)


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
