"""The promises of parsing.base.Parser, kept by whatever is in PARSERS."""

import os
import random
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.domain import Page, ParsedDocument
from desktop_app.errors import DocumentError, DocumentGone, DocumentTooLarge, DocumentUnreadable, EmptyDocument
from desktop_app.parsing import PARSERS, parser_for, readable_suffixes
from desktop_app.parsing.base import Parser
from desktop_app.parsing.clean_text import clean
from desktop_app.parsing.contained import find_document, members_of
from tests.samples.documents import MAKERS, make_any
from tests.samples.ordinary_user import closed
from tests.samples.paragraph import PARAGRAPH

SUFFIXES = tuple(MAKERS)
FREELY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(path: Path) -> ParsedDocument:
    document = parser_for(path).open(path)
    return ParsedDocument(document.title, tuple(document.pages))


def check_places(pages: tuple[Page, ...]) -> None:
    """Every offset lies in the page's text, and says of it what it promises."""
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert page.text == clean(page.text)
        for heading in page.headings:
            assert " ".join(page.text[heading.offset :].split()).startswith(heading.text)
            assert heading.text
            assert 1 <= heading.level <= 9
        for table in page.tables:
            assert 0 <= table.start <= table.header_end <= table.end <= len(page.text)
            assert table.header_end in (table.start, table.end) or page.text[table.header_end] == "\n"
            assert "\n\n" not in page.text[table.start : table.end]
        for line in page.lines:
            assert 0 <= line.start < line.end <= len(page.text)
            assert len(line.edges) == line.end - line.start + 1
            assert line.top < line.bottom
        for first, second in zip(page.lines, page.lines[1:], strict=False):
            assert first.end <= second.start


def read_or_refuse(path: Path) -> None:
    """A document is read, or refused with a DocumentError; nothing else may come out."""
    with suppress(DocumentError):
        document = read(path)
        assert document.title
        check_places(document.pages)
        assert all(member.name for member in members_of(parser_for(path), path))


def test_every_parser_has_a_sample() -> None:
    assert all(parser.suffixes & MAKERS.keys() for parser in PARSERS)


@pytest.mark.parametrize(
    ("parser", "suffix"),
    [pytest.param(parser, suffix, id=suffix) for suffix in SUFFIXES for parser in PARSERS if suffix in parser.suffixes],
)
class TestEveryParser:
    def test_has_a_name_and_suffixes_of_its_own(self, parser: Parser, suffix: str) -> None:
        others = frozenset().union(*(other.suffixes for other in PARSERS if other is not parser))
        assert parser.name
        assert parser.suffixes
        assert suffix in parser.suffixes
        assert not parser.suffixes & others
        assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in parser.suffixes)

    def test_a_good_document_is_read(self, parser: Parser, suffix: str, tmp_path: Path) -> None:
        path = make_any(tmp_path, suffix)
        document = parser.open(path)
        pages = tuple(document.pages)
        assert document.title
        check_places(pages)
        for member in members_of(parser, path):
            file, _ = find_document(path / member.name)
            pages += tuple(parser_for(file).open(file).pages)
        assert pages[0].is_picture or PARAGRAPH in " ".join(" ".join(page.text for page in pages).split())

    def test_an_empty_file_says_so(self, parser: Parser, suffix: str, tmp_path: Path) -> None:
        path = tmp_path / f"empty{suffix}"
        path.write_bytes(b"")
        with pytest.raises(EmptyDocument):
            parser.open(path)

    def test_a_file_that_is_gone_says_so(self, parser: Parser, suffix: str, tmp_path: Path) -> None:
        with pytest.raises(DocumentGone):
            parser.open(tmp_path / f"gone{suffix}")

    @pytest.mark.skipif(os.name == "nt", reason="permissions are other ones there")
    def test_a_file_without_permission_says_so(self, parser: Parser, suffix: str, tmp_path: Path) -> None:
        path = make_any(tmp_path, suffix)
        with closed(path), pytest.raises(DocumentUnreadable):
            parser.open(path)

    def test_a_huge_file_is_refused_before_it_is_read(self, parser: Parser, suffix: str, tmp_path: Path) -> None:
        path = make_any(tmp_path, suffix)
        with path.open("ab") as file:
            file.truncate(2 * 1024**3)  # sparse: takes no room on the disk
        with pytest.raises(DocumentTooLarge):
            parser.open(path)

    def test_a_file_cut_in_the_middle_is_read_or_refused(self, parser: Parser, suffix: str, tmp_path: Path) -> None:
        path = make_any(tmp_path, suffix)
        whole = path.read_bytes()
        for part in (1, 2, 3, 5, 9):
            path.write_bytes(whole[: len(whole) * part // 10])
            read_or_refuse(path)

    @FREELY
    @given(seed=st.integers(0, 2**32 - 1))
    def test_a_file_with_changed_bytes_is_read_or_refused(
        self, parser: Parser, suffix: str, tmp_path: Path, seed: int
    ) -> None:
        chance = random.Random(seed)
        path = make_any(tmp_path, suffix)
        data = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 4, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path.write_bytes(data)
        read_or_refuse(path)


@FREELY
@given(data=st.binary(min_size=1, max_size=400), suffix=st.sampled_from([*SUFFIXES, "", ".doc"]))
def test_junk_is_read_or_refused(tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"junk{suffix}"
    path.write_bytes(data)
    read_or_refuse(path)


@FREELY
@given(text=st.text(max_size=300), suffix=st.sampled_from([".html", ".md", ".txt"]))
def test_any_text_is_read_or_refused(tmp_path: Path, text: str, suffix: str) -> None:
    path = tmp_path / f"text{suffix}"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    read_or_refuse(path)


def test_names_tell_what_is_read() -> None:
    assert {".pdf", ".docx", ".html", ".jpeg", ".md", ".txt"} <= readable_suffixes()
    assert ".mp3" not in readable_suffixes()
