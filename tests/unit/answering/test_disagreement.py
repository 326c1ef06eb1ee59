"""Promises of disagreement: the same sentence with another value is seen, what only looks alike is not."""

import pytest

from desktop_app.answering.citations import resolve_citations
from desktop_app.answering.disagreement import Disagreement, find_disagreement, values_in, with_disagreement
from desktop_app.domain import Chunk, Passage, Span

NOTICE = "The tenants may end the lease with a notice period of 30 days to the end of a month."


def passage(text: str, path: str = "/y.pdf") -> Passage:
    return Passage(2, path, "Y", Chunk(0, text, "", (Span(1, 0, len(text)),)), 0.8)


def between(quote: str, other: str, said: str = "") -> tuple[str, str] | None:
    found = find_disagreement(quote, said or quote, "/x.docx", [passage(other)])
    return (found.ours, found.theirs) if found else None


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (NOTICE, NOTICE.replace("30", "60"), ("30 days", "60 days")),
        (NOTICE, NOTICE.replace("30", "ninety (90)"), ("30 days", "ninety (90) days")),
        ("The deposit amounts to €1,200 in all.", "The deposit amounts to €1.500 in all.", ("€1,200", "€1.500")),
        ("The lease of the flat begins on 1 May 2024.", "The lease of the flat begins on June 1, 2024.",
         ("1 May 2024", "June 1, 2024")),
        ("Die Kündigungsfrist für den Mieter beträgt drei Monate.",
         "Die Kündigungsfrist für den Mieter beträgt 6 Monate.", ("drei Monate", "6 Monate")),
        ("Interest on late rent is 5 % a year.", "Interest on late rent is 8% a year.", ("5 %", "8%")),
        ("Dogs are allowed in the garden of the house.", "Dogs are not allowed in the garden of the house.", ("", "")),
    ],
)  # fmt: skip
def test_the_same_sentence_with_another_value_is_a_disagreement(one: str, other: str, values: tuple[str, str]) -> None:
    assert between(one, other) == values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (NOTICE, NOTICE),
        (NOTICE, NOTICE.replace("30", "thirty (30)")),
        ("The lease of the flat begins on 1 May 2024.", "The lease of the flat begins on 2024-05-01."),
        ("The deposit amounts to 1,200 euros in all.", "The deposit amounts to 1.200 euros in all."),
        ("The Hill Street flat has a notice period of 30 days.", "The Mill Lane flat has a notice period of 60 days."),
        (NOTICE, "The heat pump comes with a warranty of 60 months, to be claimed within 60 days."),
        ("Normandy had 3 million people in the census.", "Brittany had 4 million people in the census."),
        ("It weighs 20 kg and costs 300 euros in shops.", "It weighs 30 kg and costs 400 euros in shops."),
        ("Chapter 3 tells of the notice period of tenants.", "Chapter 4 tells of the deposit of tenants."),
        ("Dogs are not allowed in the garden.", "Cats never go into the garden at night."),
    ],
)
def test_what_only_looks_alike_is_no_disagreement(one: str, other: str) -> None:
    assert between(one, other) is None


def test_only_a_value_that_the_answer_repeats_counts() -> None:
    assert between(NOTICE, NOTICE.replace("30", "60"), "They may end the lease.") is None
    assert between(NOTICE, NOTICE.replace("30", "60"), "30 days") == ("30 days", "60 days")


def test_the_same_document_may_say_two_things() -> None:
    assert find_disagreement(NOTICE, NOTICE, "/y.pdf", [passage(NOTICE.replace("30", "60"))]) is None


def test_the_other_sentence_is_found_where_it_stands() -> None:
    other = NOTICE.replace("30", "60")
    text = f"Something else stands here. {other} And here."
    found = find_disagreement(NOTICE, NOTICE, "/x.docx", [passage("Nothing.", "/z.md"), passage(text)])
    assert found == Disagreement(1, 28, 28 + len(other), "30 days", "60 days")


def test_values_are_read_with_their_kind() -> None:
    values = list(values_in("From 3 March 2024 on, 2.5 % of $1,000 within twenty-one days, in one of the offices."))
    assert [(value.kind, value.number) for value in values] == [
        ("date", "2024-3-3"), ("%", "2.5"), ("$", "1000"), ("day", "21"),
    ]  # fmt: skip


def test_the_answer_names_both_documents_and_cites_both() -> None:
    first, second = passage(NOTICE, "/x.docx"), passage(NOTICE.replace("30", "60"))
    cited = resolve_citations("What is the notice period?", "The notice period is 30 days [1].", [first, second])
    assert len(cited.citations) == 1
    both, sentence = with_disagreement(cited, [first, second])
    assert sentence == "Your documents disagree: x.docx says 30 days [1], y.pdf says 60 days [2]."
    assert [citation.path for citation in both.citations] == ["/x.docx", "/y.pdf"]
    assert [used.path for used in both.used] == ["/x.docx", "/y.pdf"]
    assert both.citations[1].quote == NOTICE.replace("30", "60")
    assert both.citations[1].spans == (Span(1, 0, len(NOTICE)),)
    assert with_disagreement(cited, [first]) == (cited, "")


def test_long_numbers_that_differ_in_the_last_figure_differ() -> None:
    first, second = values_in("It costs 1,234,567 euros."), values_in("It costs 1,234,568 euros.")
    assert [value.number for value in first] != [value.number for value in second]
    same = [
        [value.number for value in values_in(text)] for text in ("It costs 1.250 euros.", "It costs 1,250.00 euros.")
    ]
    assert same[0] == same[1]
