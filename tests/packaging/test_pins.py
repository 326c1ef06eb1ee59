"""The set-up installs what is written down, and nothing else."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parent.parent.parent
CONSTRAINTS = TOP / "packaging" / "constraints.txt"
RIVALS = TOP / "packaging" / "bench" / "rivals" / "constraints.txt"
BENCH = "bench"  # the extra of the rivals, which have pins and an environment of their own


def pins(file: Path = CONSTRAINTS) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    pinned = [line.partition("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, _, version in pinned}


def project() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def declared() -> list[Requirement]:
    extras = project()["optional-dependencies"].items()
    lines = [line for name, extra in extras if name != BENCH for line in extra]
    return [Requirement(line) for line in [*project()["dependencies"], *lines]]


def compared_with() -> list[Requirement]:
    return [Requirement(line) for line in project()["optional-dependencies"][BENCH]]


@pytest.mark.parametrize(("wanted", "file"), [(declared, CONSTRAINTS), (compared_with, RIVALS)], ids=["own", "rivals"])
def test_every_declared_dependency_is_pinned_to_a_version_it_allows(
    wanted: Callable[[], list[Requirement]], file: Path
) -> None:
    pinned = pins(file)
    for requirement in wanted():
        version = pinned.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in constraints.txt"
        assert requirement.specifier.contains(version), f"{requirement} does not allow {version}"


@pytest.mark.parametrize("file", [CONSTRAINTS, RIVALS], ids=["own", "rivals"])
def test_pins_are_plain_versions_that_hold_on_every_machine(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line


def test_the_rivals_of_the_bench_are_no_part_of_what_carrel_installs() -> None:
    assert not {canonicalize_name(requirement.name) for requirement in compared_with()} & pins().keys()


@pytest.mark.parametrize("file", [CONSTRAINTS, RIVALS], ids=["own", "rivals"])
def test_pins_bring_no_gpu_libraries(file: Path) -> None:
    assert not [name for name in pins(file) if name.startswith(("nvidia", "triton", "cuda"))]
