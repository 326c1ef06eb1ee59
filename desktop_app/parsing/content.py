"""What a file is by its first bytes, whatever its name says."""

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from desktop_app.parsing.held_file import openable


class Content(StrEnum):
    """Kinds of content; the value is what a person reads where Carrel can't read it."""

    PDF = "a PDF"
    WORD = "a Word document"
    HTML = "a web page"
    SHEET = "an Excel workbook"
    BINARY_SHEET = "a binary Excel workbook"
    SLIDES = "a PowerPoint presentation"
    OPEN_TEXT = "an OpenDocument text"
    OPEN_SHEET = "an OpenDocument spreadsheet"
    OPEN_SLIDES = "an OpenDocument presentation"
    BOOK = "an EPUB book"
    OLE = "a file of an old Office version"
    PICTURE = "a picture"
    PHOTOGRAPH = "a HEIC or AVIF picture"
    SOUND = "sound or video"
    ARCHIVE = "an archive or another kind of document"
    ZIP = "a ZIP archive of something else"
    PROGRAM = "a program"
    RICH_TEXT = "rich text (RTF)"
    POSTSCRIPT = "PostScript"
    DATABASE = "a database"
    MODEL = "a language model"
    UNKNOWN = ""


_SIGNATURES: tuple[tuple[bytes, Content], ...] = (
    (bytes.fromhex("d0cf11e0a1b11ae1"), Content.OLE),
    (b"\x89PNG\r\n", Content.PICTURE),
    (b"\xff\xd8\xff", Content.PICTURE),
    (b"GIF8", Content.PICTURE),
    (b"II*\0", Content.PICTURE),
    (b"MM\0*", Content.PICTURE),
    (b"\x1f\x8b", Content.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Content.ARCHIVE),
    (b"Rar!\x1a", Content.ARCHIVE),
    (b"BZh", Content.ARCHIVE),
    (b"\xfd7zXZ\0", Content.ARCHIVE),
    (b"{\\rtf", Content.RICH_TEXT),
    (b"%!PS", Content.POSTSCRIPT),
    (b"\x7fELF", Content.PROGRAM),
    (b"SQLite format 3\0", Content.DATABASE),
    (b"GGUF", Content.MODEL),
    (b"ID3", Content.SOUND),
    (b"OggS", Content.SOUND),
    (b"fLaC", Content.SOUND),
)
# What an archive must hold to be a document; the first that fits decides.
_PARTS: tuple[tuple[str, str, Content], ...] = (
    ("word/", ".xml", Content.WORD),
    ("xl/workbook.bin", "", Content.BINARY_SHEET),
    ("xl/workbook", ".xml", Content.SHEET),
    ("ppt/presentation", ".xml", Content.SLIDES),
    ("META-INF/container.xml", "", Content.BOOK),
)
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": Content.OPEN_TEXT,
    b"application/vnd.oasis.opendocument.spreadsheet": Content.OPEN_SHEET,
    b"application/vnd.oasis.opendocument.presentation": Content.OPEN_SLIDES,
    b"application/epub+zip": Content.BOOK,
}
_LONGEST_TYPE = 100  # bytes of the part `mimetype`
_PHOTOGRAPHS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head")


def tell_content(path: Path, head: bytes) -> Content:
    """Return what `head`, the first bytes of the file at `path`, shows it to be."""
    # Some programs write a few lines before a PDF; in another file these letters may be a stored part, or prose.
    if head.lstrip().startswith(b"%PDF-") or (path.suffix.lower() == ".pdf" and b"%PDF-" in head[:1024]):
        return Content.PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _tell_archive(path)
    for signature, content in _SIGNATURES:
        if head.startswith(signature):
            return content
    if head[4:8] == b"ftyp" and head[8:12] in _PHOTOGRAPHS:
        return Content.PHOTOGRAPH
    if head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI ")):
        return Content.SOUND
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Content.PICTURE
    if head[:2] == b"MZ" and b"\0\0\0" in head[:64]:
        return Content.PROGRAM
    visible = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").removeprefix(b"\xff\xfe").lstrip().lower()
    return Content.HTML if visible.startswith(_HTML_STARTS) else Content.UNKNOWN


def _tell_archive(path: Path) -> Content:
    """Tell a document by the parts of its archive; one that can't be listed keeps its name's word."""
    try:
        with zipfile.ZipFile(openable(path)) as archive:
            names = archive.namelist()
            declared = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size <= _LONGEST_TYPE:
                declared = archive.read("mimetype").strip().removesuffix(b"-template")
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, RuntimeError, OverflowError, zlib.error):
        return Content.UNKNOWN
    if declared in _OPEN_DOCUMENTS:
        return _OPEN_DOCUMENTS[declared]
    for start, end, content in _PARTS:
        if any(name.startswith(start) and name.endswith(end) for name in names):
            return content
    return Content.ZIP
