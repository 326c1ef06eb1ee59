"""How much the words of a question weigh among sentences: a rare one tells more."""

import math
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from desktop_app.terms import content_terms, terms


def terms_asked(question: str) -> set[str]:
    """Return what a question asks for; all its terms where none of them carries weight."""
    return set(content_terms(question)) or set(terms(question))


def weights_among(asked: AbstractSet[str], held: Sequence[AbstractSet[str]]) -> dict[str, float]:
    """Return the weight of each term asked for, by how few of the sentences hold it; `held` are their asked terms."""
    holders = Counter(term for found in held for term in found)
    return {term: math.log(1 + (len(held) + 1) / (holders[term] + 0.5)) for term in asked}
