"""OpenDocument files with a password: whether one is, and what it holds once it is decrypted.

Three ways are in use: the whole package in one part (LibreOffice since 24.8: AES-256-GCM, Argon2id);
each part by itself in AES-256-CBC (ODF 1.2 and 1.3) or in Blowfish (ODF 1.1, Apache OpenOffice), both
with PBKDF2. What a part says of its own cipher stands in META-INF/manifest.xml.
"""

import base64
import binascii
import hashlib
import hmac
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import DamagedDocument, DocumentTooLarge, EncryptedDocument
from desktop_app.parsing.package import open_package, read_part, read_xml
from desktop_app.parsing.passwords import PASSWORD_NEEDED, UNKNOWN_CIPHER, WRONG_PASSWORD
from desktop_app.parsing.source import MEGABYTE

if TYPE_CHECKING:
    from lxml import etree

MANIFEST, WHOLE = "META-INF/manifest.xml", "encrypted-package"
MAX_PART, MAX_ALL = 50 * MEGABYTE, 200 * MEGABYTE
# What a file may ask for until the password is tried: LibreOffice takes 100,000 rounds, or 3 over 64 MB.
MAX_ROUNDS, MAX_ALL_ROUNDS = 1_000_000, 10_000_000
MAX_ARGON_KILOBYTES, MAX_ARGON_ROUNDS, MAX_ARGON_LANES = 256 * 1024, 10, 16
DIGESTED = 1024  # bytes from a part's beginning that its checksum is of
READ = ("content.xml", "meta.xml", "mimetype")  # before the pictures, for which there may be no time


@dataclass(frozen=True, slots=True)
class _Cipher:
    """What the manifest says of a part."""

    algorithm: str
    vector: bytes
    start: str  # the digest of the password
    derivation: str
    salt: bytes
    key_bytes: int
    rounds: int
    argon: tuple[int, int, int]  # rounds, kilobytes, lanes
    digest: str
    checksum: bytes
    size: int


def is_protected_package(path: Path) -> bool:
    """Whether the OpenDocument file at `path` asks for a password."""
    with open_package(path) as archive:
        return MANIFEST in archive.namelist() and b"encryption-data" in read_part(archive, MANIFEST)


def decrypt_open_document(path: Path, password: str) -> bytes:
    """Return the package without its password; parts that can't be decrypted in time are left out.

    Raises EncryptedDocument where the password does not fit or the cipher is another one, and DamagedDocument.
    """
    if not password:
        raise EncryptedDocument(PASSWORD_NEEDED)
    with open_package(path) as archive:
        ciphers = dict(_ciphers(read_xml(archive, MANIFEST)))
        if WHOLE in ciphers:
            return _decrypt(read_part(archive, WHOLE, MAX_ALL), ciphers[WHOLE], password, MAX_ALL)
        opened = io.BytesIO()
        with zipfile.ZipFile(opened, "w") as plain:
            room, rounds = MAX_ALL, MAX_ALL_ROUNDS
            for name in sorted(archive.namelist(), key=lambda name: name not in READ):
                if name == MANIFEST or name.endswith("/"):
                    continue
                data = read_part(archive, name, MAX_PART)
                if cipher := ciphers.get(name):
                    rounds -= cipher.rounds
                    if rounds < 0 and name not in READ:
                        continue
                    data = _decrypt(data, cipher, password, MAX_PART)
                room -= len(data)
                if room < 0:
                    raise DocumentTooLarge
                plain.writestr(name, data)
        return opened.getvalue()


def _ciphers(manifest: "etree._Element") -> Iterator[tuple[str, _Cipher]]:
    from desktop_app.parsing.xml_elements import attribute, child, number

    for entry in manifest.iter("{*}file-entry"):
        data = child(entry, "encryption-data")
        if data is None:
            continue
        algorithm, derivation, start = (
            child(data, name) for name in ("algorithm", "key-derivation", "start-key-generation")
        )
        if algorithm is None or derivation is None:
            raise EncryptedDocument(UNKNOWN_CIPHER)
        argon = tuple(number(attribute(derivation, f"argon2-{name}"), 0) for name in ("iterations", "memory", "lanes"))
        yield (
            attribute(entry, "full-path"),
            _Cipher(
                algorithm=attribute(algorithm, "algorithm-name"),
                vector=_bytes(attribute(algorithm, "initialisation-vector")),
                start="sha256" if attribute(start, "start-key-generation-name").endswith("sha256") else "sha1",
                derivation=attribute(derivation, "key-derivation-name"),
                salt=_bytes(attribute(derivation, "salt")),
                key_bytes=number(attribute(derivation, "key-size"), 16),
                rounds=number(attribute(derivation, "iteration-count"), 0),
                argon=(argon[0], argon[1], argon[2]),
                digest="sha256" if "sha256" in attribute(data, "checksum-type").lower() else "sha1",
                checksum=_bytes(attribute(data, "checksum")),
                size=number(attribute(entry, "size"), 0),
            ),
        )


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except binascii.Error as error:
        raise DamagedDocument from error


def _decrypt(data: bytes, cipher: _Cipher, password: str, limit: int) -> bytes:
    from cryptography.exceptions import InvalidTag

    if cipher.size > limit:
        raise DocumentTooLarge
    try:
        packed = _deciphered(data, cipher, _key(cipher, password))
    except InvalidTag as error:
        raise EncryptedDocument(WRONG_PASSWORD) from error
    except ValueError as error:  # a key, a vector or data of a length that the cipher does not know
        raise DamagedDocument from error
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        return unpack.decompress(packed, limit)
    except zlib.error as error:
        raise DamagedDocument from error


def _key(cipher: _Cipher, password: str) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    start = hashlib.new(cipher.start, password.encode("utf-8"), usedforsecurity=False).digest()
    if cipher.derivation.endswith("PBKDF2") and 0 < cipher.rounds <= MAX_ROUNDS:
        return PBKDF2HMAC(hashes.SHA1(), cipher.key_bytes, cipher.salt, cipher.rounds).derive(start)
    rounds, kilobytes, lanes = cipher.argon
    if (
        cipher.derivation.endswith("argon2id")
        and 0 < rounds <= MAX_ARGON_ROUNDS
        and 0 < kilobytes <= MAX_ARGON_KILOBYTES
        and 0 < lanes <= MAX_ARGON_LANES
    ):
        return Argon2id(
            salt=cipher.salt, length=cipher.key_bytes, iterations=rounds, lanes=lanes, memory_cost=kilobytes
        ).derive(start)
    raise EncryptedDocument(UNKNOWN_CIPHER)


def _deciphered(data: bytes, cipher: _Cipher, key: bytes) -> bytes:
    """Return what was encrypted, still packed; raises InvalidTag or EncryptedDocument for another password."""
    from cryptography.hazmat.decrepit.ciphers.algorithms import Blowfish
    from cryptography.hazmat.decrepit.ciphers.modes import CFB
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if cipher.algorithm.endswith("aes256-gcm"):
        return AESGCM(key).decrypt(cipher.vector, data.removeprefix(cipher.vector), None)
    if cipher.algorithm.endswith("aes256-cbc"):
        decryptor = Cipher(algorithms.AES(key), modes.CBC(cipher.vector)).decryptor()
        padded = decryptor.update(data) + decryptor.finalize()
        plain = padded[: -padded[-1]] if padded and padded[-1] <= 16 else padded
    elif cipher.algorithm == "Blowfish CFB":
        decryptor = Cipher(Blowfish(key), CFB(cipher.vector)).decryptor()
        plain = decryptor.update(data) + decryptor.finalize()
    else:
        raise EncryptedDocument(UNKNOWN_CIPHER)
    digest = hashlib.new(cipher.digest, plain[:DIGESTED], usedforsecurity=False).digest()
    if not hmac.compare_digest(digest, cipher.checksum):
        raise EncryptedDocument(WRONG_PASSWORD)
    return plain
