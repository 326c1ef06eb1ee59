"""Promises of joining: what was cut in the middle is read whole, and nothing else is."""

from collections.abc import Sequence

from desktop_app.domain import Chunk, Page, Passage, Span
from desktop_app.indexing.chunking import cut_into_chunks
from desktop_app.retrieval.neighbours import MOST_JOINED, JoinNeighbours


class Words:
    """Counts words as tokens, in windows of twelve."""

    max_tokens = 14

    def count_many(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]


PARAGRAPH = (
    "The tenant gives notice in writing to the landlord. It reaches her by the third working day. "
    "The lease then ends after three months. The keys are given back on that day, all of them."
)
LONG_SENTENCE = (
    "the landlord who has let the premises to a tenant and who has herself taken them over from an earlier owner "
    "whose own lease had ended before shall return the deposit within sixty days of the end of this lease"
)


def chunks_of(*texts: str) -> list[Chunk]:
    return cut_into_chunks([Page(number, text) for number, text in enumerate(texts, start=1)], Words())


def passages_of(chunks: Sequence[Chunk], *ordinals: int, document: int = 1) -> list[Passage]:
    return [
        Passage(document, "/a.txt", "A", chunks[ordinal], 1 - place / 10, similarity=0.1 * ordinal)
        for place, ordinal in enumerate(ordinals)
    ]


def joined(chunks: Sequence[Chunk], *ordinals: int) -> list[Passage]:
    stage = JoinNeighbours(lambda _document, ordinal: chunks[ordinal] if 0 <= ordinal < len(chunks) else None)
    return stage("?", passages_of(chunks, *ordinals))


def text_at(pages: Sequence[str], spans: Sequence[Span]) -> str:
    return "\n".join(pages[span.page - 1][span.start : span.end] for span in spans)


def test_found_pieces_of_one_paragraph_are_one_passage_at_the_better_place() -> None:
    chunks = chunks_of(PARAGRAPH)
    assert len(chunks) == 4
    found = joined(chunks, 2, 0, 1)
    assert len(found) == 1
    assert found[0].score == 1.0
    assert found[0].chunk.ordinal == 0
    assert found[0].similarity == 0.2
    assert " ".join(found[0].chunk.text.split()) == PARAGRAPH.rsplit(" The keys", 1)[0]
    assert found[0].chunk.tokens == sum(chunk.tokens for chunk in chunks[:3])


def test_a_joined_passage_knows_where_it_stands() -> None:
    found = joined(chunks_of(PARAGRAPH), 1, 2)
    (span,) = found[0].chunk.spans
    assert " ".join(PARAGRAPH[span.start : span.end].split()) == " ".join(found[0].chunk.text.split())
    assert len(found[0].chunk.text) == span.end - span.start


def test_pieces_that_are_not_neighbours_stay_apart_and_in_order() -> None:
    chunks = chunks_of(PARAGRAPH)
    found = joined(chunks, 3, 0)
    assert [passage.chunk.ordinal for passage in found] == [3, 0]
    assert [passage.chunk for passage in found] == [chunks[3], chunks[0]]


def test_found_paragraphs_of_one_section_that_follow_each_other_are_joined() -> None:
    text = "Rent is due on the first day of the month.\n\nThe garden is for all who live in the house here."
    chunks = chunks_of(text)
    assert len(chunks) == 2
    (found,) = joined(chunks, 1, 0)
    assert text_at([text], found.chunk.spans) == found.chunk.text
    assert found.chunk.text.split() == text.split()


def test_paragraphs_below_different_headings_are_not_joined() -> None:
    rent = Chunk(0, "It is due on the first day.", "Rent", (Span(1, 0, 27),))
    garden = Chunk(1, "It is for all.", "Garden", (Span(1, 29, 43),))
    assert len(joined([rent, garden], 0, 1)) == 2


def test_of_two_neighbours_the_better_is_joined_first() -> None:
    chunks = chunks_of(" ".join([PARAGRAPH] * 2))
    found = joined(chunks, 3, 2, 1, 4)
    assert found[0].chunk.text.split() == " ".join(chunk.text for chunk in chunks[1:4]).split()


def test_chunks_of_other_documents_are_never_joined() -> None:
    chunks = chunks_of(PARAGRAPH)
    passages = [*passages_of(chunks, 0), *passages_of(chunks, 1, document=2)]
    assert len(JoinNeighbours(lambda _document, _ordinal: None)("?", passages)) == 2


def test_the_rest_of_a_sentence_that_was_cut_is_fetched() -> None:
    text = f"Some of it. And {LONG_SENTENCE}. The garden is for all who live here, and for their guests."
    chunks = chunks_of(text)
    at = next(chunk.ordinal for chunk in chunks if "taken them over" in chunk.text)
    (found,) = joined(chunks, at)
    assert chunks[at].text in found.chunk.text
    assert len(found.chunk.text) > len(chunks[at].text)
    assert "garden" not in found.chunk.text
    assert "Some of it" not in found.chunk.text
    assert text_at([text], found.chunk.spans).split() == found.chunk.text.split()


def test_a_sentence_that_runs_over_a_page_is_joined_with_both_pages() -> None:
    pages = ("The deposit is returned within sixty days of the end, less the", "claims that are justified by then.")
    chunks = chunks_of(*pages)
    assert len(chunks) == 2
    (found,) = joined(chunks, 1)
    assert [span.page for span in found.chunk.spans] == [1, 2]
    assert found.page == 1
    assert text_at(pages, found.chunk.spans) == found.chunk.text


def test_no_more_chunks_than_a_few_become_one() -> None:
    chunks = chunks_of(" ".join([PARAGRAPH] * 3))
    found = joined(chunks, *range(len(chunks)))
    assert max(passage.chunk.tokens for passage in found) <= MOST_JOINED * Words.max_tokens
    assert sum(len(passage.chunk.text.split()) for passage in found) == len(" ".join([PARAGRAPH] * 3).split())


def test_rows_of_a_table_are_whole_by_themselves() -> None:
    row = Chunk(0, "Ada | 3", "", (Span(1, 0, 7),))
    other = Chunk(1, "Bob | 4", "", (Span(1, 8, 15),))
    assert len(joined([row, other], 0, 1)) == 2
