"""Source code and settings: kept as written, in pages of some hundred lines that say which."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from desktop_app.domain import Page
from desktop_app.parsing.base import OpenedDocument
from desktop_app.parsing.clean_text import clean
from desktop_app.parsing.encodings import decode
from desktop_app.parsing.page_builder import PageBuilder, require_text
from desktop_app.parsing.source import MEGABYTE, read_whole

MAX_BYTES = 20 * MEGABYTE
LINES_A_PAGE = 100  # a page ends at the next empty line, or at twice as many


class CodeParser:
    """Programs, scripts, style sheets and files of settings."""

    suffixes: ClassVar[frozenset[str]] = frozenset({
        ".py", ".pyi", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".java", ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp",
        ".cs", ".go", ".rs", ".rb", ".php", ".swift", ".kt", ".kts", ".scala", ".sh", ".bash", ".zsh", ".fish", ".ps1",
        ".bat", ".cmd", ".sql", ".r", ".jl", ".lua", ".pl", ".pm", ".hs", ".ml", ".mli", ".ex", ".exs", ".erl", ".clj",
        ".dart", ".vb", ".fs", ".f90", ".f", ".pas", ".asm", ".s", ".m", ".mm", ".cu", ".cuh", ".proto", ".graphql",
        ".css", ".scss", ".less", ".vue", ".svelte", ".toml", ".yaml", ".yml", ".ini", ".cfg", ".conf", ".properties",
        ".tf", ".gradle", ".groovy", ".cmake", ".mk", ".nix", ".vim", ".el", ".lisp", ".scm", ".rkt", ".tcl", ".zig",
        ".nim", ".sol", ".v", ".vhd", ".diff", ".patch", ".bib",
    })  # fmt: skip
    name: ClassVar[str] = "Source"

    def open(self, path: Path) -> OpenedDocument:
        lines = clean(decode(read_whole(path, MAX_BYTES))).split("\n")
        return OpenedDocument(path.name, 0, require_text(_pages(lines)))


def _pages(lines: list[str]) -> Iterator[Page]:
    builder = PageBuilder(counted="lines")
    start = 0
    while start < len(lines):
        end = _end_of_page(lines, start)
        yield from builder.new_page(f"lines {start + 1}–{end}" if start or end < len(lines) else "")
        yield from builder.verbatim("\n".join(lines[start:end]), start + 1)
        start = end
    yield from builder.finish()


def _end_of_page(lines: list[str], start: int) -> int:
    if len(lines) - start <= LINES_A_PAGE * 3 // 2:
        return len(lines)
    for place in range(start + LINES_A_PAGE, min(start + 2 * LINES_A_PAGE, len(lines))):
        if not lines[place].strip() and lines[place + 1 : place + 2] and not lines[place + 1][:1].isspace():
            return place + 1
    return min(start + 2 * LINES_A_PAGE, len(lines))
