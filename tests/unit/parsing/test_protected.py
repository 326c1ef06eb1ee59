"""Documents with a password: each cipher is opened with it, and nothing that a file asks for takes endlessly."""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing import office_cipher, open_document_cipher, parser_for
from desktop_app.parsing.base import TakesPassword
from desktop_app.parsing.passwords import PASSWORD_NEEDED, UNKNOWN_CIPHER, WRONG_PASSWORD
from tests.samples.documents import make_any
from tests.samples.office_documents import make_odp, make_ods, make_odt, make_xls, make_xlsx
from tests.samples.old_office_documents import make_doc, make_ppt
from tests.samples.ole_files import make_ole
from tests.samples.protected_documents import make_locked_xls, protect_parts, protect_whole

PASSWORD = "heron"
Protect = Callable[[Path, Path], Path]

OPEN_DOCUMENT: dict[str, Protect] = {
    "whole": lambda plain, locked: protect_whole(plain, locked, PASSWORD),
    "parts in AES": lambda plain, locked: protect_parts(plain, locked, PASSWORD),
    "parts in Blowfish": lambda plain, locked: protect_parts(plain, locked, PASSWORD, blowfish=True),
}


def text_of(path: Path, password: str = "") -> list[str]:
    parser = parser_for(path)
    if password:
        assert isinstance(parser, TakesPassword)
        parser = parser.with_password(password)
    return [page.text for page in parser.open(path).pages]


def reason(path: Path, password: str = "") -> str:
    with pytest.raises(EncryptedDocument) as caught:
        text_of(path, password)
    return str(caught.value)


@pytest.mark.parametrize("make", [make_odt, make_ods, make_odp], ids=["odt", "ods", "odp"])
@pytest.mark.parametrize("protect", OPEN_DOCUMENT.values(), ids=OPEN_DOCUMENT.keys())
def test_an_open_document_is_opened_with_its_password(
    tmp_path: Path, make: Callable[[Path], Path], protect: Protect
) -> None:
    plain = make(tmp_path / f"plain.{make.__name__[-3:]}")
    locked = protect(plain, tmp_path / f"locked{plain.suffix}")
    assert text_of(locked, PASSWORD) == text_of(plain)
    assert reason(locked) == PASSWORD_NEEDED
    assert reason(locked, "crane") == WRONG_PASSWORD


def test_an_old_workbook_is_opened_with_its_password(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = make_xls(tmp_path / "plain.xls")
    locked = make_locked_xls(plain, tmp_path / "locked.xls", PASSWORD)
    monkeypatch.setattr("tempfile.TemporaryFile", None)  # nothing that was decrypted is written
    assert text_of(locked, PASSWORD) == text_of(plain)
    assert reason(locked) == PASSWORD_NEEDED
    assert reason(locked, "crane") == WRONG_PASSWORD


def test_workbooks_that_excel_opens_unasked_are_read_unasked(tmp_path: Path) -> None:
    plain = make_xls(tmp_path / "plain.xls")
    assert text_of(make_locked_xls(plain, tmp_path / "locked.xls", office_cipher.UNASKED)) == text_of(plain)
    new = make_xlsx(tmp_path / "plain.xlsx")
    expected = text_of(new)
    with zipfile.ZipFile(new, "a") as archive:
        archive.writestr("customXml/filler.xml", b" " * 8192)  # msoffcrypto 6.1 can't write what is below 4 KB
    with new.open("rb") as file:
        (tmp_path / "locked.xlsx").write_bytes(ECMA376Agile.encrypt(office_cipher.UNASKED, file))
    assert text_of(tmp_path / "locked.xlsx") == expected


def test_old_texts_and_slides_ask_for_their_password(tmp_path: Path) -> None:
    locked = make_doc(tmp_path / "a.doc", flags=0x0100), make_ppt(tmp_path / "a.ppt", mark=0xF3D1C4DF)
    for path in locked:
        assert reason(path) == PASSWORD_NEEDED
        with pytest.raises((DamagedDocument, EncryptedDocument)):  # these hold no cipher at all
            text_of(path, PASSWORD)


def test_an_old_workbook_that_would_take_too_long_to_open_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = make_locked_xls(make_xls(tmp_path / "plain.xls"), tmp_path / "locked.xls", PASSWORD)
    monkeypatch.setattr(office_cipher, "MAX_OLD_BYTES", 100)
    with pytest.raises(DocumentTooLarge):
        text_of(locked, PASSWORD)


def test_a_file_that_asks_for_endless_hashing_is_not_tried(tmp_path: Path) -> None:
    described = b'<keyEncryptors spinCount="4000000000"/>'
    endless = make_ole(tmp_path / "a.xlsx", {"EncryptionInfo": described, "EncryptedPackage": struct.pack("<Q", 9)})
    assert reason(endless, PASSWORD) == UNKNOWN_CIPHER
    odt = make_odt(tmp_path / "plain.odt")
    greedy = protect_whole(odt, tmp_path / "greedy.odt", PASSWORD, kilobytes=8)
    rewrite_manifest(greedy, b'argon2-memory="8"', b'argon2-memory="99999999"')
    assert reason(greedy, PASSWORD) == UNKNOWN_CIPHER
    endless_parts = protect_parts(odt, tmp_path / "endless.odt", PASSWORD)
    rewrite_manifest(endless_parts, b'iteration-count="1000"', b'iteration-count="99999999"')
    assert reason(endless_parts, PASSWORD) == UNKNOWN_CIPHER


def test_pictures_wait_until_the_words_are_decrypted_and_are_left_out_for_lack_of_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odt = make_odt(tmp_path / "plain.odt")
    expected = text_of(odt)
    with zipfile.ZipFile(odt, "a") as archive:
        archive.writestr("Pictures/a.png", b"none")
    locked = protect_parts(odt, tmp_path / "locked.odt", PASSWORD)
    monkeypatch.setattr(open_document_cipher, "MAX_ALL_ROUNDS", 1_500)
    assert text_of(locked, PASSWORD) == expected


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (b"aes256-cbc", b"aes256-xyz", EncryptedDocument),
        (b"PBKDF2", b"scrypt", EncryptedDocument),
        (b'm:initialisation-vector="', b'm:initialisation-vector="AAAA', DamagedDocument),
        (b'm:salt="', b'm:salt="A', DamagedDocument),
        (b"m:key-derivation ", b"m:other ", EncryptedDocument),
    ],
    ids=["cipher", "derivation", "vector", "salt", "no derivation"],
)
def test_a_strange_manifest_is_told(tmp_path: Path, old: bytes, new: bytes, error: type[Exception]) -> None:
    locked = protect_parts(make_odt(tmp_path / "plain.odt"), tmp_path / "locked.odt", PASSWORD)
    rewrite_manifest(locked, old, new)
    with pytest.raises(error):
        text_of(locked, PASSWORD)


def test_a_locked_document_of_any_kind_that_was_cut_off_is_told(tmp_path: Path) -> None:
    locked = protect_whole(make_any(tmp_path, ".odt"), tmp_path / "locked.odt", PASSWORD)
    locked.write_bytes(locked.read_bytes()[:-200])
    with pytest.raises(DamagedDocument):
        text_of(locked, PASSWORD)


def rewrite_manifest(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = parts["META-INF/manifest.xml"]
    assert old in manifest
    parts["META-INF/manifest.xml"] = manifest.replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
