"""The licences of every part, with their texts, put into the bundle; the About box reads them there."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from collected import LEFT_OUT
from desktop_app.licences import FOLDER, LIST, Part, as_json, installed_parts, licence_files

TOP = Path(__file__).resolve().parent.parent.parent
TEXTS = TOP / "packaging" / "licences"
MODELS = TOP / "models"
# Texts that no package brings along, by the beginning of the part's name, else of its licence's.
TEXTS_BY_NAME = {
    "llama.cpp": (TEXTS / "MIT-llama.cpp.txt",),
    "sqlite-vec": (TEXTS / "MIT-sqlite-vec.txt", TOP / "LICENSE"),
    "SQLite with": (TEXTS / "MIT-SQLite3MultipleCiphers.txt",),
    "Grounded answers": (MODELS / "adapters" / "grounded-answers" / "README.md",),
    "Reader of answers": (MODELS / "reader" / "README.md",),
}
TEXTS_BY_LICENCE = {
    "LGPL-3.0": (TEXTS / "LGPL-3.txt", TEXTS / "GPL-3.txt"),
    "LGPL-2.1": (TEXTS / "LGPL-2.1.txt",),
    "Apache": (TOP / "LICENSE",),
    "OFL-1.1": (TOP / "resources" / "fonts" / "LICENSE",),
    "PSF-2.0": (Path(sys.base_prefix, f"lib/python{sys.version_info.major}.{sys.version_info.minor}/LICENSE.txt"),),
}
_INSIDE = re.compile(r"\(in ([\w-]+)\)$")  # a library that a package holds: its licence may stand with the package's


def write_licences(folder: Path) -> Sequence[Part]:
    """Write a bundle's _internal/licences/, and return the parts: those of the core and of this machine's system."""
    internal = folder / "_internal"
    return write_texts([*installed_parts(LEFT_OUT), *_system_libraries(internal)], internal / FOLDER)


def write_texts(listed: Iterable[Part], target: Path) -> Sequence[Part]:
    """Write parts.json and a folder with the licence's texts of each part; return the parts with these."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    kept = [_with_texts(part, target) for part in listed]
    (target / LIST).write_text(as_json(kept), encoding="utf-8")
    return kept


def key_of(name: str) -> str:
    """Return a part's name as a folder's, and as it is compared."""
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")


def _system_libraries(internal: Path) -> list[Part]:
    """Return the libraries that came from this machine's system, as its packages tell them."""
    if not shutil.which("dpkg-query"):
        return []
    libraries = [*internal.glob("lib*.so*"), *internal.glob("llama_cpp/lib/libgomp*")]
    found = []
    for owner in _debian_packages(sorted(file for file in libraries if not file.is_symlink())):
        text = Path("/usr/share/doc", owner, "copyright")
        if text.is_file():
            version = _told_by("dpkg-query", "-W", "-f", "${Version}", owner)
            found.append(Part(owner, version, "see its text", (str(text),)))
    return found


def _debian_packages(libraries: Sequence[Path]) -> Sequence[str]:
    told = _told_by("dpkg-query", "-S", *(f"*/{library.name}" for library in libraries))
    return sorted({line.split(":")[0] for line in told.splitlines() if not line.startswith("diversion")})


def _told_by(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _with_texts(part: Part, target: Path) -> Part:
    place = target / key_of(part.name)
    written: list[str] = []
    for source in _texts_of(part):
        place.mkdir(exist_ok=True)
        taken = {Path(one).name for one in written}
        name = source.name if source.name not in taken else f"{len(written)}-{source.name}"
        shutil.copyfile(source, place / name)
        written.append(f"{place.name}/{name}")
    return Part(part.name, part.version, part.licence, tuple(written))


def _texts_of(part: Part) -> Sequence[Path]:
    own = [text for name, texts in TEXTS_BY_NAME.items() if part.name.startswith(name) for text in texts]
    common = [text for name, texts in TEXTS_BY_LICENCE.items() if part.licence.startswith(name) for text in texts]
    inside = _INSIDE.search(part.name)
    for texts in (
        _package_texts(part.name),
        map(Path, part.files),
        own,
        common,
        _package_texts(inside[1] if inside else ""),
    ):
        if found := [text for text in texts if text.is_file()]:
            return found
    return ()


def _package_texts(name: str) -> Sequence[Path]:
    try:
        owner = distribution(name) if name else None
    except PackageNotFoundError:
        owner = None
    return [Path(str(owner.locate_file(file))) for file in licence_files(owner)] if owner else ()
