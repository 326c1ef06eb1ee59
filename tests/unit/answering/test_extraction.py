"""What one document says: a value is always its own words, whatever the chat model writes."""

import time
from dataclasses import replace

import pytest

from desktop_app.answering.every_document import Wanted
from desktop_app.answering.extraction import Extraction, FoundValue, find_member, find_statement
from desktop_app.answering.labels import shared_things
from desktop_app.answering.prompt import reading_for
from desktop_app.answering.subjects import Subject
from desktop_app.answering.value_kinds import kind_asked
from desktop_app.domain import Passage
from tests.samples.chat_models import ScriptedModel
from tests.samples.passages import LEASE, RENT, passage

INVOICE = """Meyer Heating Ltd
Invoice No. 2024-017
Date: 3 May 2024   Due date: 2 June 2024
Valve | 85.50 EUR
Subtotal | 405.50 EUR
VAT 19 % | 77.05 EUR
Total | 482.55 EUR
Supplier: Meyer Heating, Leeds"""
RECHNUNG = """Rechnungsnummer
SW-5530
Zwischensumme 210,00 EUR
Gesamtbetrag: 249,90 EUR
Zahlbar bis 11. April 2024"""


def wanted(label: str, question: str = "") -> Wanted:
    return Wanted(label, question or f"What is the {label}?")


def find(model: ScriptedModel, asked: Wanted, *passages: Passage, about: str = "") -> FoundValue | None:
    return Extraction(model, reading_for(135_000_000)).find(asked, passages, about)


@pytest.mark.parametrize(
    ("thing", "text", "value"),
    [
        ("total", INVOICE, "482.55 EUR"),
        ("subtotal", INVOICE, "405.50 EUR"),
        ("invoice number", INVOICE, "2024-017"),
        ("due date", INVOICE, "2 June 2024"),
        ("invoice date", INVOICE, "3 May 2024"),
        ("supplier", INVOICE, "Meyer Heating, Leeds"),
        ("total", RECHNUNG, "249,90 EUR"),
        ("invoice number", RECHNUNG, "SW-5530"),
        ("due date", RECHNUNG, "11. April 2024"),
        ("rent", RENT, "1,250 euros"),
    ],
)
def test_a_labelled_value_is_found_without_the_model(thing: str, text: str, value: str) -> None:
    model = ScriptedModel("Not in your documents.")
    found = find(model, wanted(thing), passage(text))
    assert found is not None
    assert found.text == value
    assert value in " ".join(text[found.quote_start : found.quote_end].split())
    assert model.questions == []


def test_what_the_model_writes_counts_only_where_it_stands_in_the_document() -> None:
    asked = wanted("parties", "Who is the lease made between?")
    true = find(ScriptedModel("Ada Byron and Hill Estates Ltd [1]."), asked, passage(LEASE))
    assert true is not None
    assert true.text == "Ada Byron and Hill Estates Ltd"
    assert LEASE[true.quote_start : true.quote_end].startswith("This lease is made")
    assert find(ScriptedModel("Not in your documents."), asked, passage(LEASE)) is None
    witness = wanted("witness", "Who was the witness of this lease?")
    assert find(ScriptedModel("Bob Smith [1]."), witness, passage(LEASE)) is None


def test_a_sentence_that_holds_all_that_was_asked_speaks_for_itself_where_the_model_says_something_else() -> None:
    asked = wanted("parties", "Who is the lease made between?")
    found = find(ScriptedModel("Bob Smith [1]."), asked, passage(LEASE))
    assert found is not None
    assert found.text == "This lease is made between Ada Byron and Hill Estates Ltd."


def test_the_question_over_again_is_no_value() -> None:
    asked = wanted("witness", "Who was the witness of this lease?")
    assert find(ScriptedModel("This lease"), asked, passage(LEASE)) is None


def test_a_value_of_another_form_than_asked_for_is_none() -> None:
    asked = wanted("deposit", "What is the deposit of the flat?")
    assert find(ScriptedModel("Cats are welcome in the flat [1]."), asked, passage(RENT)) is None


def test_a_document_about_something_else_costs_no_word_of_the_model() -> None:
    model = ScriptedModel("Klein")
    asked = wanted("plumber", "Who is the plumber?")
    assert find(model, asked, passage(LEASE, similarity=0.1, overlap=0.0)) is None
    assert model.questions == []


def test_a_document_without_anything_of_the_form_asked_for_costs_no_word_either() -> None:
    model = ScriptedModel("Hill")
    assert find(model, wanted("phone", "What is the telephone number of Hill Estates?"), passage(LEASE)) is None
    assert model.questions == []


def test_a_small_model_is_not_believed_where_nothing_asked_for_stands_near() -> None:
    text = "The teachers thank Anna Weiss for the donation."
    asked = wanted("who signed", "Who signed the letter?")
    assert find(ScriptedModel("Anna Weiss"), asked, passage(text, title="Letter of the school"), about="letter") is None


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Foo bar. 11. Governing Law. The laws of Texas shall govern this agreement. More.", ""),
        ("The laws of Texas shall govern this agreement.", "Lease › 11.11 Governing Law; Submission to Jurisdiction"),
        ("10.4 Applicable law\n\nThe laws of Texas shall govern this agreement.", ""),
    ],
)
def test_the_sentence_under_its_heading_speaks_where_the_model_says_nothing_that_holds(text: str, heading: str) -> None:
    plain = passage(text)
    below = replace(plain, chunk=replace(plain.chunk, heading=heading))
    found = find(ScriptedModel("Utah [1]."), wanted("Governing law"), below)
    assert found is not None
    assert found.text == "The laws of Texas shall govern this agreement."


def test_a_statement_is_the_sentence_that_says_it() -> None:
    found = find_statement("mention the boiler service", [passage("Cats sleep. The boiler was serviced by Klein.")])
    assert found is not None
    assert found.text == "The boiler was serviced by Klein."
    assert find_statement("mention asbestos", [passage(LEASE), passage(RENT, 2)]) is None


def test_a_long_sentence_is_quoted_from_the_part_that_says_it() -> None:
    before = "This agreement, made on the fifth day of May between Cedar and the people who live in its house"
    found = find_statement(
        "mention Delaware", [passage(f"Cats sleep. {before}, and Birch, a company of Delaware, is short.")]
    )
    assert found is not None
    assert found.text == "and Birch, a company of Delaware, is short."
    assert found.passage.chunk.text[found.quote_start : found.quote_end] == f"{before}, {found.text}"


def test_a_document_is_of_a_sort_that_it_names_in_whatever_language() -> None:
    invoices = Subject("invoices")
    assert invoices.fits("/home/ada/Stromrechnung.pdf", ["Betrag 3 EUR"])
    assert invoices.fits("/home/ada/a.txt", [INVOICE])
    assert not invoices.fits("/home/ada/a.txt", [LEASE])
    assert not Subject("unpaid invoices").fits("/home/ada/a.txt", [INVOICE])
    assert Subject("emails").fits("/home/ada/a.eml", [""])
    assert not Subject("emails").fits("/home/ada/a.txt", ["an e-mail"])
    assert not Subject("letters").filters
    member = find_member(invoices, [passage(INVOICE)])
    assert member is not None
    assert "Invoice No." in member.text


def test_two_documents_share_what_both_have_a_label_for_under_any_name() -> None:
    shared = shared_things([[passage(INVOICE)], [passage(RECHNUNG)]], 10)
    assert shared == ["total", "invoice number", "due date", "subtotal"]


@pytest.mark.parametrize(
    ("question", "text", "values"),
    [
        ("What is the total?", "19 % of EUR 1,190.00, 3 pieces", ["EUR 1,190.00"]),
        ("When is it due?", "by 12 March 2024 or 3.4.2024", ["12 March 2024", "3.4.2024"]),
        ("Kündigungsfrist?", "drei Monate zum Ende, 90 Tage", ["drei Monate", "90 Tage"]),
        ("notice period", "ninety (90) days' notice", ["ninety (90) days"]),
        ("What is the interest rate?", "at 4.5 % a year from 2024", ["4.5 %"]),
        ("What is the e-mail address?", "write to a.b@example.org.", ["a.b@example.org"]),
        ("How many herons?", "counts seventeen white herons", ["seventeen"]),
        ("Montant ?", "Montant TTC : 1 250,50 €", ["1 250,50 €"]),
    ],
)
def test_values_are_told_by_their_form(question: str, text: str, values: list[str]) -> None:
    kind = kind_asked(question)
    assert kind is not None
    assert [text[start:end] for start, end in kind.find(text)] == values


@pytest.mark.parametrize(
    "text", ["1" * 20_000, "a-" * 10_000, "total 1.00 " * 1_500, "a.b@" * 4_000, "total\n" * 3_000]
)
def test_a_hostile_text_costs_no_more_than_a_moment(text: str) -> None:
    began = time.perf_counter()
    for thing in ("total", "interest rate", "e-mail", "due date", "invoice number"):
        find(ScriptedModel("Not in your documents."), wanted(thing), passage(text))
    assert time.perf_counter() - began < 20  # 1 s; a pattern that goes back and forth takes minutes
