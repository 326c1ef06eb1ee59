"""`make test-bundle`: the bundle in an empty system, without Python and without a network, as an ordinary user.

A root file system with nothing but the C library is put together (by debootstrap, which fetches
its packages once and keeps them in build/), the bundle is unpacked into it, and its self-test is
run by a user of no rights in a network namespace of its own. Needs Linux and root.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from try_graphics import graphics_failures
from try_package import package_failures

TOP = Path(__file__).resolve().parent.parent.parent
BUILD = TOP / "build" / "bundle"
EMPTY = BUILD / "empty-system"
SUITE = "bookworm"
NOBODY = 65534
NEWER = re.compile(r"%[yz]mm|\tv[a-z0-9]+ +.*%xmm")  # AVX and later name their registers or begin with v
SECONDS_TO_ANSWER = 60.0
BIRDS = ("heron", "stork", "crane", "swan", "goose", "duck", "gull", "tern", "wren", "robin", "finch", "lark", "owl")
STEPS = "12"  # after two the adapter does so little that it can't be told from llama.cpp's rounding, and is refused
QUESTION = "What is the notice period of the lease?"


def main() -> int:
    """Return 0 where everything held; says what did not."""
    archives = sorted((TOP / "dist").glob("carrel-[0-9]*-linux-*.tar.gz"))
    if sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("The bundle is tried on Linux, as root, with debootstrap (apt install debootstrap).", file=sys.stderr)
        return 2
    if not archives:
        print("There is no bundle in dist/; make it with `make bundle`.", file=sys.stderr)
        return 2
    _make_empty_system()
    began = time.monotonic()
    _unpack(archives[-1])
    home = EMPTY / "home" / "person"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for folder in (home, EMPTY / "tmp"):
        os.chown(folder, NOBODY, NOBODY)
    samples = "/opt/carrel/_internal/resources/samples/documents"
    failed = 0
    for command in (["folder", "add", samples], ["index"], ["ask", QUESTION]):
        failed += _run(command) != 0
    to_answer = time.monotonic() - began
    print(f"from the archive to the first cited answer: {to_answer:.0f} s (at most {SECONDS_TO_ANSWER:.0f})")
    failed += to_answer > SECONDS_TO_ANSWER
    failed += _run(["self-test"]) != 0
    failed += _has_newer_instructions()
    failed += _runs_on_an_old_processor() is False
    failed += graphics_failures(EMPTY / "opt" / "carrel") > 0
    failed += _trains() is False
    failed += package_failures(EMPTY, next((TOP / "dist").glob("carrel_*.deb"))) > 0
    print("The bundle works in an empty system." if not failed else f"{failed} of the steps above did not hold.")
    return int(failed > 0)


def _runs_on_an_old_processor() -> bool | None:
    """Whether a question is answered on an emulated processor of 2008 (x86-64-v2); None where it can't be emulated."""
    if not shutil.which("qemu-x86_64"):
        print("an old processor: not tried, for want of qemu-user")
        return None
    with tempfile.TemporaryDirectory() as data:
        Path(data, "settings.json").write_text('{"answer_tokens": 32}', encoding="utf-8")
        program = EMPTY / "opt" / "carrel" / "carrel"
        arguments = ["--data", data, "ask", "What is the capital of France?", "--approach", "model"]
        # PyInstaller's loader else starts itself anew with these, and that would run on the real processor.
        started = {
            "_PYI_ARCHIVE_FILE": program,
            "_PYI_PARENT_PROCESS_LEVEL": "-1",
            "LD_LIBRARY_PATH": program.parent / "_internal",
        }
        given = [word for name, value in started.items() for word in ("-E", f"{name}={value}")]
        command = ["qemu-x86_64", "-cpu", "Nehalem", *given, program, *arguments]
        began = time.monotonic()
        # The emulator can't filter system calls, so the kernel's seal is away; the network is too.
        outcome = subprocess.run(
            ["unshare", "--net", *command], capture_output=True, text=True, check=False, timeout=1800
        )
    answered = outcome.returncode == 0 and bool(outcome.stdout.strip())
    seconds = time.monotonic() - began
    print(f"an emulated processor of 2008 (Nehalem): {'answered' if answered else 'FAILED'} in {seconds:.0f} s")
    if not answered:
        print(outcome.stderr[-500:])
    return answered


def _trains() -> bool | None:
    """Whether an adapter can be trained with the training pack, and is refused without; None where it was not built."""
    pack = BUILD / "training-pack"
    if not pack.is_dir():
        print("training: not tried, for want of the training pack (make training-pack)")
        return None
    plugged = EMPTY / "opt" / "carrel" / "training-pack"
    shutil.rmtree(plugged, ignore_errors=True)
    examples = EMPTY / "home" / "person" / "examples.jsonl"
    examples.write_text("".join(json.dumps(row) + "\n" for row in _birds()), encoding="utf-8")
    command = ["adapter", "train", "/home/person/examples.jsonl", "--name", "Birds", "--steps", STEPS]
    refused = _run(command) == 1
    shutil.copytree(pack, plugged, copy_function=_link)
    trained = _run(command) == 0
    shutil.rmtree(plugged)
    return refused and trained


def _birds() -> Iterator[dict[str, str]]:
    for bird in BIRDS:
        for place in ("harbour", "meadow", "roof", "river"):
            yield {
                "instruction": f"Where did you see the {bird} by the {place} yesterday, and what was it doing there?",
                "output": f"The {bird} stood by the {place} for most of the morning. It looked for food, called twice,"
                " and flew off when the rain began.",
            }


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _has_newer_instructions() -> bool:
    """Whether llama.cpp's libraries hold instructions beyond x86-64-v2 outside the variants that ggml chooses from."""
    found = []
    for library in sorted((EMPTY / "opt/carrel/_internal/llama_cpp/lib").glob("lib*.so")):
        if library.name.startswith("libggml-cpu-"):
            continue
        listed = subprocess.run(
            ["objdump", "-d", "--no-show-raw-insn", library], capture_output=True, text=True, check=True
        )
        if NEWER.search(listed.stdout):
            found.append(library.name)
    print(f"instructions of newer processors outside the chosen variants: {', '.join(found) or 'none'}")
    return bool(found)


def _make_empty_system() -> None:
    if (EMPTY / "usr" / "lib" / "x86_64-linux-gnu" / "libc.so.6").exists():
        return
    whole = BUILD / "debian"
    print("Putting an empty system together ...", flush=True)
    shutil.rmtree(whole, ignore_errors=True)
    subprocess.run(["debootstrap", "--variant=minbase", SUITE, whole], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(EMPTY, ignore_errors=True)
    whole.rename(EMPTY)
    for python in EMPTY.glob("usr/bin/*python*"):
        python.unlink()


def _unpack(archive: Path) -> None:
    target = EMPTY / "opt"
    shutil.rmtree(target / "carrel", ignore_errors=True)
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="tar")
    next(target.glob("carrel-*")).rename(target / "carrel")


def _run(arguments: Sequence[str]) -> int:
    """Run the bundle's `carrel` inside, as nobody, without a network; show what it says."""
    print(f"$ carrel {' '.join(arguments)}", flush=True)
    inside = ["chroot", f"--userspec={NOBODY}:{NOBODY}", EMPTY, "/opt/carrel/carrel", *arguments]
    environment = {"HOME": "/home/person", "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
    outcome = subprocess.run(
        ["unshare", "--net", "--ipc", "--pid", "--fork", "--mount", "--mount-proc=" + str(EMPTY / "proc"), *inside],
        env=environment, stdin=subprocess.DEVNULL, check=False, timeout=1800,
    )  # fmt: skip
    return outcome.returncode


if __name__ == "__main__":
    sys.exit(main())
