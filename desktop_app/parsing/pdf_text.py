"""From a page's paragraphs to its text, with every line's place in it; finds headings.

Words cut by a hyphen at a line's end are put together again. A heading is a short
paragraph in larger letters than the running text, alone in bold or capitals, or one that
the file's outline names.
"""

import re
from collections.abc import Mapping, Sequence

from desktop_app.domain import Heading, Line, Page, Table
from desktop_app.parsing.pdf_layout import Block
from desktop_app.parsing.pdf_lines import TextLine
from desktop_app.parsing.pdf_tables import has_header

MAX_HEADING = 150  # characters
MAX_HEADING_LINES = 3
LARGER = 1.12  # times the running text; below it two fonts may only seem different
BOLD_LEVEL = 4
CAPITALS_LEVEL = 5
# First parts of compounds that keep their hyphen: "self-" + "locking".
COMPOUNDS = frozenset({
    "all", "co", "cross", "ex", "half", "high", "long", "low", "mid", "multi", "non", "pre", "post", "self",
    "semi", "short", "so", "third", "well",
})  # fmt: skip
_HYPHENATED = re.compile(r"\b(\w+)[-\u2010](\w+)\b")
_HYPHENS = ("-", "\u2010", "\x02")
_NUMBERED = re.compile(
    r"(?:\d+\.)*\d+\.?\s+\S|(?:ARTICLE|SECTION|CHAPTER|PART|EXHIBIT|SCHEDULE|ANNEX|APPENDIX)\b", re.I
)
BETWEEN_PARAGRAPHS = "\n\n"
_WORD = re.compile(r"\w*")
_RUNNING_END = (".", ",", ";", ":")


def build_page(
    number: int,
    content: Sequence[Block],
    size: tuple[float, float],
    body_size: float,
    outline: Mapping[str, int],
) -> Page:
    """Return the page's text and places; `outline` maps folded titles on this page to their levels."""
    blocks: list[str] = []
    lines: list[Line] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    compounds = _compounds(content)
    offset = 0
    for part in content:
        start = offset
        block = ""
        for index, line in enumerate(part.lines):
            following = part.lines[index + 1].text if index + 1 < len(part.lines) else ""
            shown, separator = _line_and_separator(line.text, following, compounds)
            lines.append(_place(line, shown, start + len(block)))
            block += shown + separator
        blocks.append(block)
        offset = start + len(block) + len(BETWEEN_PARAGRAPHS)
        if part.is_table:
            header_end = start + len(part.lines[0].text) if has_header(part.lines) else start
            tables.append(Table(start, start + len(block), header_end))
        elif level := _heading_level(block, part.lines, body_size, outline):
            headings.append(Heading(start, level, " ".join(block.split())))
    text = BETWEEN_PARAGRAPHS.join(blocks)
    return Page(number, text, f"page {number}", tuple(headings), tuple(tables), tuple(lines), *size)


def fold(text: str) -> str:
    """Return the letters and digits of a title in lower case, for comparing."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _place(line: TextLine, shown: str, start: int) -> Line:
    edges = tuple(round(edge, 2) for edge in line.edges()[: len(shown) + 1])
    return Line(start, start + len(shown), round(line.top, 2), round(line.bottom, 2), edges)


def _compounds(content: Sequence[Block]) -> set[tuple[str, str]]:
    """Return the hyphenated words that stand unbroken somewhere on the page."""
    found: set[tuple[str, str]] = set()
    for block in content:
        for line in block.lines:
            found.update((first.lower(), second.lower()) for first, second in _HYPHENATED.findall(line.text))
    return found


def _line_and_separator(text: str, following: str, compounds: set[tuple[str, str]]) -> tuple[str, str]:
    """Return what a line shows and what parts it from the next: nothing where one word goes on."""
    shown = text.replace("\x02", "-")
    if not following:
        return shown, ""
    goes_on = len(text) > 1 and text.endswith(_HYPHENS) and text[-2].isalnum() and following[0].isalnum()
    if not goes_on:
        return shown, "\n"
    first = shown[:-1].split()[-1]
    second = (_WORD.match(following) or [""])[0]
    is_compound = (
        not (first[-1].isalpha() and second[:1].islower())
        or "-" in first
        or first.lower() in COMPOUNDS
        or (first.lower(), second.lower()) in compounds
    )
    return (shown if is_compound else shown[:-1]), ""


def _heading_level(block: str, paragraph: Sequence[TextLine], body_size: float, outline: Mapping[str, int]) -> int:
    """Return the level of a paragraph that is a heading, 0 for running text."""
    if len(paragraph) > MAX_HEADING_LINES or len(block) > MAX_HEADING or not any(map(str.isalpha, block)):
        return 0
    named = outline.get(fold(block))
    if named:
        return named
    if any(len(line.runs) > 2 for line in paragraph) or not paragraph[0].runs[0].is_upright:
        return 0
    ratio = min(line.size for line in paragraph) / body_size
    if ratio >= LARGER and sum(map(str.isalpha, block)) > 2:
        return 1 if ratio >= 1.6 else 2 if ratio >= 1.3 else 3
    if ratio < 0.95 or (block.endswith(_RUNNING_END) and not _NUMBERED.match(block)):
        return 0
    if all(line.is_bold for line in paragraph) and len(block) <= 100 and len(paragraph) <= 2:
        return BOLD_LEVEL
    return CAPITALS_LEVEL if _is_in_capitals(block, paragraph) else 0


def _is_in_capitals(block: str, paragraph: Sequence[TextLine]) -> bool:
    letters = [character for character in block if character.isalpha()]
    has_word = any(len(word) > 3 and word.isalpha() for word in block.split())
    return len(paragraph) == 1 and len(block) <= 80 and has_word and all(map(str.isupper, letters))
