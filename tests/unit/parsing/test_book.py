"""EPUB: chapters in reading order under the names of the table of contents; no copy-protected books."""

from pathlib import Path

import pytest

from desktop_app.errors import EncryptedDocument
from desktop_app.parsing.book import BookParser
from tests.samples.office_documents import make_epub


def test_chapters_are_pages_under_their_titles(tmp_path: Path) -> None:
    chapters = {"Chapter One": "<p>first</p>", "Of Owls": "<h2>Night</h2><p>second</p>"}
    pages = list(BookParser().open(make_epub(tmp_path / "a.epub", chapters)).pages)
    assert [(page.label, page.text) for page in pages] == [
        ("Chapter One", "first"),
        ("chapter “Of Owls”", "Night\n\nsecond"),
    ]


def test_a_copy_protected_book_says_so(tmp_path: Path) -> None:
    listed = b'<encryption><CipherReference URI="OEBPS/c0.xhtml"/></encryption>'
    with pytest.raises(EncryptedDocument, match="copy-protected"):
        BookParser().open(make_epub(tmp_path / "a.epub", **{"META-INF/encryption.xml": listed}))


def test_scrambled_fonts_do_not_matter(tmp_path: Path) -> None:
    listed = b'<encryption><CipherReference URI="OEBPS/serif.otf"/></encryption>'
    assert list(BookParser().open(make_epub(tmp_path / "a.epub", **{"META-INF/encryption.xml": listed})).pages)
