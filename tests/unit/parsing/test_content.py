"""A file is read for what it holds, whatever its name says."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.errors import DamagedDocument, DocumentError, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing import parser_for
from desktop_app.parsing.content import Content, tell_content
from desktop_app.parsing.html import HtmlParser
from desktop_app.parsing.markdown import MarkdownParser
from desktop_app.parsing.pdf import PdfParser
from desktop_app.parsing.picture import PictureParser
from desktop_app.parsing.plain_text import PlainTextParser
from desktop_app.parsing.word import WordParser
from tests.samples.documents import make_html, make_pdf, make_png
from tests.samples.office_documents import make_docx, make_zip


@pytest.mark.parametrize(
    ("maker", "name", "expected"),
    [
        (make_pdf, "report.txt", PdfParser),
        (make_docx, "report.txt", WordParser),
        (make_docx, "report.pdf", WordParser),
        (make_html, "report.docx", HtmlParser),
        (make_html, "report.md", MarkdownParser),
        (make_html, "report.HTM", HtmlParser),
        (make_png, "report.pdf", PictureParser),
    ],
)
def test_a_wrong_name_does_not_matter(maker, name: str, expected: type, tmp_path: Path) -> None:
    assert isinstance(parser_for(maker(tmp_path / name)), expected)


def test_a_text_without_suffix_is_read(tmp_path: Path) -> None:
    path = tmp_path / "README"
    path.write_text("Read this first.")
    assert isinstance(parser_for(path), PlainTextParser)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.pdf", b"\0\0\0\x18ftypheic" + bytes(60), "a HEIC or AVIF picture.*; save it as JPEG or PNG"),
        ("film.pdf", b"\0\0\0\x18ftypisom" + bytes(60), "sound or video.*beside it as text, SRT or VTT"),
        ("drawing.txt", b"%!PS-Adobe-3.0", "PostScript.*; save it as PDF"),
        ("tool.txt", b"\x7fELF" + bytes(60), "a program.*; nothing in it is text"),
        ("model.txt", b"GGUF" + bytes(60), "a language model.*in Settings"),
        ("all.tgz", b"\x1f\x8b" + bytes(60), "an archive.*; unpack it"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_helps(name: str, data: bytes, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnsupportedFormat, match=sentence):
        parser_for(path)


def test_another_kind_of_archive_is_not_taken_for_word(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "app.docx", {"AndroidManifest.xml": b"<a/>"})
    with pytest.raises(UnsupportedFormat, match="archive"):
        parser_for(path)


def test_an_old_word_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))
    with pytest.raises(UnsupportedFormat, match="save it as DOCX"):
        parser_for(path)


def test_a_docx_with_a_password_says_so(tmp_path: Path) -> None:
    path = tmp_path / "secret.docx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(EncryptedDocument):
        parser_for(path)


def test_binary_under_a_text_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "data.txt"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(DamagedDocument, match="other data"):
        parser_for(path).open(path)


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        parser_for(tmp_path)


def test_a_text_about_pdf_and_an_archive_that_begins_with_one_are_what_they_are(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_bytes(b"A PDF begins with %PDF-1.7 and goes on.")
    assert tell_content(text, text.read_bytes()) is Content.UNKNOWN
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("scan.pdf", b"%PDF-1.7 and so on")
    assert tell_content(path, path.read_bytes()) is Content.ZIP
    late = tmp_path / "late.pdf"
    assert tell_content(late, b"X-Header: 1\n%PDF-1.4\n") is Content.PDF
