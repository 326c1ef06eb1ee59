"""Writes small documents with a password for the tests: OpenDocument in its three ciphers, and old workbooks."""

import base64
import hashlib
import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import olefile
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4, Blowfish
from cryptography.hazmat.decrepit.ciphers.modes import CFB
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from tests.samples.ole_files import SMALLEST, make_ole

ROUNDS = 1000
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
W3C = "http://www.w3.org"
ARGON = "urn:org:documentfoundation:names:experimental:office:manifest:argon2id"


def protect_whole(plain: Path, locked: Path, password: str, *, kilobytes: int = 64) -> Path:
    """Put an OpenDocument file as a whole into one part, as LibreOffice does since 24.8."""
    salt, vector = os.urandom(16), os.urandom(12)
    key = Argon2id(salt=salt, length=32, iterations=1, lanes=1, memory_cost=max(kilobytes, 8))
    sealed = AESGCM(key.derive(hashlib.sha256(password.encode()).digest())).encrypt(
        vector, _packed(plain.read_bytes()), None
    )
    cipher = (
        f'<m:algorithm m:algorithm-name="{W3C}/2009/xmlenc11#aes256-gcm" m:initialisation-vector="{_text(vector)}"/>'
        f'<m:start-key-generation m:start-key-generation-name="{W3C}/2001/04/xmlenc#sha256" m:key-size="32"/>'
        f'<m:key-derivation m:key-derivation-name="{ARGON}"'
        f' m:key-size="32" l:argon2-iterations="1" l:argon2-memory="{kilobytes}" l:argon2-lanes="1"'
        f' m:salt="{_text(salt)}"/>'
    )
    return _write(locked, plain, {"encrypted-package": vector + sealed}, {"encrypted-package": ("", cipher)})


def protect_parts(plain: Path, locked: Path, password: str, *, blowfish: bool = False, rounds: int = ROUNDS) -> Path:
    """Encrypt each part of an OpenDocument file by itself: with AES as ODF 1.2 says, or with Blowfish as 1.1."""
    parts: dict[str, bytes] = {}
    ciphers: dict[str, tuple[str, str]] = {}
    with zipfile.ZipFile(plain) as archive:
        for name in archive.namelist():
            if name != "mimetype":
                parts[name], digest, cipher = _part(archive.read(name), password, blowfish, rounds)
                ciphers[name] = (digest, cipher)
    return _write(locked, plain, parts, ciphers)


def make_locked_xls(plain: Path, locked: Path, password: str) -> Path:
    """Encrypt the workbook stream of an XLS file with RC4, as Excel 97 does; `plain` is one of `make_xls`."""
    with olefile.OleFileIO(plain) as container:
        stream = container.openstream("Workbook").read()
    salt, verifier = os.urandom(16), os.urandom(16)
    first = Cipher(ARC4(_block_key(password, salt, 0)), None).encryptor()
    secret = first.update(verifier) + first.update(hashlib.md5(verifier, usedforsecurity=False).digest())
    start = 4 + struct.unpack_from("<H", stream, 2)[0]
    wall = struct.pack("<HHHHH", 0x2F, 54, 1, 1, 1) + salt + secret
    moved = bytearray(stream[:start] + wall + stream[start : SMALLEST - len(wall)])
    keys = b"".join(
        Cipher(ARC4(_block_key(password, salt, block)), None).encryptor().update(bytes(1024)) for block in range(4)
    )
    place = 0
    while place + 4 <= len(moved) and any(moved[place:]):
        kind, size = struct.unpack_from("<HH", moved, place)
        body = place + 4
        if kind == 0x85:  # where its sheet begins stays readable, and is further back now
            struct.pack_into("<I", moved, body, struct.unpack_from("<I", moved, body)[0] + len(wall))
        if kind not in (0x0809, 0x2F):
            for at in range(body + (4 if kind == 0x85 else 0), body + size):
                moved[at] ^= keys[at]
        place = body + size
    return make_ole(locked, {"Workbook": bytes(moved)})


def _part(data: bytes, password: str, blowfish: bool, rounds: int) -> tuple[bytes, str, str]:
    salt, packed = os.urandom(16), _packed(data)
    name = "sha1" if blowfish else "sha256"
    start = hashlib.new(name, password.encode(), usedforsecurity=False).digest()
    key = PBKDF2HMAC(hashes.SHA1(), 16 if blowfish else 32, salt, rounds).derive(start)
    checksum = _text(hashlib.new(name, packed[:1024], usedforsecurity=False).digest())
    vector = os.urandom(8 if blowfish else 16)
    derivation = f'<m:key-derivation m:key-derivation-name="PBKDF2" m:iteration-count="{rounds}" m:salt="{_text(salt)}"'
    if blowfish:
        encryptor = Cipher(Blowfish(key), CFB(vector)).encryptor()
        cipher = (
            f'<m:algorithm m:algorithm-name="Blowfish CFB" m:initialisation-vector="{_text(vector)}"/>{derivation}/>'
        )
        return encryptor.update(packed), f'm:checksum-type="SHA1/1K" m:checksum="{checksum}"', cipher
    filled = packed + bytes(15 - len(packed) % 16) + bytes([16 - len(packed) % 16])
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    cipher = (
        f'<m:algorithm m:algorithm-name="{W3C}/2001/04/xmlenc#aes256-cbc" m:initialisation-vector="{_text(vector)}"/>'
        f'<m:start-key-generation m:start-key-generation-name="{W3C}/2000/09/xmldsig#sha256" m:key-size="32"/>'
        f'{derivation} m:key-size="32"/>'
    )
    return encryptor.update(filled), f'm:checksum-type="{OPEN_DOCUMENT}#sha256-1k" m:checksum="{checksum}"', cipher


def _write(locked: Path, plain: Path, parts: dict[str, bytes], ciphers: dict[str, tuple[str, str]]) -> Path:
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:size="9"><m:encryption-data {digest}>{cipher}</m:encryption-data>'
        "</m:file-entry>"
        for name, (digest, cipher) in ciphers.items()
    )
    with zipfile.ZipFile(plain) as archive:
        kind = archive.read("mimetype")
    unpacked = io.BytesIO()
    with zipfile.ZipFile(unpacked, "w") as archive:
        archive.writestr("mimetype", kind)
        for name, data in parts.items():
            archive.writestr(name, data)
        archive.writestr(
            "META-INF/manifest.xml", f'<m:manifest xmlns:m="{OPEN_DOCUMENT}" xmlns:l="urn:loext">{entries}</m:manifest>'
        )
    locked.write_bytes(unpacked.getvalue())
    return locked


def _packed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _block_key(password: str, salt: bytes, block: int) -> bytes:
    short = hashlib.md5(password.encode("utf-16-le"), usedforsecurity=False).digest()[:5]
    mixed = hashlib.md5((short + salt) * 16, usedforsecurity=False).digest()[:5]
    return hashlib.md5(mixed + struct.pack("<I", block), usedforsecurity=False).digest()
