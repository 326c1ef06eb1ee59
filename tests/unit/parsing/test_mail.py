"""Mail: a message is a page that says its date, with who wrote to whom, and what came with it."""

import time
from pathlib import Path

import pytest

from desktop_app.domain import Page
from desktop_app.errors import DocumentGone, DocumentTooLarge
from desktop_app.parsing import mail
from desktop_app.parsing.contained import find_document, members_of, placed
from desktop_app.parsing.mail import MailboxParser, MailParser, SavedPageParser
from desktop_app.parsing.outlook import OutlookParser
from desktop_app.parsing.plain_text import PlainTextParser
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


def attachment(name: str, text: str, kind: str = "text/plain") -> str:
    return f'--b\nContent-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\n\n{text}\n'


def with_attachments(*parts: str, text: str = "See below.") -> str:
    body = f'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n{text}\n'
    return f"{HEAD}{body}{''.join(parts)}--b--\n"


def test_attachments_are_named_and_are_documents_of_their_own(tmp_path: Path) -> None:
    path = make_eml(tmp_path / "a.eml", with_attachments(attachment("count.txt", "Two owls.")))
    (letter,) = read(path)
    assert letter.text.endswith("See below.\n\nAttachments: count.txt")
    (member,) = members_of(MailParser(), path)
    assert (member.name, member.size, member.code) == ("count.txt", 9, "")
    file, place = find_document(path / "count.txt")
    assert [page.text for page in PlainTextParser().open(file).pages] == ["Two owls."]
    assert place == "attachment of the message of 4 May 2024"
    (page,) = (placed(page, place) for page in PlainTextParser().open(file).pages)
    assert page.label == place
    with pytest.raises(DocumentGone):
        find_document(path / "other.txt")


def test_attachments_of_one_name_are_told_apart_and_none_leads_out_of_the_message(tmp_path: Path) -> None:
    names = ("count.txt", "count.txt", "../../etc/passwd", "count.txt")
    path = make_eml(tmp_path / "a.eml", with_attachments(*(attachment(name, f"Owl {name}.") for name in names)))
    listed = [member.name for member in members_of(MailParser(), path)]
    assert listed == ["count.txt", "count (2).txt", "etc_passwd", "count (3).txt"]
    for name in listed:
        assert find_document(path / name)[0].read_bytes()


def test_what_an_attachment_says_addresses_it(tmp_path: Path) -> None:
    def digests(*parts: str) -> dict[str, bytes]:
        path = make_eml(tmp_path / "a.eml", with_attachments(*parts))
        return {member.name: member.digest for member in members_of(MailParser(), path)}

    before = digests(attachment("a.txt", "Two owls."), attachment("b.txt", "A heron."))
    after = digests(attachment("a.txt", "Two owls."), attachment("b.txt", "A crane."))
    assert before["a.txt"] == after["a.txt"]
    assert before["b.txt"] != after["b.txt"]


def test_attachments_in_a_mailbox_are_called_by_their_message(tmp_path: Path) -> None:
    letters = (
        MAIL,
        with_attachments(attachment("count.txt", "Two owls.")),
        "From: x\n" + with_attachments(attachment("count.txt", "A heron.")).replace("Date: Sat, 4 May", "Sent: "),
    )
    path = make_mbox(tmp_path / "a.mbox", letters)
    assert [member.name for member in members_of(MailboxParser(), path)] == [
        "message 2, 4 May 2024/count.txt",
        "message 3/count.txt",
    ]
    file, place = find_document(path / "message 3" / "count.txt")
    assert (file.read_bytes(), place) == (b"A heron.", "attachment of message 3")
    assert find_document(path / "message 2, 4 May 2024/count.txt")[0].read_bytes() == b"Two owls."
    with pytest.raises(DocumentGone):
        find_document(path / "message 9" / "count.txt")


def test_a_picture_that_adorns_a_message_is_no_document(tmp_path: Path) -> None:
    body = (
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n'
        '--b\nContent-Type: image/png; name="logo.png"\nContent-ID: <logo>\n\nxxxx\n--b--\n'
    )
    path = make_eml(tmp_path / "a.eml", HEAD + body)
    assert len(read(path)) == 1
    assert not list(members_of(MailParser(), path))


def test_a_scan_that_was_pasted_into_a_message_is_a_document(tmp_path: Path) -> None:
    body = (
        'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee below.\n'
        f'--b\nContent-Type: image/png; name="letter.png"\nContent-ID: <1>\n\n{"x" * 40_000}\n--b--\n'
    )
    path = make_eml(tmp_path / "a.eml", HEAD + body)
    assert [member.name for member in members_of(MailParser(), path)] == ["letter.png"]


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


def test_a_header_of_endless_encoded_words_takes_no_time(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(b"Subject: " + b"=?utf-8?q?heron?= " * 100_000 + b"\n\nHerons nest.")
    begun = time.process_time()
    document = MailParser().open(path)
    assert "Herons nest." in next(document.pages).text
    assert document.title.startswith("heronheron")
    assert time.process_time() - begun < 3.0
