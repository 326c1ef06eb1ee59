"""The part of a passage that a small model should read: its best sentences, in their order."""

from collections.abc import Callable

from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, terms

NEIGHBOUR_SHARE = 0.3  # of a sentence's worth that its neighbours get: answers often stand beside the words asked for


def excerpt(question: str, text: str, tokens: int, count_tokens: Callable[[str], int]) -> str:
    """Return the sentences of `text` that fit into `tokens` and have most to do with the question.

    The order is kept. One sentence that does not fit by itself is cut at a word.
    """
    if count_tokens(text) <= tokens:
        return text
    spans = split_sentences(text)
    sentences = [text[start:end] for start, end in spans]
    chosen: set[int] = set()
    left = tokens
    for index in _best_first(question, sentences):
        needed = count_tokens(sentences[index]) + 1
        if needed <= left:
            chosen.add(index)
            left -= needed
    if not chosen:
        return _cut(sentences[_best_first(question, sentences)[0]], tokens, count_tokens)
    return " ".join(sentences[index] for index in sorted(chosen))


def _best_first(question: str, sentences: list[str]) -> list[int]:
    wanted = set(content_terms(question))
    worth = [len(wanted & set(terms(sentence))) / (1 + len(wanted)) for sentence in sentences]
    beside = [
        value + NEIGHBOUR_SHARE * max(worth[max(0, index - 1) : index] + worth[index + 1 : index + 2], default=0.0)
        for index, value in enumerate(worth)
    ]
    return sorted(range(len(sentences)), key=lambda index: (-beside[index], index))


def _cut(sentence: str, tokens: int, count_tokens: Callable[[str], int]) -> str:
    words = sentence.split()
    low, high = 1, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if count_tokens(" ".join(words[:middle])) <= tokens:
            low = middle
        else:
            high = middle - 1
    cut = " ".join(words[:low])
    return cut if count_tokens(cut) <= tokens else cut[: max(1, tokens)]
