"""Paths of documents inside files lead to the file on the disk."""

from pathlib import Path

from desktop_app.held_paths import file_on_disk, name_in_holder


def test_a_document_inside_a_file_is_found_through_that_file(tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_text("From: ada")
    assert file_on_disk(mail / "papers.zip" / "lease.txt") == mail
    assert name_in_holder(mail / "papers.zip" / "lease.txt") == "mail.eml/papers.zip/lease.txt"
    assert (file_on_disk(mail), name_in_holder(mail)) == (mail, "mail.eml")


def test_what_is_not_there_stays_what_it_is(tmp_path: Path) -> None:
    gone = tmp_path / "folder" / "gone.txt"
    assert (file_on_disk(gone), name_in_holder(gone)) == (gone, "gone.txt")
    assert file_on_disk(tmp_path) == tmp_path
