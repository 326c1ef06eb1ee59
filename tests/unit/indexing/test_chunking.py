"""Chunks follow the document's structure, and know where they stand to the character."""

import re

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain import Chunk, Heading, Page, Table, embedding_text
from desktop_app.indexing.chunking import SPECIAL_TOKENS, cut_into_chunks
from tests.samples.fakes import WordCounter

SENTENCE = "The keeper counts seven white herons by the gate. "


def page(text: str, number: int = 1, tables: tuple[Table, ...] = ()) -> Page:
    """A page whose lines that begin with # are headings."""
    headings = tuple(Heading(m.start(), len(m[1]), m[0]) for m in re.finditer(r"^(#+) .*$", text, re.MULTILINE))
    return Page(number, text, headings=headings, tables=tables)


def cut(*pages: Page, window: int = 40) -> list[Chunk]:
    return cut_into_chunks(pages, WordCounter(window))


def test_a_chunk_never_crosses_a_heading() -> None:
    chunks = cut(page("# One\n\nFirst words.\n\n## Inner\n\nSecond words.\n\n# Two\n\nThird words."))
    assert [(chunk.heading, chunk.text) for chunk in chunks] == [
        ("# One", "First words."),
        ("# One › ## Inner", "Second words."),
        ("# Two", "Third words."),
    ]


def test_text_before_the_first_heading_is_kept() -> None:
    assert [chunk.text for chunk in cut(page("Preface.\n\n# One\n\nBody."))] == ["Preface.", "Body."]


def test_a_heading_with_nothing_below_it_can_still_be_found() -> None:
    assert [chunk.text for chunk in cut(page("# Contents\n\n# One\n\nBody."))] == ["# Contents", "Body."]


def test_sentences_stay_whole_and_chunks_about_equal() -> None:
    chunks = cut(page(SENTENCE * 10))
    assert all(re.fullmatch(r"(The keeper counts seven white herons by the gate\.\s*)+", c.text) for c in chunks)
    lengths = [chunk.text.count("keeper") for chunk in chunks]
    assert sum(lengths) == 10
    assert max(lengths) - min(lengths) <= 1


def test_a_section_is_cut_into_as_few_chunks_as_it_fits() -> None:
    lengths = [25, 20, 30, 12, 18, 23, 9, 31, 17, 22]
    text = " ".join("Word " * (length - 2) + "ends." for length in lengths)
    assert len(cut(page(text), window=112)) == 2


def test_a_sentence_longer_than_the_window_is_cut_without_loss() -> None:
    text = "word " * 200
    chunks = cut(page(text))
    assert " ".join(chunk.text for chunk in chunks).split() == text.split()


def test_a_table_repeats_its_header_in_later_chunks() -> None:
    rows = ["Month | Price"] + [f"March {n} | {n * 10} euros per ton" for n in range(20)]
    text = "\n".join(rows)
    chunks = cut(page(text, tables=(Table(0, len(text), len(rows[0])),)))
    assert len(chunks) > 1
    assert all(chunk.text.startswith("Month | Price") for chunk in chunks)
    assert [chunk.repeats_header for chunk in chunks] == [False] + [True] * (len(chunks) - 1)
    assert all(row in "\n".join(c.text for c in chunks) for row in rows)


def test_pages_part_chunks_unless_a_sentence_runs_on() -> None:
    parted = cut(page("It ends here.", 1), page("It begins there.", 2))
    assert [chunk.page for chunk in parted] == [1, 2]
    running = cut(page("The notice period is", 1), page("ninety days. More follows.", 2))
    assert [span.page for span in running[0].spans] == [1, 2]
    assert running[0].text.startswith("The notice period is\nninety days.")


def test_an_edit_in_a_long_section_changes_few_chunks() -> None:
    paragraphs = [f"Paragraph {n} says {n * 7} things. {SENTENCE}{SENTENCE}".strip() for n in range(120)]
    before = {chunk.text for chunk in cut(page("\n\n".join(paragraphs)))}
    paragraphs[60] = "A new sentence stands here. " + paragraphs[60]
    after = {chunk.text for chunk in cut(page("\n\n".join(paragraphs)))}
    assert len(after - before) <= len(before) // 4


WORDS = st.lists(
    st.sampled_from(["herons", "Gate.", "x" * 50, "\n", "\n\n", "# Part\n\n", "12.5", "né", "漢字。", "a|b", "[1]"]),
    max_size=120,
)


@given(WORDS, WORDS)
def test_spans_hold_the_text_and_fit_the_window(first: list[str], second: list[str]) -> None:
    pages = [page(" ".join(first), 1), page(" ".join(second), 2)]
    counter = WordCounter(40)
    chunks = cut_into_chunks(pages, counter)
    texts = {p.number: p.text for p in pages}
    for position, chunk in enumerate(chunks):
        assert chunk.ordinal == position
        assert chunk.text == "\n".join(texts[s.page][s.start : s.end] for s in chunk.spans)
        size = counter.count_many([embedding_text(chunk.heading, chunk.text)])[0]
        assert size == chunk.tokens <= 40 - SPECIAL_TOKENS
    covered = {(s.page, i) for chunk in chunks for s in chunk.spans for i in range(s.start, s.end)}
    for p in pages:
        in_headings = {i for h in p.headings for i in range(h.offset, h.offset + len(h.text))}
        for i, character in enumerate(p.text):
            if character.isalnum() and i not in in_headings:
                assert (p.number, i) in covered
