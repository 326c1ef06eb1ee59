"""The rivals' own environment below build/: Carrel's never holds their packages.

It sees the packages of Carrel's environment behind its own, so that both sides run the very
same torch and llama.cpp, and nothing large is installed twice.
"""

import hashlib
import os
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

from steps import run, say

TOP = Path(__file__).resolve().parents[3]
VENV = TOP / "build" / "rivals"
CONSTRAINTS = Path(__file__).with_name("constraints.txt")
STAMP = VENV / ".carrel-rivals"


def rival_python() -> Path:
    """Return the interpreter that has the rivals, set up if it isn't yet; raises SetupFailed."""
    python = VENV / "bin" / "python"
    wanted = asked_for()
    fingerprint = hashlib.sha256("\n".join([sys.prefix, *wanted, CONSTRAINTS.read_text(encoding="utf-8")]).encode())
    if python.exists() and STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint.hexdigest():
        return python
    say("Setting up LlamaIndex and Chroma in build/rivals (about 500 MB) ...")
    failure = "The rivals could not be set up"
    run([sys.executable, "-m", "venv", "--clear", VENV], os.environ, failure)
    own = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    behind = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
    (Path(own.stdout.strip()) / "carrel-behind.pth").write_text(behind, encoding="utf-8")
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--constraint", CONSTRAINTS]
    run([*install, *wanted], {**os.environ, "PIP_NO_INPUT": "1"}, failure)
    STAMP.write_text(fingerprint.hexdigest(), encoding="utf-8")
    return python


def asked_for() -> list[str]:
    """Return what the extra `bench` asks for."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return list(project["optional-dependencies"]["bench"])
