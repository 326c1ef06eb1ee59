"""Install llama-cpp-python, which comes as source only: compile llama.cpp for this processor.

pip keeps the built wheel in its cache, whatever the options were, so a second checkout takes
seconds. That wheel uses the instructions of the processor it was built on: where the cache was
carried to another machine it may not run, which the check at the end finds out.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from steps import SetupFailed, last_word, say

PACKAGE = "llama-cpp-python"
NINJA_STEP = re.compile(r"^\s*\[(\d+)/(\d+)\]")
# Starts the processor's backend, which uses its newest instructions.
CHECK = "import llama_cpp; llama_cpp.llama_backend_init(); print(llama_cpp.__version__)"


def install_llama(python: Path, constraints: Path, cmake_include: Path, environment: Mapping[str, str]) -> None:
    """Install the pinned version into the virtual environment unless it is there and runs."""
    version = pinned_version(constraints)
    if _runs(python, version):
        return
    say(f"Building llama.cpp {version} for this machine: {_expected_time()}, or seconds where pip has kept it ...")
    began = time.monotonic()
    options = f"-DLLAVA_BUILD=OFF -DCMAKE_PROJECT_INCLUDE={cmake_include}"
    environment = {**environment, "CMAKE_ARGS": f"{options} {environment.get('CMAKE_ARGS', '')}".strip()}
    _pip_install(python, version, environment)
    if not _runs(python, version):
        say("What pip had kept was built for another processor; building again ...")
        _pip_install(python, version, environment, "--no-cache-dir", "--force-reinstall", "--no-deps")
        if not _runs(python, version):
            raise SetupFailed("llama.cpp was built but does not run on this machine; `make clean` and try again.")
    say(f"llama.cpp is ready after {time.monotonic() - began:.0f} s.")


def _pip_install(python: Path, version: str, environment: Mapping[str, str], *options: str) -> None:
    # -v is what makes pip pass on the lines of the build.
    command = [str(python), "-m", "pip", "install", "-v", *options, f"{PACKAGE}=={version}"]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as pip:
        tail = _show_progress(pip.stdout or ())
    if pip.returncode:
        raise SetupFailed(f"llama.cpp could not be built: {last_word(tail)}")


def _show_progress(lines: Iterable[str]) -> str:
    """Print a line at every tenth part of the build; return the last lines for a report of failure."""
    tail: list[str] = []
    shown = 0
    for line in lines:
        tail = [*tail[-60:], line]
        step = NINJA_STEP.match(line)
        if step and (percent := int(step[1]) * 100 // int(step[2])) >= shown + 10:
            shown = percent // 10 * 10
            say(f"  llama.cpp: {shown} %")
    return "".join(tail)


def pinned_version(constraints: Path) -> str:
    for line in constraints.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("==")
        if name.replace("_", "-").lower() == PACKAGE:
            return version.strip()
    raise SetupFailed(f"{constraints} does not name a version of {PACKAGE}.")


def _expected_time() -> str:
    cores = os.cpu_count() or 1
    return "about 2 minutes on two free cores" if cores <= 2 else f"a minute or so on {cores} cores"


def _runs(python: Path, version: str) -> bool:
    """Whether this version is installed and starts; an illegal instruction would end the child."""
    outcome = subprocess.run([python, "-c", CHECK], capture_output=True, text=True, check=False)
    return outcome.returncode == 0 and outcome.stdout.split()[-1:] == [version]
