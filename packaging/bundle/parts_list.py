"""The list of parts as CycloneDX, for those who check what a program is made of."""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop_app.licences import Part
from desktop_app.weights import starter_weights
from parts import key_of
from steps import run

TOP = Path(__file__).resolve().parent.parent.parent


def write_parts_list(file: Path, listed: Sequence[Part]) -> None:
    """Write one component a part: as cyclonedx-py tells it of this environment, else by name, version and licence."""
    told = _environment(file.with_suffix(".whole.json"))
    known = {key_of(one["name"]): one for one in told["components"]}
    told["components"] = [known.get(key_of(part.name)) or _component(part) for part in listed]
    refs = {one["bom-ref"] for one in told["components"]} | {told["metadata"]["component"]["bom-ref"]}
    told["dependencies"] = [
        {**one, **({"dependsOn": [on for on in one["dependsOn"] if on in refs]} if "dependsOn" in one else {})}
        for one in told.get("dependencies", [])
        if one["ref"] in refs
    ]
    file.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _environment(file: Path) -> dict[str, Any]:
    """Return what cyclonedx-py tells of every package here, tools too; `file` is for the time being."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "1735689600")}
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", TOP / "pyproject.toml"]
    run(
        [*command, "--output-reproducible", "--of", "JSON", "-o", file, sys.prefix],
        environment,
        "cyclonedx-py failed (is the extra `bundle` installed?)",
    )
    told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    return told


def _component(part: Part) -> Mapping[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": part.name,
        "name": part.name,
        "version": part.version,
        "licenses": [{"license": {"name": part.licence}}],
    }
    for weights in starter_weights():
        if weights.name == part.name:
            component["description"] = weights.about
            component["hashes"] = [{"alg": "SHA-256", "content": weights.package_sha256}]
    if component.get("hashes") or part.licence.startswith("CC-BY"):
        component["type"] = "machine-learning-model"
    return component
