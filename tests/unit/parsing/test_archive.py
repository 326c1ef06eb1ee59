"""ZIP archives: each document in them under its name, nothing written, nothing that swells."""

import zipfile
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge, EncryptedDocument, NoText, UnsupportedFormat
from desktop_app.parsing import contained, parser_for
from desktop_app.parsing.archive import ArchiveParser
from desktop_app.parsing.contained import find_document, members_of, placed, shown_name
from desktop_app.parsing.held_file import Allowance
from tests.samples.documents import MAKERS, make_any, make_pdf
from tests.samples.office_documents import encrypted_zip, make_zip
from tests.samples.paragraph import PARAGRAPH


def read(path: Path) -> list[Page]:
    return list(ArchiveParser().open(path).pages)


def names(path: Path) -> list[str]:
    return [member.name for member in members_of(ArchiveParser(), path)]


def reasons(path: Path) -> dict[str, str]:
    return {member.name: member.code for member in members_of(ArchiveParser(), path) if member.code}


def read_inside(path: Path, name: str) -> list[Page]:
    file, place = find_document(path / name)
    return [placed(page, place) for page in parser_for(file).open(file).pages]


def test_an_archive_lists_its_files_on_a_page(tmp_path: Path) -> None:
    (page,) = read(make_zip(tmp_path / "a.zip", {"papers/owls.txt": b"Owls.", "herons.txt": b"Herons."}))
    assert (page.label, page.text) == ("contents", "papers/owls.txt\nherons.txt")


@pytest.mark.parametrize("suffix", sorted(MAKERS))
def test_every_format_is_read_inside_an_archive_as_it_is_outside(suffix: str, tmp_path: Path) -> None:
    inside = make_any(tmp_path, suffix)
    path = make_zip(tmp_path / "a.zip", {f"papers/{inside.name}": inside.read_bytes()})
    assert names(path) == [f"papers/{inside.name}"]
    pages = read_inside(path, f"papers/{inside.name}")
    outside = list(parser_for(inside).open(inside).pages)
    assert [(page.text, page.is_picture) for page in pages] == [(page.text, page.is_picture) for page in outside]
    assert all(page.label.startswith("in the archive") for page in pages)


def test_a_page_says_where_in_which_file_it_stands(tmp_path: Path) -> None:
    make_pdf(tmp_path / "report.pdf", [[PARAGRAPH], ["second page"]])
    path = make_zip(tmp_path / "a.zip", {"report.pdf": (tmp_path / "report.pdf").read_bytes()})
    first, second = read_inside(path, "report.pdf")
    assert (first.label, second.label) == ("in the archive › page 1", "in the archive › page 2")
    (line, *_) = first.lines
    assert first.text[line.start : line.end] in PARAGRAPH


def test_an_archive_in_an_archive_is_read_and_no_deeper(tmp_path: Path) -> None:
    data = b"Two owls."
    for level in range(4):
        path = make_zip(
            tmp_path / f"{level}.zip", {f"owls{level}.txt": b"Owls.", "inner.zip" if level else "a.txt": data}
        )
        data = path.read_bytes()
    assert names(path) == ["owls3.txt", "inner.zip"]
    inner, place = find_document(path / "inner.zip")
    assert [(one.name, one.code) for one in members_of(ArchiveParser(), inner)] == [
        ("owls2.txt", ""),
        ("inner.zip", ""),
    ]
    (page,) = read_inside(path, "inner.zip/owls2.txt")
    assert (page.text, page.label, place) == ("Owls.", "in the archive › in inner.zip", "in the archive")
    deepest, _ = find_document(path / "inner.zip" / "inner.zip")
    assert [(one.name, one.code) for one in members_of(ArchiveParser(), deepest)] == [
        ("more files", "document.too_large")
    ], "one line for all that lies too deep"
    with pytest.raises(UnsupportedFormat, match="not opened so deep"):
        ArchiveParser().open(deepest)


def test_a_name_that_is_another_ones_folder_leads_to_the_right_file(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"b.txt": b"inside"}).read_bytes()
    path = make_zip(tmp_path / "a.zip", {"a.zip": inner, "a.zip/b.txt": b"beside"})
    assert names(path) == ["a.zip", "a.zip_b.txt"]
    assert [page.text for page in read_inside(path, "a.zip/b.txt")] == ["inside"]
    assert [page.text for page in read_inside(path, "a.zip_b.txt")] == ["beside"]


def test_names_lead_nowhere(tmp_path: Path) -> None:
    assert shown_name("../../etc/passwd") == "etc/passwd"
    assert shown_name("C:\\Windows\\a.txt") == "C:/Windows/a.txt"
    assert shown_name("new\nline.txt") == "new line.txt"
    assert shown_name("\u202egpj.exe.txt") == "gpj.exe.txt"
    path = make_zip(tmp_path / "a.zip", {"../../outside.txt": b"outside", "/tmp/absolute.txt": b"absolute"})
    assert names(path) == ["outside.txt", "tmp/absolute.txt"]
    assert read_inside(path, "outside.txt")
    assert not list(tmp_path.parent.rglob("outside.txt"))
    assert not list(tmp_path.rglob("*.txt"))


def test_what_swells_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"bomb.txt": bytes(8_000_000), "owls.txt": b"Two owls."})
    assert reasons(path) == {"bomb.txt": "document.too_large"}
    assert [page.text for page in read_inside(path, "owls.txt")] == ["Two owls."]
    with pytest.raises(DocumentTooLarge):
        read_inside(path, "bomb.txt")


def test_more_files_than_a_person_has_are_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contained, "MAX_FILES", 2)
    path = make_zip(tmp_path / "a.zip", {f"{number}.txt": b"Owls." for number in range(4)})
    assert names(path) == ["0.txt", "1.txt", "more files"]
    assert reasons(path) == {"more files": "document.too_large"}


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
    assert reasons(path) == {"owls.txt": "document.damaged"}


def test_a_password_opens_what_is_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(encrypted_zip("secret.txt", b"Two owls.", b"heron"))
    assert reasons(path) == {"secret.txt": "document.encrypted"}
    assert find_document(path / "secret.txt", "heron")[0].read_bytes() == b"Two owls."
    with pytest.raises(EncryptedDocument, match="That password does not open"):
        find_document(path / "secret.txt", "crane")


def test_an_unknown_kind_inside_is_told_when_its_turn_comes(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "b.zip", {"song.mp3": b"ID3 and no more"})
    assert names(path) == ["song.mp3"]
    with pytest.raises(UnsupportedFormat):
        read_inside(path, "song.mp3")


def test_an_archive_without_files_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.mkdir("papers")
        archive.writestr("__MACOSX/._a.txt", b"x")
    with pytest.raises(NoText, match="no documents in this archive"):
        read(tmp_path / "a.zip")
