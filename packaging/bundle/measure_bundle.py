"""The bundle's figures: its sizes, how soon its window is there from a cold disk, and its speed against a native build.

    python packaging/bundle/measure_bundle.py [BUNDLE]

Native is the llama.cpp of this environment, compiled for this processor. Both are measured in
turns, each in a process of its own, so that what else the machine does falls on both.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import psutil

TOP = Path(__file__).resolve().parent.parent.parent
BUNDLE = TOP / "build" / "bundle" / "carrel"
STARTS, TURNS = 5, 5
READ, WRITTEN = 192, 24  # tokens
SPEEDS = f"""
import json, sys, time
sys.path[:0] = sys.argv[1:]
from desktop_app.inference.llama_context import LlamaContext
from desktop_app.inference.processor import processor_threads
from desktop_app.inference.sampling import Sampling
from desktop_app.weights import starter_model
llama = LlamaContext(starter_model(), context=1024, threads=processor_threads(0))
tokens = [number * 37 % 40000 + 100 for number in range({READ})]
reading = writing = 0.0
for _ in range(3):
    llama.forget()
    began = time.perf_counter()
    llama.read(tokens, is_cancelled=lambda: False, on_progress=lambda done, total: None)
    reading = max(reading, len(tokens) / (time.perf_counter() - began))
    began, written = time.perf_counter(), 0
    for _ in llama.write(Sampling(), is_cancelled=lambda: False):
        written += 1
        if written == {WRITTEN}:
            break
    writing = max(writing, written / (time.perf_counter() - began))
llama.close()
print(json.dumps([reading, writing]))
"""


def main() -> int:
    """Print the figures."""
    bundle = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLE
    size = sum(file.stat().st_size for file in bundle.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"on disk: {size / 1e6:.0f} MB (less than 900)")
    for archive in sorted((bundle.parent.parent.parent / "dist").glob("carrel*")):
        print(f"{archive.name}: {archive.stat().st_size / 1e6:.0f} MB (less than 450)")
    cold, warm = zip(*((_start(bundle, cold=True), _start(bundle, cold=False)) for _ in range(STARTS)), strict=True)
    print(f"window there: {median(cold):.2f} s from a cold disk (at most 2), {median(warm):.2f} s from the cache")
    with tempfile.TemporaryDirectory() as folder:
        theirs = _binding_with(bundle, Path(folder))
        speeds = [(_speeds(theirs), _speeds()) for _ in range(TURNS)]
    for at, name in enumerate(("reading", "writing")):
        ratio = median(ours[at] / native[at] for ours, native in speeds)
        ours, native = (median(turn[who][at] for turn in speeds) for who in (0, 1))
        print(f"{name}: {ours:.0f} tokens/s, native {native:.0f}: {ratio:.2f} x of {TURNS} turns (at least 0.95)")
    return 0


def _start(bundle: Path, *, cold: bool) -> float:
    """Return the seconds until the window has started its first process, which is after its first paint."""
    if cold:
        _forget_files(bundle)
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        began = time.perf_counter()
        child = subprocess.Popen([bundle / "carrel", "--data", data], env=environment, stderr=subprocess.DEVNULL)
        window = psutil.Process(child.pid)
        _wait_for(lambda: window.children())
        seconds = time.perf_counter() - began
        family = window.children(recursive=True)
        child.terminate()
        child.wait(30)
        for process in psutil.wait_procs(family, timeout=20)[1]:
            process.kill()
    return seconds


def _forget_files(bundle: Path) -> None:
    """Let the system drop the bundle's files from its cache, as after a restart."""
    os.sync()
    for file in bundle.rglob("*"):
        if file.is_file() and not file.is_symlink():
            held = os.open(file, os.O_RDONLY)
            os.posix_fadvise(held, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(held)


def _binding_with(bundle: Path, folder: Path) -> Path:
    """Return where a copy of the binding stands that uses the bundle's libraries."""
    spec = find_spec("llama_cpp")
    assert spec is not None
    assert spec.origin is not None
    shutil.copytree(Path(spec.origin).parent, folder / "llama_cpp", ignore=shutil.ignore_patterns("lib", "server"))
    shutil.copytree(bundle / "_internal" / "llama_cpp" / "lib", folder / "llama_cpp" / "lib")
    return folder


def _speeds(*before: Path) -> tuple[float, float]:
    command = [sys.executable, "-c", SPEEDS, *map(str, before), str(TOP)]
    told = subprocess.run(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    reading, writing = json.loads(told.stdout)
    return float(reading), float(writing)


def _wait_for(is_so: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError("the window did not get there")
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main())
