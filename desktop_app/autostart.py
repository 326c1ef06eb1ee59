"""Starting Carrel when the person logs in: one entry, where each system looks for such, or none.

Linux: a desktop entry in the autostart folder of the XDG specification. macOS: a launch agent.
Windows: a value below the registry's Run key. The entry is the only thing that Carrel keeps
outside its data folder; it names the program and the data folder, and nothing else.
"""

import os
import plistlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop_app.errors import DataUnwritable
from desktop_app.small_file import replace_file
from desktop_app.worker_command import is_bundled

NAME = "carrel"
AGENT = "app.carrel.Carrel"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"


def start_command(data: Path) -> list[str]:
    """Return what starts Carrel on this data folder without showing its window."""
    program = [sys.executable] if is_bundled() else [sys.executable, "-m", "desktop_app"]
    return [*program, "--data", str(data), "--hidden"]


def set_autostart(command: Sequence[str] | None) -> None:
    """Start `command` at login from now on, with None nothing; raises DataUnwritable."""
    try:
        if sys.platform == "win32":
            _write_run_value(command)
        elif sys.platform == "darwin":
            agent = Path.home() / "Library" / "LaunchAgents" / f"{AGENT}.plist"
            _write(agent, launch_agent(command) if command else None)
        else:
            _write(autostart_entry(os.environ), desktop_entry(command) if command else None)
    except OSError as error:
        raise DataUnwritable(
            f"The entry that starts Carrel at login could not be changed ({error.strerror})."
        ) from error


def autostart_entry(environment: Mapping[str, str]) -> Path:
    """Return where a Linux desktop looks for the entry (XDG base directories)."""
    configuration = environment.get("XDG_CONFIG_HOME", "")
    base = Path(configuration) if configuration.startswith("/") else Path.home() / ".config"
    return base / "autostart" / f"{NAME}.desktop"


def desktop_entry(command: Sequence[str]) -> str:
    """Return the entry's text; a program that is gone by then is passed over (TryExec)."""
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Carrel\n"
        "Comment=Ask your own documents, without a network\n"
        f"TryExec={_escaped(command[0])}\n"
        f"Exec={' '.join(_quoted(part) for part in command)}\n"
        f"Icon={NAME}\n"
        "Terminal=false\n"
        "X-GNOME-Autostart-enabled=true\n"
    )


def launch_agent(command: Sequence[str]) -> str:
    """Return the property list of a launch agent that runs once after login."""
    content = {"Label": AGENT, "ProgramArguments": list(command), "RunAtLoad": True, "ProcessType": "Interactive"}
    return plistlib.dumps(content).decode("utf-8")


def windows_command(command: Sequence[str]) -> str:
    """Return the command as one line; Windows forbids quotation marks in file names."""
    return " ".join(f'"{part}"' for part in command)


def _write(file: Path, content: str | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_file(file, content)


def _write_run_value(command: Sequence[str] | None) -> None:
    if sys.platform == "win32":  # what tells mypy which system this is for
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            if command:
                winreg.SetValueEx(key, "Carrel", 0, winreg.REG_SZ, windows_command(command))
                return
            try:
                winreg.DeleteValue(key, "Carrel")
            except FileNotFoundError:
                return


def _quoted(part: str) -> str:
    """Quote one word for Exec, whose string is unescaped twice (Desktop Entry Specification, "The Exec key")."""
    for letter in ("\\", '"', "`", "$"):
        part = part.replace(letter, f"\\{letter}")
    return _escaped(f'"{part}"').replace("%", "%%")


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n")
