"""What the self-test looks at, part by part: each check does something small and says what it saw."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop_app.domain import AdapterUse, Answer, Approach, DocumentState, Scope
from desktop_app.errors import DataLocked, EncryptedDocument, PassphraseWrong
from desktop_app.folders import WatchedFolders
from desktop_app.inference.random_adapter import write_random_adapter
from desktop_app.locked import new_lock, unlock, write_lock
from desktop_app.paths import DataPaths
from desktop_app.resources import resource_path
from desktop_app.sealed import try_to_connect
from desktop_app.settings import Settings
from desktop_app.store.database import vector_extension
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.locking import lock_databases
from desktop_app.training_pack import why_missing
from desktop_app.weights import shipped_adapters, starter_model
from desktop_app.workers.asking import Asking
from desktop_app.workers.child import ChildProcess
from desktop_app.workers.parser_client import ParserClient
from desktop_app.workers.protocol import ReadFolders
from desktop_app.workers.seal_protocol import ConnectionTried, TryToConnect
from desktop_app.workers.shipped_reader import ShippedReader

SAMPLE = "# The lighthouse\n\nThe keeper of the lighthouse counts seventeen white herons every morning.\n"
QUESTION = "How many white herons does the keeper count every morning?"
PASSWORD = "lighthouse"  # of the protected sample
PASSPHRASE = "an owl at the window"
WORKER_SECONDS = 60.0
ROLES = ("parser", "indexing", "inference", "training")


class Checks:
    """`home` is an empty folder. A check returns what it saw, or raises AssertionError or a CarrelError."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._paths = DataPaths(home / "data").create()
        self._asking = Asking(self._paths, Settings)
        # Beside the library: three that say the same would be one passage.
        self._samples = resource_path("samples/self-test")
        self._sample = home / "documents" / "lighthouse.md"
        self._sample.parent.mkdir()
        self._sample.write_text(SAMPLE, encoding="utf-8")

    def all(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield each part's name and its check, in the order in which they need each other."""
        for check in (
            self.seal, self.workers, self.extension, self.parser, self.password, self.image, self.library,
            self.search, self.answer, self.adapter, self.shipped, self.reader, self.lock, self.training,
        ):  # fmt: skip
            yield check.__name__, check

    def close(self) -> None:
        """Let the model go."""
        self._asking.close()

    def seal(self) -> str:
        trial = try_to_connect()
        assert trial.holds, "a connection could be tried"
        return f"a connection was refused{' by the kernel too' if trial.kernel else ''}"

    def workers(self) -> str:
        return f"started and sealed: {', '.join(self._start(role) for role in ROLES)}"

    def extension(self) -> str:
        version = vector_extension(self._home / "extension.db")
        return f"SQLite with sqlite-vec {version} finds words and vectors"

    def parser(self) -> str:
        with self._client() as client:
            parsed = [client.parse(file) for file in (self._samples / "lighthouse.pdf", self._sample)]
        assert all("herons" in document.pages[0].text for document in parsed), "the sample's text is missing"
        return "read a PDF and a text in a process of its own"

    def password(self) -> str:
        protected = self._samples / "protected.docx"
        with self._client() as client:
            try:
                client.parse(protected)
            except EncryptedDocument:
                client.unlock(protected, PASSWORD)
            else:
                raise AssertionError("the protected sample opened without its password")
            read = client.parse(protected)
        assert "herons" in read.pages[0].text, "the protected sample's text is missing"
        return "opened a Word document with its password, and not without"

    def image(self) -> str:
        with self._client() as client:
            page = client.recognise(self._samples / "lighthouse.png", 1)
        assert "herons" in page.text, "the words in the picture were not recognised"
        return f"recognised {len(page.text.split())} words in a picture"

    def library(self) -> str:
        WatchedFolders(self._paths.folders).add(self._sample.parent)
        with self._worker("indexing") as worker:  # as under the window: with a parser of its own
            list(worker.ask(ReadFolders(worker.next_id()), total=WORKER_SECONDS))
            return f"{self._wait_for_passages()} passage embedded and stored"

    def search(self) -> str:
        found = self._asking.find(QUESTION, 3, Scope())
        assert found.passages, "the sample was not found"
        return f"found in {found.search_ms:.0f} ms"

    def answer(self) -> str:
        last = self._answer(Approach.DOCUMENTS)
        assert last.citations, "the answer cites nothing"
        return f"{last.model} wrote {last.generated_tokens} tokens and cited {len(last.citations)} source"

    def adapter(self) -> str:
        file = write_random_adapter(self._home / "sample.gguf", starter_model(), rank=2, kinds=["attn_v"], size=0.3)
        alone, changed, restored = (
            self._answer(Approach.ADAPTER, AdapterUse(str(file), strength)).text for strength in (0.0, 1.0, 0.0)
        )
        assert changed != alone, "the adapter changed nothing"
        assert restored == alone, "strength 0 is not the model's own answer"
        return "changed the answer, and strength 0 gave it back"

    def shipped(self) -> str:
        (name,) = (adapter.card.name for adapter in shipped_adapters())
        last = self._answer(Approach.BOTH, AdapterUse(name, 1.0))
        assert last.adapter == name, f"{name} did not help to answer"
        assert last.citations, "the answer cites nothing"
        return f"“{name}” answered with a source"

    def reader(self) -> str:
        read = ShippedReader(Settings).read(QUESTION, [SAMPLE])
        assert read, "the reader is missing"
        return "read the question and a passage together"

    def lock(self) -> str:
        folder = self._home / "locked"
        folder.mkdir()
        copy = Path(shutil.copy(self._paths.library, folder))
        key, kept = new_lock(PASSPHRASE)
        write_lock(folder, kept, key)
        assert lock_databases(folder, key) == [copy], "the library was not locked"
        assert b"herons" not in copy.read_bytes(), "a locked library can be read"
        try:
            unlock(folder, "another passphrase")
        except PassphraseWrong:
            unlock(folder, PASSPHRASE)
        else:
            raise AssertionError("another passphrase opened it")
        reader = LibraryReader(copy)
        try:
            assert len(reader.documents()) == 1, "the locked library lost its document"
        except DataLocked as error:
            raise AssertionError("the passphrase did not open it") from error
        finally:
            reader.close()
        return "a library was locked, and opens with its passphrase only"

    def training(self) -> str:
        return "the training pack is not installed; all else works" if why_missing() else "torch is there"

    def _wait_for_passages(self) -> int:
        """Return how many passages the sample gave, once they are in the library."""
        reader = LibraryReader(self._paths.library)
        deadline = time.monotonic() + WORKER_SECONDS
        try:
            while time.monotonic() < deadline:
                for document in reader.documents():
                    assert document.state is not DocumentState.FAILED, document.message
                    if document.state is DocumentState.SEARCHABLE:
                        return document.chunks
                time.sleep(0.1)
            raise AssertionError("nothing was embedded")
        finally:
            reader.close()

    def _client(self) -> ParserClient:
        return ParserClient(self._paths.logs / "parser.log")

    def _answer(self, approach: Approach, *adapters: AdapterUse) -> Answer:
        *_, last = self._asking.answer(QUESTION, approach=approach, adapters=adapters)
        assert isinstance(last, Answer)
        return last

    def _start(self, role: str) -> str:
        """Start a worker, have it try its seal, say goodbye; return its role."""
        with self._worker(role) as child:
            events = list(child.ask(TryToConnect(child.next_id()), total=WORKER_SECONDS))
        tried = [event for event in events if isinstance(event, ConnectionTried)]
        assert tried, f"the {role} worker did not answer"
        assert tried[0].python, f"the {role} worker could try a connection"
        assert tried[0].kernel is not False, f"the {role} worker's libraries could try a connection"
        return role

    def _worker(self, role: str) -> ChildProcess:
        arguments = [] if role == "parser" else ["--data", str(self._paths.root)]
        return ChildProcess(["-m", f"desktop_app.workers.{role}", *arguments], self._paths.logs / f"{role}-output.log")
