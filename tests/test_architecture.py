"""The rules of the house, checked on the source itself, so that they cannot rot."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent
HOUSE = TOP / "desktop_app"
MODULES = sorted(HOUSE.rglob("*.py"))

# Rooms do not know each other; only workers, cli and ui compose them.
ROOMS = {
    "store", "parsing", "inference", "training", "indexing", "retrieval", "answering", "evaluation",
}  # fmt: skip
MAY_IMPORT: dict[str, set[str]] = {room: set() for room in ROOMS} | {
    "workers": ROOMS,
    "cli": ROOMS | {"workers"},
    "ui": {"store", "workers"},
}
# Of the workers, the window knows only the language they speak.
WINDOW_MAY_IMPORT = {
    f"desktop_app.workers.{language}"
    for language in ("protocol", "comparison_protocol", "seal_protocol", "training_protocol", "wire")
}

# A dependency that is heavy or can crash lives in one room. PySide6 starts in __main__, inside a function.
OWNERS = {
    "PySide6": {"ui"},
    "apsw": {"store"},
    "sqlite3": {"store", "parsing"},  # parsing reads other programs' databases, in its own process
    "sqlite_vec": {"store"},
    "snowballstemmer": {"store"},
    "llama_cpp": {"inference"},
    "sentence_transformers": {"inference"},
    "transformers": {"inference", "training"},
    "torch": {"inference", "training"},
    "onnxruntime": {"inference", "parsing"},
    "onnx": {"inference"},
    "peft": {"training"},
    "gguf": {"inference", "training"},
    "safetensors": {"inference", "training"},
    "pypdfium2": {"parsing"},
    "docx": {"parsing"},
    "lxml": {"parsing"},
    "olefile": {"parsing"},
    "msoffcrypto": {"parsing"},
    "cryptography": {"parsing"},
    "python_calamine": {"parsing"},
    "striprtf": {"parsing"},
    "selectolax": {"parsing"},
    "markdown_it": {"parsing", "ui"},
    "PIL": {"parsing"},
    "rapidocr": {"parsing"},
    "watchdog": {"indexing"},
    "gitignore_parser": {"indexing"},
}
PURE_ROOMS = {"retrieval", "answering", "evaluation"}
ROOT_MAY_IMPORT = {"platformdirs", "filelock"}

DRAWERS = {"utils", "util", "misc", "manager", "service", "helpers", "helper", "common"}
LONGEST_MODULE = 400
HEAVY = ("llama_cpp", "torch", "pypdfium2", "sentence_transformers")


def relative(module: Path) -> str:
    return module.relative_to(HOUSE).as_posix()


def room_of(module: Path) -> str:
    """Return the room a module stands in, empty for root modules."""
    parts = module.relative_to(HOUSE).parts
    return parts[0] if len(parts) > 1 else ""


def imports(module: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(module)}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imported_room(name: str) -> str:
    """Return the room that an import reaches into, empty for root modules and foreign packages."""
    parts = name.split(".")
    return parts[1] if parts[0] == "desktop_app" and len(parts) > 1 and (HOUSE / parts[1]).is_dir() else ""


@pytest.mark.parametrize("module", MODULES, ids=relative)
class TestEveryModule:
    def test_reaches_only_into_the_rooms_it_may(self, module: Path) -> None:
        room = room_of(module)
        if relative(module) == "__main__.py":
            return  # the door opens into every room that composes
        for name in imports(module):
            other = imported_room(name)
            if other and other != room:
                assert room, f"the root module {relative(module)} imports {name}"
                assert other in MAY_IMPORT[room], f"{room} may not import {name}"

    def test_imports_heavy_dependencies_only_in_the_room_that_owns_them(self, module: Path) -> None:
        for name in imports(module):
            owners = OWNERS.get(name.split(".")[0])
            assert owners is None or room_of(module) in owners, f"{name} belongs to {owners}"

    def test_is_short_enough_to_be_one_thing(self, module: Path) -> None:
        assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE

    def test_is_not_a_drawer(self, module: Path) -> None:
        assert DRAWERS.isdisjoint(module.stem.split("_"))

    def test_opens_with_what_it_is_for(self, module: Path) -> None:
        source = module.read_text(encoding="utf-8")
        assert not source.strip() or ast.get_docstring(ast.parse(source))


def test_every_room_is_known_to_these_rules() -> None:
    rooms = {room_of(module) for module in MODULES} - {""}
    assert rooms <= MAY_IMPORT.keys()


def test_root_modules_import_nothing_heavy() -> None:
    allowed = sys.stdlib_module_names | ROOT_MAY_IMPORT | {"desktop_app"}
    for module in HOUSE.glob("*.py"):
        foreign = {name.split(".")[0] for name in imports(module)} - allowed
        assert not foreign, f"{relative(module)} imports {foreign}"


def test_pure_rooms_import_only_the_standard_library_and_numpy() -> None:
    allowed = sys.stdlib_module_names | {"desktop_app", "numpy"}
    for module in MODULES:
        if room_of(module) in PURE_ROOMS:
            foreign = {name.split(".")[0] for name in imports(module)} - allowed
            assert not foreign, f"{relative(module)} imports {foreign}"


def test_of_the_workers_the_window_knows_only_their_language() -> None:
    for module in MODULES:
        if room_of(module) == "ui":
            for name in imports(module):
                if imported_room(name) == "workers":
                    assert name.rpartition(".")[0] in WINDOW_MAY_IMPORT, f"{relative(module)} imports {name}"


def loaded_after_importing(*names: str) -> set[str]:
    """Import modules in a fresh interpreter and return every module that is loaded then."""
    code = f"import importlib, json, sys\nfor name in {names!r}: importlib.import_module(name)\n"
    code += "print(json.dumps(sorted(sys.modules)))"
    child = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert child.returncode == 0, child.stderr
    return set(json.loads(child.stdout.splitlines()[-1]))


def test_the_window_starts_without_models_and_parsers() -> None:
    assert loaded_after_importing("desktop_app.ui.application").isdisjoint(HEAVY)


def test_workers_and_commands_start_without_qt() -> None:
    rooms = [HOUSE / "workers", HOUSE / "cli"]
    names = [
        f"desktop_app.{path.parent.name}.{path.stem}"
        for room in rooms
        for path in sorted(room.glob("*.py"))
        if path.stem != "__init__"
    ]
    assert not {name for name in loaded_after_importing(*names) if name.split(".")[0] == "PySide6"}


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [TOP / name for name in listed.stdout.split("\0") if name and (TOP / name).is_file()]


# Written in two halves, so that this file is not the one that holds them.
HOSTS_OF_REGISTRIES = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "download\\." + "pytorch", "hf" + r"\.co"])
)


def test_no_tracked_file_names_the_host_of_a_registry() -> None:
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found = HOSTS_OF_REGISTRIES.search(text)
        assert found is None, f"{path.relative_to(TOP)} names {found and found[0]}"


def test_no_weights_are_tracked_but_our_own_small_adapters() -> None:
    weights = [path for path in tracked_files() if path.suffix in {".gguf", ".safetensors"}]
    assert all(path.is_relative_to(TOP / "models" / "adapters") for path in weights)
    assert all(path.stat().st_size < 12_000_000 for path in weights)
