"""A file with a password is read with the one that the person gives, which is written down nowhere."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from desktop_app.domain import DocumentState
from desktop_app.errors import DocumentError, EncryptedDocument
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.parser_client import ParserClient
from desktop_app.workers.protocol import UnlockDocument
from tests.samples.documents import make_any, make_pdf
from tests.samples.office_documents import make_zip
from tests.workers.conftest import Worker, eventually

PASSWORD = "heron-and-owl-77"


@pytest.fixture
def locked(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return make_pdf(tmp_path / "papers" / "locked.pdf", user_password=PASSWORD, owner_password="wombat")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[ParserClient]:
    with ParserClient(tmp_path / "parser.log") as client:
        yield client


def test_the_parser_opens_a_pdf_with_its_password_and_draws_its_pages(client: ParserClient, locked: Path) -> None:
    with pytest.raises(EncryptedDocument, match="protected by a password"):
        client.parse(locked)
    client.unlock(locked, "wrong")
    with pytest.raises(EncryptedDocument, match="does not open the file"):
        client.parse(locked)
    client.unlock(locked, PASSWORD)
    assert client.parse(locked).pages[0].text
    assert client.render(locked, 1).png


def protect(plain: Path, locked: Path) -> None:
    with zipfile.ZipFile(plain, "a") as archive:
        archive.writestr("customXml/filler.xml", b" " * 8192)  # msoffcrypto 6.1 can't write what is below 4 KB
    with plain.open("rb") as file:
        locked.write_bytes(ECMA376Agile.encrypt(PASSWORD, file))


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".pptx"])
def test_an_office_file_is_opened_with_its_password(client: ParserClient, tmp_path: Path, suffix: str) -> None:
    plain = make_any(tmp_path, suffix)
    locked = tmp_path / f"locked{suffix}"
    protect(plain, locked)
    with pytest.raises(EncryptedDocument, match="give it in the library"):
        client.parse(locked)
    client.unlock(locked, "wrong")
    with pytest.raises(EncryptedDocument, match="does not open the file"):
        client.parse(locked)
    client.unlock(locked, PASSWORD)
    assert client.parse(locked).pages == client.parse(plain).pages
    locked.write_bytes(locked.read_bytes()[:-2000])
    with pytest.raises(DocumentError):
        client.parse(locked)


def test_a_locked_office_file_in_an_archive_is_opened_with_its_password(client: ParserClient, tmp_path: Path) -> None:
    locked = tmp_path / "locked.docx"
    protect(make_any(tmp_path, ".docx"), locked)
    inside = make_zip(tmp_path / "papers.zip", {"locked.docx": locked.read_bytes()}) / "locked.docx"
    with pytest.raises(EncryptedDocument):
        client.parse(inside)
    client.unlock(inside, PASSWORD)
    assert client.parse(inside).pages


def test_a_locked_document_becomes_searchable_and_the_password_is_nowhere_on_the_disk(
    start_worker: Callable[[str], Worker], data: DataPaths, locked: Path
) -> None:
    WatchedFolders(data.folders).add(locked.parent)
    reader = LibraryReader(data.library)

    def state() -> tuple[DocumentState, str] | None:
        row = reader.document(str(locked))
        return (row.state, row.code) if row else None

    worker = start_worker("indexing")
    assert eventually(lambda: state() == (DocumentState.FAILED, "document.encrypted"))
    worker.ask(UnlockDocument, path=str(locked), password=PASSWORD)
    assert eventually(lambda: state() == (DocumentState.SEARCHABLE, ""))
    worker.close()
    reader.close()
    for file in data.root.rglob("*"):
        if file.is_file():
            assert PASSWORD.encode() not in file.read_bytes(), file.name
