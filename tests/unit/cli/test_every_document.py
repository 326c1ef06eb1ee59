"""How the command line follows a table that grows: a meter, and a Ctrl-C that keeps what is there."""

import os
import signal
import sys
from collections.abc import Callable, Iterator

import pytest

from desktop_app.answer_table import AnswerTable, RowState, TableCell, TableGrown, TableRow
from desktop_app.cli.every_document import follow, rows_as_json, show_progress, show_table
from desktop_app.cli.output import Output
from desktop_app.domain import Answer, Approach, Citation

ROWS = (
    TableRow("a.md", "/a.md", (TableCell("900 EUR", 1), TableCell()), RowState.FOUND),
    TableRow("b.pdf", "/b.pdf", (TableCell(), TableCell()), RowState.UNREADABLE, "The file is damaged."),
    TableRow("c.md", "/c.md", (TableCell(), TableCell()), RowState.NOT_FOUND),
)
ANSWER = Answer(
    "Rent and deposit?", "Found in 1 document.", False, Approach.DOCUMENTS, "SmolLM2",
    (Citation(1, "/a.md", "a", 1, "", "The rent is 900 EUR."),),
    table=AnswerTable("Document", ("Rent", "Deposit"), ROWS, 3, 3, 1),
)  # fmt: skip
GROWN = TableGrown("Document", ("Rent", "Deposit"), ROWS[:1], 412, 5, 3, 1, 65.0)


def test_rows_are_objects_whose_empty_cells_are_null() -> None:
    found, unreadable, _ = rows_as_json(ANSWER)
    assert found["cells"]["Rent"]["value"] == "900 EUR"
    assert found["cells"]["Rent"]["quote"] == "The rent is 900 EUR."
    assert found["cells"]["Deposit"] is None
    assert (unreadable["state"], unreadable["note"]) == ("unreadable", "The file is damaged.")


def test_people_see_what_was_found_what_is_unreadable_and_how_many_say_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show_table(ANSWER, Output(as_json=False))
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Document  Rent  Deposit",
        "a.md      900 EUR | not found",
        "b.pdf     unreadable: The file is damaged.",
        "1 file not found",
    ]


def test_the_meter_tells_how_many_are_read_and_how_long_it_takes(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    show_progress(GROWN, Output(as_json=False))
    assert "read 5 of 412 files, 3 unreadable, 1 found, about 01:05 left" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_the_first_interrupt_keeps_the_table_and_the_second_ends() -> None:
    def ask(interrupts: int) -> Callable[[Callable[[], bool]], Iterator[object]]:
        def events(is_cancelled: Callable[[], bool]) -> Iterator[object]:
            yield GROWN
            assert not is_cancelled()
            for _ in range(interrupts):
                os.kill(os.getpid(), signal.SIGINT)
            assert is_cancelled()
            yield ANSWER

        return events

    before = signal.getsignal(signal.SIGINT)
    assert follow(ask(1), Output(as_json=False)) is ANSWER
    with pytest.raises(KeyboardInterrupt):
        follow(ask(2), Output(as_json=False))
    assert signal.getsignal(signal.SIGINT) is before
