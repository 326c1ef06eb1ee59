"""The numbers and bullets that Word draws in front of paragraphs but does not store in their text.

Knows the numbering part of a DOCX: lists point to a definition, whose levels say how to
count and how the number looks ("%1.%2", "(%3)").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from desktop_app.parsing.xml_elements import attribute, child, local_name, number

LEVELS = 9
ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts: `look` is "decimal", "bullet", …; `pattern` as in "%1.%2"."""

    look: str
    pattern: str
    start: int


@dataclass(slots=True)
class Numbering:
    """Counts while the document is read from top to bottom."""

    definitions: Mapping[str, Sequence[Level]]
    lists: Mapping[str, str]
    counters: dict[str, list[int | None]] = field(default_factory=dict)

    @classmethod
    def read(cls, part: etree._Element | None) -> "Numbering":
        definitions, lists = {}, {}
        for element in part if part is not None else ():
            if local_name(element) == "abstractNum":
                definitions[attribute(element, "abstractNumId")] = list(_levels(element))
            elif local_name(element) == "num":
                lists[attribute(element, "numId")] = attribute(child(element, "abstractNumId"))
        return cls(definitions, lists)

    def next_label(self, list_id: str, level: int) -> str:
        """Count one paragraph of the list and return what stands before it, empty for none."""
        definition = self.lists.get(list_id, "")
        levels = self.definitions.get(definition, ())
        if not 0 <= level < len(levels):
            return ""
        counters = self.counters.setdefault(definition, [None] * LEVELS)
        current = counters[level]
        counters[level] = levels[level].start if current is None else current + 1
        counters[level + 1 :] = [None] * (LEVELS - level - 1)
        if levels[level].look == "bullet":
            return "•"
        label = levels[level].pattern
        for index, above in enumerate(levels[: level + 1]):
            count = counters[index]
            label = label.replace(f"%{index + 1}", _written(above.start if count is None else count, above.look))
        return label.strip()


def _levels(definition: etree._Element) -> Iterator[Level]:
    for element in definition:
        if local_name(element) == "lvl":
            start = number(attribute(child(element, "start")), 1)
            yield Level(attribute(child(element, "numFmt")) or "decimal", attribute(child(element, "lvlText")), start)


def _written(count: int, look: str) -> str:
    if look == "none":
        return ""
    if look.endswith("Letter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 8)
        return letter.upper() if look.startswith("upper") else letter
    if look.endswith("Roman") and 0 < count < 4000:
        written = ""
        for value, sign in ROMAN:
            written += sign * (count // value)
            count %= value
        return written.upper() if look.startswith("upper") else written
    return f"{count:02d}" if look == "decimalZero" else str(count)
