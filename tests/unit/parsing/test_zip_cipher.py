"""Archives in AES, as pyzipper 0.4 wrote them with the password “heron”: one packed, one stored."""

import base64
from pathlib import Path

import pytest

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing import archive
from desktop_app.parsing.contained import find_document
from desktop_app.parsing.passwords import PASSWORD_NEEDED, UNKNOWN_CIPHER, WRONG_PASSWORD

TEXT = b"Owls pay no rent. " * 5
OF_128_BITS = (
    "UEsDBBQAAQBjAC4ddV0AAAAAKwAAAFoAAAAIAAsAb3dscy50eHQBmQcAAgBBRQEIAEra/dYIefi/j0n4/IKXR4SdOluLf/x90usE"
    "qVEX++5mY5pNQjAfUmz25DhQSwECFAMUAAEAYwAuHXVdAAAAACsAAABaAAAACAALAAAAAAAAAAAAgAEAAAAAb3dscy50eHQBmQcA"
    "AgBBRQEIAFBLBQYAAAAAAQABAEEAAABcAAAAAAA="
)
OF_256_BITS = (
    "UEsDBBQAAQBjAC4ddV0AAAAAdgAAAFoAAAAIAAsAb3dscy50eHQBmQcAAgBBRQMAAI2/QK1IK9K3JyZ6ADjoXXyIi5IP0aL2xlHe"
    "bcyiB0UnBY8G+b5ChykoGsSLx4vVG9sDivdCJb78Zpv6z6GBLuzmq+tsY5jO7Rn2KsN8WL4RE3iG+GFcGg6OtP7l2RcUtFyGkUZw"
    "GpxhSYzK/IckjEVnF2kpa+NQSwECFAMUAAEAYwAuHXVdAAAAAHYAAABaAAAACAALAAAAAAAAAAAAgAEAAAAAb3dscy50eHQBmQcA"
    "AgBBRQMAAFBLBQYAAAAAAQABAEEAAACnAAAAAAA="
)


def write(folder: Path, text: str = OF_128_BITS, **changes: tuple[bytes, bytes]) -> Path:
    """Write an archive with bytes replaced, wherever they stand."""
    data = base64.b64decode(text)
    for old, new in changes.values():
        assert old in data
        data = data.replace(old, new)
    (folder / "a.zip").write_bytes(data)
    return folder / "a.zip" / "owls.txt"


def taken_out(path: Path, password: str) -> bytes:
    return find_document(path, password)[0].read_bytes()


@pytest.mark.parametrize("text", [OF_128_BITS, OF_256_BITS], ids=["128 bits, packed", "256 bits, stored"])
def test_the_password_opens_it(tmp_path: Path, text: str) -> None:
    path = write(tmp_path, text)
    assert taken_out(path, "heron") == TEXT
    for password, sentence in (("", PASSWORD_NEEDED), ("crane", WRONG_PASSWORD)):
        with pytest.raises(EncryptedDocument) as caught:
            taken_out(path, password)
        assert str(caught.value) == sentence


def test_what_was_changed_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(DamagedDocument):
        taken_out(write(tmp_path, seal=(bytes.fromhex("f6e43850"), bytes.fromhex("00000050"))), "heron")


@pytest.mark.parametrize(
    "change",
    [(b"AE\x01\x08\x00", b"AE\x01\x0e\x00"), (b"AE\x01", b"AE\x07"), (b"\x01\x99", b"\x02\x99")],
    ids=["packed with LZMA", "an unknown strength", "another cipher"],
)
def test_another_cipher_is_told(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    with pytest.raises(EncryptedDocument) as caught:
        taken_out(write(tmp_path, cipher=change), "heron")
    assert str(caught.value) == UNKNOWN_CIPHER


def test_what_is_longer_than_it_says_is_damaged_and_what_is_too_long_not_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (len(TEXT).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    with pytest.raises(DamagedDocument):
        taken_out(write(tmp_path, size=said), "heron")
    monkeypatch.setattr(archive, "MAX_MEMBER", 100)
    with pytest.raises(DocumentTooLarge):
        taken_out(write(tmp_path, OF_256_BITS), "heron")


def test_a_long_member_is_decrypted_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.parsing.zip_cipher._PIECE", 2)
    assert taken_out(write(tmp_path, OF_256_BITS), "heron") == TEXT
