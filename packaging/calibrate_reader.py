"""Fit how doubt.py weighs the reader's findings beside the words and the likeness, and show what all are worth.

    python packaging/calibrate_reader.py FOLDER [FOLDER ...] [--check FOLDER ...]

Each FOLDER holds `docs`, which are made into a library and searched as Carrel would, and `questions.jsonl` with
{"question", "unanswerable", "gold_files"} a line; the reader must not have learnt from it. Each question is asked of
all documents and, as an unanswerable one, of all but its gold files. Every folder counts alike, and so do its
answerable and its unanswerable questions. Prints the figures to put into the module, then what limits that refuse 2
to 20 % of the answerable questions do to each folder. What nothing can judge is left out.
"""

import argparse
import json
import math
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.answering.doubt import ALIKE, doubt
from desktop_app.answering.reader import NearestRead
from desktop_app.domain import Passage, Scope
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from desktop_app.workers.shipped_reader import ShippedReader
from desktop_app.workers.updating import LibraryUpdate

PASSAGES = 3  # that a small model is shown
DEEP = 20  # passages, of which those from other documents than the gold files are left
WRONG = (0.02, 0.03, 0.04, 0.05, 0.08, 0.1, 0.15, 0.2)

Values = NDArray[np.float64]
Truth = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of signs a question, and whether its answer is not there."""

    name: str
    values: Values
    unanswerable: Truth

    @property
    def weights(self) -> Values:
        return np.where(self.unanswerable, 1 / max(1, self.unanswerable.sum()), 1 / (~self.unanswerable).sum())


def main() -> int:
    from sklearn.linear_model import LogisticRegression

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--check", type=Path, action="append", default=[])
    args = options.parse_args()
    learnt = [_measure(folder) for folder in args.folders]
    checked = [_measure(folder) for folder in args.check]
    fitted = LogisticRegression(C=1.0, max_iter=3000).fit(
        np.concatenate([each.values for each in learnt]),
        np.concatenate([each.unanswerable for each in learnt]),
        sample_weight=np.concatenate([each.weights for each in learnt]) * 100,
    )
    words, answers, alike = fitted.coef_[0]
    print(f"READ_CONSTANT = {fitted.intercept_[0]:.2f}\nREAD_WORDS = {words:.2f}\nREAD_ANSWERS = {answers:.2f}")
    print(f"READ_ALIKE = {alike:.2f}")
    doubts = {each.name: fitted.predict_proba(each.values)[:, 1] for each in (*learnt, *checked)}
    for each in (*learnt, *checked):
        print(f"{each.name}: AUC {area(doubts[each.name], each.unanswerable):.3f}")
    for wrong in WRONG:
        limit = limit_at([doubts[each.name][~each.unanswerable] for each in learnt], wrong)
        told = [
            f"{each.name} {np.mean(doubts[each.name][each.unanswerable] > limit):.2f} right "
            f"{np.mean(doubts[each.name][~each.unanswerable] > limit):.3f} wrong"
            for each in (*learnt, *checked)
        ]
        print(f"limit {limit:.3f}: {', '.join(told)}")
    return 0


def area(doubts: Values, unanswerable: Truth) -> float:
    """Return how often an unanswerable question is doubted more than an answerable one, ties counting half."""
    above = doubts[unanswerable][:, None] - doubts[~unanswerable][None, :]
    return float(np.mean(above > 0) + np.mean(above == 0) / 2)


def limit_at(answerable: Sequence[Values], wrong: float) -> float:
    """Return the doubt above which this share of the answerable questions lies, every set counting alike."""
    doubts = np.concatenate(answerable)
    shares = np.concatenate([np.full(len(each), 1 / len(each) / len(answerable)) for each in answerable])
    order = np.argsort(-doubts)
    return float(doubts[order][np.searchsorted(np.cumsum(shares[order]), wrong)])


def _measure(folder: Path) -> Measured:
    rows = [json.loads(line) for line in (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    values, unanswerable = [], []
    with tempfile.TemporaryDirectory(prefix="carrel-reader-") as home:
        paths = DataPaths(Path(home)).create()
        _index(paths, folder / "docs")
        asking, reader = Asking(paths, Settings), ShippedReader(Settings)
        try:
            for row in rows:
                found = asking.find(row["question"], DEEP, Scope()).passages
                others = [passage for passage in found if Path(passage.path).name not in row["gold_files"]]
                cases = [(found, bool(row["unanswerable"]))] + ([(others, True)] if row["gold_files"] else [])
                for passages, is_missing in cases:
                    signs = _signs(row["question"], passages[:PASSAGES], reader)
                    if signs is not None:
                        values.append(signs)
                        unanswerable.append(is_missing)
        finally:
            asking.close()
    return Measured(folder.name, np.array(values), np.array(unanswerable))


def _index(paths: DataPaths, documents: Path) -> None:
    WatchedFolders(paths.folders).add(documents.absolute())
    update = LibraryUpdate(paths, Settings())
    try:
        update.run()
    finally:
        update.close()


def _signs(question: str, passages: Sequence[Passage], reader: ShippedReader) -> tuple[float, float, float] | None:
    """Return the logit of the words' doubt, the reader's surest finding and the likeness, None where none can judge."""
    texts = [passage.chunk.text for passage in passages]
    nearest = NearestRead(question, texts, reader)
    if not nearest.findings:
        return None
    by_words = doubt(question, texts)
    surest = max(finding.read.answers for finding in nearest.findings)
    alike = max(0.0, max(passage.similarity for passage in passages) - ALIKE)
    return math.log(by_words / (1 - by_words)), surest, alike


if __name__ == "__main__":
    sys.exit(main())
