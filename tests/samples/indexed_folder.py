"""A folder of notes with its library, and an indexer over both, with small stand-ins for what is heavy."""

from pathlib import Path

from desktop_app.domain import DocumentState
from desktop_app.indexing.indexer import Indexer
from desktop_app.store.library import Library
from desktop_app.store.library_reader import LibraryReader
from desktop_app.store.search import SearchIndex
from tests.samples.fakes import HashEmbedder, MarkdownReader, WordCounter

HERON = "# Herons\n\nThe heron lease ends in ninety days.\n\n# Owls\n\nOwls pay no rent at all.\n"


class Desk:
    """A folder, its library and an indexer over both."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "notes"
        self.folder.mkdir()
        self.library = Library(home / "library.db")
        self.reader = LibraryReader(home / "library.db")
        self.search = SearchIndex(home / "library.db")
        self.embedder = HashEmbedder()
        self.parse = MarkdownReader()
        self.roots = [str(self.folder)]
        self.mounted: list[str] = []  # drives inside it
        self.library.vectors.use_embedder(self.embedder.identity, self.embedder.dimensions)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def indexer(self) -> Indexer:
        return Indexer(self.library, lambda: self.roots, self.parse, WordCounter(), mounts=lambda _: self.mounted)

    def finish(self, indexer: Indexer) -> None:
        while indexer.read_next() or indexer.embed_next(self.embedder):
            pass

    def index(self) -> Indexer:
        indexer = self.indexer()
        indexer.reconcile()
        self.finish(indexer)
        return indexer

    def states(self) -> dict[str, DocumentState]:
        return {Path(row.path).name: row.state for row in self.reader.documents()}
