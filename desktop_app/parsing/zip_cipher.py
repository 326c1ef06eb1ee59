"""Members of archives in the AES cipher of WinZip, 7-Zip and others (AE-1 and AE-2), which zipfile does not know.

The format: https://www.winzip.com/en/support/aes-encryption/ (a salt, two bytes that tell a wrong
password, the data in AES-CTR with a little-endian counter, ten bytes of HMAC-SHA1).
"""

import copy
import hmac
import struct
import zipfile
import zlib
from dataclasses import dataclass

from desktop_app.errors import DamagedDocument, EncryptedDocument
from desktop_app.parsing.passwords import UNKNOWN_CIPHER, WRONG_PASSWORD

METHOD = 99  # what the list of the archive says in place of how a member is packed
_FIELD = 0x9901  # of a member's extra fields: which AES, and how it is really packed
_ROUNDS = 1000
_CHECK_BYTES, _SEAL_BYTES, _BLOCK = 2, 10, 16
_PIECE = 64 * 1024  # blocks whose key stream is made at once


@dataclass(frozen=True, slots=True)
class _Cipher:
    key_bytes: int
    packing: int  # zipfile's number of how the data was packed before it was encrypted


def is_aes(member: zipfile.ZipInfo) -> bool:
    """Whether the member is in this cipher."""
    return member.compress_type == METHOD


def unpack_aes(archive: zipfile.ZipFile, member: zipfile.ZipInfo, password: bytes) -> bytes:
    """Return what the member holds, at most one byte more than its declared size.

    Raises EncryptedDocument where the password does not fit or the cipher is another one, and
    DamagedDocument where the data was changed.
    """
    cipher = _cipher_of(member)
    packed = _decrypt(_raw(archive, member), cipher, password)
    if cipher.packing == zipfile.ZIP_STORED:
        return packed
    if cipher.packing != zipfile.ZIP_DEFLATED:
        raise EncryptedDocument(UNKNOWN_CIPHER)
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.file_size + 1)


def _cipher_of(member: zipfile.ZipInfo) -> _Cipher:
    rest = member.extra
    while len(rest) >= 4:
        kind, size = struct.unpack_from("<HH", rest)
        if kind == _FIELD and size >= 7 and len(rest) >= 4 + size:
            strength, packing = struct.unpack_from("<BH", rest, 8)
            if strength in (1, 2, 3):
                return _Cipher(8 * (strength + 1), packing)
        rest = rest[4 + size :]
    raise EncryptedDocument(UNKNOWN_CIPHER)


def _raw(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member as they stand in the archive, salt and seal included."""
    as_stored = copy.copy(member)
    as_stored.compress_type, as_stored.file_size = zipfile.ZIP_STORED, member.compress_size
    as_stored.flag_bits &= ~0x1  # zipfile would look for its old cipher
    as_stored.CRC = None  # type: ignore[assignment] # which is of what is inside; zipfile then passes over it
    return archive.read(as_stored)


def _decrypt(raw: bytes, cipher: _Cipher, password: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

    salt_bytes = cipher.key_bytes // 2
    if len(raw) < salt_bytes + _CHECK_BYTES + _SEAL_BYTES:
        raise DamagedDocument
    salt, check = raw[:salt_bytes], raw[salt_bytes : salt_bytes + _CHECK_BYTES]
    data, seal = raw[salt_bytes + _CHECK_BYTES : -_SEAL_BYTES], raw[-_SEAL_BYTES:]
    keys = PBKDF2HMAC(hashes.SHA1(), 2 * cipher.key_bytes + _CHECK_BYTES, salt, _ROUNDS).derive(password)
    if keys[-_CHECK_BYTES:] != check:
        raise EncryptedDocument(WRONG_PASSWORD)
    sealing_key = keys[cipher.key_bytes : 2 * cipher.key_bytes]
    if not hmac.compare_digest(hmac.digest(sealing_key, data, "sha1")[:_SEAL_BYTES], seal):
        raise DamagedDocument
    return _counted(data, keys[: cipher.key_bytes])


def _counted(data: bytes, key: bytes) -> bytes:
    """Apply AES-CTR with a counter that grows from its first byte on; the library's own grows from its last."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    pieces = []
    for start in range(0, len(data), _PIECE * _BLOCK):
        piece = data[start : start + _PIECE * _BLOCK]
        first = start // _BLOCK + 1
        counters = b"".join(n.to_bytes(_BLOCK, "little") for n in range(first, first + -(-len(piece) // _BLOCK)))
        stream = encryptor.update(counters)[: len(piece)]
        pieces.append((int.from_bytes(piece) ^ int.from_bytes(stream)).to_bytes(len(piece)))
    return b"".join(pieces)
