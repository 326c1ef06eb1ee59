"""Fit the weights in desktop_app/answering/claim_check.py, and show what they are worth elsewhere.

    python packaging/calibrate_claims.py QUESTIONS.jsonl [--check QUESTIONS.jsonl ...]

QUESTIONS as for train_reader.py, about articles from which the reader did not learn. Prints the weights to put into
the module, then for each file how often a true claim is told from a spoilt one (area under the curve) by words
alone, without a reader and with all, and what is called supported, weak and unsupported of each kind.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibrate_reader import area
from claim_examples import Claim, claims
from desktop_app.answering.claim_check import LEAST_SUPPORTED, LEAST_WEAK, signs
from desktop_app.answering.reader import NearestRead
from desktop_app.answering.support import Evidence
from desktop_app.domain import Chunk, Passage, Span
from desktop_app.settings import Settings
from desktop_app.weights import starter_embedder
from desktop_app.workers.shipped_reader import ShippedReader

SEED = 3
UNREAD = 4  # of the signs, so many need no reader
WEIGHTS_C = 1.0


def main() -> int:
    from sklearn.linear_model import LogisticRegression

    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("questions", type=Path)
    options.add_argument("--check", type=Path, action="append", default=[])
    options.add_argument("--most", type=int, default=1000, help="claims of each file")
    args = options.parse_args()
    measure = _Signs()
    sets = {path: measure.of(path, args.most) for path in (args.questions, *args.check)}
    names, values, made = sets[args.questions]
    truth = np.array([claim.is_true for claim in made])
    fitted = {}
    for name, columns in (("", len(names)), ("_UNREAD", UNREAD)):
        model = LogisticRegression(C=WEIGHTS_C, max_iter=2000, class_weight="balanced")
        fitted[name] = model.fit(values[:, :columns], truth)
        weights = {key: round(float(w), 2) for key, w in zip(names[:columns], model.coef_[0], strict=True)}
        print(f"WEIGHTS{name} = {weights}\nCONSTANT{name} = {model.intercept_[0]:.2f}")
    for path, (_, values, made) in sets.items():
        truth = np.array([claim.is_true for claim in made])
        unread = fitted["_UNREAD"].decision_function(values[:, :UNREAD])
        probabilities = fitted[""].predict_proba(values)[:, 1]
        for name, by in (("words", values[:, 0]), ("without a reader", unread), ("all", probabilities)):
            print(f"{path.stem}, by {name}: AUC {area(-by, ~truth):.3f}")
        _tell(path.stem, made, probabilities, values[:, 0])
    return 0


class _Signs:
    """What the signs are of the claims of a file."""

    def __init__(self) -> None:
        from desktop_app.inference.embedder import Embedder

        self._embedder = Embedder.open(starter_embedder(), threads=1)
        self._reader = ShippedReader(Settings)

    def of(self, path: Path, most: int) -> tuple[list[str], NDArray[np.float64], list[Claim]]:
        rows: list[dict[str, Any]] = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        chance = random.Random(SEED)
        made = list(claims(rows, chance))
        chance.shuffle(made)
        found, kept = [], []
        for claim in made[:most]:
            if each := self._of(claim):
                found.append(each)
                kept.append(claim)
        return list(found[0]), np.array([list(each.values()) for each in found]), kept

    def _of(self, claim: Claim) -> dict[str, float]:
        """Return the signs; nothing where the reader can't read the question."""
        passage = Passage(1, "", "", Chunk(0, claim.passage, "", (Span(1, 0, len(claim.passage)),)), 1.0)
        supports = Evidence(claim.question, [passage], enough=0.0).best(claim.text)
        quote, share = "", 0.0
        if supports:
            quote, share = claim.passage[supports[0].start : supports[0].end], supports[0].share
        findings = NearestRead(claim.question, [claim.passage], self._reader).findings
        if not findings:
            return {}
        return signs(claim.question, claim.text, quote, share, self._likeness(claim.text, quote), findings)

    def _likeness(self, one: str, other: str) -> float:
        return float(self._embedder.embed_question(one) @ self._embedder.embed_question(other)) if other else 0.0


def _tell(name: str, made: Sequence[Claim], probabilities: NDArray[np.float64], shares: NDArray[np.float64]) -> None:
    for kind, count in sorted(Counter(claim.kind for claim in made).items()):
        of = np.array([claim.kind == kind for claim in made])
        supported, unsupported = probabilities[of] >= LEAST_SUPPORTED, probabilities[of] < LEAST_WEAK
        words = [np.mean(shares[of] >= bound) for bound in (0.8, 0.5)]
        print(
            f"{name}, {kind} ({count}): supported {supported.mean():.2f}, unsupported {unsupported.mean():.2f}; "
            f"by words supported {words[0]:.2f}, unsupported {1 - words[1]:.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
