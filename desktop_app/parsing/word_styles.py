"""What a DOCX paragraph is by its style and its own settings: heading, list item, bold, hidden."""

import re
from collections.abc import Iterator

from lxml import etree

from desktop_app.parsing.xml_elements import attribute, child, local_name, number

MAX_ANCESTORS = 20  # styles based on each other; a ring of them ends here
OFF = frozenset({"0", "false", "off", "none"})
_HEADING_NAME = re.compile(r"heading (\d)$", re.IGNORECASE)
_WHITE = "FFFFFF"
PAPER = frozenset({"", "AUTO", _WHITE})  # shades that leave the paper white


class Styles:
    """The style part of one document."""

    def __init__(self, part: etree._Element | None) -> None:
        elements = [element for element in part if local_name(element) == "style"] if part is not None else []
        self._by_id = {attribute(element, "styleId"): element for element in elements}
        self._default = next(
            (
                attribute(element, "styleId")
                for element in elements
                if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true")
            ),
            "",
        )

    def heading_level(self, paragraph: etree._Element) -> int:
        """Return the level of a heading, the title being 1; 0 for running text."""
        own = child(paragraph, "pPr", "outlineLvl")
        if own is not None:
            return _outline_level(own)
        for style in self._chain(paragraph):
            name = attribute(child(style, "name")).strip()
            if found := _HEADING_NAME.match(name):
                return int(found[1])
            if name.lower() == "title":
                return 1
            outline = child(style, "pPr", "outlineLvl")
            if outline is not None:
                return _outline_level(outline)
        return 0

    def list_place(self, paragraph: etree._Element) -> tuple[str, int]:
        """Return the list's id and the level in it; an empty id for no list."""
        sources = [child(paragraph, "pPr", "numPr")]
        sources += [child(style, "pPr", "numPr") for style in self._chain(paragraph)]
        for source in sources:
            list_id = attribute(child(source, "numId"))
            if list_id:
                level = next((found for one in sources if (found := attribute(child(one, "ilvl")))), "0")
                return ("" if list_id == "0" else list_id), number(level, 0)
        return "", 0

    def is_all_bold(self, paragraph: etree._Element) -> bool:
        """Whether every run with text says itself that it is bold."""
        runs = [run for run in paragraph.iter("{*}r") if any(text.text for text in run.iter("{*}t"))]
        return bool(runs) and all(_is_on(child(run, "rPr", "b")) for run in runs)

    def is_hidden(self, run: etree._Element, paragraph: etree._Element, in_table: bool) -> bool:
        """Whether a reader can't see a run: hidden, or white where nothing shades it."""
        settings = child(run, "rPr")
        if settings is None:
            return False
        if _is_on(child(settings, "vanish")):
            return True
        is_white = attribute(child(settings, "color")).upper() == _WHITE
        shades = [attribute(child(settings, "shd"), "fill"), attribute(child(paragraph, "pPr", "shd"), "fill")]
        is_shaded = child(settings, "highlight") is not None or any(fill.upper() not in PAPER for fill in shades)
        return is_white and not (in_table or is_shaded)

    def _chain(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        name = attribute(child(paragraph, "pPr", "pStyle")) or self._default
        for _ in range(MAX_ANCESTORS):
            style = self._by_id.get(name)
            if style is None:
                return
            yield style
            name = attribute(child(style, "basedOn"))


def _outline_level(element: etree._Element) -> int:
    level = number(attribute(element), 9)
    return level + 1 if level < 9 else 0


def _is_on(element: etree._Element | None) -> bool:
    return element is not None and attribute(element) not in OFF
