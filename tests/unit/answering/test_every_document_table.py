"""The sentence above a table of every document says how many were read, and no more than that."""

from desktop_app.answering.every_document import EveryDocumentQuestion, Kind, Wanted
from desktop_app.answering.every_document_table import TableMaking, summary, transposed

COUNTED = EveryDocumentQuestion(Kind.COUNT, (Wanted("Mention Norwich", "Norwich"),))


def test_a_file_that_could_not_be_read_is_not_among_those_read() -> None:
    making = TableMaking(COUNTED, 3)
    making.add("a.md", "/a.md", [None])
    making.add("b.md", "/b.md", [None])
    making.add_unreadable("c.pdf", "/c.pdf", "It is damaged.")
    said = summary(COUNTED, making.table(), is_stopped=False)
    assert said == "**0**, after reading 2 of 3 files; each is listed with its words. 1 file could not be read."


def test_documents_that_share_nothing_are_told_so() -> None:
    question = EveryDocumentQuestion(Kind.COMPARE, ())
    making = TableMaking(question, 2)
    making.add("a.md", "/a.md", [])
    making.add("b.md", "/b.md", [])
    said = summary(question, transposed(making.table()), is_stopped=False)
    assert said.startswith("They name nothing in common")
