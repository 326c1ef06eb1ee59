"""Takes Markdown's own marks out of running text, so that a quote reads as the page does: no `**`, no `[](…)`.

Lines stay lines: what stands in line 12 of the file stands in the same line of the block.
"""

import re
from collections.abc import Sequence

from markdown_it.token import Token

_QUOTED = re.compile(r">[ \t]?")
_LEAD = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")


def without_marks(source: Sequence[str], first: int, tokens: Sequence[Token]) -> list[str]:
    """Return the lines of one block without marks for emphasis, code and links.

    `first` is the number of its first line as the tokens count, which begin with the block's own.
    """
    lines = list(source)
    for token in tokens:
        if token.map is not None and token.map[0] >= first + len(lines):
            break
        if token.type != "inline" or token.map is None:
            continue
        begin, end = token.map[0] - first, token.map[1] - first
        bare = _lines_of(token)
        if len(bare) == end - begin:
            for place, words in enumerate(bare, begin):
                lead = _LEAD.match(lines[place])
                lines[place] = (_QUOTED.sub("", lead[0]) if lead else "") + words
    return lines


def _lines_of(inline: Token) -> list[str]:
    lines = [""]
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif token.type in ("text", "code_inline", "image", "html_inline", "text_special"):
            lines[-1] += token.content
    return lines
