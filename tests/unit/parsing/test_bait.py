"""Text made to keep patterns busy: what matches almost, again and again, is read as quickly as anything else."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from desktop_app.errors import DocumentError
from desktop_app.parsing import parser_for
from tests.samples.office_documents import make_xlsx

MANY = 200_000
MOST_SECONDS = 5.0  # where patterns go back and forth it is minutes
BAIT = {
    "blanks.org": "* " + " " * MANY + "x" + " " * MANY + "y",
    "labels.org": "* a" + " :b" * MANY + " c",
    "title.md": "---\ntitle: a" + " " * MANY + "b" + " " * MANY + "c\n---\nheron",
    "comments.md": "<!--" * MANY + "\nheron",
    "speakers.vtt": "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" + "<v." * MANY + "heron",
    "picture.rtf": "{\\rtf1 heron " + ("a" * 999 + "g") * (MANY // 80) + "}",
    "label.tex": "\\section{a}" + " " * MANY + "\\label{" + "x" * MANY,
    "brackets.tex": "\\section[" * MANY,
    "tabular.tex": "\\begin{tabular}" * (MANY // 10) + "&" * MANY + "\\multicolumn{9}{" * (MANY // 10),
    "open tabular.tex": "\\begin{tabular}{ll}\n" + "a & b\n" * MANY,
    "grids.rst": "+-+-+\n" * MANY,
    "simple.rst": ("== ==\n" * 9 + "== ==\na  b\n" * 9) * (MANY // 50),
    "script.html": "<script></script" * MANY,
    "parameters.eml": "Content-Type: multipart/mixed; " + "a*0*=b;" * MANY + "\n\nheron",
    "styles.html": '<p style="' + ";" * MANY + " " * MANY + '">heron</p>',
}


@pytest.mark.parametrize("name", BAIT)
def test_what_matches_almost_is_read_at_once(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(BAIT[name], encoding="utf-8")
    check_is_quick(path)


def test_a_format_of_numbers_that_never_ends_is_read_at_once(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet><numFmts><numFmt numFmtId="200" formatCode="{"[" * MANY}"/></numFmts>'
        '<cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>'
    )
    cells = '<row r="1"><c r="A1" s="0"><v>3</v></c></row>'
    check_is_quick(make_xlsx(tmp_path / "a.xlsx", sheets={"A": cells}, styles=styles))


def check_is_quick(path: Path) -> None:
    begun = time.monotonic()
    with suppress(DocumentError):
        assert list(parser_for(path).open(path).pages)
    assert time.monotonic() - begun < MOST_SECONDS


def test_an_org_heading_loses_its_labels_and_front_matter_its_quotes(tmp_path: Path) -> None:
    (tmp_path / "a.org").write_text("* Herons in May   :birds:spring:  \nThey nest.\n", encoding="utf-8")
    (page,) = parser_for(tmp_path / "a.org").open(tmp_path / "a.org").pages
    assert page.headings[0].text == "Herons in May"
    (tmp_path / "a.md").write_text('---\ntitle :  "Herons in May" \n---\nThey nest.\n', encoding="utf-8")
    assert parser_for(tmp_path / "a.md").open(tmp_path / "a.md").title == "Herons in May"
    (tmp_path / "b.md").write_text("# A <!-- b --> c\n\n<!-- hidden -->\n<p>seen</p><!-- open\n", encoding="utf-8")
    text = "".join(page.text for page in parser_for(tmp_path / "b.md").open(tmp_path / "b.md").pages)
    assert "hidden" not in text
    assert "seen" in text
