"""Near duplicates are found, whatever most texts share, and texts with other numbers are not."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.training.similarity import Groups, folded, jaccard, shingle_sets, similar_pairs

WORDS = "the old harbour master wrote seven long letters about lamps ropes and quiet winter mornings".split()  # noqa: SIM905
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=12).map(" ".join)


def test_case_spaces_and_punctuation_make_no_difference() -> None:
    assert list(similar_pairs(["Where is it?", "where  is IT"], 0.85)) == [(0, 1, 1.0)]


def test_a_shared_instruction_does_not_make_texts_alike() -> None:
    instruction = "You are a helpful assistant. Name the intent of this customer message and nothing else. "
    messages = [f"{instruction}{first} {second} {third}" for first, second, third in combinations(WORDS, 3)][::15]
    assert len(messages) > 20
    assert not list(similar_pairs(messages, 0.85))


def test_texts_with_other_numbers_are_never_nearly_the_same() -> None:
    long = "Write the following amount of money in words, in English, and with a capital letter: {} pounds."
    assert not list(similar_pairs([long.format(15), long.format(16)], 0.5))


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=2, max_size=25))
def test_minhash_misses_no_pair_that_is_much_alike(texts: list[str]) -> None:
    sets = shingle_sets(texts)
    found = Groups(len(texts))
    for first, second, alike in similar_pairs(texts, 0.85):
        assert alike >= 0.85
        found.join(first, second)
    for first, second in combinations(range(len(texts)), 2):
        if jaccard(sets[first], sets[second]) >= 0.9 or folded(texts[first]) == folded(texts[second]):
            assert found.find(first) == found.find(second)


def test_thousands_of_equal_texts_cost_little() -> None:
    assert len(list(similar_pairs(["Thank you for your message"] * 3_000, 0.85))) == 2_999
