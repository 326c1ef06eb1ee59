"""Make the sample documents that are not plain text: the lease (PDF), the offer (DOCX), the self-test's protected one.

Everything in them is invented. Run it after a change of the words and commit the results:
`.venv/bin/python packaging/make_samples.py`.
"""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.shared import Pt
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from desktop_app.cli.self_test_checks import PASSWORD, SAMPLE
from sample_texts import LEASE_PARTIES, LEASE_SECTIONS, LEASE_TITLE, OFFER_CONDITIONS, OFFER_INTRODUCTION, OFFER_ITEMS

DOCUMENTS = Path(__file__).resolve().parent.parent / "resources" / "samples" / "documents"
WRITTEN = datetime(2024, 10, 1, tzinfo=UTC)  # fixed, so that the same words give the same file


class LeasePaper(FPDF):
    """A4 paper with a running head and page numbers, set in the PDF standard serif."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        self.set_margins(25, 24, 25)
        self.set_auto_page_break(True, margin=26)
        self.set_title(LEASE_TITLE)
        self.set_creation_date(WRITTEN)

    def header(self) -> None:
        if self.page_no() > 1:
            self.set_font("Times", "I", 9)
            self.set_text_color(110)
            self.cell(0, 5, f"{LEASE_TITLE}, 14 Alder Street", align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_text_color(0)
            self.ln(6)

    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("Times", "", 9)
        self.set_text_color(110)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")
        self.set_text_color(0)

    def heading(self, text: str) -> None:
        if self.will_page_break(24):  # a heading never stands alone at the foot of a page
            self.add_page()
        self.ln(3)
        self.set_font("Times", "B", 13)
        self.cell(0, 8, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def paragraph(self, text: str) -> None:
        self.set_font("Times", "", 11)
        self.multi_cell(0, 5.6, text, align="J", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2.4)


def make_lease(target: Path) -> None:
    """A lease of four pages, with headings, justified paragraphs and a table of costs."""
    paper = LeasePaper()
    paper.add_page()
    paper.set_font("Times", "B", 22)
    paper.cell(0, 14, LEASE_TITLE, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    for paragraph in LEASE_PARTIES:
        paper.paragraph(paragraph)
    for title, paragraphs, rows in LEASE_SECTIONS:
        paper.heading(title)
        for paragraph in paragraphs:
            paper.paragraph(paragraph)
        if rows:
            with paper.table(width=130, col_widths=(80, 50), line_height=6.4, align="LEFT") as table:
                for row in rows:
                    table.row(row)
            paper.ln(4)
    _signatures(paper)
    paper.output(str(target))


def _signatures(paper: LeasePaper) -> None:
    if paper.will_page_break(70):  # the signatures stay together
        paper.add_page()
    paper.ln(16)
    paper.set_font("Times", "", 11)
    for name in ("Landlord: Edith Marlow", "Tenant: Jana Keller", "Tenant: Tom Keller"):
        paper.cell(80, 0, "", border="T", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        paper.cell(0, 6, name, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        paper.ln(12)


def make_offer(target: Path) -> None:
    """An offer with headings, a table of prices and a list of conditions."""
    document = Document()
    document.core_properties.title = "Offer for a heat pump"
    document.core_properties.created = document.core_properties.modified = WRITTEN
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    document.add_heading("Offer for a heat pump", level=0)
    for paragraph in OFFER_INTRODUCTION:
        document.add_paragraph(paragraph)
    document.add_heading("What we deliver and what it costs", level=1)
    table = document.add_table(rows=0, cols=len(OFFER_ITEMS[0]), style="Light Grid Accent 1")
    for item in OFFER_ITEMS:
        for cell, text in zip(table.add_row().cells, item, strict=True):
            cell.text = text
    for title, paragraphs in OFFER_CONDITIONS:
        document.add_heading(title, level=1)
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)
    document.save(str(target))


def make_protected(target: Path) -> None:
    """A Word document that opens with the self-test's password."""
    document = Document()
    document.add_paragraph(SAMPLE.splitlines()[-1])
    plain = BytesIO()
    document.save(plain)
    target.write_bytes(ECMA376Agile.encrypt(PASSWORD, BytesIO(plain.getvalue())))


if __name__ == "__main__":
    make_lease(DOCUMENTS / "Lease Alder Street.pdf")
    make_offer(DOCUMENTS / "Offer heat pump.docx")
    make_protected(DOCUMENTS.parent / "self-test" / "protected.docx")
