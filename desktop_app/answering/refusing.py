"""Whether a model is not to answer, or not to be shown: decided from evidence where it can't decide that itself.

An able model says itself what its sources don't hold, and so does one with an adapter that a person made. A small one
invents. Its questions are refused where the passages are far from them or a doubt speaks against them
(doubt.py), and the more readily the less its own words are worth. What nothing here can judge, because it learnt
from whole English questions and prose alone, is decided by how near the passages are.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop_app.answering.doubt import (
    BEFORE_WRITING,
    SAID_NOT_THERE,
    WEAK,
    WEAK_UNTAUGHT,
    Limit,
    is_doubtful,
    is_held_by_one_sentence,
)
from desktop_app.answering.evidence import FAR_IF_WEAK, holds_nothing, is_far, says_not_there
from desktop_app.answering.reader import NearestRead
from desktop_app.domain import Passage
from desktop_app.terms import content_terms

# A question of fewer may well be in other words than the documents or slightly misspelt ("Mietpreis?"): whether they
# are far from it is then decided when the model has tried.
FEWEST_TERMS = 4


@dataclass(frozen=True, slots=True)
class Refusing:
    """`decides_itself` is a model that knows what it can't answer; `learnt` one that learnt to answer from sources.

    `strictness`, in logits, is for measuring what other limits would do.
    """

    decides_itself: bool
    learnt: bool
    strictness: float = 0.0

    def before_writing(self, passages: Sequence[Passage], nearest: NearestRead) -> bool:
        """Tell whether not even to ask the model; `nearest` is of the passages that it would read."""
        if holds_nothing(passages):
            return True
        if self.decides_itself:
            return False
        says_enough = len(set(content_terms(nearest.question))) >= FEWEST_TERMS
        return (says_enough and is_far(passages)) or self._doubts(nearest, BEFORE_WRITING)

    def after_writing(self, written: str, sources: Sequence[Passage], nearest: NearestRead) -> bool:
        """Tell whether what was written, no answer or one that is weak by its sources, becomes a refusal."""
        is_said = says_not_there(written)
        if self.decides_itself:
            return is_said
        if is_far(sources, FAR_IF_WEAK):
            return True
        if is_said:
            return self._doubts(nearest, SAID_NOT_THERE)
        return self._doubts(nearest, WEAK if self.learnt else WEAK_UNTAUGHT) and not is_held_by_one_sentence(nearest)

    def _doubts(self, nearest: NearestRead, limit: Limit) -> bool:
        return nearest.can_be_judged and is_doubtful(nearest, limit, self.strictness)
