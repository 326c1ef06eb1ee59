"""Documents inside files: rows of their own that come, move and go with the file, and cost nothing twice."""

import os
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState, Scope
from desktop_app.indexing.indexer import Indexer
from desktop_app.store.consistency import find_contradictions
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from desktop_app.workers.parser_client import ParserClient
from tests.samples.documents import make_pdf
from tests.samples.fakes import HashEmbedder, WordCounter
from tests.samples.office_documents import make_zip
from tests.samples.pictures import make_scan_pdf

HERONS = "The heron lease ends in ninety days."


class Desk:
    """A folder, its library, and an indexer with the real parser process."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "post"
        self.folder.mkdir()
        self.library = Library(home / "library.db")
        self.reader = LibraryReader(home / "library.db")
        self.parser = ParserClient(home / "parser.log")
        self.embedder = HashEmbedder()
        self.library.vectors.use_embedder(self.embedder.identity, self.embedder.dimensions)
        self.read: list[str] = []

    def parse(self, path: str) -> object:
        self.read.append(str(Path(path).relative_to(self.folder)))
        return self.parser.parse(Path(path))

    def index(self) -> Indexer:
        """Index anew; `read` tells afterwards what was parsed."""
        self.read = []
        recognise = lambda path, number: self.parser.recognise(Path(path), number)  # noqa: E731
        indexer = Indexer(self.library, lambda: [str(self.folder)], self.parse, WordCounter(), recognise)  # type: ignore[arg-type]
        indexer.reconcile()
        while indexer.read_next() or indexer.embed_next(self.embedder):
            pass
        assert find_contradictions(self.library.path) == []
        return indexer

    def rows(self) -> dict[str, tuple[DocumentState, str]]:
        rows = self.reader.documents()
        return {str(Path(row.path).relative_to(self.folder)): (row.state, row.code) for row in rows}

    def finds(self, word: str) -> list[tuple[str, str]]:
        """Return path and label of the passages with `word`."""
        index = SearchIndex(self.library.path)
        found = self.reader.with_labels(index.matching([word], 5, Scope()))
        index.close()
        return [(str(Path(passage.path).relative_to(self.folder)), passage.label) for passage in found]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.parser.close()
    desk.library.close()
    desk.reader.close()


def write_mail(path: Path, attachments: dict[str, bytes], text: str = "See below.") -> Path:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "ada@example.org", "Lease", "Fri, 3 May 2024 10:00:00 +0200"
    mail.set_content(text)
    for name, data in attachments.items():
        mail.add_attachment(data, "application", "octet-stream", filename=name)
    path.write_bytes(mail.as_bytes())
    return path


SEARCHABLE = (DocumentState.SEARCHABLE, "")


def test_an_attachment_has_a_row_a_place_and_a_page_image_of_its_own(desk: Desk) -> None:
    pdf = make_pdf(desk.folder / "lease.pdf", [["Nothing."], [HERONS]])
    data = pdf.read_bytes()
    pdf.unlink()
    write_mail(desk.folder / "mail.eml", {"lease.pdf": data, "bad.pdf": b"no pdf", "song.mp3": b"ID3 music"})
    desk.index()
    assert desk.rows() == {
        "mail.eml": SEARCHABLE,
        "mail.eml/bad.pdf": (DocumentState.FAILED, "document.damaged"),
        "mail.eml/lease.pdf": SEARCHABLE,
        "mail.eml/song.mp3": (DocumentState.LEFT_OUT, "document.unsupported"),
    }
    assert desk.finds("ninety") == [("mail.eml/lease.pdf", "attachment of the message of 3 May 2024 › page 2")]
    assert desk.parser.render(desk.folder / "mail.eml/lease.pdf", 2).png
    desk.index()
    assert desk.read == []


def test_touching_and_renaming_the_mail_read_and_embed_nothing(desk: Desk) -> None:
    mail = write_mail(desk.folder / "mail.eml", {"a.txt": HERONS.encode(), "b.txt": b"Owls pay no rent."})
    desk.index()
    os.utime(mail, (1_700_000_000, 1_700_000_000))
    assert desk.index().tally.embedded == 0
    assert desk.read == []
    mail.rename(desk.folder / "kept.eml")
    assert desk.index().tally.embedded == 0
    assert desk.read == []
    assert sorted(desk.rows()) == ["kept.eml", "kept.eml/a.txt", "kept.eml/b.txt"]
    (desk.folder / "kept.eml").unlink()
    (desk.folder / "other.txt").write_text("Cranes.")
    desk.index()
    assert sorted(desk.rows()) == ["other.txt"]
    write_mail(desk.folder / "back.eml", {"a.txt": HERONS.encode(), "b.txt": b"Owls pay no rent."})
    assert desk.index().tally.embedded == 0, "what is restored costs no embedding"


def test_only_what_changed_inside_is_read_again(desk: Desk) -> None:
    write_mail(desk.folder / "mail.eml", {"a.txt": HERONS.encode(), "b.txt": b"Owls pay no rent.", "bad.pdf": b"x"})
    desk.index()
    write_mail(desk.folder / "mail.eml", {"a.txt": b"Cranes.", "bad.pdf": b"x", "c.txt": b"Storks."}, "See below now.")
    desk.index()
    assert sorted(desk.read) == ["mail.eml", "mail.eml/a.txt", "mail.eml/c.txt"]
    assert desk.finds("ninety") == []
    assert desk.finds("owls") == []
    assert [path for path, _ in desk.finds("storks")] == ["mail.eml/c.txt"]
    assert desk.rows()["mail.eml/bad.pdf"] == (DocumentState.FAILED, "document.damaged")


def test_an_archive_in_a_mail_holds_documents_too(desk: Desk) -> None:
    inner = make_zip(desk.folder / "papers.zip", {"old/lease.txt": HERONS.encode()})
    write_mail(desk.folder / "mail.eml", {"papers.zip": inner.read_bytes()})
    inner.unlink()
    desk.index()
    assert sorted(desk.rows()) == ["mail.eml", "mail.eml/papers.zip", "mail.eml/papers.zip/old/lease.txt"]
    place = "attachment of the message of 3 May 2024 › in papers.zip, line 1"
    assert desk.finds("ninety") == [("mail.eml/papers.zip/old/lease.txt", place)]
    write_mail(desk.folder / "mail.eml", {})
    desk.index()
    assert sorted(desk.rows()) == ["mail.eml"]


def test_leaving_out_or_damaging_the_file_takes_what_is_inside_along(desk: Desk) -> None:
    path = make_zip(desk.folder / "papers.zip", {"a.txt": HERONS.encode()})
    desk.index()
    known = desk.library.known_file(str(path))
    assert known is not None
    desk.library.attempts.fail(known.id, "document.left_out", "Left out.", left_out=True)
    assert desk.finds("ninety") == []
    desk.library.attempts.retry(known.id)
    desk.index()
    assert [name for name, _ in desk.finds("ninety")] == ["papers.zip/a.txt"]
    path.write_bytes(path.read_bytes()[:40])
    desk.index()
    assert desk.rows() == {"papers.zip": (DocumentState.FAILED, "document.damaged")}


def test_what_was_left_out_inside_stays_left_out_when_the_rest_changes(desk: Desk) -> None:
    path = make_zip(desk.folder / "papers.zip", {"a.txt": HERONS.encode(), "b.txt": b"Owls."})
    desk.index()
    known = desk.library.known_file(f"{path}/a.txt")
    assert known is not None
    desk.library.attempts.fail(known.id, "document.left_out", "Left out.", left_out=True)
    make_zip(path, {"a.txt": b"Cranes now.", "b.txt": b"Owls.", "c.txt": b"Storks."})
    desk.index()
    assert desk.rows()["papers.zip/a.txt"] == (DocumentState.LEFT_OUT, "document.left_out")
    assert sorted(desk.read) == ["papers.zip", "papers.zip/c.txt"]


def test_a_picture_in_an_archive_is_recognised_without_reading_the_archive_again(desk: Desk) -> None:
    pytest.importorskip("rapidocr")
    scan = make_scan_pdf(desk.folder / "scan.pdf", ["HERONS NEST"])
    path = desk.folder / "papers.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("scan.pdf", scan.read_bytes())
        archive.writestr("other.txt", "Owls.")
    scan.unlink()
    indexer = desk.index()
    while indexer.recognise_next():
        pass
    assert sorted(desk.read) == ["papers.zip", "papers.zip/other.txt", "papers.zip/scan.pdf"]
    ((name, label),) = desk.finds("herons")
    assert (name, label) == ("papers.zip/scan.pdf", "in the archive › page 1")


def test_no_nest_of_archives_fills_the_library(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.indexing.indexer.MOST_INSIDE", 6)
    inner = {f"{number}.zip": b"" for number in range(3)}
    for name in inner:
        made = make_zip(desk.folder / "x.zip", {f"{at}.txt": f"{name} {at}".encode() for at in range(3)})
        inner[name] = made.read_bytes()
    (desk.folder / "x.zip").unlink()
    make_zip(desk.folder / "papers.zip", inner)
    desk.index()
    assert len(desk.rows()) == 1 + 3 + 3
    assert sorted(code for _, code in desk.rows().values() if code) == ["document.too_large"] * 2
