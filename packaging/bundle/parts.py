"""The licences of every part, put into the bundle, and the list of parts as CycloneDX."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from collected import LEFT_OUT
from steps import run

from desktop_app.licences import FOLDER, LIST, Part, as_json, installed_parts
from desktop_app.weights import starter_weights

TOP = Path(__file__).resolve().parent.parent.parent
TEXTS = TOP / "packaging" / "licences"
# Texts that no package brings along, by the beginning of the licence's name.
COMMON_TEXTS = {
    "LGPL-3.0": (TEXTS / "LGPL-3.txt", TEXTS / "GPL-3.txt"),
    "LGPL-2.1": (TEXTS / "LGPL-2.1.txt",),
    "Apache": (TOP / "LICENSE",),
    "OFL-1.1": (TOP / "resources" / "fonts" / "LICENSE",),
    "PSF-2.0": (Path(sys.base_prefix, f"lib/python{sys.version_info.major}.{sys.version_info.minor}/LICENSE.txt"),),
}


def bundle_parts() -> list[Part]:
    """Return the parts of the core, the starter weights among them."""
    weights = [Part(one.name, one.version, one.licence) for one in starter_weights()]
    return sorted([*installed_parts(LEFT_OUT), *weights], key=lambda part: part.name.lower())


def write_licences(folder: Path) -> None:
    """Write _internal/licences/: parts.json, and a folder with the texts of each part."""
    target = folder / "_internal" / FOLDER
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    listed = [_with_texts(part, target) for part in bundle_parts()] + _system_libraries(folder, target)
    (target / LIST).write_text(as_json(listed), encoding="utf-8")


def write_parts_list(file: Path) -> None:
    """Write a CycloneDX list of the bundle's parts: what cyclonedx-py tells of this environment, without tools."""
    whole = file.with_suffix(".whole.json")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1735689600")}
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", TOP / "pyproject.toml"]
    run(
        [*command, "--output-reproducible", "--of", "JSON", "-o", whole, sys.prefix],
        environment,
        "cyclonedx-py failed (is the extra `bundle` installed?)",
    )
    told = json.loads(whole.read_text(encoding="utf-8"))
    whole.unlink()
    kept = {_key(part.name) for part in bundle_parts()}
    told["components"] = [one for one in told["components"] if _key(one["name"]) in kept]
    told["components"] += [
        {
            "type": "machine-learning-model",
            "bom-ref": weights.name,
            "name": weights.name,
            "version": weights.version,
            "description": weights.about,
            "licenses": [{"license": {"id": weights.licence}}],
            "hashes": [{"alg": "SHA-256", "content": weights.package_sha256}],
        }
        for weights in starter_weights()
    ]
    refs = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    told["dependencies"] = [
        {**one, **({"dependsOn": [on for on in one["dependsOn"] if on in refs]} if "dependsOn" in one else {})}
        for one in told.get("dependencies", [])
        if one["ref"] in refs
    ]
    file.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _system_libraries(folder: Path, target: Path) -> list[Part]:
    """Return the libraries that came from this machine's system, with what its packages say of their licences."""
    if not shutil.which("dpkg-query"):
        return []
    found: dict[str, Part] = {}
    libraries = sorted(
        file
        for file in [*(folder / "_internal").glob("lib*.so*"), *(folder / "_internal").glob("llama_cpp/lib/libgomp*")]
        if not file.is_symlink()
    )
    for owner in _debian_packages(libraries):
        text = Path("/usr/share/doc", owner, "copyright")
        if not text.is_file():
            continue
        place = target / _key(owner)
        place.mkdir(exist_ok=True)
        shutil.copyfile(text, place / "copyright")
        version = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", owner], capture_output=True, text=True, check=False
        ).stdout
        found[owner] = Part(owner, version, "see its text", (f"{place.name}/copyright",))
    return list(found.values())


def _debian_packages(libraries: Sequence[Path]) -> Sequence[str]:
    names = [f"*/{library.name}" for library in libraries]
    told = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False).stdout
    return sorted({line.split(":")[0] for line in told.splitlines() if not line.startswith("diversion")})


def _with_texts(part: Part, target: Path) -> Part:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        owner = distribution(part.name)
    except PackageNotFoundError:
        owner = None
    sources = [Path(str(owner.locate_file(file))) for file in part.files] if owner else []
    sources = [file for file in sources if file.is_file()]
    if not sources:
        sources = [text for name, texts in COMMON_TEXTS.items() if part.licence.startswith(name) for text in texts]
    place = target / _key(part.name)
    written: list[str] = []
    for source in sources:
        if not source.is_file():
            continue
        place.mkdir(exist_ok=True)
        name = (
            source.name if source.name not in {Path(one).name for one in written} else f"{len(written)}-{source.name}"
        )
        shutil.copyfile(source, place / name)
        written.append(f"{place.name}/{name}")
    return Part(part.name, part.version, part.licence, tuple(written))


def _key(name: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in name.lower()).strip("-")
