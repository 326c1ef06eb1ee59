"""PPTX presentations: a page for each slide, with its title, text, tables, charts and notes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from desktop_app.domain import Page
from desktop_app.errors import DamagedDocument, NoText
from desktop_app.parsing.base import OpenedDocument, PageImage
from desktop_app.parsing.clean_text import one_line
from desktop_app.parsing.package import open_package, read_xml
from desktop_app.parsing.page_builder import PageBuilder, require_text

if TYPE_CHECKING:
    from lxml import etree

    from desktop_app.parsing.office_pictures import Scan
    from desktop_app.parsing.office_relations import Relation

MAIN = "ppt/presentation.xml"
TITLES = frozenset({"title", "ctrTitle"})
ON_EVERY_SLIDE = frozenset({"dt", "ftr", "hdr", "sldNum"})


class SlidesParser:
    """PowerPoint presentations and shows, also with macros."""

    suffixes: ClassVar[frozenset[str]] = frozenset({".pptx", ".pptm", ".ppsx", ".potx"})
    name: ClassVar[str] = "PowerPoint"

    def open(self, path: Path) -> OpenedDocument:
        from desktop_app.parsing.office_relations import stored_title

        with open_package(path) as archive:
            slides = _slide_parts(archive)
            title = stored_title(archive)
            if not title and slides:
                title = _title_of(read_xml(archive, slides[0]))
        pages = (scan.page for scan in _pages(path, slides))
        return OpenedDocument(title or path.stem, len(slides), require_text(pages, NoText))

    def render(self, path: Path, number: int, scale: float) -> PageImage:
        from desktop_app.parsing.office_pictures import draw_scan

        return draw_scan(path, _all_pages(path), number, scale)

    def recognise(self, path: Path, number: int) -> Page:
        from desktop_app.parsing.office_pictures import recognise_scan

        return recognise_scan(path, _all_pages(path), number)


def _all_pages(path: Path) -> "Iterator[Scan]":
    with open_package(path) as archive:
        slides = _slide_parts(archive)
    return _pages(path, slides)


def _slide_parts(archive: zipfile.ZipFile) -> list[str]:
    """Return the slides in the order they are shown."""
    from desktop_app.parsing.office_relations import read_relations, relation_id
    from desktop_app.parsing.xml_elements import child

    if MAIN not in archive.namelist():
        raise DamagedDocument
    relations = read_relations(archive, MAIN)
    listed = child(read_xml(archive, MAIN), "sldIdLst")
    ids = [relation_id(element) for element in listed] if listed is not None else []
    return [relations[one].part for one in ids if one in relations and relations[one].kind == "slide"]


def _pages(path: Path, slides: list[str]) -> "Iterator[Scan]":
    from desktop_app.parsing.office_pictures import numbered

    with open_package(path) as archive:
        yield from numbered(scan for number, part in enumerate(slides, 1) for scan in _slide(archive, part, number))


def _slide(archive: zipfile.ZipFile, part: str, number: int) -> "Iterator[Scan]":
    from desktop_app.parsing.office_pictures import find_scans, picture_parts, slide_with_scans
    from desktop_app.parsing.office_relations import read_relations

    tree, relations = read_xml(archive, part), read_relations(archive, part)
    builder = PageBuilder()
    label = f"slide {number}"
    pages = [*builder.new_page(label), *_Slide(archive, tree, relations).add_to(builder), *builder.finish()]
    scans = find_scans(archive, picture_parts(tree, relations))
    yield from slide_with_scans(label, _title_of(tree), pages, scans)


def _title_of(slide: "etree._Element") -> str:
    for shape in slide.iter("{*}sp"):
        if _role(shape) in TITLES and (text := one_line(" ".join(_paragraphs(shape)))):
            return text[:200]
    return ""


class _Slide:
    """One slide with what hangs on it: charts, diagrams and notes are parts of their own."""

    def __init__(self, archive: zipfile.ZipFile, tree: "etree._Element", relations: "dict[str, Relation]") -> None:
        self._archive, self._tree, self._relations = archive, tree, relations

    def add_to(self, builder: PageBuilder) -> Iterator[Page]:
        yield from builder.heading(_title_of(self._tree), 1)
        for tree in self._tree.iter("{*}spTree"):
            yield from self._shapes(tree, builder)
        for relation in self._relations.values():
            if relation.kind == "notesSlide":
                yield from self._notes(relation.part, builder)

    def _shapes(self, group: "etree._Element", builder: PageBuilder) -> Iterator[Page]:
        from desktop_app.parsing.xml_elements import local_name

        for shape in group:
            name = local_name(shape)
            if name == "sp" and _role(shape) not in ON_EVERY_SLIDE | TITLES:
                for text in _paragraphs(shape):
                    yield from builder.paragraph(text)
            elif name == "graphicFrame":
                yield from self._graphic(shape, builder)
            elif name in ("grpSp", "AlternateContent", "Choice"):
                yield from self._shapes(shape, builder)

    def _graphic(self, frame: "etree._Element", builder: PageBuilder) -> Iterator[Page]:
        from desktop_app.parsing.chart import chart_rows
        from desktop_app.parsing.office_relations import relation_id

        for table in frame.iter("{*}tbl"):
            rows = [[" ".join(_paragraphs(cell)) for cell in row.iter("{*}tc")] for row in table.iter("{*}tr")]
            marked = next(table.iter("{*}tblPr"), None)
            has_header = marked is None or marked.get("firstRow") in ("1", "true")
            yield from builder.table(rows, has_header=has_header and len(rows) > 1)
        for chart in frame.iter("{*}chart"):
            relation = self._relations.get(relation_id(chart))
            if relation is not None and relation.kind == "chart":
                title, rows = chart_rows(read_xml(self._archive, relation.part))
                yield from builder.paragraph(title)
                yield from builder.table(rows, has_header=len(rows) > 1)
        for diagram in frame.iter("{*}relIds"):
            wanted = next((value for key, value in diagram.attrib.items() if str(key).endswith("}dm")), "")
            if wanted in self._relations:
                for text in _paragraphs(read_xml(self._archive, self._relations[str(wanted)].part)):
                    yield from builder.paragraph(text)

    def _notes(self, part: str, builder: PageBuilder) -> Iterator[Page]:
        texts = [
            text
            for shape in read_xml(self._archive, part).iter("{*}sp")
            if _role(shape) == "body"
            for text in _paragraphs(shape)
        ]
        if texts:
            yield from builder.heading("Notes", 2)
        for text in texts:
            yield from builder.paragraph(text)


def _role(shape: "etree._Element") -> str:
    """Return what a shape is for: "title", "body", …; empty for a box of its own."""
    place = next(shape.iter("{*}ph"), None)
    return str(place.get("type", "body")) if place is not None else ""


def _paragraphs(container: "etree._Element") -> Iterator[str]:
    from desktop_app.parsing.xml_elements import local_name

    for paragraph in container.iter("{*}p"):
        parts = []
        for node in paragraph.iter("{*}t", "{*}br", "{*}tab"):
            parts.append(node.text or "" if local_name(node) == "t" else "\n" if local_name(node) == "br" else "\t")
        if text := "".join(parts).strip():
            yield text
