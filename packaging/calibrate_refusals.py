"""Fit the weights in desktop_app/answering/doubt.py, and show what they are worth elsewhere.

    python packaging/calibrate_refusals.py LEARN.jsonl [CHECK.jsonl ...]

Each line of a file is {"question", "sources": [{"text"}], "source"}; `source` is 0 where no source
holds the answer. Prints the weights to put into the module, then for each file right refusals
against wrong ones.
"""

import json
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from desktop_app.answering.doubt import signs

WRONG = (0.01, 0.02, 0.05, 0.1, 0.2)


def main() -> None:
    from sklearn.linear_model import LogisticRegression

    learn, *check = [Path(name) for name in sys.argv[1:]]
    names, values, unanswerable = _read(learn)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(values, unanswerable)
    limit = float(np.quantile(model.predict_proba(values)[:, 1][~unanswerable], 0.95))
    print("WEIGHTS =", {name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)})
    print(f"CONSTANT = {model.intercept_[0]:.2f}\nLIMIT = {limit:.3f}")
    for path in [learn, *check]:
        _, values, unanswerable = _read(path)
        doubts = model.predict_proba(values)[:, 1]
        bounds = [(wrong, float(np.quantile(doubts[~unanswerable], 1 - wrong))) for wrong in WRONG]
        curve = ", ".join(f"{np.mean(doubts[unanswerable] > bound):.2f} at {wrong:.2f}" for wrong, bound in bounds)
        right, false = np.mean(doubts[unanswerable] > limit), np.mean(doubts[~unanswerable] > limit)
        print(f"{path.stem}: right at wrong {curve}; with the limit {right:.2f} at {false:.2f}")


def _read(path: Path) -> tuple[list[str], NDArray[np.float64], NDArray[np.bool_]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = [signs(row["question"], [source["text"] for source in row["sources"]]) for row in rows]
    values = np.array([list(sign.values()) for sign in found])
    return list(found[0]), values, np.array([row["source"] == 0 for row in rows])


if __name__ == "__main__":
    main()
