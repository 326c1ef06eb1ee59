"""What one document says to one thing that is asked of every document.

A value is always characters of the document, found in one of three ways: beside its label, in the
sentence nearest to the question if it has the form that is asked for, or by the chat model, whose
words count only where they stand in the sentences it was shown. Nothing is ever a model's alone.
"""

import re
import time
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from desktop_app.answering.chat_model import ChatModel, IsCancelled
from desktop_app.answering.every_document import Wanted
from desktop_app.answering.evidence import says_not_there
from desktop_app.answering.excerpt import FEWEST_ADDED, RankedSentence, rank_sentences
from desktop_app.answering.labels import labelled_value, under_heading
from desktop_app.answering.markers import take_markers
from desktop_app.answering.prompt import NOT_THERE, Reading, prompt_from_documents
from desktop_app.answering.subjects import Subject
from desktop_app.answering.value_kinds import ValueKind, kind_asked
from desktop_app.answering.writing import Writing
from desktop_app.domain import Passage
from desktop_app.sentences import split_sentences
from desktop_app.terms import content_terms, stem, terms

LABELS_IN = 60  # passages in which labels are looked for
READ = 8  # passages whose sentences are ranked
LEAST_SIMILARITY, LEAST_OVERLAP = 0.3, 0.4  # as for refusing (evidence.py): with neither the document is not about it
LEAST_SHARE = 0.25  # of the question's weight that a sentence must hold for its words to be an answer
SURE_SHARE = 0.6  # of a sentence, to take its value of the right form without asking the model
SPEAKS_FOR_ITSELF = 0.75  # of a sentence, to be the answer where the model's own words are not in it
FEWEST_WORDS_BETWEEN = 3  # at most so many between what was asked for and that value
STATED_SHARE = 0.65  # of the words of a statement that one sentence, with its neighbour, must hold
VALUE_TOKENS = 40
MOST_BEFORE = 90  # characters of a sentence that its quotation keeps before the words of the statement
_WORD = re.compile(r"[^\W_]+")
_PART = re.compile(r"[,;:(—–]\s+|\n\s*")
_SPACE = re.compile(r"\s+")
# "mention asbestos" is about asbestos.
_OPENING_VERB = re.compile(
    r"^(?:(?:that|which|who|do|does|is|are|has|have|it|they|se|ist|sind|hat|est-ce que|est|sont|hay|es|son)\s+)*"
    r"(?:mention\w*|contain\w*|talk\w*|speak\w*|deal\w*|discuss\w*|refer\w*|includ\w*|stat(?:e|es|ing)|say\w*"
    r"|cover\w*|concern\w*"
    r"|describ\w*|regarding|about|erwähn\w*|enth[aä]lt\w*|handel\w*|sprech\w*|nenn\w*|beschreib\w*|betreff\w*|über"
    r"|mentionn\w*|contien\w*|parl\w*|trait\w*|évoqu\w*|mencion\w*|habla\w*|trata\w*|inclu\w*|sobre|sur)?\s*",
    re.IGNORECASE,
)
_CLOSING_VERB = re.compile(
    r"\s+(?:mentioned|discussed|named|found|stated|contained|appear\w*|occur\w*|erwähnt|genannt|vor|mentionnée?s?"
    r"|mencionad\w+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value and the words around it: characters of one passage's text. The quote holds the value."""

    passage: Passage
    start: int
    end: int
    quote_start: int
    quote_end: int

    @property
    def text(self) -> str:
        return " ".join(self.passage.chunk.text[self.start : self.end].split())


class Extraction:
    """Looks for values in one document at a time; `prompt_tokens` and `generated_tokens` are what the model did."""

    def __init__(self, chat_model: ChatModel, reading: Reading, refusal_bias: float | None = None) -> None:
        self._chat_model = chat_model
        self._reading = reading
        self._first = {} if refusal_bias is None else {NOT_THERE: refusal_bias}
        self.prompt_tokens = self.generated_tokens = 0

    def find(
        self, wanted: Wanted, passages: Sequence[Passage], about: str, is_cancelled: IsCancelled = lambda: False
    ) -> FoundValue | None:
        """Return what the document says, None where it does not; `passages` are its own, the likeliest first.

        `about` is what the documents are called: that a sentence holds that word says nothing.
        """
        if wanted.is_statement:
            return find_statement(wanted.question, passages)
        kind = kind_asked(wanted.question)
        label = labelled_value(wanted.label, kind, passages[:LABELS_IN])
        if label is not None:
            return FoundValue(passages[label.passage], label.start, label.end, label.quote_start, label.quote_end)
        if not _bears(passages):
            return None
        ranked = rank_sentences(wanted.question, passages[:READ])
        if kind is not None and (sure := _sure_value(wanted.question, kind, passages, ranked)) is not None:
            return sure
        near = [sentence for sentence in ranked if sentence.share >= LEAST_SHARE]
        if not any(kind is None or kind.find(_text(passages, sentence)) for sentence in near):
            return None  # nothing near the question has the form of an answer
        subject = set(terms(f"{passages[0].title} {about}"))
        return self._written_value(wanted, kind, passages, near, subject, is_cancelled)

    def _written_value(
        self,
        wanted: Wanted,
        kind: ValueKind | None,
        passages: Sequence[Passage],
        near: Sequence[RankedSentence],
        subject: set[str],
        is_cancelled: IsCancelled,
    ) -> FoundValue | None:
        prompt = prompt_from_documents(
            wanted.question, passages[:READ], (), self._chat_model, self._reading, VALUE_TOKENS
        )
        writing = Writing(self._chat_model, prompt, is_cancelled, time.perf_counter, self._first)
        for _ in writing.events():
            pass
        self.prompt_tokens += writing.prompt_tokens
        self.generated_tokens += writing.generated_tokens
        written = take_markers(writing.text.strip()).text.strip()
        if is_cancelled() or not written or says_not_there(written):
            return None
        asked = set(content_terms(wanted.question))
        if not self._reading.is_trusted:
            near = [sentence for sentence in near if _speaks_of(asked - subject, passages, sentence)]
        for words in _readings(written, kind):
            if set(content_terms(words)) <= asked:
                continue  # the question over again
            if (found := _where(words, passages, near)) is not None:
                return found
        return None if kind is not None else self._speaks_for_itself(wanted, passages, near, asked)

    def _speaks_for_itself(
        self, wanted: Wanted, passages: Sequence[Passage], near: Sequence[RankedSentence], asked: set[str]
    ) -> FoundValue | None:
        """Return the sentence to show where the model found no words that hold.

        The one under a heading of that name, or one that holds nearly all that was asked and says more.
        """
        under = under_heading(wanted.label, passages[:READ])
        if under is not None:
            return FoundValue(passages[under.passage], under.start, under.end, under.quote_start, under.quote_end)
        for sentence in near:
            text = _text(passages, sentence)
            if sentence.share >= SPEAKS_FOR_ITSELF and len(set(content_terms(text)) - asked) >= FEWEST_ADDED:
                return FoundValue(
                    passages[sentence.passage], sentence.start, sentence.end, sentence.start, sentence.end
                )
        return None


def find_statement(says: str, passages: Sequence[Passage]) -> FoundValue | None:
    """Return the sentence that says what is asked, None where none holds enough of its words."""
    about = _CLOSING_VERB.sub("", _OPENING_VERB.sub("", says.strip(" ?.!")) or says)
    asked = set(content_terms(about)) or set(terms(about))
    if not asked:
        return None
    best: tuple[float, FoundValue] | None = None
    for place, passage in enumerate(passages):
        text = passage.chunk.text
        spans = split_sentences(text)
        above = asked & set(terms(passage.chunk.heading))
        held = [asked & set(terms(text[start:end])) for start, end in spans]
        for index, (start, end) in enumerate(spans):
            if not held[index]:
                continue
            beside = held[index + 1] if index + 1 < len(spans) else set()
            share = len(held[index] | above | beside) / len(asked)
            own = len(held[index]) / len(asked)
            worth = share + own - 0.02 * place
            if share >= STATED_SHARE and (best is None or worth > best[0] + 1e-9):
                best = worth, FoundValue(passage, _near_its_words(text, start, end, held[index]), end, start, end)
    return best[1] if best else None


def _near_its_words(text: str, start: int, end: int, words: Set[str]) -> int:
    """Return where to begin a sentence's quotation: in a long one, at the part with the first of `words`."""
    first = next((m.start() for m in _WORD.finditer(text, start, end) if stem(m[0].casefold()) in words), start)
    if first - start <= MOST_BEFORE:
        return start
    part = _PART.search(text, first - MOST_BEFORE, first) or _SPACE.search(text, first - MOST_BEFORE, first)
    return part.end() if part else start


def find_member(subject: Subject, passages: Sequence[Passage]) -> FoundValue | None:
    """Return where a document that is of the sort asked for says so first, else its first words."""
    in_order = sorted(passages, key=lambda passage: passage.chunk.ordinal)
    sentences = [
        FoundValue(passage, start, end, start, end)
        for passage in in_order
        for start, end in split_sentences(passage.chunk.text)
    ]
    return next((said for said in sentences if subject.names(said.text)), sentences[0] if sentences else None)


def _text(passages: Sequence[Passage], sentence: RankedSentence) -> str:
    return passages[sentence.passage].chunk.text[sentence.start : sentence.end]


def _bears(passages: Sequence[Passage]) -> bool:
    return any(p.similarity >= LEAST_SIMILARITY or p.overlap >= LEAST_OVERLAP for p in passages)


def _sure_value(
    question: str, kind: ValueKind, passages: Sequence[Passage], ranked: Sequence[RankedSentence]
) -> FoundValue | None:
    """Return the value of the right form that stands close behind the words asked for, if that can't be mistaken."""
    asked = set(content_terms(question))
    for sentence in ranked[:4]:
        if sentence.share < SURE_SHARE:
            continue
        text = _text(passages, sentence)
        words = [(m.start(), m.end(), stem(m[0].casefold()) in asked) for m in _WORD.finditer(text)]
        close = []
        for start, end in kind.find(text):
            before = [is_asked for _, word_end, is_asked in words if word_end <= start]
            gap = next((n for n, is_asked in enumerate(reversed(before)) if is_asked), None)
            if gap is not None and gap <= FEWEST_WORDS_BETWEEN:
                close.append((start, end))
        if len(close) == 1:
            start, end = (sentence.start + offset for offset in close[0])
            return FoundValue(passages[sentence.passage], start, end, sentence.start, sentence.end)
    return None


def _speaks_of(asked: set[str], passages: Sequence[Passage], sentence: RankedSentence) -> bool:
    """Tell whether the sentence or one beside it holds any word that was asked for."""
    text = passages[sentence.passage].chunk.text
    spans = split_sentences(text)
    place = spans.index((sentence.start, sentence.end))
    around = spans[max(0, place - 1) : place + 2]
    return bool(asked & set(terms(text[around[0][0] : around[-1][1]])))


def _readings(written: str, kind: ValueKind | None) -> Iterator[str]:
    """Yield what of the model's words may be the value, the whole first."""
    line = written.split("\n")[0].strip(" \t\"'“”„«».,;:*")
    if kind is not None:
        yield from (line[start:end] for start, end in kind.find(line))
        return
    yield line
    for _, rest in re.findall(r"^(.{3,60}?)\b(?:is|are|was|were|:|ist|sind|est|sont|es|son)\b\s*(.+)$", line):
        yield rest.strip(" \"'“”„«».,;:")


def _where(words: str, passages: Sequence[Passage], sentences: Sequence[RankedSentence]) -> FoundValue | None:
    """Return where `words` stand, white space and case aside, in the first of `sentences` that holds them."""
    parts = [re.escape(part) for part in unicodedata.normalize("NFC", words).split()]
    if not parts:
        return None
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)
    for sentence in sentences:
        found = pattern.search(passages[sentence.passage].chunk.text, sentence.start, sentence.end)
        if found is not None:
            return FoundValue(passages[sentence.passage], *found.span(), sentence.start, sentence.end)
    return None
