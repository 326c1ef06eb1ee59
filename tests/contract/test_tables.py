"""Tables of every format that can hold one: each cell is found by its row and its column, whatever is empty."""

from pathlib import Path

import pytest

from desktop_app.answering.table_cell import asked_cell
from desktop_app.domain import Page, Passage
from desktop_app.indexing.chunking import cut_into_chunks
from desktop_app.parsing import parser_for
from desktop_app.sentences import cells_of
from tests.samples.fakes import WordCounter
from tests.samples.tables import GRID, GRID_MAKERS

IN_MARCH = [(row[0], row[1]) for row in GRID[1:] if row[1]]


@pytest.mark.parametrize("suffix", GRID_MAKERS)
class TestTablesOf:
    @pytest.fixture
    def pages(self, suffix: str, tmp_path: Path) -> list[Page]:
        path = GRID_MAKERS[suffix](tmp_path / f"prices{suffix}")
        return list(parser_for(path).open(path).pages)

    def test_every_cell_keeps_its_column(self, pages: list[Page]) -> None:
        (page,) = [page for page in pages if page.tables]
        (table,) = page.tables
        rows = page.text[table.start : table.end].split("\n")
        assert [[cell.strip() for cell in cells_of(row)] for row in rows] == [list(row) for row in GRID]

    @pytest.mark.parametrize("most_words", [200, 30])
    def test_a_cell_is_found_by_its_row_and_column(self, pages: list[Page], most_words: int) -> None:
        chunks = cut_into_chunks(pages, WordCounter(most_words))
        passages = [Passage(1, "/prices", "prices", chunk, 1.0) for chunk in chunks]
        for fruit, price in IN_MARCH:
            found = asked_cell(f"What was the price of {fruit} in March?", passages)
            assert found is not None, fruit
            assert found.text == price
