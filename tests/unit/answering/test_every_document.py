"""Which questions are asked of every document, and what they ask; and which are left alone."""

import pytest

from desktop_app.answering.every_document import (
    EveryDocumentQuestion,
    Kind,
    as_every_document_question,
    may_ask_many,
    read_every_document_question,
)


def read(question: str, *, names_files: bool = False) -> EveryDocumentQuestion:
    asked = read_every_document_question(question, names_files=names_files)
    assert asked is not None
    assert may_ask_many(question)
    return asked


def labels(asked: EveryDocumentQuestion) -> list[str]:
    return [wanted.label for wanted in asked.wanted]


@pytest.mark.parametrize(
    ("question", "subject", "columns"),
    [
        ("List all invoices with total and due date", "invoices", ["Total", "Due date"]),
        ("What is the notice period in every lease?", "lease", ["Notice period"]),
        ("For each invoice, what is the total?", "invoice", ["Total"]),
        ("Compare the rent in all leases", "leases", ["Rent"]),
        ("Liste alle Rechnungen mit Betrag und Datum", "Rechnungen", ["Betrag", "Datum"]),
        ("Was ist die Kündigungsfrist in jedem Mietvertrag?", "Mietvertrag", ["Kündigungsfrist"]),
        ("Donne-moi toutes les factures avec le montant et la date", "factures", ["Montant", "Date"]),
        ("Lista todas las facturas con el importe", "facturas", ["Importe"]),
        ("Who signed each contract?", "contract", ["Who signed the contract"]),
    ],
)
def test_values_asked_of_all_documents_become_columns(question: str, subject: str, columns: list[str]) -> None:
    asked = read(question)
    assert (asked.subject, labels(asked)) == (subject, columns)
    assert not any(wanted.is_statement for wanted in asked.wanted)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Which letters mention asbestos?", Kind.LIST),
        ("Show me all emails about the boiler", Kind.LIST),
        ("How many of my contracts renew automatically?", Kind.COUNT),
        ("How many invoices are there?", Kind.COUNT),
        ("Welche Rechnungen enthalten Mehrwertsteuer?", Kind.LIST),
        ("Wie viele Verträge habe ich?", Kind.COUNT),
        ("Quelles factures mentionnent la TVA ?", Kind.LIST),
        ("¿Cuántas facturas hay?", Kind.COUNT),
        ("In which documents is the deposit mentioned?", Kind.LIST),
    ],
)
def test_what_documents_say_or_are_is_a_statement(question: str, kind: Kind) -> None:
    asked = read(question)
    assert asked.kind is kind
    assert asked.wanted[0].is_statement


@pytest.mark.parametrize(
    "question",
    [
        "How many days' notice must I give?",
        "Which documents do I need for a passport?",
        "List all documents required for the visa",
        "How many letters does the alphabet have?",
        "How many books did Dickens write?",
        "How many studies were included in the review?",
        "List all members of the board",
        "Compare Python and Java",
        "Which article allows mergers between firms?",
        "In which letter does she mention the boat?",
        "What is the extension used for all source files?",
        "Which contract governs the lease?",
        "What is the rent of the flat?",
        "Wie viele Tage Urlaub habe ich?",
        "What does the letter say about all invoices?",
        "What policies have been promoted because of the drought?",
        "What papers are available on the buckling of shells?",
    ],
)
def test_a_question_for_one_fact_is_left_alone(question: str) -> None:
    assert read_every_document_question(question) is None


def test_named_files_are_compared_by_what_is_asked_or_by_whatever_both_tell() -> None:
    by_rent = read("Compare the rent and the deposit in and", names_files=True)
    assert (by_rent.kind, labels(by_rent)) == (Kind.COMPARE, ["Rent", "Deposit"])
    assert labels(read("compare and by rent", names_files=True)) == ["Rent"]
    assert read("Compare and", names_files=True).wanted == ()


@pytest.mark.parametrize(
    ("question", "label", "within", "without"),
    [
        ("Which invoices are over 1,000 euros?", "Total", "1.000,50 €", "1,000.00 EUR"),
        ("How many invoices cost at least 20 pounds?", "Total", "£20.00", "19.99"),
        ("List all leases with a rent below 900 EUR", "Rent", "EUR 899.99", "950 EUR"),
        ("Welche Rechnungen sind über 100 €?", "Total", "1 250,50 €", "CHF 300.00"),
    ],
)
def test_amounts_are_held_against_the_bound_that_was_asked(
    question: str, label: str, within: str, without: str
) -> None:
    (wanted,) = read(question).wanted
    assert wanted.label == label
    assert wanted.limit is not None
    assert wanted.limit.allows(within)
    assert not wanted.limit.allows(without)


@pytest.mark.parametrize(
    "question", ["How many contracts are longer than 3 years?", "Which letters are from before 2020?"]
)
def test_a_bound_that_is_no_amount_is_not_pretended_to_be_understood(question: str) -> None:
    assert read_every_document_question(question) is None


@pytest.mark.parametrize(
    ("question", "labels_", "is_statement"),
    [
        ("What is the notice period?", ["Notice period"], False),
        ("rent and deposit", ["Rent", "Deposit"], False),
        ("Does it mention asbestos?", ["Does it mention asbestos"], True),
        ("Who signed it?", ["Who signed it"], False),
    ],
)
def test_any_question_can_be_asked_of_every_document(question: str, labels_: list[str], is_statement: bool) -> None:
    asked = as_every_document_question(question)
    assert labels(asked) == labels_
    assert asked.wanted[0].is_statement is is_statement


def test_a_document_is_asked_a_whole_question() -> None:
    (total, due) = read("List all invoices with their total and due dates").wanted
    assert (total.question, due.question) == ("What is the total?", "What are the due dates?")
