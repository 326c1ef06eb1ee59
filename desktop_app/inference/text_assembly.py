"""Bytes of tokens as text: whole characters only, up to the first stop word."""

import codecs
from collections.abc import Sequence


class TextAssembly:
    """Holds back what may still become a character or a stop word; drops white space at the start."""

    def __init__(self, stop_words: Sequence[str] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._stop_words = tuple(word for word in stop_words if word)
        self._held = ""
        self._began = False
        self.stopped = False

    def add(self, piece: bytes) -> str:
        """Return the text that is certain now; nothing once a stop word was met."""
        return self._release(self._decoder.decode(piece))

    def finish(self) -> str:
        """Return what was held back; half a character at the very end is dropped."""
        if self.stopped:
            return ""
        held, self._held = self._held, ""
        return held

    def _release(self, text: str) -> str:
        if self.stopped:
            return ""
        if not self._began:
            text = text.lstrip()
            self._began = bool(text)
        self._held += text
        ends = [end for word in self._stop_words if (end := self._held.find(word)) >= 0]
        if ends:
            self.stopped = True
            return self._held[: min(ends)]
        keep = max((_overlap(self._held, word) for word in self._stop_words), default=0)
        certain = self._held[: len(self._held) - keep]
        self._held = self._held[len(certain) :]
        return certain


def _overlap(text: str, word: str) -> int:
    """Return how many characters at the end of `text` are the beginning of `word`."""
    return next((size for size in range(min(len(word) - 1, len(text)), 0, -1) if text.endswith(word[:size])), 0)
