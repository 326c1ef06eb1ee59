"""What every page's text has been through: no control characters, no half characters.

Characters are otherwise kept as they stand in the document, so that a quote is the
document's own words.
"""

import re

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
# Controls but tab and line feed, the soft hyphen and the byte order mark (both invisible
# and in the way of a search), and code points that Unicode says are no characters.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ufeff\ufffe\uffff]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """Drop what can't be seen or stored; line breaks become line feeds, lone surrogates U+FFFD."""
    text = _LINE_BREAKS.sub("\n", text)
    return _LONE_SURROGATES.sub("\ufffd", _DROPPED.sub("", text))


def one_line(text: str) -> str:
    """Clean `text` and put it on one line with single spaces, as titles, headings and cells are."""
    return " ".join(clean(text).split())


def paragraph(text: str) -> str:
    """Clean the text of one paragraph: its line breaks stay, single spaces, no empty lines."""
    text = _SPACES.sub(" ", clean(text))
    return "\n".join(line for line in (line.strip() for line in text.split("\n")) if line)


def verbatim(text: str) -> str:
    """Clean text whose layout matters (code): indents stay, trailing spaces and outer empty lines go."""
    lines = [line.rstrip() for line in clean(text).split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def has_words(text: str) -> bool:
    """Whether there is anything to find: at least one letter or digit."""
    return any(character.isalnum() for character in text)
