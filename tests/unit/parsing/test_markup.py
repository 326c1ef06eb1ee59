"""reStructuredText, Org, TeX, source code and subtitles: headings, lines and times are known."""

from pathlib import Path

import pytest

from desktop_app.domain import Page, Span
from desktop_app.parsing.base import Parser
from desktop_app.parsing.code import CodeParser
from desktop_app.parsing.markup import OrgParser, RestructuredTextParser, TexParser
from desktop_app.parsing.subtitles import SubtitlesParser
from desktop_app.place_labels import place_of
from tests.samples.documents import make_org, make_srt, make_vtt
from tests.samples.paragraph import PARAGRAPH


def read(parser: Parser, path: Path, text: str) -> list[Page]:
    path.write_text(text, "utf-8")
    return list(parser.open(path).pages)


def headings(page: Page) -> list[tuple[str, int]]:
    return [(heading.text, heading.level) for heading in page.headings]


def test_rst_levels_follow_the_order_of_their_signs(tmp_path: Path) -> None:
    text = "=====\nBirds\n=====\n\nOwls\n----\n\nquiet\n\nHerons\n------\n\nwhite\n\n----\n\nend\n"
    (page,) = read(RestructuredTextParser(), tmp_path / "a.rst", text)
    assert headings(page) == [("Birds", 1), ("Owls", 2), ("Herons", 2)]
    assert page.text == "Birds\n\nOwls\n\nquiet\n\nHerons\n\nwhite\n\n----\n\nend"


def test_org_knows_headings_tags_and_tables(tmp_path: Path) -> None:
    (page,) = read(
        OrgParser(), tmp_path / "a.org", make_org(tmp_path / "b.org").read_text("utf-8") + "** Owls :night:\nx\n"
    )
    assert headings(page) == [("Herons", 1), ("Owls", 2)]
    (table,) = page.tables
    assert page.text[table.start : table.end] == "Bird | Count\nHeron | 17"


def test_tex_leaves_out_preamble_and_comments(tmp_path: Path) -> None:
    text = (
        "\\title{Of \\emph{Herons}}\n\\begin{document}\n\\section*{Counts}\\label{c}\n17 herons, 50\\% more % really?\n"
    )
    (page,) = read(TexParser(), tmp_path / "a.tex", text)
    assert page.text == "Counts\n\n17 herons, 50\\% more"
    assert TexParser().open(tmp_path / "a.tex").title == "Of Herons"


def test_rst_tables_are_rows_with_their_lines(tmp_path: Path) -> None:
    border = "+------+-----+\n"
    grid = f"{border}| Bird | Age |\n+======+=====+\n| Grey | 7   |\n| owl  |     |\n{border}| both old   |\n{border}"
    simple = "===== =====\nBird  Count\n===== =====\nHeron 17\n      18\nOwl\n===== =====\n"
    (page,) = read(
        RestructuredTextParser(), tmp_path / "a.rst", f"Birds\n=====\n\n{grid}\nThen:\n\n{simple}\nThe end.\n"
    )
    first, second = page.tables
    assert page.text[first.start : first.end] == "Bird | Age\nGrey owl | 7\nboth old |"
    assert page.text[second.start : second.end] == "Bird | Count\nHeron | 17 18\nOwl |"
    assert place_of(page, [Span(1, page.text.index("Grey"), page.text.index("Grey") + 4)]) == "line 7"
    assert place_of(page, [Span(1, page.text.index("Owl"), page.text.index("The end") + 7)]) == "lines 20–23"


def test_tex_tables_are_rows_with_their_lines(tmp_path: Path) -> None:
    table = (
        "\\begin{tabular}{l|p{3cm}r} \\toprule\n\\textbf{Bird} & \\multicolumn{2}{c}{Count} \\\\ \\midrule\n"
        "\\multirow{2}{*}{Heron}\n & 17\\% & \\$4 \\\\[2pt]\nOwl & & 2\n\\end{tabular}"
    )
    text = f"\\title{{A}}\n\\begin{{document}}\nBefore.\n{table}\nAfter.\n"
    (page,) = read(TexParser(), tmp_path / "a.tex", text)
    assert page.text == "Before.\n\nBird | Count |\nHeron | 17% | $4\nOwl |  | 2\n\nAfter."
    assert place_of(page, [Span(1, page.text.index("Heron"), page.text.index("Heron") + 5)]) == "line 6"
    assert place_of(page, [Span(1, page.text.index("After"), page.text.index("After") + 6)]) == "line 10"


def test_what_only_looks_like_a_table_stays_as_it_is(tmp_path: Path) -> None:
    for text in ("== ==\nwords here\n\nand more\n", "+--+--+\n+--+--+\nwords", "=== ===\n=== ===\nwords"):
        (page,) = read(RestructuredTextParser(), tmp_path / "a.rst", text)
        assert page.tables == ()
        assert "words" in page.text


def test_code_is_kept_as_written_in_pages_of_lines(tmp_path: Path) -> None:
    text = "".join(f"def f{number}():\n    return {number}\n\n" for number in range(100))
    pages = read(CodeParser(), tmp_path / "a.py", text)
    assert [page.label for page in pages] == ["lines 1–102", "lines 103–204", "lines 205–301"]
    assert pages[1].text.startswith("def f34():\n    return 34\n\ndef f35():")
    assert [page.label for page in read(CodeParser(), tmp_path / "b.py", "x = 1\n")] == [""]


def test_lines_without_end_are_cut_all_the_same(tmp_path: Path) -> None:
    pages = read(CodeParser(), tmp_path / "a.css", "a{}\n" * 500)
    assert [page.label for page in pages] == ["lines 1–200", "lines 201–400", "lines 401–501"]


@pytest.mark.parametrize(("make", "suffix", "said"), [(make_srt, ".srt", ""), (make_vtt, ".vtt", "Ada: ")])
def test_subtitles_say_when(make, suffix: str, said: str, tmp_path: Path) -> None:
    (page,) = SubtitlesParser().open(make(tmp_path / f"a{suffix}")).pages
    assert page.label == "00:12:05–00:12:08"
    assert page.text == f"00:12:05 {said}{PARAGRAPH}"


def test_a_film_is_pages_of_about_a_minute(tmp_path: Path) -> None:
    cues = "".join(
        f"{n}\n00:{n // 6:02d}:{n % 6}0,000 --> 00:{n // 6:02d}:{n % 6}5,000\nword{n}\n\n" for n in range(60)
    )
    pages = read(SubtitlesParser(), tmp_path / "a.srt", cues)
    assert [page.label for page in pages][:2] == ["00:00:00–00:01:25", "00:01:30–00:02:55"]
    assert pages[0].text.split("\n\n")[1] == "00:00:20 word2 word3"
