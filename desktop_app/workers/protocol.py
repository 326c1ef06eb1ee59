"""The words spoken across the process boundary, and their encoding.

One JSON object per line: {"type": "TextGenerated", "request_id": 7, "text": "The"}. JSON and
not pickle, because one of the speakers has just been reading hostile files. Requests are
imperatives, events are past tense; an event with request id 0 answers nobody and tells
everybody. To add a word: one frozen dataclass here.

Every request ends with exactly one `Finished` or `Failed`, events of its own before it.
"""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar

MAX_LINE = 64 * 1024 * 1024  # a rendered page at high zoom; one page of text is far below


class ProtocolError(ValueError):
    """The other side sent something that is not one of our messages."""


@dataclass(frozen=True, slots=True)
class Message:
    """Base of every request and event; `request_id` ties events to their request."""

    registry: ClassVar[dict[str, type["Message"]]] = {}

    request_id: int

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super(Message, cls).__init_subclass__(**kwargs)
        Message.registry[cls.__name__] = cls


# Spoken by every worker ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cancel(Message):
    """Stop the request with the same id as soon as possible; it still ends with `Finished`."""


@dataclass(frozen=True, slots=True)
class Started(Message):
    """The worker is up (request id 0); `pid` for the status bar and the tests."""

    pid: int


@dataclass(frozen=True, slots=True)
class Finished(Message):
    """The last event of a request that succeeded."""


@dataclass(frozen=True, slots=True)
class Failed(Message):
    """The last event of a request that did not; `detail` is fit to show to a person."""

    code: str
    detail: str = ""


# To and from the parser ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ParseDocument(Message):
    """Read a file into pages: one `DocumentOpened`, a `PageRead` per page, a `MemberFound` per document inside it."""

    path: str
    password: str = ""


@dataclass(frozen=True, slots=True)
class RenderPage(Message):
    """Draw page `number` at `scale` pixels a point: one `PageRendered`."""

    path: str
    number: int
    scale: float = 1.5
    password: str = ""


@dataclass(frozen=True, slots=True)
class RecognisePage(Message):
    """Recognise the words on page `number`, which is a picture: one `PageRead`."""

    path: str
    number: int
    password: str = ""


@dataclass(frozen=True, slots=True)
class DocumentOpened(Message):
    title: str
    page_count: int  # 0 where it is not known before the end


@dataclass(frozen=True, slots=True)
class PageRead(Message):
    page: dict[str, Any]  # a domain.Page, by wire.to_json


@dataclass(frozen=True, slots=True)
class MemberFound(Message):
    """A document inside the file, as domain.Member; `digest` in hexadecimal digits."""

    name: str
    size: int
    digest: str
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class PageRendered(Message):
    """A PNG in base64; `width` and `height` are the page's size in points."""

    png: str
    width: float
    height: float


# To and from the indexing worker ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadFolders(Message):
    """The list of watched folders (folders.json) changed, or a look at the disk is wanted."""


@dataclass(frozen=True, slots=True)
class ReadFirst(Message):
    """Read these files and folders before all others: the person just opened, dropped or asked about them."""

    paths: list[str]


@dataclass(frozen=True, slots=True)
class PauseIndexing(Message):
    pass


@dataclass(frozen=True, slots=True)
class ResumeIndexing(Message):
    pass


@dataclass(frozen=True, slots=True)
class RetryDocument(Message):
    """Read a failed file again, whatever was remembered of it."""

    path: str


@dataclass(frozen=True, slots=True)
class UnlockDocument(Message):
    """Read a file with its password, which is kept in memory until the worker ends and never written down."""

    path: str
    password: str


@dataclass(frozen=True, slots=True)
class LeaveOutDocument(Message):
    """Do not read this file (any more); `RetryDocument` takes that back."""

    path: str


@dataclass(frozen=True, slots=True)
class LibraryChanged(Message):
    """Documents were added, changed or removed (request id 0): ask the store again."""


@dataclass(frozen=True, slots=True)
class IndexingProgressed(Message):
    """How far indexing is (request id 0). `state` is "idle", "reading", "embedding", "recognising" or "paused".

    `done` of `known` files; `current` is the name of the file at hand, empty when idle, and
    `current_seconds` how long nothing else was done. `seconds_left` is None where no number can be told
    honestly, and then `seconds_at_most` what it will not exceed, None where not even that is known.
    `slowed` says why it goes slower than it could ("on battery"), empty at full speed.
    """

    state: str
    done: int
    known: int
    current: str = ""
    seconds_left: float | None = None
    slowed: str = ""
    current_seconds: float = 0.0
    seconds_at_most: float | None = None


@dataclass(frozen=True, slots=True)
class NoticeGiven(Message):
    """Something the person should know (request id 0), one sentence; `code` as in errors.py."""

    code: str
    text: str


# To and from the inference worker -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class LoadModel(Message):
    """Make `model` (a name or path; empty means the one in the settings) ready: one `ModelLoaded`."""

    model: str = ""


@dataclass(frozen=True, slots=True)
class CheckModel(Message):
    """Read what a GGUF file is, without loading it: one `ModelChecked`, or `Failed` with the reason."""

    path: str


@dataclass(frozen=True, slots=True)
class CheckAdapter(Message):
    """Tell whether a GGUF adapter or a peft folder fits `model` (empty: the one chosen): one `AdapterChecked`."""

    path: str
    model: str = ""


@dataclass(frozen=True, slots=True)
class AddAdapter(Message):
    """Add an adapter that fits the chosen model or another one: one `AdapterAdded`, or `Failed` with the reason."""

    path: str


@dataclass(frozen=True, slots=True)
class Search(Message):
    """Find passages: one `PassagesFound`. `scope` holds paths, and filters as they are typed ("type:pdf")."""

    question: str
    limit: int = 10
    scope: list[str] | None = None


@dataclass(frozen=True, slots=True)
class Ask(Message):
    """Answer: `PassagesFound` (approaches with documents), `PromptRead`s, `TextGenerated`s, one `AnswerFinished`.

    With `every_document` each document in scope is read instead: `DocumentsRead`s, one `AnswerFinished`
    with a table; None leaves it to the question's words.

    `scope` is as in `Search`; `history` holds earlier turns as {"role": "user" | "assistant", "text": …}, oldest first;
    `adapters` those for the approaches that use one as {"name": …, "strength": 0 to 1.5}.
    """

    question: str
    approach: str = "documents"
    model: str = ""
    scope: list[str] | None = None
    history: list[dict[str, str]] | None = None
    adapters: list[dict[str, Any]] | None = None
    every_document: bool | None = None


@dataclass(frozen=True, slots=True)
class ModelLoaded(Message):
    """`gpu_layers` of `layers`, the output being one, are on the graphics card `gpu`; "" where none is used."""

    model: dict[str, Any]  # inference.model_file.ModelCard as JSON
    seconds: float
    gpu: str = ""
    gpu_layers: int = 0
    layers: int = 0


@dataclass(frozen=True, slots=True)
class ModelChecked(Message):
    model: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AdapterChecked(Message):
    passport: dict[str, Any]  # a domain.Passport, by wire.to_json


@dataclass(frozen=True, slots=True)
class AdapterAdded(Message):
    adapter: dict[str, Any]  # a domain.AdapterCard, by wire.to_json


@dataclass(frozen=True, slots=True)
class PassagesFound(Message):
    passages: list[dict[str, Any]]  # domain.Passage, by wire.to_json


@dataclass(frozen=True, slots=True)
class PromptRead(Message):
    """How many tokens of the prompt are read."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TextGenerated(Message):
    """More of the answer; markers may still be dropped when the answer is finished."""

    text: str


@dataclass(frozen=True, slots=True)
class DocumentsRead(Message):
    """More of a table that reading every document makes."""

    grown: dict[str, Any]  # an answer_table.TableGrown, by wire.to_json


@dataclass(frozen=True, slots=True)
class AnswerFinished(Message):
    """The whole answer; its text replaces what was streamed."""

    answer: dict[str, Any]  # a domain.Answer, by wire.to_json


def encode(message: Message) -> bytes:
    """One line of UTF-8 JSON; lone surrogates (odd file names) survive as escapes."""
    return json.dumps({"type": type(message).__name__, **asdict(message)}).encode() + b"\n"


def decode(line: bytes) -> Message:
    """Read one line, trusting nothing about it; raise ProtocolError if it is not a message."""
    if len(line) > MAX_LINE:
        raise ProtocolError(f"line of {len(line)} bytes")
    try:
        payload = json.loads(line)
        kind = Message.registry[payload.pop("type")]
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
        raise ProtocolError(f"not a message ({len(line)} bytes)") from error
    if not payload.keys() <= {field.name for field in fields(kind)}:
        raise ProtocolError(f"unexpected fields for {kind.__name__}")
    try:
        return kind(**payload)
    except TypeError as error:
        raise ProtocolError(f"missing fields for {kind.__name__}") from error
