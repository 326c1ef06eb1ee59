"""The system libraries that Qt opens at run time, and what builds llama.cpp.

PySide6 brings Qt, but not the libraries below it. Each is tried by loading it, which is what
Qt will do; Debian and Ubuntu install the missing ones where the user may, elsewhere they are named.
"""

import ctypes
import importlib
import importlib.util
import os
import shutil
import subprocess
import sys

from steps import SetupFailed, last_word, say

# What libQt6Gui, libQt6XcbQpa and the platform plugins of PySide6 6.11 need (objdump -p), and
# the Debian package of each; libraries that these packages bring along are not listed.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",  # brings image, render, render-util, shm and util
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}


def install_system_libraries() -> None:
    """Install what is missing; raise SetupFailed only where nothing could work without it."""
    missing = _missing_packages()
    if not missing:
        return
    say(f"Installing system packages: {' '.join(missing)} ...")
    reason = _install(missing)
    importlib.invalidate_caches()  # ensurepip may be there now
    missing = _missing_packages()
    if not missing:
        return
    advice = f"System packages are missing ({reason}); install them with: sudo apt install {' '.join(missing)}"
    if not (_has_compiler() and _can_make_venvs()):
        raise SetupFailed(advice)
    say(f"{advice}. Going on without them; the window may not open.")


def _missing_packages() -> list[str]:
    packages = [] if _has_compiler() else ["g++"]
    if not _can_make_venvs():
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if sys.platform == "linux":
        packages += [package for library, package in QT_LIBRARIES.items() if not _can_load(library)]
    return packages


def _has_compiler() -> bool:
    return any(shutil.which(name) for name in (os.environ.get("CXX"), "c++", "g++", "clang++") if name)


def _can_make_venvs() -> bool:
    """Debian's Python lacks ensurepip until python3-venv is installed."""
    return importlib.util.find_spec("ensurepip") is not None


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install(packages: list[str]) -> str:
    """Try apt; return why it did not work, empty where it did."""
    apt = shutil.which("apt-get")
    if not apt:
        return "there is no apt on this system"
    prefix = _privilege()
    if prefix is None:
        return "this user may not install them without a password"
    command = [*prefix, apt, "-o", "DPkg::Lock::Timeout=120", "-qq"]
    reason = "apt gave no reason"
    # The list of packages may be missing (containers) or old: fetch it, and go on with the old one if that fails.
    for step in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        outcome = subprocess.run(
            [*command, *step], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        reason = last_word(outcome.stderr) if outcome.returncode else ""
    return reason


def _privilege() -> list[str] | None:
    """What to put before apt-get: nothing for root, sudo where it asks nothing, None where neither is."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
