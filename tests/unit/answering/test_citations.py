"""Promises of citations: markers and citations agree, quotes are really there, inventions are dropped."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.answering.citations import quote_answer, resolve_citations, spans_of
from desktop_app.answering.markers import MarkerFilter, take_markers
from desktop_app.domain import Chunk, Passage, Span
from tests.samples.passages import HEAT, LEASE, RENT, passage

SOURCES = [passage(LEASE, 1, "Lease"), passage(RENT, 2, "Rent"), passage(HEAT, 3, "House")]


def test_a_sentence_without_a_marker_is_given_the_sentence_that_supports_it() -> None:
    cited = resolve_citations("When does the lease end?", "It ends on 31 March 2027.", SOURCES)
    assert cited.text == "It ends on 31 March 2027 [1]."
    assert cited.citations[0].quote == "The lease ends on 31 March 2027."
    assert cited.citations[0].path == "/home/ada/1.txt"


def test_a_short_answer_is_given_the_sentence_that_the_question_is_about() -> None:
    cited = resolve_citations("Who serviced the boiler?", "Klein & Sons", SOURCES)
    assert cited.text == "Klein & Sons [1]"
    assert cited.citations[0].quote == "The boiler was last serviced in 2024 by\nKlein & Sons."


def test_invented_markers_are_dropped() -> None:
    cited = resolve_citations("When does the lease end?", "It ends on 31 March 2027 [7].", SOURCES)
    assert cited.text == "It ends on 31 March 2027 [1]."


def test_a_marker_is_moved_from_the_passage_that_does_not_say_it_to_the_one_that_does() -> None:
    cited = resolve_citations("How much is the rent?", "The rent is 1250 euros a month [3].", SOURCES)
    assert [c.path for c in cited.citations] == ["/home/ada/2.txt"]


def test_a_sentence_that_nothing_supports_gets_no_marker() -> None:
    written = "The lease ends on 31 March 2027 [1]. Penguins inhabit Antarctica [1]."
    cited = resolve_citations("When does the lease end?", written, SOURCES)
    assert cited.text == "The lease ends on 31 March 2027 [1]. Penguins inhabit Antarctica."
    assert (cited.sentences, cited.supported) == (2, 1)


def test_a_wrong_number_is_not_supported_by_a_sentence_about_the_same_thing() -> None:
    assert not resolve_citations("How much is the rent?", "It is 9,900 dollars.", SOURCES).citations


def test_markers_count_from_1_in_order_of_first_use() -> None:
    written = "Cats are welcome in the flat [2]. The lease ends on 31 March 2027 [1]. Cats are welcome in the flat [2]."
    cited = resolve_citations("What about the flat?", written, SOURCES)
    assert re.findall(r"\[(\d)\]", cited.text) == ["1", "2", "1"]
    assert [c.path for c in cited.citations] == ["/home/ada/2.txt", "/home/ada/1.txt"]


def test_two_marked_passages_that_both_say_it_are_both_cited() -> None:
    twice = [passage(RENT, 1), passage("As agreed, the rent is 1,250 euros a month.", 2)]
    cited = resolve_citations("How much is the rent?", "The rent is 1,250 euros a month [1, 2].", twice)
    assert cited.text == "The rent is 1,250 euros a month [1][2]."


def test_a_bare_yes_stands_on_the_sentence_that_the_question_is_about() -> None:
    cited = resolve_citations("Are cats welcome in the flat?", "Yes.", SOURCES)
    assert cited.text == "Yes [1]."
    assert cited.citations[0].quote == "Cats are welcome in the flat."


def test_a_closing_bracket_or_quote_stays_before_the_marker() -> None:
    cited = resolve_citations("Who serviced the boiler?", "The boiler was serviced (by Klein & Sons).", SOURCES)
    assert cited.text == "The boiler was serviced (by Klein & Sons) [1]."


def test_a_quote_is_found_to_the_character_on_its_pages() -> None:
    first, second = "Rent. The deposit is two", "months of rent."
    pages = {3: f"xxxx{first}", 4: second}
    chunk = Chunk(0, f"{first}\n{second}", "Costs", (Span(3, 4, 4 + len(first)), Span(4, 0, len(second))))
    source = Passage(1, "/home/ada/1.pdf", "Lease", chunk, 1.0, label="page 3")
    (citation,) = resolve_citations("How much is the deposit?", "Two months of rent", [source]).citations
    assert citation.quote == "The deposit is two\nmonths of rent."
    assert [pages[s.page][s.start : s.end] for s in citation.spans] == ["The deposit is two", "months of rent."]
    assert (citation.page, citation.label, citation.heading) == (3, "page 3", "Costs")


def test_a_repeated_table_header_is_not_quoted() -> None:
    header, row = "City | Rent", "Bonn | 900 City Rent"
    chunk = Chunk(1, f"{header}\n{row}", "", (Span(1, 0, len(header)), Span(2, 0, len(row))), repeats_header=True)
    source = Passage(1, "/home/ada/1.csv", "Rents", chunk, 1.0)
    (citation,) = resolve_citations("What is the rent in the city of Bonn?", "Bonn: 900", [source]).citations
    assert (citation.quote, citation.page) == (row, 2)


def test_a_quoted_sentence_is_an_answer_with_one_marker() -> None:
    source = passage("See [4]. The code is [12].", 1)
    cited = quote_answer(source, 9, 26)
    assert cited.text == "Closest in your documents: “The code is (12).” [1]"
    assert cited.citations[0].quote == "The code is [12]."


@pytest.mark.parametrize(
    ("written", "text", "numbers"),
    [
        ("A [1] b.", "A b.", [1]),
        ("A [1][3].", "A.", [1, 3]),
        ("A [1, 2 and 3].", "A.", [1, 2, 3]),
        ("A [Source 2].", "A.", [2]),
        ("In [2024] or [१]", "In (2024) or (१)", []),
        ("[[1]2]", "(2)", [1]),
    ],
)
def test_markers_are_taken_in_all_their_forms(written: str, text: str, numbers: list[int]) -> None:
    marked = take_markers(written)
    assert marked.text == text
    assert [number for _, number in marked.claims] == numbers


bracketed = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "[1]",
                "[2]",
                "[9]",
                "[",
                "]",
                "[1",
                "2]",
                ", ",
                "[१]",
                ". ",
                "\n",
                "The rent ",
                "31 March 2027",
                "“",
                "yes",
            ]
        ),
        st.text(max_size=6),
    ),
    max_size=25,
).map("".join)


@given(st.text(max_size=40), bracketed, st.lists(bracketed.filter(str.strip), max_size=4))
def test_markers_and_citations_agree_and_quotes_are_real_whatever_is_written(
    question: str, written: str, texts: list[str]
) -> None:
    sources = [passage(text, number) for number, text in enumerate(texts, 1)]
    cited = resolve_citations(question, written, sources)
    markers = [int(number) for number in re.findall(r"\[(\d+)\]", cited.text)]
    assert list(dict.fromkeys(markers)) == [c.marker for c in cited.citations] == [*range(1, len(cited.citations) + 1)]
    for citation, used in zip(cited.citations, cited.used, strict=True):
        assert citation.quote.strip()
        assert citation.quote in used.chunk.text
        assert "".join(used.chunk.text[s.start : s.end] for s in citation.spans) == citation.quote


@given(st.integers(0, 60), st.integers(0, 60), st.lists(st.integers(1, 12), min_size=1, max_size=5))
def test_spans_of_a_part_hold_exactly_its_characters(start: int, length: int, pieces: list[int]) -> None:
    pages = {number: "abcdefghijkl"[:size] for number, size in enumerate(pieces, 1)}
    text = "\n".join(pages.values())
    chunk = Chunk(0, text, "", tuple(Span(number, 0, len(page)) for number, page in pages.items()))
    end = min(len(text), start + length)
    found = spans_of(Passage(1, "/a", "a", chunk, 1.0), start, end)
    assert "".join(pages[s.page][s.start : s.end] for s in found) == text[start:end].replace("\n", "")


@given(bracketed, st.lists(st.integers(1, 5), min_size=1))
def test_no_marker_is_ever_shown_while_writing(written: str, sizes: list[int]) -> None:
    shown = MarkerFilter()
    text, position, turn = "", 0, 0
    while position < len(written):
        size = sizes[turn % len(sizes)]
        text += shown.feed(written[position : position + size])
        position, turn = position + size, turn + 1
    text += shown.finish()
    assert not re.search(r"\[[0-9]{1,3}\]", text)


def test_what_is_shown_while_writing_is_the_text_without_markers() -> None:
    shown = MarkerFilter()
    pieces = ["The rent", " is 1,250", " euros [", "2", "]", ", and cats", " [1][", "2] are", " fine. See [note]."]
    assert "".join(map(shown.feed, pieces)) + shown.finish() == (
        "The rent is 1,250 euros, and cats are fine. See [note]."
    )


def test_a_preamble_is_not_shown_either() -> None:
    shown = MarkerFilter()
    assert (
        "".join(map(shown.feed, ["The", " answer", " to", " this question", " is", ":", " 23", " years"])) == "23 years"
    )
    whole = MarkerFilter()
    assert "".join(map(whole.feed, ["The answer", " lies in the rent."])) + whole.finish() == (
        "The answer lies in the rent."
    )
