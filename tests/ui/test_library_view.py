"""The Library view over a library that holds what it is given."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.domain import DocumentRow, DocumentState
from desktop_app.ui.context import WindowContext
from desktop_app.ui.library.document_table import CHANGED, FOLDER, NAME, PAGES, STATE, DocumentTable
from desktop_app.ui.library.view import LibraryView
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.widgets.labels import Badge
from desktop_app.workers.protocol import LeaveOutDocument, LibraryChanged, ReadFolders, RetryDocument, UnlockDocument

MakeDocument = Callable[..., DocumentRow]


def names(table: DocumentTable) -> list[str]:
    return [str(table.index(at, NAME).data()) for at in range(table.rowCount())]


def button(view: Any, name: str) -> QPushButton:
    return next(found for found in view.findChildren(QPushButton) if found.accessibleName() == name)


def test_without_folders_it_says_how_to_begin(qtbot: QtBot, context: WindowContext) -> None:
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    assert not view.documents.isVisible()
    assert [found.isVisible() for found in view.findChildren(QPushButton) if found.text() == "Watch a folder…"] == [
        True,
        True,
    ]


def test_each_folder_has_its_count_and_a_missing_one_is_away(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument, tmp_path: Path
) -> None:
    here, drive = tmp_path / "Contracts", tmp_path / "Drive"
    for folder in (here, drive):
        folder.mkdir()
        context.folders.add(folder)
    library.rows = [make_document(str(here / f"{n}.pdf")) for n in range(3)]
    drive.rmdir()
    view = LibraryView(context)
    qtbot.addWidget(view)
    everything, contracts, away = view.folders.list.lines()
    assert everything.entry.documents == 3
    assert contracts.entry.documents == 3
    assert not contracts.entry.away
    assert away.entry.away
    assert [badge.text() for badge in away.findChildren(Badge)] == ["away"]


def test_choosing_a_folder_shows_its_documents_alone(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument, tmp_path: Path
) -> None:
    for name in ("A", "B"):
        (tmp_path / name).mkdir()
        context.folders.add(tmp_path / name)
    library.rows = [make_document(str(tmp_path / "A" / "one.pdf")), make_document(str(tmp_path / "B" / "two.pdf"))]
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.folders.list.choose(str(tmp_path / "B"))
    assert names(view.table) == ["two.pdf"]
    view.folders.list.choose("")
    assert names(view.table) == ["one.pdf", "two.pdf"]


def test_trying_a_failed_file_again_asks_the_worker(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument, requests_to: Callable[..., Any]
) -> None:
    library.rows = [make_document("/d/Scan.pdf", state=DocumentState.FAILED, message="It is damaged.")]
    requests = requests_to(context.indexing)
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    assert view.needs_you.isVisible()
    qtbot.mouseClick(button(view, "Try Scan.pdf again"), Qt.MouseButton.LeftButton)
    assert [message.path for message in requests.of(RetryDocument)] == ["/d/Scan.pdf"]
    qtbot.mouseClick(button(view, "Leave out Scan.pdf"), Qt.MouseButton.LeftButton)
    assert [message.path for message in requests.of(LeaveOutDocument)] == ["/d/Scan.pdf"]


def test_a_locked_pdf_asks_for_its_password(
    qtbot: QtBot,
    context: WindowContext,
    library: Any,
    make_document: MakeDocument,
    requests_to: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    library.rows = [make_document("/d/Lease.pdf", state=DocumentState.FAILED, code="document.encrypted", message="!")]
    requests = requests_to(context.indexing)
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    answers = iter([("", True), ("heron", False), ("heron", True)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: next(answers))
    for _ in range(3):
        qtbot.mouseClick(button(view, "Give the password of Lease.pdf"), Qt.MouseButton.LeftButton)
    assert [(message.path, message.password) for message in requests.of(UnlockDocument)] == [("/d/Lease.pdf", "heron")]


@pytest.mark.parametrize(
    ("name", "code", "action"),
    [
        ("Scan.pdf", "document.no_text", "Recognise text"),
        ("Secret.epub", "document.encrypted", "Try again"),
        ("Mine.txt", "document.permission", "Read again"),
        ("Bad.pdf", "document.damaged", "Try again"),
    ],
)
def test_each_failure_offers_what_helps(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument, name: str, code: str, action: str
) -> None:
    library.rows = [make_document(f"/d/{name}", state=DocumentState.FAILED, code=code, message="The reason.")]
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    assert button(view, f"Try {name} again").text() == action
    assert button(view, f"Leave out {name}").text() == "Leave out"


@pytest.mark.parametrize("name", ["Secret.docx", "Table.xls", "Plan.ods", "papers.zip/notes.txt"])
def test_a_password_is_asked_for_where_it_opens_the_file(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument, tmp_path: Path, name: str
) -> None:
    (tmp_path / "papers.zip").touch()
    path = str(tmp_path / name)
    library.rows = [make_document(path, state=DocumentState.FAILED, code="document.encrypted", message="Locked.")]
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    assert button(view, f"Give the password of {Path(name).name}").text() == "Password…"


def test_nothing_needs_the_person_when_all_is_well(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument
) -> None:
    library.rows = [make_document("/d/Good.pdf")]
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    assert not view.needs_you.isVisible()


def test_a_change_of_the_library_is_seen_and_many_are_asked_for_once(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument
) -> None:
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.show()
    asked: list[int] = []
    documents = library.documents
    library.documents = lambda: asked.append(1) or documents()
    library.rows = [make_document("/d/New.pdf")]
    for _ in range(100):
        context.indexing.event_received.emit(LibraryChanged(0))
    qtbot.waitUntil(lambda: names(view.table) == ["New.pdf"])
    assert len(asked) == 1


def test_a_view_that_is_not_seen_asks_only_when_it_is_shown(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument
) -> None:
    view = LibraryView(context)
    qtbot.addWidget(view)
    library.rows = [make_document("/d/New.pdf")]
    context.indexing.event_received.emit(LibraryChanged(0))
    qtbot.wait(900)
    assert names(view.table) == []
    view.shown()
    assert names(view.table) == ["New.pdf"]


def test_activating_a_document_asks_for_it_to_be_opened(
    qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument
) -> None:
    library.rows = [make_document("/d/Lease.pdf")]
    view = LibraryView(context)
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.document_opened) as opened:
        view.documents.activated.emit(view.table.index(0, NAME))
    assert opened.args == ["/d/Lease.pdf", 1]


@pytest.mark.parametrize(("answer", "stays"), [("Keep", True), ("Stop watching", False)])
def test_removing_a_folder_says_what_it_costs_and_waits_for_yes(
    qtbot: QtBot,
    context: WindowContext,
    library: Any,
    make_document: MakeDocument,
    requests_to: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    stays: bool,
) -> None:
    context.folders.add(tmp_path)
    library.rows = [make_document(str(tmp_path / f"{n}.pdf")) for n in range(2)]
    said: list[str] = []

    def click(box: QMessageBox) -> int:
        said.append(box.informativeText())
        next(found for found in box.buttons() if found.text() == answer).click()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", click)
    requests = requests_to(context.indexing)
    view = LibraryView(context)
    qtbot.addWidget(view)
    view.folders.remove_folder(str(tmp_path))
    assert said[0].startswith("2 documents leave the library; your files stay")
    assert [folder.path for folder in context.folders.list()] == ([str(tmp_path)] if stays else [])
    assert bool(requests.of(ReadFolders)) is not stays
    if not stays:
        undo = context.notices.history[-1].act
        assert undo is not None
        undo()
        assert [folder.path for folder in context.folders.list()] == [str(tmp_path)]


def test_a_removed_folder_can_be_watched_again_also_after_a_restart(
    qtbot: QtBot, context: WindowContext, requests_to: Callable[..., Any], tmp_path: Path
) -> None:
    context.folders.add(tmp_path)
    context.folders.remove(tmp_path)
    requests = requests_to(context.indexing)
    view = LibraryView(context)
    qtbot.addWidget(view)
    assert not view.folders.removed.isHidden()
    menu = view.folders.removed.menu_of_folders()
    (line,) = menu.actions()
    assert line.text().startswith(f"Watch “{tmp_path.name}” again (removed today")
    line.trigger()
    menu.deleteLater()
    assert [folder.path for folder in context.folders.list()] == [str(tmp_path)]
    assert len(requests.of(ReadFolders)) == 1
    assert view.folders.removed.isHidden()


def test_folders_of_one_name_are_told_apart_and_samples_are_marked(
    qtbot: QtBot, context: WindowContext, tmp_path: Path
) -> None:
    for place in ("Work/Letters", "Home/Letters", "samples"):
        (tmp_path / place).mkdir(parents=True)
        context.folders.add(tmp_path / place, sample=place == "samples")
    view = LibraryView(context)
    qtbot.addWidget(view)
    _, work, home, samples = view.folders.list.lines()
    assert [work.entry.name, home.entry.name] == ["Letters (Work)", "Letters (Home)"]
    assert [badge.text() for badge in samples.findChildren(Badge)] == ["Sample"]


class TestTheTable:
    def test_it_filters_by_every_word(
        self, qapp: QApplication, theme: ThemeHolder, make_document: MakeDocument
    ) -> None:
        table = DocumentTable(theme)
        table.set_documents([make_document("/House/Offer heat pump.pdf"), make_document("/House/Heating bill.pdf")])
        table.filter("heat OFFER")
        assert names(table) == ["Offer heat pump.pdf"]

    def test_numbers_and_times_sort_by_value(
        self, qapp: QApplication, theme: ThemeHolder, make_document: MakeDocument
    ) -> None:
        table = DocumentTable(theme)
        table.set_documents(
            [make_document("/a.pdf", pages=9, modified=3.0), make_document("/b.pdf", pages=10, modified=1.0)]
        )
        table.sort(PAGES, Qt.SortOrder.DescendingOrder)
        assert names(table) == ["b.pdf", "a.pdf"]
        table.sort(CHANGED, Qt.SortOrder.DescendingOrder)
        assert names(table) == ["a.pdf", "b.pdf"]

    def test_the_way_into_a_folder_is_shown(
        self, qapp: QApplication, theme: ThemeHolder, make_document: MakeDocument
    ) -> None:
        table = DocumentTable(theme)
        table.set_documents([make_document("/docs/House/Heating/Offer.pdf", root="/docs/House")])
        assert table.index(0, FOLDER).data() == "House › Heating"

    def test_times_read_as_a_person_says_them(
        self, qapp: QApplication, theme: ThemeHolder, make_document: MakeDocument
    ) -> None:
        now = time.mktime((2026, 11, 20, 12, 0, 0, 0, 0, -1))
        table = DocumentTable(theme, now=lambda: now)
        ages = {"a": 3600, "b": 86_400, "c": 3 * 86_400, "d": 9 * 86_400, "e": 400 * 86_400}
        table.set_documents([make_document(f"/{name}.pdf", modified=now - age) for name, age in ages.items()])
        assert [table.index(at, CHANGED).data() for at in range(5)] == [
            "today 11:00",
            "yesterday",
            "Tuesday",
            "11 Nov",
            "16 Oct 2025",
        ]

    def test_the_selected_document_stays_selected_when_others_come(
        self, qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument
    ) -> None:
        library.rows = [make_document("/d/m.pdf")]
        view = LibraryView(context)
        qtbot.addWidget(view)
        view.documents.selectRow(0)
        library.rows = [make_document("/d/a.pdf"), make_document("/d/m.pdf")]
        view.refresh()
        (selected,) = view.documents.selectionModel().selectedRows()
        assert view.table.row(selected).path == "/d/m.pdf"

    def test_ten_thousand_rows_are_quick(
        self, qtbot: QtBot, context: WindowContext, library: Any, make_document: MakeDocument
    ) -> None:
        library.rows = [make_document(f"/docs/Folder/{n:05}.pdf", pages=n) for n in range(10_000)]
        view = LibraryView(context)
        qtbot.addWidget(view)
        view.show()
        started = time.perf_counter()
        view.table.sort(STATE)
        view.table.filter("099")
        assert view.table.rowCount() > 0
        assert time.perf_counter() - started < 2.0
