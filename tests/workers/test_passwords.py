"""A PDF with a password is read with the one that the person gives, which is written down nowhere."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop_app.domain import DocumentState
from desktop_app.errors import EncryptedDocument
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.store.library_reader import LibraryReader
from desktop_app.workers.parser_client import ParserClient
from desktop_app.workers.protocol import UnlockDocument
from tests.samples.documents import make_pdf
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
