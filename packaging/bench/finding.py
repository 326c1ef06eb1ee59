"""How well questions find what they are about, on question sets that the person supplies.

CARREL_SETS names folders, parted by the system's path separator. Each is one of:

* a set in BEIR format (corpus.jsonl, queries.jsonl, qrels/test.tsv): nDCG@10 (Järvelin &
  Kekäläinen 2002, gain 2^grade - 1), a file's score being its best passage's;
* a folder with docs/ and questions.jsonl (question, gold_files, gold_quote): how often the
  right file is first, among five, all right files where there are several, and the quoted words
  among five passages, of the questions that have some.

Beside each figure stands the better of the two searches alone, by words or by meaning.
"""

import itertools
import json
import math
import os
import re
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop_app.domain import Passage, Scope
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.retrieval.fusion import drop_repeats
from desktop_app.retrieval.words import words_to_look_up
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from desktop_app.workers.updating import LibraryUpdate
from figure import Figure

SETS_VARIABLE = "CARREL_SETS"
DEPTH = 100

Search = Callable[[str, int], Sequence[Passage]]
Test = Callable[[dict[str, Any], Sequence[Passage]], bool]


def measure() -> list[Figure]:
    """Measure every set that CARREL_SETS names; none where it is not set."""
    return [figure for folder in sets() for figure in _measure(folder)]


def sets() -> list[Path]:
    """Return the folders that the person named."""
    return [Path(name) for name in os.environ.get(SETS_VARIABLE, "").split(os.pathsep) if name]


def _measure(folder: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as home:
        paths = DataPaths(Path(home) / "data").create()
        if (folder / "corpus.jsonl").exists():
            names = _write_corpus(folder, Path(home) / "documents")
            index(paths, Path(home) / "documents")
            yield from _rank(folder, names, Searches(paths))
        else:
            index(paths, folder / "docs")
            yield from _hit(folder, Searches(paths))


def index(paths: DataPaths, folder: Path) -> None:
    """Bring all documents of a folder into a library."""
    WatchedFolders(paths.folders).add(folder.absolute())
    update = LibraryUpdate(paths, Settings())
    try:
        update.run()
    finally:
        update.close()


class Searches:
    """Carrel's search, and each half of it alone."""

    def __init__(self, paths: DataPaths) -> None:
        self._asking = Asking(paths, Settings)

    def both(self, question: str, limit: int) -> Sequence[Passage]:
        return self._asking.find(question, limit, Scope()).passages

    def by_words(self, question: str, limit: int) -> Sequence[Passage]:
        return drop_repeats(self._asking.index.matching(words_to_look_up(question), limit, Scope()))

    def by_meaning(self, question: str, limit: int) -> Sequence[Passage]:
        return drop_repeats(self._asking.index.nearest(self._asking.embedder.embed_question(question), limit, Scope()))

    def halves(self) -> tuple[Search, Search]:
        return self.by_words, self.by_meaning


# Sets in BEIR format ------------------------------------------------------------------


def _write_corpus(folder: Path, documents: Path) -> dict[str, str]:
    """Write each document of the corpus as a text file; return file name → document id."""
    documents.mkdir()
    names = {}
    for number, row in enumerate(lines(folder / "corpus.jsonl")):
        name = f"{number}.txt"
        (documents / name).write_text(f"{row.get('title', '')}\n\n{row['text']}", encoding="utf-8")
        names[name] = str(row["_id"])
    return names


def _rank(folder: Path, names: dict[str, str], searches: Searches) -> Iterator[Figure]:
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels/test.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        grades.setdefault(query, {})[document] = int(grade)
    queries = [row for row in lines(folder / "queries.jsonl") if any(grades.get(str(row["_id"]), {}).values())]

    def score(search: Search) -> float:
        gains = [_ndcg(search(row["text"], DEPTH), names, grades[str(row["_id"])]) for row in queries]
        return sum(gains) / len(gains)

    parts = [score(search) for search in searches.halves()]
    yield _figure(folder, "nDCG@10", score(searches.both), max(parts), f"{len(queries)} queries")


def _ndcg(passages: Sequence[Passage], names: dict[str, str], grades: dict[str, int]) -> float:
    ranked = list(dict.fromkeys(names[Path(passage.path).name] for passage in passages))[:10]
    gain = sum((2 ** grades.get(document, 0) - 1) / math.log2(i + 2) for i, document in enumerate(ranked))
    best = sorted(grades.values(), reverse=True)[:10]
    return gain / sum((2**grade - 1) / math.log2(i + 2) for i, grade in enumerate(best))


# Folders with questions ---------------------------------------------------------------


def _hit(folder: Path, searches: Searches) -> Iterator[Figure]:
    questions = [row for row in lines(folder / "questions.jsonl") if row["gold_files"] and not row["unanswerable"]]
    found = [[search(row["question"], 5) for row in questions] for search in (searches.both, *searches.halves())]
    tests: dict[str, tuple[Test, Sequence[bool]]] = {
        "file first": (lambda row, passages: _holds_file(row, passages[:1]), [True] * len(questions)),
        "file in five": (_holds_file, [True] * len(questions)),
        "all files in five": (_holds_all_files, [len(row["gold_files"]) > 1 for row in questions]),
        "quote in five": (_holds_quote, [bool(row["gold_quote"]) for row in questions]),
    }
    for name, (test, applies) in tests.items():
        count = sum(applies)
        if not count:
            continue
        shares = [
            sum(
                test(row, passages)
                for row, passages in itertools.compress(zip(questions, ranked, strict=True), applies)
            )
            / count
            for ranked in found
        ]
        yield _figure(folder, name, shares[0], max(shares[1:]), f"{count} questions")


def _holds_file(row: dict[str, Any], passages: Sequence[Passage]) -> bool:
    return any(Path(passage.path).name in row["gold_files"] for passage in passages)


def _holds_all_files(row: dict[str, Any], passages: Sequence[Passage]) -> bool:
    return set(row["gold_files"]) <= {Path(passage.path).name for passage in passages}


def _holds_quote(row: dict[str, Any], passages: Sequence[Passage]) -> bool:
    return any(_squeeze(row["gold_quote"]) in _squeeze(passage.chunk.text) for passage in passages)


def _squeeze(text: str) -> str:
    return re.sub(r"\W+", "", unicodedata.normalize("NFKC", text)).lower()


def _figure(folder: Path, name: str, value: float, part: float, size: str) -> Figure:
    method = f"{size}; raw: the better of words alone and meaning alone"
    return Figure(f"{folder.name}: {name}", method, value, part, "", f"{value - part:+.3f}")


def lines(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
