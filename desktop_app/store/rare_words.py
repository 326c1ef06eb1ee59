"""Which words of a question are looked up in a large library: the rare ones, which tell passages apart.

Ranking by words costs 2 to 3 microseconds for each content that holds any of them, and in a
million contents a common word alone stands in tens of thousands.
"""

from collections.abc import Sequence

import apsw

from desktop_app.store.word_index import match_expression

LARGE = 100_000  # contents; in smaller libraries every word counts
RANKED = 25_000  # contents to be ranked for one question, at most

_COUNT = "select count(*) from (select 1 from words where words match ? limit ?)"


def worth_looking_up(db: apsw.Connection, words: Sequence[str]) -> list[str]:
    """Return `words`, in a large library without the most common, in their order; the rarest always stays."""
    newest = db.execute("select coalesce(max(id), 0) from contents").fetchall()[0][0]
    if int(newest) <= LARGE:  # type: ignore[arg-type]
        return list(words)
    counted = []
    for word in dict.fromkeys(words):
        if expression := match_expression([word]):
            count = int(db.execute(_COUNT, (expression, RANKED + 1)).fetchall()[0][0])  # type: ignore[arg-type]
            if count:
                counted.append((count, word))
    kept: set[str] = set()
    ranked = 0
    for count, word in sorted(counted):
        ranked += count
        if kept and ranked > RANKED:
            break
        kept.add(word)
    return [word for word in words if word in kept]
