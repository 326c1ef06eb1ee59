"""Where sentences begin and end, for cutting documents and for checking claims.

Works by rules on plain text in any of the languages we meet; knows nothing of pages or
chunks. To teach it an abbreviation: one word in one of the sets below.
"""

import re

CELL_SEPARATOR = " | "  # what parts the cells of a row in the text of every document
CELL_BORDER = re.compile(r"(?:^| )\|(?: |$)", re.MULTILINE)  # the same, also at an end of a line, where blanks are lost

# Never the last word of a sentence (compared in lower case, without the full stop).
_OPENING_WORDS = """
    mr mrs ms mx dr prof rev hon st sr sra srta jr gen col capt lt sgt cmdr adm gov sen rep pres vs cf e.g i.e eg ie
    viz al approx ca c fig figs eq eqs ref refs sec ch chap vol vols no nos nr pp p pg ed eds trans art arts para
    tab mt ft messrs mme mlle mgr z.b d.h u.a s.o s.u bzw ggf evtl vgl sog inkl zzgl str hr fr bd aufl hrsg abs ziff
    p.ex env av boul núm pág págs ud uds dept univ assn est lit
"""
# May end one: only before a word that commonly begins a sentence.
_EITHER_WORDS = """
    etc inc ltd co corp bros llc plc a.m p.m u.s u.k u.n e.u d.c usw u.s.a b.c a.d ph.d m.d gmbh
"""
_STARTER_WORDS = """
    The A An This That These Those It In On At He She They We You I His Her Their Its Our If When While After Before
    As For From By With However But And So There What Which Who Why How Where Although Because Since During
    Der Die Das Ein Eine Es Er Sie Wir Im Am Le La Les Un Une Il Elle El Los Las
"""
_OPENING = frozenset(_OPENING_WORDS.split())
_EITHER = frozenset(_EITHER_WORDS.split())
_STARTERS = frozenset(_STARTER_WORDS.split())
# "The answer is no. The next…": abbreviations that are words too.
_ALSO_WORDS = frozenset({"no", "p", "c", "art", "est", "al", "fig", "sec", "str"})
_MONTHS = re.compile(
    r"(?:Jan|Feb|Mär|Maer|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Jh|Januar|Klasse|Auflage|Band|Kapitel|Mal)\w*"
)
# A line that begins like this is an item of its own.
_ITEM = re.compile(r"[ \t]*(?:[-*•‣◦▪–—·]|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)])[ \t]+\S")
_ITEM_NUMBER = re.compile(r"[ \t]*\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,4})[.)]")
# Nothing is given back, and a run of stops is looked at once: a page of dots must not take hours.
_END = re.compile(
    r"(?P<wide>[。！？｡]+[」』”’）】》\"']*)"
    r"|(?<![.!?…؟।۔])(?P<stop>[.!?…؟।۔]++)(?:\[\d{1,3}\])*+[\"'”’»›)\]]*+(?:\[\d{1,3}\])*+(?=\s|$)"
)
_BREAK = re.compile(r"\r\n|\r|\n")
_WORD_BEFORE = re.compile(r"[^\W_](?:[\w.º]*\w)?$")
_LONGEST_WORD = 24  # characters looked at before a full stop: no abbreviation is longer


def cells_of(line: str) -> list[str]:
    """Return the cells of a row of a table, the empty ones at its ends too; one where it is no row."""
    return CELL_BORDER.split(line)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of each sentence of `text`, in order, without overlap.

    Together they cover every character that is not white space, and none begins or ends
    with white space. A single line break is a space; an empty line, a list item and a row of
    a table (cells parted by ` | `) end the sentence before them. Takes time linear in the text.
    """
    sentences = []
    for start, end, is_row in _blocks(text):
        for span in [(start, end)] if is_row else _sentences_of(text, start, end):
            trimmed = _trim(text, *span)
            if trimmed[0] < trimmed[1]:
                sentences.append(trimmed)
    return sentences


def _blocks(text: str) -> list[tuple[int, int, bool]]:
    """Spans of lines that belong together, and whether each is one row of a table."""
    blocks: list[tuple[int, int, bool]] = []
    open_block: int | None = None
    position = 0
    for line_end, next_line in [*((m.start(), m.end()) for m in _BREAK.finditer(text)), (len(text), len(text))]:
        line = text[position:line_end]
        is_row = "|" in line and CELL_BORDER.search(line) is not None
        if open_block is not None and (not line.strip() or is_row or _ITEM.match(line)):
            blocks.append((open_block, position, False))
            open_block = None
        if is_row:
            blocks.append((position, line_end, True))
        elif line.strip() and open_block is None:
            open_block = position
        position = next_line
    if open_block is not None:
        blocks.append((open_block, len(text), False))
    return blocks


def _sentences_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    sentences = []
    begin = start
    for match in _END.finditer(text, start, end):
        if match["wide"] is not None or _is_end(text, begin, match, end):
            sentences.append((begin, match.end()))
            begin = match.end()
    sentences.append((begin, end))
    return sentences


def _is_end(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether a stop followed by white space ends the sentence that began at `begin`."""
    rest = text[match.end() : min(end, match.end() + 60)].split(None, 2)
    if not rest:
        return True
    following = rest[0].lstrip("\"'“‘«‹([¿¡„*_")
    if following[:1].islower():
        return False
    if match["stop"] != ".":
        return True
    closed = match.end() > match.end("stop")  # a quote or bracket closes after the stop
    before = text[max(begin, match.start() - _LONGEST_WORD) : match.start()]
    if match.end("stop") - begin < _LONGEST_WORD and _ITEM_NUMBER.fullmatch(text[begin : match.end("stop")].strip()):
        return False
    found = _WORD_BEFORE.search(before)
    if found is None or closed:
        return True
    return _word_can_end(found[0], before[: found.start()], following)


def _word_can_end(word: str, before: str, following: str) -> bool:
    starts = following.strip(".,;:!?\"'”’») ") in _STARTERS
    folded = word.lower()
    if folded in _OPENING:
        return starts and word in _ALSO_WORDS
    if folded in _EITHER or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        return starts
    if len(word) == 1 and word.isalpha() and word.isupper():
        return starts and bool(before.strip()) and before.split()[-1].islower()
    if word.isdigit() and len(word) <= 2:
        return not _MONTHS.match(following)
    return True


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
