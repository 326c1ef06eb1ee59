"""Does this passage answer this question, and where? Read by a small model that Carrel brings, through onnxruntime.

MiniLM, trained further to read question and passage together (packaging/train_reader.py), in int8. For each
token of the passage it says how likely an answer begins and ends there, and of the first token how likely none
does. Imports neither torch nor transformers.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from desktop_app.domain import ReadAnswer
from desktop_app.errors import ReaderUnusable
from desktop_app.inference.processor import FreeThreads, processor_threads
from desktop_app.sealed import OFFLINE_ENVIRONMENT

LONGEST = 256  # tokens of question and passage together, as MiniLM learnt
LONGEST_QUESTION = 64
LONGEST_ANSWER = 24
START, END, ANSWERS = range(3)  # columns of the scores
NUMBERS, TYPES, SCORES = "numbers", "types", "scores"  # names in the graph
NOTHING_READ = -20.0  # the margin of a passage without a token

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PairTokens:
    """[CLS] question [SEP] passage [SEP]; `spans` are the characters of the passage's tokens, from `first` on."""

    numbers: tuple[int, ...]
    first: int
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, tokenizer: Tokenizer, question: str, passage: str) -> "PairTokens":
        """Cut the end of what is too long; `tokenizer` must not do so itself."""
        begin, part = (tokenizer.encode(mark, add_special_tokens=False).ids[0] for mark in ("[CLS]", "[SEP]"))
        asked = tokenizer.encode(question, add_special_tokens=False).ids[:LONGEST_QUESTION]
        read = tokenizer.encode(passage, add_special_tokens=False)
        room = LONGEST - len(asked) - 3
        return cls((begin, *asked, part, *read.ids[:room], part), len(asked) + 2, tuple(read.offsets[:room]))

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first and last token of these characters of the passage, None where they were cut off."""
        inside = [i for i, (a, b) in enumerate(self.spans) if a < end and b > start]
        if not inside or self.spans[inside[-1]][1] < end:
            return None
        return self.first + inside[0], self.first + inside[-1]


class AnswerReader:
    """Reads on as many threads as it was given, each passage on one."""

    def __init__(self, session: Any, tokenizer: Tokenizer, threads: int) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._free = FreeThreads(threads)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="reading")

    @classmethod
    def open(cls, file: Path, embedder: Path, *, threads: int = 0) -> "AnswerReader":
        """Load the reader in `file`, with the tokenizer of MiniLM's folder `embedder`; raise ReaderUnusable.

        `threads` 0 takes the physical cores.
        """
        os.environ.update(OFFLINE_ENVIRONMENT)
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_mem_pattern = False  # lengths differ from text to text
        options.log_severity_level = 3
        try:
            tokenizer = load_tokenizer(embedder)
            session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # neither library raises anything narrower
            raise ReaderUnusable from error
        return cls(session, tokenizer, processor_threads(threads))

    def read(self, question: str, texts: Sequence[str]) -> list[ReadAnswer]:
        """Return what is read in each text; what exceeds the window of 256 tokens is not seen."""
        threads = min(self._free.now(), len(texts))
        if threads < 2:
            return [self._read(question, text) for text in texts]
        return list(self._pool.map(lambda text: self._read(question, text), texts))

    def _read(self, question: str, text: str) -> ReadAnswer:
        tokens = PairTokens.of(self._tokenizer, question, text)
        numbers = np.array([tokens.numbers], dtype=np.int64)
        types = (np.arange(numbers.shape[1]) >= tokens.first).astype(np.int64)[None]
        scores: Scores = self._session.run([SCORES], {NUMBERS: numbers, TYPES: types})[0][0]
        first, last, margin = best_span(scores, tokens.first, len(tokens.spans))
        start, end = (tokens.spans[first][0], tokens.spans[last][1]) if tokens.spans else (0, 0)
        return ReadAnswer(start, end, margin, float(scores[0, ANSWERS]))


def load_tokenizer(embedder: Path) -> Tokenizer:
    """Return the folder's tokenizer, which neither cuts nor fills up."""
    tokenizer = Tokenizer.from_file(str(embedder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def best_span(scores: Scores, first: int, count: int) -> tuple[int, int, float]:
    """Return the likeliest answer, as first and last token counted from `first`, and its margin over none in logits."""
    if not count:
        return 0, 0, NOTHING_READ
    begins, ends = scores[first : first + count, START], scores[first : first + count, END]
    length = np.arange(count)[None, :] - np.arange(count)[:, None]
    both = np.where((length >= 0) & (length < LONGEST_ANSWER), begins[:, None] + ends[None, :], -np.inf)
    start, end = divmod(int(both.argmax()), count)
    return start, end, float(both[start, end] - scores[0, START] - scores[0, END])
