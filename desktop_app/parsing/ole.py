"""Old Office files (OLE): what such a file is, told by the names of its streams.

XLS, MSG, DOC and PPT are read. Others say how to save them as what is. A new Office file with
a password is one of these containers too (office_cipher.py).
"""

from collections.abc import Sequence
from pathlib import Path

from desktop_app.errors import DamagedDocument, DocumentError, EncryptedDocument, UnsupportedFormat
from desktop_app.parsing.held_file import openable
from desktop_app.parsing.source import MEGABYTE, contains, read_head

OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SEARCHED = 200 * MEGABYTE
MAX_STREAM = 64 * MEGABYTE
_ENCRYPTED = frozenset({"encryptedpackage", "encryptioninfo"})
_SAVE_AS = {
    "worddocument": "This is a document of an old Word version (DOC); save it as DOCX and it will be picked up.",
    "powerpoint document": (
        "This is a presentation of an old PowerPoint version (PPT); save it as PPTX and it will be picked up."
    ),
}
_TEXTS = {"worddocument": ".doc", "powerpoint document": ".ppt"}
_OTHER = {".ppt": "powerpoint document", ".pps": "powerpoint document"}


def ole_suffix(path: Path) -> str:
    """Return the suffix whose parser reads this OLE file (".xls", ".doc", …), empty for none."""
    names = _stream_names(path)
    if names & {"workbook", "book"}:
        return ".xls"
    if "__properties_version1.0" in names:
        return ".msg"
    return next((suffix for name, suffix in _TEXTS.items() if name in names), "")


def is_cipher_container(path: Path) -> bool:
    """Whether an OLE file holds a newer Office file in a cipher."""
    return bool(_stream_names(path) & _ENCRYPTED)


def describe_ole(path: Path) -> DocumentError | None:
    """Say why an OLE file isn't read; None where the file is none."""
    if not read_head(path).startswith(OLE_SIGNATURE):
        return None
    names = _stream_names(path)
    if names & _ENCRYPTED or contains(path, "EncryptedPackage".encode("utf-16-le"), SEARCHED):
        return EncryptedDocument()
    for name, sentence in _SAVE_AS.items():
        if name in names:
            return UnsupportedFormat(sentence)
    by_name = _OTHER.get(path.suffix.lower(), "worddocument" if path.suffix.lower() in {".doc", ".dot"} else "")
    return UnsupportedFormat(
        _SAVE_AS.get(by_name, "This is a file of an old Office version; save it as DOCX and it will be picked up.")
    )


def read_streams(path: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Return those of the named streams that are there; raise DamagedDocument where the container is broken."""
    import olefile

    try:
        with olefile.OleFileIO(openable(path)) as container:
            return {
                name: bytes(container.openstream(name).read())
                for name in names
                if container.exists(name) and container.get_size(name) <= MAX_STREAM
            }
    except Exception as error:  # olefile throws whatever broken bytes lead it to
        raise DamagedDocument from error


def _stream_names(path: Path) -> set[str]:
    """Return the names at the container's top, lower case; empty where its directory is broken."""
    import olefile

    try:
        with olefile.OleFileIO(openable(path)) as container:
            return {entry[0].lower() for entry in container.listdir(streams=True, storages=True) if entry}
    except Exception:  # noqa: BLE001 - olefile throws whatever broken bytes lead it to
        return set()
