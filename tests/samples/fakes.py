"""Small stand-ins that keep the promises of the real parts, quickly and without weights."""

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.domain import Heading, Page, ParsedDocument
from desktop_app.errors import EmptyDocument

DIMENSIONS = 16


class WordCounter:
    """Counts words as tokens."""

    def __init__(self, max_tokens: int = 40) -> None:
        self.max_tokens = max_tokens
        self.identity = "words"

    def count_many(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]


class HashEmbedder:
    """Embeds a text by its words: the same words give the same direction."""

    identity = "hash"
    dimensions = DIMENSIONS

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += texts
        return np.stack([self.embed_question(text) for text in texts])

    def embed_question(self, text: str) -> NDArray[np.float32]:
        vector = np.full(DIMENSIONS, 1e-6, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            vector[hashlib.md5(word.encode()).digest()[0] % DIMENSIONS] += 1
        return vector / np.linalg.norm(vector)


class MarkdownReader:
    """Reads `# headings` and paragraphs of a text file, and calls `before` first (to play tricks)."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.before: Callable[[str], None] = lambda path: None

    def __call__(self, path: str) -> ParsedDocument:
        self.read.append(path)
        self.before(path)
        text = Path(path).read_text(encoding="utf-8")
        if not text.strip():
            raise EmptyDocument
        headings = tuple(
            Heading(match.start(), len(match[1]), match[0]) for match in re.finditer(r"^(#+) .*$", text, re.MULTILINE)
        )
        return ParsedDocument(Path(path).stem, (Page(1, text, headings=headings),))
