"""`make bundle`, and `make sbom` with --parts-list: the folder that needs no Python, and its archives, in dist/.

    build/bundle/carrel/            the folder as PyInstaller leaves it, licences and parts list added
    dist/carrel-VERSION-linux-x86_64.tar.gz
    dist/carrel_VERSION_amd64.deb   (Linux)

Names and versions come from pyproject.toml; archives of the same files are the same bytes.
"""

import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
sys.path[:0] = [str(HERE.parent), str(TOP)]

from archives import EPOCH, archive_name, folder_size, write_tarball  # noqa: E402
from collected import LEFT_OUT  # noqa: E402
from desktop_app import __version__  # noqa: E402
from desktop_app.licences import installed_parts  # noqa: E402
from linux_packages import write_app_folder, write_debian_package  # noqa: E402
from llama_variants import build_llama_variants  # noqa: E402
from parts import write_licences  # noqa: E402
from parts_list import write_parts_list  # noqa: E402
from steps import SetupFailed, run, say  # noqa: E402

BUILD = TOP / "build" / "bundle"
DIST = TOP / "dist"
# What is started, and the Debian package of each.
TOOLS = {"cmake": "cmake", "ninja": "ninja-build"}
if sys.platform == "linux":
    TOOLS |= {"cc": "gcc", "strip": "binutils", "objdump": "binutils"}


def main() -> int:
    """Build everything for the system this runs on; one sentence on stderr where that does not work."""
    try:
        if sys.argv[1:] == ["--parts-list"]:
            DIST.mkdir(exist_ok=True)
            write_parts_list(DIST / f"carrel-{__version__}.cdx.json", installed_parts(LEFT_OUT))
            return 0
        began = time.monotonic()
        folder = build_folder()
        for file in package(folder):
            say(f"{file.relative_to(TOP)}: {file.stat().st_size / 1e6:.0f} MB")
        say(f"{folder.relative_to(TOP)}: {folder_size(folder) / 1e6:.0f} MB; {time.monotonic() - began:.0f} s in all.")
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


def missing_tools(tools: Mapping[str, str] = TOOLS) -> str:
    """Return what to install before anything can be built, nothing where all is there."""
    packages = [package for tool, package in tools.items() if not shutil.which(tool)]
    return f"Tools are missing; on Debian and Ubuntu: apt install {' '.join(packages)}" if packages else ""


def build_folder() -> Path:
    """Return the folder that needs nothing but itself."""
    if sentence := missing_tools():
        raise SetupFailed(sentence)
    BUILD.mkdir(parents=True, exist_ok=True)
    llama = build_llama_variants(BUILD)
    say("Collecting the bundle ...")
    environment = {
        **os.environ,
        "CARREL_LLAMA": str(llama),
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(EPOCH),
        "PYTHONPATH": str(TOP),
    }
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    folders = ["--distpath", str(BUILD), "--workpath", str(BUILD / "work")]
    run([*command, *folders, str(HERE / "carrel.spec")], environment, "PyInstaller failed")
    folder = BUILD / "carrel"
    write_parts_list(folder / "parts.cdx.json", write_licences(folder))
    return folder


def package(folder: Path) -> list[Path]:
    """Return the files to hand out, made from the folder."""
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    name = archive_name("carrel")
    made = [write_tarball(folder, DIST / f"{name}.tar.gz", name, EPOCH)]
    if sys.platform == "linux":
        root = write_app_folder(folder, BUILD / "Carrel.AppDir")
        made.append(write_debian_package(root, BUILD / "debian", DIST, EPOCH))
    return made


if __name__ == "__main__":
    sys.exit(main())
