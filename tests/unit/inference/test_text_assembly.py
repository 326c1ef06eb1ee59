"""Bytes as they come, text as it should be shown."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.inference.text_assembly import TextAssembly


def pieces_of(data: bytes, size: int, *stop_words: str) -> list[str]:
    assembly = TextAssembly(stop_words)
    pieces = [assembly.add(data[start : start + size]) for start in range(0, len(data), size)]
    return [*pieces, assembly.finish()]


@given(st.text(), st.integers(1, 5))
def test_no_character_is_ever_split_or_lost(text: str, size: int) -> None:
    assert (
        "".join(pieces_of(text.encode("utf-8", "replace"), size)) == text.encode("utf-8", "replace").decode().lstrip()
    )


@given(st.text("ab<|>"), st.text("ab<|>"), st.integers(1, 4))
def test_nothing_of_a_stop_word_is_ever_shown(before: str, after: str, size: int) -> None:
    text = before + "<|a|>" + after
    assert "".join(pieces_of(text.encode(), size, "<|a|>")) == text[: text.index("<|a|>")]


def test_what_only_looked_like_a_stop_word_is_shown_in_the_end() -> None:
    assert pieces_of(b"yes <|im", 4, "<|im_end|>") == ["yes ", "", "<|im"]


def test_half_a_character_at_the_end_is_dropped() -> None:
    assert "".join(pieces_of("né".encode()[:-1], 1)) == "n"
