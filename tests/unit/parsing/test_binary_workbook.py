"""XLS and XLSB: read like XLSX, and refused before they are laid out where they reach too far."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing import parser_for
from desktop_app.parsing.binary_workbook import BinaryWorkbookParser
from tests.samples.office_documents import make_xls, make_xlsb, make_zip
from tests.samples.ole_files import make_ole

CELLS = ((4, 2, "Bird"), (4, 3, "Place"), (5, 2, "Heron"), (5, 3, "pond"))
BOTH = pytest.mark.parametrize(("make", "suffix"), [(make_xls, ".xls"), (make_xlsb, ".xlsb")])


@BOTH
def test_a_sheet_is_a_page_with_its_table(make: Callable[..., Path], suffix: str, tmp_path: Path) -> None:
    path = make(tmp_path / f"a{suffix}", CELLS)
    (page,) = parser_for(path).open(path).pages
    assert page.label == "sheet “Birds”"
    assert page.text == "Birds\n\nBird | Place\nHeron | pond"
    assert page.text[page.tables[0].start : page.tables[0].header_end] == "Bird | Place"


@BOTH
def test_rows_have_the_numbers_of_the_sheet(make: Callable[..., Path], suffix: str, tmp_path: Path) -> None:
    cells = [(0, 0, "Bird"), *((row, 0, f"bird {row}") for row in range(1, 520))]
    pages = list(BinaryWorkbookParser().open(make(tmp_path / f"a{suffix}", cells)).pages)
    assert [page.label for page in pages] == ["sheet “Birds” rows 1–500", "sheet “Birds” rows 501–520"]


def test_cells_in_opposite_corners_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentTooLarge, match="save it as XLSX"):
        BinaryWorkbookParser().open(make_xlsb(tmp_path / "a.xlsb", ((0, 0, "a"), (1_048_575, 16_383, "b"))))
    with pytest.raises(DocumentTooLarge, match="save it as XLSX"):
        BinaryWorkbookParser().open(make_xls(tmp_path / "a.xls", ((0, 0, "a"), (65_535, 255, "b"))))


def test_a_workbook_with_a_password_says_so(tmp_path: Path) -> None:
    path = make_ole(tmp_path / "a.xls", {"Workbook": bytes.fromhex("09080000") + bytes.fromhex("2f000000")})
    with pytest.raises(EncryptedDocument):
        BinaryWorkbookParser().open(path)


def test_what_breaks_the_library_is_damage_and_leaves_no_word(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = make_xlsb(tmp_path / "a.xlsb")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/_rels/workbook.bin.rels"] = parts["xl/_rels/workbook.bin.rels"].replace(b"r1", b"r2")
    with pytest.raises(DamagedDocument):
        BinaryWorkbookParser().open(make_zip(path, parts))
    assert capfd.readouterr().err == ""


def test_sectors_that_follow_each_other_in_circles_are_damage(tmp_path: Path) -> None:
    path = make_xls(tmp_path / "a.xls")
    data = bytearray(path.read_bytes())
    chain = 512 + 4  # the entry of the first sector after the table of chains
    data[chain + 4 : chain + 8] = (1).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(DamagedDocument):
        BinaryWorkbookParser().open(path)
