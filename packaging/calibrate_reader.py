"""Fit how doubt.py weighs the reader's findings beside the words, and show what both are worth.

    python packaging/calibrate_reader.py DOCUMENTS QUESTIONS.jsonl [--check QUESTIONS.jsonl ...]

DOCUMENTS is a folder that is made into a library and searched, as Carrel would; QUESTIONS as for calibrate_refusals.py,
about articles from which the reader did not learn. Prints the figures to put into the module, then for each file
right refusals against wrong ones, and the area under that curve, by words, by the reader, and by both.
"""

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.answering.doubt import doubt
from desktop_app.answering.reader import nearest_windows
from desktop_app.domain import Scope
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.workers.asking import Asking
from desktop_app.workers.shipped_reader import ShippedReader
from desktop_app.workers.updating import LibraryUpdate

PASSAGES = 3  # that a small model is shown
WRONG = (0.01, 0.02, 0.05, 0.1, 0.2)
MOST_WRONG = 0.03  # of the answerable questions lie above the limit; on other articles it was 5 %

Values = NDArray[np.float64]
Truth = NDArray[np.bool_]


def main() -> int:
    from sklearn.linear_model import LogisticRegression

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", type=Path)
    options.add_argument("questions", type=Path)
    options.add_argument("--check", type=Path, action="append", default=[])
    args = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="carrel-reader-") as home:
        paths = DataPaths(Path(home)).create()
        _index(paths, args.documents)
        sets = {path: _values(paths, path) for path in (args.questions, *args.check)}
    values, unanswerable = sets[args.questions]
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(values, unanswerable)
    doubts = fitted.predict_proba(values)[:, 1]
    limit = float(np.quantile(doubts[~unanswerable], 1 - MOST_WRONG))
    words, answers = fitted.coef_[0]
    print(f"READ_CONSTANT = {fitted.intercept_[0]:.2f}\nREAD_WORDS = {words:.2f}\nREAD_ANSWERS = {answers:.2f}")
    print(f"READ_LIMIT = {limit:.3f}")
    for path, (values, unanswerable) in sets.items():
        both = fitted.predict_proba(values)[:, 1]
        for name, by in (("words", values[:, 0]), ("reader", -values[:, 1]), ("both", both)):
            print(f"{path.stem}, {name}: {told(by, unanswerable)}")
        right, wrong = np.mean(both[unanswerable] > limit), np.mean(both[~unanswerable] > limit)
        print(f"{path.stem}, with the limit: {right:.2f} right, {wrong:.2f} wrong")
    return 0


def told(doubts: Values, unanswerable: Truth) -> str:
    """Return right refusals at some shares of wrong ones, and the area under the curve."""
    bounds = [(wrong, float(np.quantile(doubts[~unanswerable], 1 - wrong))) for wrong in WRONG]
    curve = ", ".join(f"{np.mean(doubts[unanswerable] > bound):.2f} at {wrong:.2f}" for wrong, bound in bounds)
    return f"right at wrong {curve}; AUC {area(doubts, unanswerable):.3f}"


def area(doubts: Values, unanswerable: Truth) -> float:
    """Return how often an unanswerable question is doubted more than an answerable one, ties counting half."""
    above = doubts[unanswerable][:, None] - doubts[~unanswerable][None, :]
    return float(np.mean(above > 0) + np.mean(above == 0) / 2)


def _index(paths: DataPaths, documents: Path) -> None:
    WatchedFolders(paths.folders).add(documents.absolute())
    update = LibraryUpdate(paths, Settings())
    try:
        update.run()
    finally:
        update.close()


def _values(paths: DataPaths, questions: Path) -> tuple[Values, Truth]:
    """Return for each question the logit of the words' doubt and the reader's surest finding."""
    asking, reader = Asking(paths, Settings), ShippedReader(Settings)
    values, unanswerable = [], []
    try:
        for line in questions.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            texts = [p.chunk.text for p in asking.find(row["question"], PASSAGES, Scope()).passages]
            read = reader.read(row["question"], nearest_windows(row["question"], texts))
            if not read:
                continue
            by_words = doubt(row["question"], texts)
            values.append([math.log(by_words / (1 - by_words)), max(found.answers for found in read)])
            unanswerable.append(row["source"] == 0)
    finally:
        asking.close()
    return np.array(values), np.array(unanswerable)


if __name__ == "__main__":
    sys.exit(main())
