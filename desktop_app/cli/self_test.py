"""`carrel self-test`: every part once, on small samples, in a data folder of its own."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.domain import AdapterUse, Answer, Approach, Scope
from desktop_app.errors import CarrelError
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.resources import resource_path
from desktop_app.sealed import try_to_connect
from desktop_app.settings import Settings
from desktop_app.store.database import vector_extension

SAMPLE = "# The lighthouse\n\nThe keeper of the lighthouse counts seventeen white herons every morning.\n"
WORKER_SECONDS = 60.0
ROLES = ("parser", "indexing", "inference", "training")
QUESTION = "How many white herons does the keeper count every morning?"

Part = tuple[str, Callable[[], str]]


def add_to(commands: Any, shared: argparse.ArgumentParser) -> None:
    commands.add_parser("self-test", help="every part once", parents=[shared]).set_defaults(run=_run)


def _run(_: DataPaths, __: argparse.Namespace, output: Output) -> int:
    failed = 0
    with tempfile.TemporaryDirectory(prefix="carrel-self-test-") as home:
        for name, check in _parts(DataPaths(Path(home) / "data").create(), Path(home)):
            try:
                ok, detail = True, check()
            except (CarrelError, AssertionError) as error:
                ok, detail = False, str(error)
            failed += not ok
            if output.as_json:
                output.result({"name": name, "ok": ok, "detail": detail})
            else:
                output.text(f"{'ok  ' if ok else 'FAIL'} {name:<10} {detail}")
    return int(failed > 0)


def _parts(paths: DataPaths, home: Path) -> Iterator[Part]:
    """Yield each part's name and its check; a check returns what it saw, or raises."""
    from desktop_app.workers.asking import Asking
    from desktop_app.workers.parser_client import ParserClient
    from desktop_app.workers.updating import LibraryUpdate

    folder = home / "documents"
    folder.mkdir()
    shipped = resource_path("samples/self-test")  # beside the library: three that say the same would be one passage
    sample = folder / "lighthouse.md"
    sample.write_text(SAMPLE, encoding="utf-8")
    asking = Asking(paths, Settings)

    def seal() -> str:
        trial = try_to_connect()
        assert trial.holds, "a connection could be tried"
        return f"a connection was refused{' by the kernel too' if trial.kernel else ''}"

    def workers() -> str:
        return f"started and sealed: {', '.join(_start(role, paths) for role in ROLES)}"

    def extension() -> str:
        return f"SQLite with sqlite-vec {vector_extension(home / 'extension.db')} finds words and vectors"

    def parser() -> str:
        with ParserClient(paths.logs / "parser.log") as client:
            parsed = [client.parse(file) for file in (shipped / "lighthouse.pdf", sample)]
        assert all("herons" in document.pages[0].text for document in parsed), "the sample's text is missing"
        return "read a PDF and a text in a process of its own"

    def image() -> str:
        with ParserClient(paths.logs / "parser.log") as client:
            page = client.recognise(shipped / "lighthouse.png", 1)
        assert "herons" in page.text, "the words in the picture were not recognised"
        return f"recognised {len(page.text.split())} words in a picture"

    def library() -> str:
        WatchedFolders(paths.folders).add(folder)
        update = LibraryUpdate(paths, Settings())
        try:
            update.run()
        finally:
            update.close()
        assert update.indexer.tally.embedded, "nothing was embedded"
        return f"{update.indexer.tally.embedded} passage embedded and stored"

    def search() -> str:
        found = asking.find(QUESTION, 3, Scope())
        assert found.passages, "the sample was not found"
        return f"found in {found.search_ms:.0f} ms"

    def answer() -> str:
        *_, last = asking.answer(QUESTION, approach=Approach.DOCUMENTS)
        assert isinstance(last, Answer)
        assert last.citations, "the answer cites nothing"
        return f"{last.model} wrote {last.generated_tokens} tokens and cited {len(last.citations)} source"

    def adapter() -> str:
        from desktop_app.inference.random_adapter import write_random_adapter
        from desktop_app.weights import starter_model

        file = write_random_adapter(home / "sample.gguf", starter_model(), rank=2, kinds=["attn_v"], size=0.3)
        alone, changed, restored = (
            _text(asking.answer(QUESTION, approach=Approach.ADAPTER, adapters=[AdapterUse(str(file), strength)]))
            for strength in (0.0, 1.0, 0.0)
        )
        assert changed != alone, "the adapter changed nothing"
        assert restored == alone, "strength 0 is not the model's own answer"
        return "changed the answer, and strength 0 gave it back"

    yield from {
        "seal": seal, "workers": workers, "extension": extension, "parser": parser, "image": image,
        "library": library, "search": search, "answer": answer, "adapter": adapter,
    }.items()  # fmt: skip
    asking.close()


def _start(role: str, paths: DataPaths) -> str:
    """Start a worker, have it try its seal, say goodbye; return its role."""
    from desktop_app.workers.child import ChildProcess
    from desktop_app.workers.seal_protocol import ConnectionTried, TryToConnect

    arguments = [] if role == "parser" else ["--data", str(paths.root)]
    with ChildProcess(["-m", f"desktop_app.workers.{role}", *arguments], paths.logs / f"{role}-output.log") as child:
        events = list(child.ask(TryToConnect(child.next_id()), total=WORKER_SECONDS))
    tried = [event for event in events if isinstance(event, ConnectionTried)]
    assert tried, f"the {role} worker did not answer"
    assert tried[0].python, f"the {role} worker could try a connection"
    assert tried[0].kernel is not False, f"the {role} worker's libraries could try a connection"
    return role


def _text(events: Iterator[object]) -> str:
    *_, last = events
    assert isinstance(last, Answer)
    return last.text
