"""Pages that nest deeper than any honest one, or give one element endless attributes, are read as bare text.

Building the tree of a page takes time with the square of its depth (60,000 levels take
seconds on an idle machine, a minute on a busy one) and of an element's attributes, so these
are looked at first.
"""

import re
from collections.abc import Iterator
from html import unescape

MAX_DEPTH = 1000
MAX_ATTRIBUTES = 2000  # of one element
LONG_TAG = 10_000  # characters; a shorter one can't hold so many
# Elements that need no end tag: their number says nothing about depth.
OPEN_ENDED = frozenset({
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "source", "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr",
})  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_UNSEEN = re.compile(r"<(script|style|template)\b|<!--", re.IGNORECASE)
_ENDS = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "template")}
_END_OF_COMMENT = re.compile("-->")
_ANY_TAG = re.compile(r"<[/!a-zA-Z][^<>]*>")


def is_too_much(source: str) -> bool:
    """Whether more than MAX_DEPTH elements are open at once somewhere, or one has more than MAX_ATTRIBUTES."""
    depth = end = 0
    for tag in _TAG.finditer(source):
        if end <= tag.end():  # else it stands in the text of the tag before, which has no end of its own
            end = source.find(">", tag.end())
            end = len(source) if end < 0 else end
            if end - tag.end() > LONG_TAG and len(_QUOTED.sub("", source[tag.end() : end]).split()) > MAX_ATTRIBUTES:
                return True
        if tag[2].lower() not in OPEN_ENDED:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            if depth > MAX_DEPTH:
                return True
    return False


def bare_text(source: str) -> str:
    """Return the text without tags, scripts and styles; what was a paragraph is no longer known."""
    return unescape(_ANY_TAG.sub(" ", " ".join(_seen_parts(source))))


def _seen_parts(source: str) -> Iterator[str]:
    """Yield what stands between scripts, styles and comments; one without an end swallows the rest."""
    place = 0
    while unseen := _UNSEEN.search(source, place):
        yield source[place : unseen.start()]
        name = (unseen[1] or "").lower()
        end = _ENDS.get(name, _END_OF_COMMENT).search(source, unseen.end())
        place = end.end() if end else len(source)
    yield source[place:]
