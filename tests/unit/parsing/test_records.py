"""JSON, notebooks and XML: like things are tables, the rest keeps its names; nothing swells."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.domain import Page
from desktop_app.errors import NoText
from desktop_app.parsing.markup_xml import XmlParser
from desktop_app.parsing.notebook import NotebookParser
from desktop_app.parsing.records import JsonParser
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
