"""A quote from a long PDF names the page that it stands on, always. CARREL_PDF_PAGES says how long it is."""

import os
import random

import pytest
from fpdf import FPDF

from desktop_app.domain import Chunk
from desktop_app.indexing.chunking import cut_into_chunks
from desktop_app.parsing.pdf import PdfParser

PAGES = int(os.environ.get("CARREL_PDF_PAGES", "150"))
SENTENCES_A_PAGE = 6
WORDS = ("heron", "wombat", "quokka", "lighthouse", "lease", "deposit", "garden", "winter", "letter", "morning")


class Counter:
    """Counts a token a word, in windows as small as the starter embedder's."""

    max_tokens = 256

    def count_many(self, texts: list[str]) -> list[int]:
        return [len(text.split()) for text in texts]


@pytest.fixture(scope="module")
def sentences() -> dict[str, int]:
    """Sentences, each said once, and the page of each."""
    chance = random.Random(4)
    return {
        f"Item {page}-{place} is about the {' '.join(chance.sample(WORDS, 5))} in {chance.randrange(10**6)}.": page
        for page in range(1, PAGES + 1)
        for place in range(SENTENCES_A_PAGE)
    }


@pytest.fixture(scope="module")
def chunks(sentences: dict[str, int], tmp_path_factory: pytest.TempPathFactory) -> list[Chunk]:
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    pdf = FPDF(format=(150, 210))
    pdf.set_font("helvetica", "", 11)
    for page in range(1, PAGES + 1):
        pdf.add_page()
        for sentence in (text for text, number in sentences.items() if number == page):
            pdf.multi_cell(0, 6, sentence)
            pdf.ln(4)
    pdf.output(str(path))
    document = PdfParser().open(path)
    assert document.page_count == PAGES
    return cut_into_chunks(list(document.pages), Counter())


def test_every_quote_of_a_long_pdf_names_its_page(sentences: dict[str, int], chunks: list[Chunk]) -> None:
    wrong = []
    placed = {}
    for chunk in chunks:
        offset = 0
        for span in chunk.spans:
            said = " ".join(chunk.text[offset : offset + span.end - span.start].split())
            placed |= dict.fromkeys(_sentences(said), span.page)
            offset += span.end - span.start + 1
    for sentence, page in sentences.items():
        if placed.get(sentence) != page:
            wrong.append((sentence, page, placed.get(sentence)))
    assert wrong == [], f"{len(wrong)} of {len(sentences)}"


def _sentences(text: str) -> list[str]:
    return [f"Item {part.strip()}" for part in text.split("Item ") if part.strip()]
