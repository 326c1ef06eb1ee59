"""A claim is held against its cited words by what both mean: denials, names, and what a reader finds there."""

from collections.abc import Sequence

import pytest

from desktop_app.answering.citations import resolve_citations
from desktop_app.answering.claim_check import ClaimCheck, Standing, signs
from desktop_app.answering.reader import Finding, NearestRead
from desktop_app.domain import ReadAnswer
from tests.samples.passages import passage

BATTLE = "At Hastings William of Normandy defeated Harold Godwinson. The siege was not lifted before winter."
ASKED = "Who won at Hastings?"


class Finds:
    """A reader that finds these words wherever they stand, surely."""

    def __init__(self, words: str, margin: float = 5.0) -> None:
        self._words, self._margin = words, margin

    def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
        return [self._found(text) for text in texts]

    def _found(self, text: str) -> ReadAnswer:
        at = text.find(self._words)
        if at < 0:
            return ReadAnswer(0, 0, -5.0, -5.0)
        return ReadAnswer(at, at + len(self._words), self._margin, self._margin)


def likeness(_one: str, _other: str) -> float:
    return 0.5


def check(words: str, question: str = ASKED) -> ClaimCheck:
    return ClaimCheck(NearestRead(question, [BATTLE], Finds(words)), likeness)


def test_another_name_of_the_same_sentence_is_told_from_the_right_one() -> None:
    right = check("William of Normandy").standing("William of Normandy.", BATTLE[:58], 1.0, is_alone=True)
    wrong = check("William of Normandy").standing("Harold Godwinson.", BATTLE[:58], 1.0, is_alone=True)
    assert (right, wrong) == (Standing.SUPPORTED, Standing.UNSUPPORTED)


def test_of_several_claims_none_need_be_what_the_reader_found() -> None:
    claim = "Harold Godwinson was defeated at Hastings."
    assert check("William").standing(claim, BATTLE[:58], 0.9, is_alone=False) is Standing.SUPPORTED


@pytest.mark.parametrize(
    ("claim", "quote", "standing"),
    [
        ("William did not win at Hastings.", BATTLE[:58], Standing.UNSUPPORTED),
        ("William didn't win at Hastings.", BATTLE[:58], Standing.UNSUPPORTED),
        ("The siege was not lifted before winter.", BATTLE[59:], Standing.SUPPORTED),
        ("It was never not lifted.", BATTLE[:58], Standing.SUPPORTED),
    ],
)
def test_what_denies_its_source_is_not_supported(claim: str, quote: str, standing: Standing) -> None:
    assert check("", "").standing(claim, quote, 0.9, is_alone=False) is standing


def test_a_bare_yes_stands_on_the_question() -> None:
    assert check("William", "Did William win?").standing("Yes.", BATTLE[:58], 0.5, is_alone=True) is Standing.SUPPORTED


def test_a_name_that_the_quote_does_not_hold_speaks_against_a_claim() -> None:
    claim = "The battle was won by William and Eustace of Boulogne."
    found = signs(ASKED, claim, BATTLE[:58], 0.6, 0.5, [])
    assert found["a name is not there"] == pytest.approx(2 / 3)
    assert "a reader agrees" not in found


def test_a_reader_agrees_in_part_and_says_otherwise_only_where_it_is_sure() -> None:
    unsure = Finding(BATTLE, ReadAnswer(12, 30, -1.0, 0.0))
    found = signs(ASKED, "William the Conqueror.", BATTLE, 1.0, 0.5, [unsure])
    assert found["a reader agrees"] == pytest.approx(1 / 2)
    assert found["a reader says otherwise"] == 0.0
    found = signs(ASKED, "Harold.", BATTLE, 1.0, 0.5, [unsure])
    assert (found["a reader agrees"], found["a reader says otherwise"]) == (0.0, 0.0)


def test_the_reader_reads_once_and_only_when_asked() -> None:
    class Counting(Finds):
        times = 0

        def read(self, question: str, texts: Sequence[str]) -> Sequence[ReadAnswer]:
            self.times += 1
            return super().read(question, texts)

    reader = Counting("William")
    nearest = NearestRead(ASKED, [BATTLE], reader)
    assert reader.times == 0
    assert nearest.findings == nearest.findings
    assert reader.times == 1
    assert nearest.findings[0].answer == "William"


def test_a_wrong_name_gets_no_marker_however_well_its_words_fit() -> None:
    sources = [passage(BATTLE)]
    by_words = resolve_citations(ASKED, "Harold Godwinson.", sources)
    assert by_words.supported == 1
    by_meaning = resolve_citations(ASKED, "Harold Godwinson.", sources, check=check("William of Normandy"))
    assert (by_meaning.supported, by_meaning.citations) == (0, ())
    right = resolve_citations(ASKED, "William of Normandy.", sources, check=check("William of Normandy"))
    assert (right.supported, right.weak) == (1, 0)
