"""JSON, notebooks and XML: like things are tables, the rest keeps its names; nothing swells."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain import Page, Span
from desktop_app.errors import NoText
from desktop_app.parsing.markup_xml import XmlParser
from desktop_app.parsing.notebook import NotebookParser
from desktop_app.parsing.records import JsonParser
from desktop_app.place_labels import place_of
from tests.samples.documents import make_ipynb, make_xml
from tests.samples.paragraph import PARAGRAPH

BOMB = '<!DOCTYPE b [<!ENTITY a "swell"><!ENTITY b "&a;&a;&a;&a;">]>'


def read_json(path: Path, value: Any) -> list[Page]:
    path.write_text(json.dumps(value), "utf-8")
    return list(JsonParser().open(path).pages)


def read_xml(path: Path, text: str) -> Page:
    path.write_text(text, "utf-8")
    (page,) = XmlParser().open(path).pages
    return page


def test_a_list_of_like_things_is_a_table(tmp_path: Path) -> None:
    (page,) = read_json(
        tmp_path / "a.json", [{"bird": "Heron", "count": 17}, {"bird": "Owl", "count": None, "sure": True}]
    )
    assert page.text == "bird | count | sure\nHeron | 17 |\nOwl |  | true"
    assert page.text[: page.tables[0].header_end] == "bird | count | sure"


def test_things_in_things_stand_under_their_names(tmp_path: Path) -> None:
    value = {"type": "set", "bird": {"name": "Heron", "seen": {"where": ["pond"], "by": [{"who": "Ada"}]}}}
    (page,) = read_json(tmp_path / "a.json", value)
    assert page.text == "type: set\n\nbird\n\nname: Heron\n\nseen\n\nwhere: pond\n\nby\n\nwho: Ada"
    assert [(heading.text, heading.level) for heading in page.headings] == [("bird", 1), ("seen", 2), ("by", 3)]


def test_many_lines_are_pages_that_say_which(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"n": n, "bird": "owl"}) + "\n" for n in range(700)), "utf-8")
    pages = list(JsonParser().open(path).pages)
    assert [page.label for page in pages] == ["lines 1–499", "lines 500–700"]
    assert all(page.text.startswith("n | bird\n") for page in pages)


@pytest.mark.parametrize(
    "text", ['{"bird": "owl",}', "// owl\n{}", "[" * 5000 + '"owl"' + "]" * 5000, '{"owl": 1' + "0" * 5000]
)
def test_what_is_not_quite_json_keeps_its_words(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    assert "owl" in "".join(page.text for page in JsonParser().open(path).pages)


@pytest.mark.parametrize("depth", [30, 60, 300])
def test_deep_json_keeps_its_words(depth: int, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"a": [' * depth + '"owl"' + "]}" * depth, "utf-8")
    assert "owl" in "".join(page.text for page in JsonParser().open(path).pages)


def test_a_notebook_has_a_page_for_each_cell(tmp_path: Path) -> None:
    document = NotebookParser().open(make_ipynb(tmp_path / "a.ipynb"))
    first, second = document.pages
    assert document.title == "Herons"
    assert (first.label, first.text) == ("cell 1", f"Herons\n\n{PARAGRAPH}")
    assert (second.label, second.text) == ("cell 2", "print(17)\n\n17")


def test_xml_shows_titles_values_and_running_text(tmp_path: Path) -> None:
    page = read_xml(tmp_path / "a.xml", make_xml(tmp_path / "b.xml").read_text("utf-8"))
    assert page.text == f"Herons\n\nnote: {PARAGRAPH}\ncount: 17 year=2024"
    assert page.headings[0].text == "Herons"
    assert read_xml(tmp_path / "a.xml", "<d><p>A <b>white</b> heron.</p></d>").text == "A white heron."


def test_a_page_in_a_feed_is_read_as_it_looks(tmp_path: Path) -> None:
    body = "<p>one</p><script>x</script><h2>two</h2>".replace("<", "&lt;")
    page = read_xml(tmp_path / "a.xml", f"<rss><item><body>{body}</body></item></rss>")
    assert page.text == "one\n\ntwo"
    assert page.headings[0].text == "two"


def test_entities_are_not_expanded_and_no_file_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    assert "swell" not in read_xml(tmp_path / "a.xml", f"{BOMB}<r><p>owl &b;</p></r>").text
    reach = f'<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]><r><p>owl &x;</p></r>'
    assert "secret" not in read_xml(tmp_path / "a.xml", reach).text
    with pytest.raises(NoText, match="swell"):
        read_xml(tmp_path / "a.xml", f"{BOMB}<r>&b;</r>")


def test_xml_that_is_cut_off_keeps_its_words(tmp_path: Path) -> None:
    assert read_xml(tmp_path / "a.xml", '<?xml version="1.0"?><r><p>owl</p><p>her').text == "owl her"


NESTED = """{
  "title": "Birds",
  "orders": [
    {"who": "Ada",
     "note": "A colon: and a {brace} and a \\"quote\\".\\nNext line.",
     "things": [
       {"what": "heron", "count": 17},

       {"what": "owl", "count": 4}
     ]},
    {
      "who": "Grace",
      "seen": {
        "where": "pond",
        "when": {"year": 1842, "by": [{"name": "Tern"}]}
      },
      "paid": true
    }
  ],
  "end": "gannet"
}
"""
ELEMENTS = """<?xml version="1.0"?>
<birds>
  <title>Herons</title>
  <place>the pond</place>
  <!-- a comment
       of two lines -->
  <count year="2024">17</count>
  <p>A <b>white <i>heron</i></b> stood
     by the water,

     and then a tern.</p>
  <page>
    &lt;p&gt;An owl&lt;/p&gt;&lt;p&gt;and a gannet.&lt;/p&gt;
  </page>
  <after>crane</after>
</birds>
"""


def places_of(page: Page, words: list[str]) -> list[str]:
    starts = [page.text.index(word) for word in words]
    return [place_of(page, [Span(1, at, at + len(word))]) for at, word in zip(starts, words, strict=True)]


def test_values_in_things_in_json_say_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(NESTED, "utf-8")
    (page,) = JsonParser().open(path).pages
    words = ["Birds", "orders", "Ada", "quote", "Next", "17", "owl", "Grace", "pond", "1842", "Tern", "true", "gannet"]
    lines = [2, 3, 4, 5, 5, 7, 9, 12, 14, 15, 15, 17, 20]
    assert places_of(page, words) == [f"line {line}" for line in lines]
    assert place_of(page, [Span(1, page.text.index("Ada"), page.text.index("Next"))]) == "lines 4–5"


@pytest.mark.parametrize("text", ['{"a": {"b": "owl", "c": [{"d": 1}]}}', '{"a": "owl",\n"b": {"c": 1, "c": 2}}'])
def test_json_on_one_line_or_with_a_name_twice_names_no_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, "utf-8")
    (page,) = JsonParser().open(path).pages
    assert places_of(page, ["owl"]) == [""]


def test_json_lines_of_many_kinds_say_theirs(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": {"b": {"c": "heron"}}}\n\n"owl"\n{"d": "tern", "e": [{"f": "gannet"}]}\nno json\n', "utf-8")
    (page,) = JsonParser().open(path).pages
    words = ["heron", "owl", "tern", "gannet", "no json"]
    assert places_of(page, words) == [f"line {line}" for line in (1, 3, 4, 4, 5)]


def test_elements_of_xml_say_their_lines(tmp_path: Path) -> None:
    page = read_xml(tmp_path / "a.xml", ELEMENTS)
    words = ["Herons", "the pond", "17", "white heron", "by the", "tern", "owl", "gannet", "crane"]
    assert places_of(page, words) == [f"line {line}" for line in (3, 4, 7, 8, 9, 11, 12, 12, 15)]
    assert "A white heron stood\nby the water,\nand then a tern." in page.text


def test_xml_on_one_line_or_on_more_than_are_counted_names_none(tmp_path: Path) -> None:
    for between in ("", "\n" * 65_535):
        page = read_xml(tmp_path / "a.xml", f"<r><a>heron</a>{between}<a>owl</a></r>")
        assert places_of(page, ["heron", "owl"]) == ["", ""]
