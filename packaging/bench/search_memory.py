"""What searching a library costs in memory, in a process that does nothing else.

python packaging/bench/search_memory.py LIBRARY.DB    prints the growth in MB
"""

import sys
from pathlib import Path

import numpy as np
import psutil

from desktop_app.domain import Scope
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex

QUESTIONS = 10


def main() -> None:
    path = Path(sys.argv[1])
    before = psutil.Process().memory_info().rss
    index = SearchIndex(path, LibraryReader(path).embedder_identity)
    random = np.random.default_rng(1)
    for _ in range(QUESTIONS):
        question = random.standard_normal(384, dtype=np.float32)
        found = index.nearest(question / np.linalg.norm(question), 100, Scope())
        index.matching(found[0].chunk.text.split()[:6], 100, Scope())
    print((psutil.Process().memory_info().rss - before) / 1e6)


if __name__ == "__main__":
    main()
