"""Mail: a message is a page that says its date, with who wrote to whom, and what came with it."""

from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DocumentTooLarge
from desktop_app.parsing import mail
from desktop_app.parsing.mail import MailboxParser, MailParser, SavedPageParser
from desktop_app.parsing.outlook import OutlookParser
from tests.samples.mail_documents import MAIL, make_eml, make_mbox, make_mhtml, make_msg
from tests.samples.paragraph import PARAGRAPH

HEAD = "From: ada@example.org\nSubject: Owls\nDate: Sat, 4 May 2024 09:00:00 +0000\nMIME-Version: 1.0\n"


def read(path: Path) -> list[Page]:
    return list(MailParser().open(path).pages)


def test_a_message_says_from_whom_and_when(tmp_path: Path) -> None:
    (page,) = read(make_eml(tmp_path / "a.eml"))
    assert page.label == "message of 3 May 2024"
    assert page.text.startswith(
        "Herons\n\nFrom: Jürgen <juergen@example.org>\nTo: Ada <ada@example.org>\nDate: Fri, 3 May"
    )
    assert MailParser().open(tmp_path / "a.eml").title == "Herons"


def test_of_two_forms_the_plain_one_is_read(tmp_path: Path) -> None:
    body = (
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nOwls are quiet.\n"
        "--b\nContent-Type: text/html\n\n<p>Owls are <b>quiet</b>.</p>\n--b--\n"
    )
    (page,) = read(make_eml(tmp_path / "a.eml", HEAD + body))
    assert page.text.count("quiet") == 1
    assert "<p>" not in page.text


def test_html_alone_is_read_as_it_looks(tmp_path: Path) -> None:
    body = "Content-Type: text/html; charset=utf-8\n\n<style>x</style><table><tr><th>Bird</th><th>Count</th></tr>"
    (page,) = read(make_eml(tmp_path / "a.eml", HEAD + body + "<tr><td>Owl</td><td>4</td></tr></table>"))
    assert "Bird | Count\nOwl | 4" in page.text
    assert len(page.tables) == 1


def test_attachments_are_named_and_read_as_documents_of_their_own(tmp_path: Path) -> None:
    body = (
        'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n'
        '--b\nContent-Type: text/plain\nContent-Disposition: attachment; filename="count.txt"\n\nTwo owls.\n--b--\n'
    )
    letter, attached = read(make_eml(tmp_path / "a.eml", HEAD + body))
    assert letter.text.endswith("See below.\n\nAttachments: count.txt")
    assert attached.label == "message of 4 May 2024 › count.txt"
    assert attached.text == "count.txt\n\nTwo owls."


def test_an_attachment_that_cannot_be_read_costs_neither_the_message_nor_another_one(tmp_path: Path) -> None:
    part = '--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="{}"\n\n{}\n'
    body = 'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n'
    bad, good = part.format("bad.pdf", "no PDF"), part.format("good.txt", "Two owls.")
    pages = read(make_eml(tmp_path / "a.eml", f"{HEAD}{body}{bad}{good}--b--\n"))
    assert [page.label for page in pages] == ["message of 4 May 2024", "message of 4 May 2024 › good.txt", "not read"]
    assert "bad.pdf was not read: The file is damaged" in pages[2].text
    alone = read(make_eml(tmp_path / "b.eml", f"{HEAD}{body}{bad}--b--\n"))
    assert "See below." in alone[0].text
    assert "were not read" in alone[1].text


def test_a_picture_that_adorns_a_message_is_no_document(tmp_path: Path) -> None:
    body = (
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n'
        '--b\nContent-Type: image/png; name="logo.png"\nContent-ID: <logo>\n\nxxxx\n--b--\n'
    )
    assert len(read(make_eml(tmp_path / "a.eml", HEAD + body))) == 1


def test_a_forwarded_message_is_read_under_its_subject(tmp_path: Path) -> None:
    body = f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n{MAIL}\n--b--\n'
    (page,) = read(make_eml(tmp_path / "a.eml", HEAD + body))
    assert "Attached message: Herons (from Jürgen <juergen@example.org>)" in page.text
    assert PARAGRAPH in page.text


def test_every_message_of_a_mailbox_is_a_page(tmp_path: Path) -> None:
    letters = (MAIL, HEAD + "\nOwls.\n>From here on they fly.\n", "Subject: No date\n\nNothing.\n")
    pages = list(MailboxParser().open(make_mbox(tmp_path / "a.mbox", letters)).pages)
    assert [page.label for page in pages] == ["message of 3 May 2024", "message of 4 May 2024", "message 3"]
    assert "\nFrom here on they fly." in pages[1].text


@pytest.mark.parametrize("depth", [50, 3000])
def test_parts_in_parts_end(depth: int, tmp_path: Path) -> None:
    body = "".join(f'Content-Type: multipart/mixed; boundary="b{i}"\n\n--b{i}\n' for i in range(depth))
    path = make_eml(tmp_path / "a.eml", HEAD + body + "Content-Type: text/plain\n\ninnermost owl\n")
    if depth < 100:
        assert "innermost owl" in read(path)[0].text
    else:
        with pytest.raises(DocumentTooLarge):
            read(path)


def test_a_saved_page_reads_like_the_page(tmp_path: Path) -> None:
    document = SavedPageParser().open(make_mhtml(tmp_path / "a.mhtml"))
    assert document.title == "Herons"
    assert [page.text for page in document.pages] == [PARAGRAPH]


def test_an_outlook_message_says_from_whom_and_when(tmp_path: Path) -> None:
    document = OutlookParser().open(make_msg(tmp_path / "a.msg"))
    (page,) = document.pages
    assert document.title == "Herons"
    assert page.label == "message of 3 May 2024"
    assert page.text == f"Herons\n\nFrom: Jürgen\nDate: 2024-05-03 08:00 UTC\n\n{PARAGRAPH}"


def test_a_mailbox_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "MAX_MESSAGES", 2)
    with pytest.raises(DocumentTooLarge, match="messages"):
        list(MailboxParser().open(make_mbox(tmp_path / "a.mbox", [MAIL] * 3)).pages)
