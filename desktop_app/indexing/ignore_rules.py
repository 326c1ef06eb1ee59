"""What `.gitignore` and `.carrelignore` leave out below a watched folder.

gitignore-parser says what a line means; the matching is done here, because its own looks at
every path anew for every rule, and because a hostile pattern must not be able to keep the
worker busy: each `*` takes as little as it can and never gives back.

As in git, deeper files and later lines win, and nothing below a folder that is left out can
be taken back in. Where both files stand in a folder, `.carrelignore` has the last word.
"""

import logging
import os
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from gitignore_parser import rule_from_pattern

logger = logging.getLogger(__name__)

IGNORE_FILES = (".gitignore", ".carrelignore")
MOST_BYTES = 256 * 1024  # of one file; what follows is not read
LONGEST_PATTERN = 500
MOST_DOUBLE_STARS = 4  # in one pattern
_STAR, _FOLDERS = "[^/]*", "(.*[/])?"  # as gitignore-parser 0.1.13 writes `*` and `**/`


@dataclass(frozen=True, slots=True)
class _Rule:
    """One line: `pattern` is matched against the path below the folder of the file it stands in."""

    pattern: re.Pattern[str]
    takes_back: bool
    folders_only: bool
    base: int  # characters of the path that lead to that folder
    source: str  # the file it stands in, from the watched folder on


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules that hold in one folder: its own and those of the folders above, up to the watched one."""

    root: str
    rules: tuple[_Rule, ...] = ()

    def below(self, folder: str, names: Collection[str] | None = None) -> "IgnoreRules":
        """Return the rules that hold in `folder`, which is below or the same; `names` is what stands in it."""
        added: list[_Rule] = []
        for name in IGNORE_FILES:
            if names is None or name in names:
                added += _read(os.path.join(folder, name), folder, self.root)  # noqa: PTH118 - for every folder
        return IgnoreRules(self.root, (*self.rules, *added)) if added else self

    def source(self, path: str, *, is_folder: bool) -> str:
        """Return the ignore file that leaves `path` out, empty if none does. Folders above it are not looked at."""
        for rule in reversed(self.rules):
            if rule.folders_only and not is_folder:
                continue
            relative = path[rule.base :]
            if rule.pattern.search(relative + "/" if rule.folders_only else relative):
                return "" if rule.takes_back else rule.source
        return ""


def rules_at(root: str, folder: str) -> tuple[IgnoreRules, str]:
    """Return the rules that hold in `folder` at or below `root`, and the file that leaves it out itself (or "")."""
    rules = IgnoreRules(root).below(root)
    at = root
    for part in Path(os.path.relpath(folder, root)).parts:
        at = os.path.join(at, part)  # noqa: PTH118
        if source := rules.source(at, is_folder=True):
            return rules, source
        rules = rules.below(at)
    return rules, ""


def _read(path: str, folder: str, root: str) -> Sequence[_Rule]:
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            text = file.read(MOST_BYTES).decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        logger.warning("an ignore file could not be read (%s)", error.strerror)
        return ()
    base = len(folder.rstrip("/")) + 1
    source = os.path.relpath(path, root)
    return [rule for line in text.splitlines() if (rule := _rule(line, base, source)) is not None]


def _rule(line: str, base: int, source: str) -> _Rule | None:
    """Return what a line says, None where it says nothing or can't be understood."""
    if len(line) > LONGEST_PATTERN or line.count("**") > MOST_DOUBLE_STARS:
        logger.warning("a line of %s is too involved and is passed over", source)
        return None
    try:
        parsed = rule_from_pattern(line.rstrip("\r"))
        if parsed is None:
            return None
        pattern = re.compile(_without_backtracking(parsed.regex))
    except (re.error, IndexError):
        logger.warning("a line of %s is no pattern and is passed over", source)
        return None
    return _Rule(pattern, parsed.negation, parsed.directory_only, base, source)


def _without_backtracking(regex: str) -> str:
    """Let each `*` and `**/` take the least that works, for good: what follows the last one decides alone."""
    first, *rest = [_stars_without_backtracking(part) for part in regex.split(_FOLDERS)]
    if not rest:
        return first
    return first + "".join(f"(?>(?:[^/]+/)*?{part})" for part in rest[:-1]) + f"(?:[^/]+/)*?{rest[-1]}"


def _stars_without_backtracking(regex: str) -> str:
    first, *rest = regex.split(_STAR)
    if not rest:
        return regex
    return first + "".join(f"(?>[^/]*?{part})" for part in rest[:-1]) + _STAR + rest[-1]
