"""Which formats Carrel reads. To support one more: a module, and a line in PARSERS.

The libraries that read the formats are loaded with the first file of their kind, so
asking for the suffixes costs nothing.
"""

from pathlib import Path

from desktop_app.errors import UnsupportedFormat
from desktop_app.parsing.archive import ArchiveParser
from desktop_app.parsing.base import Parser
from desktop_app.parsing.binary_workbook import BinaryWorkbookParser
from desktop_app.parsing.book import BookParser
from desktop_app.parsing.code import CodeParser
from desktop_app.parsing.content import Content, tell_content
from desktop_app.parsing.delimited import DelimitedParser
from desktop_app.parsing.html import HtmlParser
from desktop_app.parsing.mail import MailboxParser, MailParser, SavedPageParser
from desktop_app.parsing.markdown import MarkdownParser
from desktop_app.parsing.markup import OrgParser, RestructuredTextParser, TexParser
from desktop_app.parsing.markup_xml import XmlParser
from desktop_app.parsing.notebook import NotebookParser
from desktop_app.parsing.office_cipher import decrypt_office, is_protected_office
from desktop_app.parsing.old_slides import OldSlidesParser
from desktop_app.parsing.old_word import OldWordParser
from desktop_app.parsing.ole import describe_ole, ole_suffix
from desktop_app.parsing.open_document import OpenDocumentParser
from desktop_app.parsing.open_document_cipher import decrypt_open_document, is_protected_package
from desktop_app.parsing.outlook import OutlookParser
from desktop_app.parsing.pdf import PdfParser
from desktop_app.parsing.picture import PictureParser
from desktop_app.parsing.plain_text import PlainTextParser
from desktop_app.parsing.protected import ProtectedParser
from desktop_app.parsing.records import JsonParser
from desktop_app.parsing.rich_text import RichTextParser
from desktop_app.parsing.slides import SlidesParser
from desktop_app.parsing.source import check_file, read_head
from desktop_app.parsing.sqlite_database import SqliteParser
from desktop_app.parsing.subtitles import SubtitlesParser
from desktop_app.parsing.word import WordParser
from desktop_app.parsing.workbook import WorkbookParser

PARSERS: tuple[Parser, ...] = (
    PdfParser(),
    WordParser(),
    HtmlParser(),
    MarkdownParser(),
    PlainTextParser(),
    DelimitedParser(),
    WorkbookParser(),
    BinaryWorkbookParser(),
    SlidesParser(),
    OpenDocumentParser(),
    RichTextParser(),
    BookParser(),
    MailParser(),
    MailboxParser(),
    OutlookParser(),
    SavedPageParser(),
    JsonParser(),
    NotebookParser(),
    XmlParser(),
    RestructuredTextParser(),
    OrgParser(),
    TexParser(),
    SubtitlesParser(),
    CodeParser(),
    SqliteParser(),
    PictureParser(),
    OldWordParser(),
    OldSlidesParser(),
    ArchiveParser(),
)

LARGEST_FILE = 2**62  # each parser has its own limit
_OF_CONTENT: dict[Content, str] = {
    Content.PDF: ".pdf",
    Content.WORD: ".docx",
    Content.HTML: ".html",
    Content.SHEET: ".xlsx",
    Content.BINARY_SHEET: ".xlsb",
    Content.SLIDES: ".pptx",
    Content.OPEN_TEXT: ".odt",
    Content.OPEN_SHEET: ".ods",
    Content.OPEN_SLIDES: ".odp",
    Content.BOOK: ".epub",
    Content.RICH_TEXT: ".rtf",
    Content.DATABASE: ".sqlite",
    Content.PICTURE: ".png",
}
_HELPS: dict[Content, str] = {
    Content.SOUND: "put what is said in it beside it as text, SRT or VTT",
    Content.ARCHIVE: "unpack it, or save it as PDF, DOCX or text",
    Content.PHOTOGRAPH: "save it as JPEG or PNG",
    Content.PROGRAM: "nothing in it is text",
    Content.MODEL: "choose it as your chat model in Settings",
}  # where saving it in another format is not what a person would do


def readable_suffixes() -> frozenset[str]:
    """Return the suffixes that some parser reads, lower case, with the dot."""
    return frozenset().union(*(parser.suffixes for parser in PARSERS))


def parser_for(path: Path) -> Parser:
    """Return the parser for what the file holds, else for what its name says.

    Raises UnsupportedFormat where there is none, and what `check_file` raises.
    """
    check_file(path, LARGEST_FILE)
    content = tell_content(path, read_head(path))
    suffix = path.suffix.lower()
    if content is Content.OLE:
        return _parser_of_ole(path)
    if content is Content.HTML and suffix in MarkdownParser.suffixes:
        content = Content.UNKNOWN  # Markdown may begin with tags
    if content is Content.ZIP and suffix in ArchiveParser.suffixes:
        return _parser_of_suffix(suffix)
    if content in _OF_CONTENT and _OF_CONTENT[content] in readable_suffixes():
        suffix = _OF_CONTENT[content]
    elif content is not Content.UNKNOWN:
        helps = _HELPS.get(content, "save it as PDF, DOCX or text and it will be picked up")
        raise UnsupportedFormat(f"The file holds {content}, which Carrel can't read; {helps}.")
    elif not suffix:
        suffix = ".txt"
    if suffix in OpenDocumentParser.suffixes and is_protected_package(path):
        return ProtectedParser(decrypt_open_document)
    return _parser_of_suffix(suffix)


def _parser_of_ole(path: Path) -> Parser:
    if is_protected_office(path):
        return ProtectedParser(decrypt_office)
    suffix = ole_suffix(path)
    if suffix not in readable_suffixes():
        raise describe_ole(path) or UnsupportedFormat()
    return _parser_of_suffix(suffix)


def _parser_of_suffix(suffix: str) -> Parser:
    for parser in PARSERS:
        if suffix in parser.suffixes:
            return parser
    raise UnsupportedFormat
