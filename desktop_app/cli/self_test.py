"""`carrel self-test`: every part once, on samples made on the spot, in a data folder of its own."""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from desktop_app.cli.output import Output
from desktop_app.domain import AdapterUse, Answer, Approach, Scope
from desktop_app.errors import CarrelError, ConnectionRefusedBySeal
from desktop_app.folders import WatchedFolders
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings

SAMPLE = "# The lighthouse\n\nThe keeper of the lighthouse counts seventeen white herons every morning.\n"
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
    sample = folder / "lighthouse.md"
    sample.write_text(SAMPLE, encoding="utf-8")
    asking = Asking(paths, Settings)

    def seal() -> str:
        import socket

        try:
            socket.create_connection(("127.0.0.1", 9), timeout=1)
        except ConnectionRefusedBySeal:
            return "a connection was refused"
        raise AssertionError("a connection could be tried")

    def parser() -> str:
        with ParserClient(paths.logs / "parser.log") as client:
            parsed = client.parse(sample)
        assert "herons" in parsed.pages[0].text, "the sample's text is missing"
        return f"read {len(parsed.pages)} page in a process of its own"

    def library() -> str:
        WatchedFolders(paths.folders).add(folder)
        update = LibraryUpdate(paths, Settings())
        try:
            update.run()
        finally:
            update.close()
        assert update.indexer.tally.embedded, "nothing was embedded"
        return f"{update.indexer.tally.embedded} chunk embedded and stored"

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

    parts = {"seal": seal, "parser": parser, "library": library, "search": search, "answer": answer, "adapter": adapter}
    yield from parts.items()
    asking.close()


def _text(events: Iterator[object]) -> str:
    *_, last = events
    assert isinstance(last, Answer)
    return last.text
