"""The window in tests: offscreen, on a data folder of its own, with small real child processes."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication

from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import DocumentRow, DocumentState, LibraryCounts, Page
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.ui.context import WindowContext
from desktop_app.ui.notices import Notices
from desktop_app.ui.settings_holder import SettingsHolder
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.worker_process import WorkerProcess
from desktop_app.workers.protocol import Message

ECHO = Path(__file__).with_name("echo_worker.py")


class ListedLibrary:
    """A library that holds what it is given."""

    def __init__(self, rows: Sequence[DocumentRow] = (), away: Sequence[str] = ()) -> None:
        self.rows, self.away = list(rows), set(away)

    def documents(self) -> list[DocumentRow]:
        return list(self.rows)

    def counts(self) -> LibraryCounts:
        def of(state: DocumentState) -> int:
            return sum(row.state is state for row in self.rows)

        return LibraryCounts(
            len(self.rows),
            of(DocumentState.SEARCHABLE) + of(DocumentState.AWAY),
            of(DocumentState.WAITING),
            of(DocumentState.FAILED),
            sum(row.chunks for row in self.rows),
            4096 * len(self.rows),
        )

    def document(self, path: str) -> DocumentRow | None:
        return next((row for row in self.rows if row.path == path), None)

    def page(self, path: str, number: int) -> Page | None:
        return None

    def folder_counts(self, roots: Sequence[str]) -> dict[str, int]:
        return {root: sum(row.root == root for row in self.rows) for root in roots}

    def away_roots(self) -> set[str]:
        return self.away


class Requests:
    """What was sent to a worker from the moment this was made, in order."""

    def __init__(self, worker: WorkerProcess) -> None:
        self.sent: list[Message] = []
        send = worker.send

        def remember(kind: type[Message], **fields: object) -> int:
            request_id = send(kind, **fields)
            self.sent.append(kind(request_id, **fields))
            return request_id

        worker.send = remember  # type: ignore[method-assign]

    def of(self, kind: type[Message]) -> list[Message]:
        return [message for message in self.sent if isinstance(message, kind)]


@pytest.fixture
def make_document() -> Callable[..., DocumentRow]:
    """Make rows: a path, and whatever else matters to the test."""

    def make(path: str, **fields: object) -> DocumentRow:
        values: dict[str, object] = {
            "id": abs(hash(path)),
            "path": path,
            "root": str(Path(path).parent),
            "title": Path(path).stem,
            "state": DocumentState.SEARCHABLE,
            "code": "",
            "message": "",
            "pages": 3,
            "chunks": 12,
            "bytes": 1000,
            "modified": 1_700_000_000.0,
        }
        return DocumentRow(**(values | fields))  # type: ignore[arg-type]

    return make


@pytest.fixture
def requests_to() -> Callable[[WorkerProcess], Requests]:
    """Remember what is sent to a worker from now on."""
    return Requests


@pytest.fixture
def paths(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path / "data").create()


@pytest.fixture(scope="session")
def one_theme(qapp: QApplication) -> ThemeHolder:
    """One for all tests: dressing the application anew takes long once there are many widgets."""
    return ThemeHolder(qapp, "light")


@pytest.fixture
def theme(one_theme: ThemeHolder) -> ThemeHolder:
    one_theme.apply("light")
    return one_theme


@pytest.fixture
def library() -> ListedLibrary:
    return ListedLibrary()


@pytest.fixture
def make_worker(tmp_path: Path) -> Iterator[Callable[..., WorkerProcess]]:
    """Make echo workers; whatever is still running at the end is closed."""
    made: list[WorkerProcess] = []

    def make(**options: object) -> WorkerProcess:
        command = [sys.executable, str(ECHO)]
        worker = WorkerProcess("echo", command, tmp_path / "echo.log", **options)  # type: ignore[arg-type]
        made.append(worker)
        return worker

    yield make
    for worker in made:
        worker.close()


@pytest.fixture
def context(
    qapp: QApplication,
    paths: DataPaths,
    theme: ThemeHolder,
    library: ListedLibrary,
    make_worker: Callable[..., WorkerProcess],
    tmp_path: Path,
) -> WindowContext:
    """A context whose workers are not started: what is sent to them waits."""
    return WindowContext(
        paths=paths,
        settings=SettingsHolder(paths.settings),
        theme=theme,
        notices=Notices(),
        folders=WatchedFolders(paths.folders),
        library=library,
        models=ModelCatalogue(paths.models, tmp_path / "starter.gguf"),
        indexing=make_worker(),
        inference=make_worker(),
        parser=make_worker(),
        training=make_worker(),
    )


@pytest.fixture(autouse=True)
def no_shipped_adapter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Views begin without adapters, unless a test is marked to see the one that comes with Carrel."""
    if "shipped_adapter" not in request.keywords:
        monkeypatch.setattr("desktop_app.adapter_list.shipped_adapters", list)
