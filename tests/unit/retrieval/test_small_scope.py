"""Promises of the order within one file: what all its passages share does not tell them apart."""

from collections.abc import Sequence

from desktop_app.domain import Chunk, Passage, Span
from desktop_app.retrieval.small_scope import rank_within


def passages(*texts: str, similarities: Sequence[float] = ()) -> list[Passage]:
    return [
        Passage(
            1,
            "/home/ada/lease.pdf",
            "lease",
            Chunk(ordinal, text, "", (Span(1, 0, len(text)),)),
            0.0,
            similarity=similarities[ordinal] if similarities else 0.5,
        )
        for ordinal, text in enumerate(texts)
    ]


def test_words_that_the_whole_file_holds_do_not_decide() -> None:
    found = rank_within(
        "Which law governs the supply agreement?",
        passages(
            "This supply agreement, the supply agreement, is between Ada and Bo.",
            "The supply agreement has a term of two years.",
            "It is governed by the law of Norway.",
        ),
    )
    assert found[0].chunk.ordinal == 2


def test_words_of_the_file_s_name_say_only_which_file_is_meant() -> None:
    texts = ("The lease is signed.", "Notice is three months.", "Notice is given in writing.", "Cars.", "Cats.")
    assert rank_within("What notice does the lease ask for?", passages(*texts))[0].chunk.ordinal == 1
    assert rank_within("lease", passages(*texts))[0].chunk.ordinal == 0


def test_words_in_one_sentence_count_more_than_words_strewn_about() -> None:
    strewn = "Audit of the books. The tenant has a car. Rights are many."
    together = "The landlord has audit rights. The tenant has a car. So be it."
    found = rank_within("audit rights", passages("Nothing here at all is said.", strewn, together))
    assert [passage.chunk.ordinal for passage in found] == [2, 1, 0]


def test_nearness_in_meaning_decides_where_no_word_is_shared() -> None:
    found = rank_within("cap on liability", passages("One.", "Two.", "Three.", similarities=(0.1, 0.3, 0.2)))
    assert [passage.chunk.ordinal for passage in found] == [1, 2, 0]


def test_scores_lie_between_none_and_one_and_evidence_is_kept() -> None:
    found = rank_within("rent", passages("The rent is high.", "A cat.", similarities=(0.7, 0.2)))
    assert all(0 <= passage.score <= 1 for passage in found)
    assert [passage.similarity for passage in found] == [0.7, 0.2]


def test_a_scope_with_one_passage_or_none_is_no_trouble() -> None:
    assert rank_within("rent", []) == []
    assert len(rank_within("", passages("The rent is high."))) == 1
