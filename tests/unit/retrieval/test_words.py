"""Promises of what is looked up for a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.retrieval.words import MOST_WORDS, is_foreign, is_statement, words_to_look_up
from desktop_app.terms import content_terms, distinct_terms, stem, terms, terms_held


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is the capital of France?", ["capital", "France"]),
        ("What does ISO-9001 say about audits?", ["ISO-9001", "say", "audits"]),
        ('Who wrote "war and peace"?', ["war and peace", "wrote", "war", "peace"]),
        ("Was kostet die Reise nach Köln?", ["kostet", "Reise", "Köln"]),
        ("Où est la bibliothèque nationale ?", ["bibliothèque", "nationale"]),
        ("¿Cuándo fue fundada la ciudad?", ["fundada", "ciudad"]),
        ("Who are The Who?", ["Who", "are", "The"]),
        ("他什么时候来的", ["他什么时候来的"]),
        ("Is C++ older than C#?", ["C++", "older", "C#"]),
        ("What doesn't Ada's T cell do?", ["Ada", "T", "cell"]),
        ("   ?!  ", []),
    ],
)
def test_the_words_that_carry_a_question_are_looked_up(question: str, words: list[str]) -> None:
    assert words_to_look_up(question) == words


def test_a_stop_word_of_another_language_is_a_word() -> None:
    assert "war" in words_to_look_up("How did the war begin?")


@given(st.text(max_size=400))
def test_any_question_gives_few_words_without_repeats_or_quotes(question: str) -> None:
    words = words_to_look_up(question)
    assert len(words) <= MOST_WORDS
    assert len(set(words)) == len(words)
    assert all(word.strip() and '"' not in word for word in words)


def test_a_pasted_page_is_not_looked_up_whole() -> None:
    assert len(words_to_look_up(" ".join(f"word{n}" for n in range(5000)))) == MOST_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [("meetings", "meeting"), ("located", "location"), ("Bibliothèque", "bibliotheque"), ("cities", "city")],
)
def test_inflection_and_accents_leave_a_term_alone(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_numbers_are_the_same_with_and_without_separators() -> None:
    assert terms("1,000 and 1.000 and 1000 but 3.5") == [
        "1000", "and", "1000", "and", "1000", "but", "3.5",
    ]  # fmt: skip


def test_what_an_apostrophe_cuts_off_is_no_word_but_a_letter_is() -> None:
    assert content_terms("What doesn't Ada's T cell do?") == ["ada", "t", "cell"]


def test_scripts_without_spaces_are_compared_in_pairs() -> None:
    assert content_terms("他来了") == ["他来", "来了"]


@given(st.text(max_size=200))
def test_content_terms_are_among_the_terms_of_any_text(text: str) -> None:
    assert set(content_terms(text)) <= set(terms(text))


SIGNS = st.sampled_from(
    [*"abdestz'’ 019.,_-²½éßſİñøœ™ªд\u0301\u00ad", "'s", "’t ", "ings ", "1,000", "東京", "ﬁ", "ก็", "\n"]
)
TEXTS = st.lists(SIGNS, max_size=25).map("".join) | st.text(max_size=25)


@given(TEXTS, TEXTS)
def test_looking_for_terms_finds_the_same_as_reading_all_of_a_text(text: str, question: str) -> None:
    wanted = set(terms(question)) | set(terms(text[:4]))
    assert terms_held(text, wanted) == wanted & set(terms(text))
    assert distinct_terms(text) == set(terms(text))


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("The deposits were paid.", "deposit"),
        ("underdeposit, deposit", "deposit"),
        ("Die Küchen sind neu.", "kuch"),
        ("It costs 1,000 euros.", "1000"),
        ("東京都", "東京"),
    ],
)
def test_a_term_is_held_whatever_form_its_word_has(text: str, term: str) -> None:
    assert terms_held(text, {term, "elsewhere"}) == {term}


def test_a_term_in_the_middle_of_a_word_is_not_held() -> None:
    assert terms_held("The underdeposits of 21000 euros", {"deposit", "1000"}) == set()


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Wie hoch ist die Miete?", True),
        ("Quel est le montant du loyer?", True),
        ("¿Cuál es el importe del alquiler?", True),
        ("How high is the rent?", False),
        ("Who was in Die Hard?", False),
        ("Rio de la Plata", True),
        ("rent deposit", False),
        ("押金是多少？", False),
    ],
)
def test_questions_in_other_known_languages_are_told(question: str, foreign: bool) -> None:
    assert is_foreign(question) is foreign


@pytest.mark.parametrize(
    ("question", "is_one"),
    [
        ("Rain over the northern islands grows with the height of their mountains", True),
        ("measurement of the salt content of sea water by electric conductivity", True),
        ("Does rain over the northern islands grow with the height of their mountains", False),
        ("Rain over the northern islands grows with the height of their mountains?", False),
        ("notice period lease", False),
        ("Wie hoch ist die Kaution für die Wohnung in der Erlenstraße", False),
        ("", False),
    ],
)
def test_a_claim_or_description_is_told_from_questions_and_key_words(question: str, is_one: bool) -> None:
    assert is_statement(question) == is_one
