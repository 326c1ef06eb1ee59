"""The nouns of the product, as plain values.

A file becomes a Document of Pages; a Document is cut into Chunks; retrieval ranks Chunks
into Passages; an Answer quotes Passages through Citations. Nothing here imports anything
but the standard library, so every room and every process can speak these words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.adapter_report import AdapterReport
from desktop_app.answer_table import AnswerTable
from desktop_app.files import FoundFile as FoundFile
from desktop_app.files import KnownFile as KnownFile
from desktop_app.files import Member as Member


class DocumentState(StrEnum):
    """What the library can say about one file."""

    SEARCHABLE = "searchable"  # parsed; words and embeddings are in the library
    WAITING = "waiting"  # known, and not (wholly) read yet
    FAILED = "failed"  # could not be read; code and message say why
    AWAY = "away"  # its folder is missing just now (unplugged drive); still searchable
    LEFT_OUT = "left_out"  # known and deliberately not read; message says why


class Approach(StrEnum):
    """What the chat model is given beside the question."""

    MODEL = "model"
    DOCUMENTS = "documents"
    ADAPTER = "adapter"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What the library knows about one file; `modified` is seconds since 1970."""

    id: int
    path: str
    root: str
    title: str
    state: DocumentState
    code: str
    message: str
    pages: int
    chunks: int
    bytes: int
    modified: float


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How much the library holds; `bytes` is the size of the index on disk."""

    documents: int
    searchable: int
    waiting: int
    failed: int
    chunks: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that starts at `offset` of its page's text; level 1 is the outermost."""

    offset: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a span of its page's text: one line of text a row, cells parted by ` | `.

    `header_end` is where the header row ends (its line break excluded); equal to `start`
    where the table has no header.
    """

    start: int
    end: int
    header_end: int


@dataclass(frozen=True, slots=True)
class Place:
    """From `offset` of a page's text on, what the page counts stands at `number`, one more after every line break."""

    offset: int
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it is laid out on a page that can be drawn.

    `start` and `end` are offsets into the page's text. `top` and `bottom` are points from
    the page's upper edge. `edges` holds the left edge of each character and the right edge
    of the last one (end - start + 1 values), in points from the page's left edge. Where writing
    goes from right to left they fall: a character lies between its two edges, whichever is less.
    """

    start: int
    end: int
    top: float
    bottom: float
    edges: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a document, or all of it where the format has no pages.

    `number` counts from 1. `label` is the place in the format's own terms ("page 3"), empty
    where the format has none. Paragraphs in `text` are parted by an empty line; a single
    line break inside a paragraph is only layout. `width` and `height` are points; 0 where
    the page can't be drawn. `is_picture` marks a page whose text has to be recognised first.
    `places` count, in order, what `counted` says: "rows", "lines", "records" or "seconds".
    """

    number: int
    text: str
    label: str = ""
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    lines: tuple[Line, ...] = ()
    width: float = 0.0
    height: float = 0.0
    is_picture: bool = False
    places: tuple[Place, ...] = ()
    counted: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """All that a parser saw in a file; the title is never empty. `members` are documents of their own."""

    title: str
    pages: tuple[Page, ...]
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The characters `start` to `end` (exclusive) of the text of page `page`."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on page `page`, in points from the upper left corner."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of one document, small enough to embed and to quote.

    `text` is what its spans hold, joined by line breaks; a table's later chunks begin with
    the header row again, which is then the first span (`repeats_header`). `heading` is the path of headings
    above it, outermost first, joined by " › ". `tokens` counts heading and text in the
    embedder's tokens.
    """

    ordinal: int
    text: str
    heading: str
    spans: tuple[Span, ...]
    tokens: int = 0
    repeats_header: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a chunk must contain text")
        if not self.spans:
            raise ValueError("a chunk must know where it stands")

    @property
    def page(self) -> int:
        """The page on which it begins, the repeated header row of a table aside."""
        return self.spans[1 if self.repeats_header else 0].page


def embedding_text(heading: str, text: str) -> str:
    """Return what is embedded of a chunk: the headings above it, then its text."""
    return f"{heading}\n{text}" if heading else text


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that retrieval found, with its document and the score that ranked it.

    `score` lies between 0 and 1 and orders passages of one question. `similarity` is the
    cosine between question and chunk, `overlap` the share (by weight) of the question's
    words that the chunk holds: evidence that can be compared between questions. Where several
    found documents hold versions of its text, `version` counts from 1, the one changed last, to
    `versions`; 0 where there are none. `copies` are the paths of other files that say just the same.
    """

    document_id: int
    path: str
    title: str
    chunk: Chunk
    score: float
    label: str = ""
    similarity: float = 0.0
    overlap: float = 0.0
    modified: float = 0.0
    away: bool = False
    version: int = 0
    versions: int = 0
    copies: tuple[str, ...] = ()

    @property
    def page(self) -> int:
        return self.chunk.page


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What a reader found in one passage: the characters of the likeliest answer, and how sure it is, in logits.

    `margin` is by how much this answer is likelier than none, `answers` whether there is one at all.
    """

    start: int
    end: int
    margin: float
    answers: float


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a sentence of the answer comes from.

    A citation is a value, not a row id: it still reads right after the document changed or
    went. `marker` is the number in the answer's text; `spans` are where the quote stands in
    the document's pages, `boxes` the rectangles that mark it, one per line, empty where the
    format has no page image. `modified`, `version`, `versions` and `copies` are the passage's.
    """

    marker: int
    path: str
    title: str
    page: int
    heading: str
    quote: str
    label: str = ""
    spans: tuple[Span, ...] = ()
    boxes: tuple[Box, ...] = ()
    modified: float = 0.0
    version: int = 0
    versions: int = 0
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said in a conversation; `role` is "user" or "assistant"."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class AdapterUse:
    """One adapter at work, and how strongly: 0 is not at all, 1 as it was trained."""

    name: str
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, from what, how, and what it cost.

    `text` holds only honest `[n]` markers; each has its citation. `refused` is set when the
    documents do not hold the answer, and `stopped` when the person stopped it. `adapters` are
    those that helped to write it; `adapter` their names in one line, `strength` theirs if all
    have the same. `memory_bytes` is what the process took for it, 0 where nobody looked. `table` is set
    where every document was asked. `disagreement` is a sentence with markers where another document says
    otherwise, and `weak` counts sentences of the answer that their sources hold only in part.
    """

    question: str
    text: str
    refused: bool
    approach: Approach
    model: str
    citations: tuple[Citation, ...] = ()
    passages: tuple[Passage, ...] = ()
    adapter: str | None = None
    strength: float | None = None
    stopped: bool = False
    retrieve_ms: float = 0.0
    first_token_ms: float = 0.0
    total_ms: float = 0.0
    prompt_tokens: int = 0
    generated_tokens: int = 0
    tokens_per_second: float | None = None
    adapters: tuple[AdapterUse, ...] = ()
    memory_bytes: int = 0
    table: AnswerTable | None = None
    disagreement: str = ""
    weak: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Which documents a question is about: those at or below any of `paths`; empty means all.

    Of these only the ones with one of `suffixes` (".pdf"), and last changed at or after `since` and
    before `before`, in seconds since 1970, 0 for no such bound.
    """

    paths: Sequence[str] = field(default=())
    suffixes: Sequence[str] = field(default=())
    since: float = 0.0
    before: float = 0.0

    @property
    def is_everything(self) -> bool:
        return not (self.paths or self.suffixes or self.since or self.before)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a chat model's file says about itself.

    `name` is for people ("SmolLM2 135M Instruct"), `quantisation` as the field writes it
    ("Q4_1", "mixed" where the file does not say), `context` in tokens as trained. `sha256`
    is empty until it was computed; `licence` is empty where the file names none.
    """

    name: str
    path: str
    architecture: str
    parameters: int
    quantisation: str
    context: int
    bytes: int
    sha256: str = ""
    licence: str = ""
    has_chat_template: bool = False


@dataclass(frozen=True, slots=True)
class AdapterCard:
    """What a LoRA adapter's file says about itself.

    `targets` are the kinds of layers it changes ("attn_q"), `rank` the largest of their ranks,
    `alpha` 0 where the file does not say. `base` names the model it was made for ("Llama 3 8B"),
    `base_sha256` that model's file; both are empty where unknown. `folder` is the folder whose
    questions it is bound to, and `source` what it was converted from; empty for none.
    """

    name: str
    path: str
    architecture: str
    rank: int
    alpha: float
    targets: tuple[str, ...]
    bytes: int
    base: str = ""
    base_sha256: str = ""
    sha256: str = ""
    folder: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Passport:
    """Whether an adapter fits a model, said before either is loaded.

    `reason` is one sentence, `code` the error's where it does not fit. `notes` are what differs
    and does not keep it from working. `report` is what was measured when it was trained; None
    where it is not known.
    """

    fits: bool
    reason: str
    model: str
    card: AdapterCard
    notes: tuple[str, ...] = ()
    code: str = ""
    report: AdapterReport | None = None
