"""Set Carrel up in this folder: system libraries, .venv, pinned packages, llama.cpp, starter weights.

Runs on any Python 3.11 with nothing but its standard library. Each step looks first whether
it is needed, and a stamp in .venv makes the second run a matter of milliseconds: it holds a
hash of everything that decides what would be installed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from build_llama import install_llama
from steps import SetupFailed, run, say
from system_libraries import install_system_libraries

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".carrel-setup"
CONSTRAINTS = TOP / "packaging" / "constraints.txt"
DECIDING_FILES = ("pyproject.toml", "packaging/constraints.txt", "packaging/llama_build.cmake", "models/manifest.json")


def main() -> int:
    """Do what is missing; one sentence on stderr where that does not work."""
    try:
        fingerprint = _fingerprint()
        if not _is_done(fingerprint):
            _set_up()
            STAMP.write_text(fingerprint, encoding="utf-8")
            say("Everything is set up.")
        elif _weights_are_missing():
            _fetch_weights()
    except SetupFailed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the next run goes on from here.", file=sys.stderr)
        return 130
    return 0


def _set_up() -> None:
    say("Setting Carrel up; this is done once.")
    STAMP.unlink(missing_ok=True)
    install_system_libraries()
    _make_venv()
    environment = _pinned_environment()
    install_llama(PYTHON, CONSTRAINTS, TOP / "packaging" / "llama_build.cmake", environment)
    say("Installing the Python packages (about 400 MB where torch comes for processors only) ...")
    run(
        [PYTHON, "-m", "pip", "install", "--quiet", "--constraint", CONSTRAINTS, "--editable", f"{TOP}[ocr,dev]"],
        environment,
        "The Python packages could not be installed",
    )
    _fetch_weights()


def _make_venv() -> None:
    if _runs(PYTHON, "import sys, pip; sys.exit(sys.version_info < (3, 11))"):
        return
    say(f"Making .venv with Python {sys.version_info.major}.{sys.version_info.minor} ...")
    # A .venv that does not run (moved folder, removed interpreter, an interruption) is made anew.
    clear = ["--clear"] if VENV.exists() else []
    run([sys.executable, "-m", "venv", *clear, VENV], dict(os.environ), "The virtual environment could not be made")


def _pinned_environment() -> dict[str, str]:
    """The environment for pip: what builds packages is pinned too, and nothing is asked.

    pip before 25.3 takes the versions of build requirements from PIP_CONSTRAINT, later ones
    from PIP_BUILD_CONSTRAINT.
    """
    return {
        **os.environ,
        "PIP_CONSTRAINT": str(CONSTRAINTS),
        "PIP_BUILD_CONSTRAINT": str(CONSTRAINTS),
        "PIP_NO_INPUT": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
    }


def _fetch_weights() -> None:
    run([PYTHON, TOP / "packaging" / "fetch_weights.py"], dict(os.environ), "", shows_output=True)


def _weights_are_missing() -> bool:
    check = (
        "import sys; from desktop_app.weights import *; from desktop_app.inference.int8_model import *;"
        "folder, place = starter_embedder(), models_folder() / 'int8'; starter_model();"
        "copies = Int8Copies(place, place); sys.exit(copies.is_chosen(folder) and not copies.file(folder).is_file())"
    )
    return not _runs(PYTHON, check)


def _is_done(fingerprint: str) -> bool:
    try:
        return STAMP.read_text(encoding="utf-8") == fingerprint and PYTHON.exists()
    except OSError:
        return False


def _fingerprint() -> str:
    digest = hashlib.sha256(str(TOP).encode())
    for name in DECIDING_FILES:
        digest.update((TOP / name).read_bytes())
    return digest.hexdigest()


def _runs(python: Path, code: str) -> bool:
    """Whether this interpreter is there and gets through `code`."""
    if not shutil.which(python):
        return False
    return subprocess.run([python, "-c", code], cwd=TOP, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
