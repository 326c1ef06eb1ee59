"""Whether an answer is the expected one to the letter: case, white space and a last full stop don't count.

Stricter than metrics.words, which also drops signs: in a query or a formula they matter.
"""

import unicodedata


def is_exact(answer: str, expected: str) -> bool:
    return _plain(answer) == _plain(expected)


def _plain(text: str) -> str:
    folded = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return folded.rstrip(" .;") or folded
