"""ZIP archives: each document in them under its name, nothing written, nothing that swells."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import BadInput, DocumentError, DocumentTooLarge, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing.archive import ArchiveParser
from desktop_app.parsing.contained import shown_name
from desktop_app.parsing.held_file import Allowance
from tests.samples.documents import MAKERS, make_any, make_pdf
from tests.samples.office_documents import make_zip
from tests.samples.paragraph import PARAGRAPH
from tests.samples.pictures import WORDS, make_scan_pdf


def read(path: Path) -> list[Page]:
    return list(ArchiveParser().open(path).pages)


@pytest.mark.parametrize("suffix", sorted(MAKERS))
def test_every_format_is_read_inside_an_archive_as_it_is_outside(suffix: str, tmp_path: Path) -> None:
    inside = make_any(tmp_path, suffix)
    pages = read(make_zip(tmp_path / "a.zip", {f"papers/{inside.name}": inside.read_bytes()}))
    assert pages[0].label.startswith(f"papers/{inside.name}")
    assert pages[0].is_picture or PARAGRAPH in " ".join(pages[0].text.split())
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))


def test_a_page_says_where_in_which_file_it_stands(tmp_path: Path) -> None:
    make_pdf(tmp_path / "report.pdf", [[PARAGRAPH], ["second page"]])
    members = {
        "report.pdf": (tmp_path / "report.pdf").read_bytes(),
        "notes.md": b"# Owls\n\nThey fly.\n\n## Where\n\nHere.",
    }
    first, second, notes = read(make_zip(tmp_path / "a.zip", members))
    assert (first.label, second.label) == ("report.pdf › page 1", "report.pdf › page 2")
    assert notes.label.startswith("notes.md")
    assert [(one.level, one.text) for one in notes.headings] == [(1, "notes.md"), (2, "Owls"), (3, "Where")]
    assert all(notes.text[one.offset :].startswith(one.text) for one in notes.headings)
    (line, *_) = first.lines
    assert first.text[line.start : line.end] in PARAGRAPH


def test_an_archive_in_an_archive_is_read_and_no_deeper(tmp_path: Path) -> None:
    data = b"Two owls."
    for level in range(4):
        path = make_zip(
            tmp_path / f"{level}.zip", {f"owls{level}.txt": b"Owls.", "inner.zip" if level else "a.txt": data}
        )
        data = path.read_bytes()
    labels = [page.label for page in read(path)]
    assert labels == ["owls3.txt", "inner.zip › owls2.txt", "inner.zip › not read"]


def test_names_lead_nowhere(tmp_path: Path) -> None:
    assert shown_name("../../etc/passwd") == "etc/passwd"
    assert shown_name("C:\\Windows\\a.txt") == "C:/Windows/a.txt"
    assert shown_name("new\nline.txt") == "new line.txt"
    assert shown_name("\u202egpj.exe.txt") == "gpj.exe.txt"
    read(make_zip(tmp_path / "a.zip", {"../../outside.txt": b"outside", "/tmp/absolute.txt": b"absolute"}))
    assert not list(tmp_path.parent.rglob("outside.txt"))
    assert not list(tmp_path.rglob("*.txt"))


def test_what_swells_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"bomb.txt": bytes(8_000_000), "owls.txt": b"Two owls."})
    owls, rest = read(path)
    assert "Two owls." in owls.text
    assert "bomb.txt was not read: It swells" in rest.text
    with pytest.raises(DocumentTooLarge):
        read(make_zip(tmp_path / "b.zip", {"bomb.txt": bytes(8_000_000)}))


def test_all_files_inside_share_one_allowance() -> None:
    allowance = Allowance(bytes=100, files=3)
    allowance.spend(60)
    with pytest.raises(DocumentTooLarge):
        allowance.spend(60)
    with pytest.raises(DocumentTooLarge):
        Allowance(files=0).spend(1)


def test_a_lie_about_the_size_is_found_out(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"owls.txt": b"Two owls. " * 200})
    data = path.read_bytes()
    path.write_bytes(data.replace((2000).to_bytes(4, "little"), (1000).to_bytes(4, "little")))
    with pytest.raises(DocumentError):
        read(path)


def test_a_password_and_an_unknown_kind_are_told(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"secret.txt": b"Two owls."})
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(EncryptedDocument):
        read(path)
    with pytest.raises(UnsupportedFormat):
        read(make_zip(tmp_path / "b.zip", {"song.mp3": b"ID3 and no more"}))


def test_an_archive_without_files_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.mkdir("papers")
        archive.writestr("__MACOSX/._a.txt", b"x")
    with pytest.raises(DocumentError):
        read(tmp_path / "a.zip")


def test_pages_inside_are_drawn_like_others(tmp_path: Path) -> None:
    make_scan_pdf(tmp_path / "scan.pdf", ["First page.", WORDS])
    members = {"owls.txt": b"Two owls.", "scan.pdf": (tmp_path / "scan.pdf").read_bytes()}
    path = make_zip(tmp_path / "a.zip", members)
    assert [page.is_picture for page in read(path)] == [False, False, True]
    assert ArchiveParser().render(path, 3, 1.0).width == 400
    with pytest.raises(UnsupportedFormat):
        ArchiveParser().render(path, 1, 1.0)
    with pytest.raises(UnsupportedFormat):
        ArchiveParser().recognise(path, 1)
    with pytest.raises(BadInput):
        ArchiveParser().render(path, 9, 1.0)
