"""The parts Carrel is made of, and their licences: read from the installed packages, in a bundle from its list.

`installed_parts` follows the dependencies that pyproject.toml names, so a new one shows up by
itself; OTHER_PARTS is what no package's metadata tells.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from desktop_app import __version__
from desktop_app.training_pack import training_pack
from desktop_app.weights import reader_licence, shipped_adapters, starter_weights

APP = "carrel"
LIST = "parts.json"
FOLDER = "licences"

_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)[^;]*(?:;(.*))?$")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")
_LICENCE_FILE = re.compile(r"(^|/)(licen[cs]e|copying|notice|third.?party)[^/]*$|\.dist-info/licenses/", re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One part: `files` are the texts of its licence, below the folder `licences` in a bundle."""

    name: str
    version: str
    licence: str
    files: tuple[str, ...] = ()


OTHER_PARTS = (
    Part("llama.cpp and ggml", "as in llama-cpp-python", "MIT"),
    Part("Python", ".".join(map(str, sys.version_info[:3])), "PSF-2.0"),
    Part("Qt (in PySide6)", "as in PySide6-Essentials", "LGPL-3.0-only, linked dynamically"),
    Part("PDFium (in pypdfium2)", "as in pypdfium2", "BSD-3-Clause"),
    Part("SQLite with SQLite3 Multiple Ciphers (in apsw-sqlite3mc)", "as in apsw-sqlite3mc", "public domain, MIT"),
    Part("GEOS (in shapely)", "as in shapely", "LGPL-2.1-or-later, linked dynamically"),
    Part("FFmpeg (in opencv-python-headless)", "as in opencv-python-headless", "LGPL-2.1-or-later, linked dynamically"),
    Part("PP-OCR models (in rapidocr)", "as in rapidocr", "Apache-2.0"),
    Part("OpenSSL (in cryptography)", "as in cryptography", "Apache-2.0"),
    Part("Inter, the font", "4", "OFL-1.1"),
)


def parts() -> Sequence[Part]:
    """Return every part of this Carrel with its licence, by name; a bundle's training pack brings a list of its own."""
    lists = [folder / LIST for folder in text_folders()]
    if not lists:
        return installed_parts()
    stored = [entry for file in lists if file.is_file() for entry in json.loads(file.read_text(encoding="utf-8"))]
    return sorted((Part(**{**entry, "files": tuple(entry["files"])}) for entry in stored), key=_alphabetically)


def text_folders() -> Sequence[Path]:
    """Return where a bundle keeps the texts of licences: its own, and its training pack's. None outside a bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    return (Path(bundle) / FOLDER, training_pack() / FOLDER) if bundle else ()


def installed_parts(left_out: Iterable[str] = ()) -> Sequence[Part]:
    """Return the parts that are installed here, without packages named in `left_out` and what only they need."""
    found = needed_distributions({_key(name) for name in left_out})
    return sorted([*map(part_of, found), *OTHER_PARTS, *_models()], key=_alphabetically)


def part_of(one: Distribution) -> Part:
    """Return the part that an installed package is."""
    return Part(one.name, one.version, licence_of(one), tuple(str(file) for file in licence_files(one)))


def as_json(listed: Iterable[Part]) -> str:
    """Return the list as a bundle keeps it."""
    return json.dumps([asdict(part) for part in listed], indent=1)


def needed_distributions(left_out: set[str], extras: Sequence[str] = ("", "ocr")) -> Sequence[Distribution]:
    """Return the installed packages that Carrel needs, directly or not; `left_out` are normalised names."""
    waiting, seen, found = [(APP, tuple(extras))], set(left_out), []
    while waiting:
        name, wanted = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue  # for another system, or optional
        if name != APP:
            found.append(one)
        for requirement in one.requires or ():
            matched = _REQUIREMENT.match(requirement)
            if matched and _applies(matched[2] or "", wanted):
                waiting.append((_key(matched[1].split("[")[0]), ("",)))
    return found


def licence_of(one: Distribution) -> str:
    """Return the licence's name as the package's metadata tells it."""
    if "License-Expression" in one.metadata:
        return one.metadata["License-Expression"]
    classifiers = [
        line.removeprefix(_CLASSIFIER)
        for line in one.metadata.get_all("Classifier") or ()
        if line.startswith(_CLASSIFIER)
    ]
    if classifiers:
        return ", ".join(classifiers)
    # Some put the whole text where the name belongs, apsw that any approved licence will do.
    first = one.metadata["License"].strip().split("\n")[0] if "License" in one.metadata else ""
    return first if 0 < len(first) <= _LONGEST_NAME and first != "OSI Approved" else "see its text"


def licence_files(one: Distribution) -> Sequence[Path]:
    """Return the package's own files with licence texts, relative to where packages are."""
    return [Path(file) for file in one.files or () if _LICENCE_FILE.search(file.as_posix()) and file.suffix != ".py"]


def _models() -> Iterator[Part]:
    for weights in starter_weights():
        yield Part(weights.name, weights.version, weights.licence)
    for adapter in shipped_adapters():
        yield Part(f"{adapter.card.name}, the adapter", __version__, adapter.licence)
    yield Part("Reader of answers", __version__, reader_licence())


def _alphabetically(part: Part) -> str:
    return part.name.lower()


def _applies(marker: str, extras: Sequence[str]) -> bool:
    asked = _EXTRA.search(marker)
    return asked is None or asked[1] in extras


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
