"""Which texts are nearly the same: MinHash (Broder 1997) finds pairs that may be, Jaccard decides.

A text is the set of its runs of SHINGLE characters, case, punctuation and spaces folded. Runs
that many texts share (an instruction, a schema, a greeting) tell nothing of any one text and
are left out. Texts with other numbers in them are never nearly the same. Knows nothing of examples.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

SHINGLE = 5  # characters, usual for short texts
BANDS, ROWS = 32, 4  # a pair of Jaccard 0.6 meets in a band with probability 0.99, one of 0.3 with 0.23
SHARED_BY = 0.1  # of all texts: what more of them hold is boilerplate
FEWEST = 20  # texts; among fewer nothing can be called boilerplate
_CROWD = 400  # of one band's bucket: more are compared with their neighbours alone, or time grows with the square
_PRIME = (1 << 31) - 1
_SEED = 1997

Shingles = frozenset[int]


def folded(text: str) -> str:
    """Return what is the same for texts that differ in case, punctuation and spaces alone.

    Text of nothing but punctuation stays as it is.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"\w+", plain)) or " ".join(plain.split())


def shingle_sets(texts: Sequence[str]) -> list[Shingles]:
    """Return each text's shingles, those that most texts share left out; never empty but for empty texts."""
    sets = [_shingles(text) for text in texts]
    if len(texts) < FEWEST:
        return sets
    shared = Counter(shingle for found in set(sets) for shingle in found)
    most = max(FEWEST, SHARED_BY * len(texts))
    common = frozenset(shingle for shingle, count in shared.items() if count > most)
    return [found - common or found for found in sets]


def similar_pairs(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Yield (first, second, Jaccard) for pairs of texts at or above `least`, first < second, each once.

    Of texts that are equal when folded the first stands for all: the others are paired with it alone.
    """
    sets = shingle_sets(texts)
    numbers = [tuple(re.findall(r"\d+", text)) for text in texts]
    firsts: dict[str, int] = {}
    for number, text in enumerate(texts):
        first = firsts.setdefault(folded(text), number)
        if first != number:
            yield first, number, 1.0
    seen: set[tuple[int, int]] = set()
    for bucket in _buckets(sets, sorted(firsts.values())):
        for pair in combinations(bucket, 2) if len(bucket) <= _CROWD else pairwise(bucket):
            if pair in seen:
                continue
            seen.add(pair)
            first, second = pair
            if numbers[first] == numbers[second] and (alike := jaccard(sets[first], sets[second])) >= least:
                yield first, second, alike


def jaccard(first: Shingles, second: Shingles) -> float:
    """Return how much two sets share, from 0 to 1; two empty ones are the same."""
    if not first and not second:
        return 1.0
    return len(first & second) / len(first | second)


class Groups:
    """Numbers from 0 that are joined step by step into groups (union and find)."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def join(self, first: int, second: int) -> None:
        one, other = self.find(first), self.find(second)
        self._above[max(one, other)] = min(one, other)

    def find(self, number: int) -> int:
        """Return the smallest number of the group."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number


def _shingles(text: str) -> Shingles:
    plain = folded(text)
    if not plain:
        return frozenset()
    data = np.frombuffer(f" {plain} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    width = min(SHINGLE, len(data))
    windows = np.lib.stride_tricks.sliding_window_view(data, width)
    # A polynomial hash below 2^31, so that products of two stay below 2^62.
    hashes = np.zeros(len(windows), dtype=np.uint64)
    for column in range(width):
        hashes = (hashes * np.uint64(1_000_003) + windows[:, column]) % np.uint64(_PRIME)
    return frozenset(hashes.tolist())


def _buckets(sets: Sequence[Shingles], chosen: Sequence[int]) -> Iterator[list[int]]:
    """Yield the numbers of `chosen` texts whose signatures agree in one band, where there are two or more."""
    random = np.random.default_rng(_SEED)
    factors = random.integers(1, _PRIME, BANDS * ROWS, dtype=np.uint64)
    offsets = random.integers(0, _PRIME, BANDS * ROWS, dtype=np.uint64)
    bands: list[defaultdict[bytes, list[int]]] = [defaultdict(list) for _ in range(BANDS)]
    for number in chosen:
        if not (found := sets[number]):
            continue
        signature = _signature(np.fromiter(found, dtype=np.uint64, count=len(found)), factors, offsets)
        for band, start in zip(bands, range(0, BANDS * ROWS, ROWS), strict=True):
            band[signature[start : start + ROWS].tobytes()].append(number)
    for band in bands:
        for bucket in band.values():
            if len(bucket) > 1:
                yield bucket


def _signature(
    found: NDArray[np.uint64], factors: NDArray[np.uint64], offsets: NDArray[np.uint64]
) -> NDArray[np.uint64]:
    hashed = (found[None, :] * factors[:, None] + offsets[:, None]) % np.uint64(_PRIME)
    return np.asarray(hashed.min(axis=1), dtype=np.uint64)
