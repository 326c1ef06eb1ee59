"""What every step of the set-up needs: to say a line, to run a command, to fail in one sentence."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class SetupFailed(Exception):
    """One sentence for a person."""


def say(line: str) -> None:
    """Print one line of progress at once, also into a pipe."""
    print(line, flush=True)


def run(
    command: Sequence[str | Path], environment: Mapping[str, str], failure: str, *, shows_output: bool = False
) -> None:
    """Run a command to its end, quietly; raise SetupFailed with `failure` and the command's own last word.

    With `shows_output` the command speaks for itself, its errors included.
    """
    outcome = subprocess.run(
        list(command),
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=not shows_output,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise SetupFailed("The set-up stops here." if shows_output else f"{failure}: {last_word(outcome.stderr)}")


def last_word(output: str) -> str:
    """Return the line of a failed command's output that says most: its last error, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e: "))]
    return (errors or lines or ["it gave no reason"])[-1]
