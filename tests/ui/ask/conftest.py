"""An Ask view on a real PDF, with the real parser process and a scripted inference process."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import pytest
from fpdf import FPDF
from pytestqt.qtbot import QtBot

from desktop_app.boxes import boxes_of
from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import (
    Answer,
    Approach,
    Chunk,
    Citation,
    DocumentRow,
    DocumentState,
    LibraryCounts,
    Page,
    Passage,
    Span,
)
from desktop_app.folders import WatchedFolders
from desktop_app.parsing import parser_for
from desktop_app.paths import DataPaths
from desktop_app.ui.ask.view import AskView
from desktop_app.ui.context import WindowContext
from desktop_app.ui.notices import Notices
from desktop_app.ui.settings_holder import SettingsHolder
from desktop_app.ui.theme import ThemeHolder
from desktop_app.ui.worker_process import WorkerProcess

SCRIPTED = Path(__file__).parent.parent / "scripted_inference.py"

LEASE = {
    6: (
        ("5. Use of the premises", ()),
        ("", ("5.1 The premises are let for living only.", "5.2 Pets need the landlord's consent in writing.")),
    ),
    7: (
        ("6. Termination", ()),
        (
            "",
            (
                "6.1 The tenancy begins on the first day of May 2024 and is concluded for an indefinite period.",
                "6.2 Either party may terminate this agreement by giving the other party ninety (90) days written"
                " notice, counted from the first day of the month after its receipt.",
                "6.3 The right of either party to terminate without notice for good cause remains unaffected.",
                "6.4 The tenant returns the premises clean, with all keys, and free of any objects brought in.",
            ),
        ),
        ("7. Deposit", ()),
        (
            "",
            (
                "7.1 The deposit amounts to three months' rent and bears interest at the statutory rate.",
                "7.2 It is returned within sixty days of the end of the tenancy, less justified claims.",
            ),
        ),
    ),
    12: (
        ("Annex B: Notices", ()),
        ("", ("Notices under this agreement are sent to the property manager, Hill & Sons, 4 Mill Lane, Ashford.",)),
    ),
}
PAGES = 14


def write_lease(path: Path) -> Path:
    pdf = FPDF(format="A4")
    pdf.set_margins(28, 24)
    for number in range(1, PAGES + 1):
        pdf.add_page()
        for heading, paragraphs in LEASE.get(number, ((f"{number}. Clause", ()), ("", (f"Text of page {number}.",)))):
            if heading:
                pdf.set_font("Times", "B", 13)
                pdf.multi_cell(0, 9, heading, new_x="LMARGIN", new_y="NEXT")
            pdf.set_font("Times", "", 12)
            for paragraph in paragraphs:
                pdf.multi_cell(0, 6.4, paragraph, new_x="LMARGIN", new_y="NEXT")
                pdf.ln(3)
    pdf.output(str(path))
    return path


class ReadLibrary:
    """A library of files that the real parsers have read."""

    def __init__(self) -> None:
        self.rows: dict[str, DocumentRow] = {}
        self.pages: dict[str, list[Page]] = {}

    def read(self, path: Path) -> list[Page]:
        opened = parser_for(path).open(path)
        pages = list(opened.pages)
        size, modified = path.stat().st_size, path.stat().st_mtime
        self.rows[str(path)] = DocumentRow(
            len(self.rows) + 1, str(path), str(path.parent), path.name, DocumentState.SEARCHABLE, "", "",
            len(pages), len(pages), size, modified,
        )  # fmt: skip
        self.pages[str(path)] = pages
        return pages

    def documents(self) -> list[DocumentRow]:
        return list(self.rows.values())

    def document(self, path: str) -> DocumentRow | None:
        return self.rows.get(path)

    def page(self, path: str, number: int) -> Page | None:
        return next((page for page in self.pages.get(path, []) if page.number == number), None)

    def counts(self) -> LibraryCounts:
        return LibraryCounts(len(self.rows), len(self.rows), 0, 0, len(self.rows), 1)

    def folder_counts(self, roots: object) -> dict[str, int]:
        return {}

    def away_roots(self) -> set[str]:
        return set()


@dataclass
class Script:
    """What the scripted inference process will say."""

    file: Path
    library: ReadLibrary
    parts: dict[str, dict[str, object]] = field(default_factory=dict)

    def say(self, question: str, text: str, *citations: Citation, then: str = "", **answer: object) -> None:
        """Answer `question` with `text`; each citation's chunk is a passage too."""
        passages = tuple(
            Passage(1, cited.path, cited.title, Chunk(0, cited.quote, cited.heading, cited.spans), 0.9, cited.label)
            for cited in citations
        )
        given = Answer(
            question, text, False, Approach.DOCUMENTS, "SmolLM2 135M", citations, passages,
            retrieve_ms=41.0, first_token_ms=612.0, total_ms=1900.0, prompt_tokens=500, generated_tokens=40,
            tokens_per_second=31.2,
        )  # fmt: skip
        grown = answer.pop("grown", ())
        given = replace(given, **answer)  # type: ignore[arg-type]
        self.parts[question] = {
            "passages": [asdict(passage) for passage in given.passages],
            "text": text,
            "answer": asdict(given),
            "then": then,
            "grown": [asdict(news) for news in grown],  # type: ignore[attr-defined]
        }
        self.file.write_text(json.dumps(self.parts))

    def cite(self, marker: int, path: Path, number: int, quote: str, heading: str = "") -> Citation:
        """Quote words that really stand on that page."""
        page = self.library.page(str(path), number)
        assert page is not None
        flat = page.text.replace("\n", " ")
        start = flat.index(quote)
        span = Span(number, start, start + len(quote))
        boxes = boxes_of([span], {number: page})
        return Citation(marker, str(path), path.name, number, heading, quote, page.label, (span,), boxes)

    def asked(self) -> list[dict[str, object]]:
        """What the process was asked, oldest first."""
        return [json.loads(line) for line in self.file.with_suffix(".asked").read_text().splitlines()]


@pytest.fixture
def read_library() -> ReadLibrary:
    return ReadLibrary()


@pytest.fixture
def lease(tmp_path: Path, read_library: ReadLibrary) -> Path:
    folder = tmp_path / "Contracts"
    folder.mkdir(exist_ok=True)
    path = write_lease(folder / "Lease 2024.pdf")
    read_library.read(path)
    return path


@pytest.fixture
def script(tmp_path: Path, read_library: ReadLibrary) -> Script:
    return Script(tmp_path / "script.json", read_library)


@pytest.fixture
def ask_context(
    qapp: object, tmp_path: Path, paths: DataPaths, theme: ThemeHolder, read_library: ReadLibrary, script: Script
) -> Iterator[WindowContext]:
    def worker(name: str, *command: str) -> WorkerProcess:
        return WorkerProcess(name, [sys.executable, *command], tmp_path / f"{name}.log")

    starter = tmp_path / "starter.gguf"
    starter.touch()
    made = WindowContext(
        paths=paths,
        settings=SettingsHolder(paths.settings),
        theme=theme,
        notices=Notices(),
        folders=WatchedFolders(paths.folders),
        library=read_library,
        models=ModelCatalogue(paths.models, starter),
        indexing=worker("indexing", str(SCRIPTED), str(script.file)),
        inference=worker("inference", str(SCRIPTED), str(script.file)),
        parser=worker("parser", "-m", "desktop_app.workers.parser"),
        training=worker("training", str(SCRIPTED), str(script.file)),
    )
    made.inference.start()
    made.parser.start()
    yield made
    for one in (made.indexing, made.inference, made.parser):
        one.close()


@pytest.fixture
def view(ask_context: WindowContext, qtbot: QtBot) -> AskView:
    made = AskView(ask_context)
    qtbot.addWidget(made, before_close_func=lambda _: made.conversations.close())
    made.setObjectName("view")
    made.resize(1288, 830)
    made.show()
    made.shown()
    return made


@pytest.fixture
def ask(view: AskView, qtbot: QtBot) -> Callable[[str], None]:
    """Ask as a person does, and wait for the end."""

    def ask_and_wait(question: str) -> None:
        view.composer.field.setPlainText(question)
        with qtbot.waitSignal(view.asking.ended, timeout=15_000):
            view.composer.field.sent.emit()

    return ask_and_wait
