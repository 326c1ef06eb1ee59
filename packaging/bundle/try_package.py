"""The .deb in an empty system: installed over a former version, removed, and purged, without a network.

    python packaging/bundle/try_package.py [PACKAGE]

What desktops need (Qt's libraries below it) is not there, so dpkg is told to go on without; the
command line wants none of it. Needs root, and the empty system that try_bundle.py makes.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
CONTROL = TOP / "packaging" / "linux" / "control"
EMPTY = TOP / "build" / "bundle" / "empty-system"
PERSON, ID = "anna", 1234
HOME = Path("home", PERSON)
DATA = HOME / ".local" / "share" / "carrel"
PROGRAM = Path("usr", "lib", "carrel")
QUESTION = "What is the notice period of the lease?"


def main() -> int:
    """Return 0 where every step went as it should; says what did not."""
    given = sys.argv[1:] or sorted(str(file) for file in (TOP / "dist").glob("carrel_*.deb"))
    return package_failures(EMPTY, Path(given[-1]))


def package_failures(system: Path, package: Path) -> int:
    """Return how many steps failed; the system is left without the package."""
    _forget(system)
    former = _former_package(system / "tmp" / "former")
    shutil.copy(package, system / "tmp" / "carrel.deb")
    steps: dict[str, Callable[[], bool]] = {
        "a former version is installed": lambda: _dpkg(system, "--install", former),
        "the package is installed over it": lambda: _dpkg(system, "--install", "/tmp/carrel.deb"),
        "nothing of the former version is left": lambda: not (system / PROGRAM / "former").exists(),
        "a person reads a folder": lambda: _works(system, "folder", "add", f"/{PROGRAM}/_internal/resources/samples"),
        "it is indexed": lambda: _works(system, "index"),
        "and answers": lambda: _works(system, "ask", QUESTION),
        "the manual page is there": lambda: (system / "usr/share/man/man1/carrel.1.gz").is_file(),
        "what the person made is theirs alone": lambda: _readable_by_others(system / DATA) == [],
        "the package is removed": lambda: _dpkg(system, "--remove", "carrel"),
        "the program is gone": lambda: not (system / PROGRAM).exists() and not (system / "usr/bin/carrel").is_symlink(),
        "what the person made is still there": lambda: (system / DATA / "library.db").is_file(),
        "the package is purged": lambda: _dpkg(system, "--purge", "carrel"),
        "what the person made is gone": lambda: not (system / DATA).exists(),
        "and nothing else of theirs": lambda: (system / HOME / "letter.txt").is_file(),
    }
    failed = 0
    for name, step in steps.items():
        ok = step()
        print(f"{'ok  ' if ok else 'FAIL'} package: {name}", flush=True)
        failed += not ok
    _forget(system)
    return failed


def _forget(system: Path) -> None:
    """Make the system as it was, with a person whose home holds a letter."""
    if (system / "var/lib/dpkg/info/carrel.list").exists():
        _dpkg(system, "--purge", "carrel")
    shutil.rmtree(system / HOME, ignore_errors=True)
    shutil.rmtree(system / "tmp" / "former", ignore_errors=True)
    (system / "tmp" / "carrel.deb").unlink(missing_ok=True)
    accounts = system / "etc" / "passwd"
    line = f"{PERSON}:x:{ID}:{ID}::/{HOME}:/bin/sh\n"
    accounts.write_text(accounts.read_text(encoding="utf-8").replace(line, "") + line, encoding="utf-8")
    (system / HOME).mkdir(parents=True)
    (system / HOME / "letter.txt").write_text("Dear Ben", encoding="utf-8")
    for path in (system / HOME, system / HOME / "letter.txt"):
        os.chown(path, ID, ID)


def _former_package(work: Path) -> str:
    """Return, as the system sees it, a package of a version before, with a file that is no more."""
    (work / "root" / "DEBIAN").mkdir(parents=True)
    (work / "root" / PROGRAM / "former").mkdir(parents=True)
    (work / "root" / PROGRAM / "former" / "library.so").write_bytes(b"")
    control = CONTROL.read_text(encoding="utf-8").format(version="0.0.1", size=1, depends="libc6")
    (work / "root" / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    command = ["dpkg-deb", "--root-owner-group", "--build", work / "root", work / "former.deb"]
    subprocess.run(command, capture_output=True, check=True)
    return "/tmp/former/former.deb"


def _dpkg(system: Path, *arguments: str) -> bool:
    return _ran("chroot", str(system), "dpkg", "--force-depends", *arguments)


def _works(system: Path, *arguments: str) -> bool:
    inside = ["chroot", f"--userspec={ID}:{ID}", str(system), "/usr/bin/carrel", *arguments]
    return _ran("unshare", "--net", "--mount", f"--mount-proc={system / 'proc'}", *inside, home=f"/{HOME}")


def _ran(*command: str, home: str = "/root") -> bool:
    environment = {"HOME": home, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        print(done.stdout[-500:], done.stderr[-500:])
    return done.returncode == 0


def _readable_by_others(folder: Path) -> list[Path]:
    return [path for path in [folder, *folder.rglob("*")] if path.lstat().st_mode & 0o077 and not path.is_symlink()]


if __name__ == "__main__":
    sys.exit(main())
