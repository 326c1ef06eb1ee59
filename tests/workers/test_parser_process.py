"""The parser process may crash, hang, swell and lie: one document is lost, the next is read."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from desktop_app.errors import (
    BadInput,
    DamagedDocument,
    DocumentCrashed,
    DocumentError,
    DocumentTimedOut,
    DocumentTooLarge,
    UnsupportedFormat,
)
from desktop_app.workers.parser_client import ParserClient
from tests.samples import misbehaving_parser
from tests.samples.documents import MAKERS, make_any, make_pdf, make_text
from tests.samples.office_documents import make_docx, make_zip
from tests.samples.paragraph import PARAGRAPH

MISBEHAVING = (str(Path(misbehaving_parser.__file__).resolve()),)
ROOT = Path(misbehaving_parser.__file__).resolve().parents[2]


@pytest.fixture
def parser(tmp_path: Path) -> Iterator[ParserClient]:
    with ParserClient(tmp_path / "parser.log") as client:
        yield client


@pytest.fixture
def bad_parser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ParserClient]:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with ParserClient(tmp_path / "parser.log", seconds=3, characters=1_000_000, command=MISBEHAVING) as client:
        yield client


def still_reads(client: ParserClient, folder: Path) -> bool:
    return PARAGRAPH in client.parse(make_text(folder / "good.txt")).pages[0].text


def test_a_document_comes_back_whole(parser: ParserClient, tmp_path: Path) -> None:
    document = parser.parse(make_pdf(tmp_path / "a.pdf", [[PARAGRAPH], ["second"]], title="Heron notes"))
    assert document.title == "Heron notes"
    assert [page.label for page in document.pages] == ["page 1", "page 2"]
    assert document.pages[1].lines[0].end == len("second")


def test_a_page_is_drawn(parser: ParserClient, tmp_path: Path) -> None:
    image = parser.render(make_pdf(tmp_path / "a.pdf"), 1, 0.5)
    assert image.png.startswith(b"\x89PNG")
    assert (round(image.width), round(image.height)) == (595, 842)


def test_a_format_without_pages_is_not_drawn(parser: ParserClient, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="no picture"):
        parser.render(make_docx(tmp_path / "a.docx"), 1)
    with pytest.raises(BadInput, match="no page 9"):
        parser.render(make_pdf(tmp_path / "a.pdf"), 9)


def test_an_unreadable_document_does_not_cost_the_process(parser: ParserClient, tmp_path: Path) -> None:
    assert still_reads(parser, tmp_path)
    pid = parser.pid
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(DamagedDocument):
        parser.parse(tmp_path / "bad.pdf")
    assert still_reads(parser, tmp_path)
    assert parser.pid == pid


def test_the_process_ends_with_its_client(tmp_path: Path) -> None:
    client = ParserClient(tmp_path / "parser.log")
    assert still_reads(client, tmp_path)
    process = psutil.Process(client.pid)
    client.close()
    assert not process.is_running()
    assert client.pid is None


def test_a_crash_costs_one_document(bad_parser: ParserClient, tmp_path: Path) -> None:
    with pytest.raises(DocumentCrashed):
        bad_parser.parse(tmp_path / "crash.txt")
    assert still_reads(bad_parser, tmp_path)


def test_a_kill_from_outside_costs_one_document(bad_parser: ParserClient, tmp_path: Path) -> None:
    assert still_reads(bad_parser, tmp_path)
    pid = bad_parser.pid
    assert pid
    threading.Timer(0.3, os.kill, (pid, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)).start()
    with pytest.raises(DocumentCrashed):
        bad_parser.parse(tmp_path / "hang.txt")
    assert still_reads(bad_parser, tmp_path)


def test_a_hang_is_ended_at_the_time_limit_even_if_it_ignores_requests(
    bad_parser: ParserClient, tmp_path: Path
) -> None:
    assert still_reads(bad_parser, tmp_path)
    process = psutil.Process(bad_parser.pid)
    begun = time.monotonic()
    with pytest.raises(DocumentTimedOut):
        bad_parser.parse(tmp_path / "hang.txt")
    assert time.monotonic() - begun < 6
    assert not process.is_running()
    assert still_reads(bad_parser, tmp_path)


def test_a_long_document_that_goes_on_well_gets_more_time(bad_parser: ParserClient, tmp_path: Path) -> None:
    begun = time.monotonic()
    assert len(bad_parser.parse(tmp_path / "steady.txt").pages) == 20
    assert time.monotonic() - begun > 3


@pytest.mark.parametrize(
    ("name", "error"),
    [("endless", DocumentTooLarge), ("lie", DocumentCrashed), ("rubbish", DocumentCrashed)],
)
def test_answers_are_counted_and_checked(
    name: str, error: type[DocumentError], bad_parser: ParserClient, tmp_path: Path
) -> None:
    with pytest.raises(error):
        bad_parser.parse(tmp_path / f"{name}.txt")
    assert still_reads(bad_parser, tmp_path)


def test_a_picture_that_is_none_is_refused(bad_parser: ParserClient, tmp_path: Path) -> None:
    with pytest.raises(DocumentCrashed):
        bad_parser.render(tmp_path / "draw.pdf", 1)
    assert still_reads(bad_parser, tmp_path)


def test_a_flood_of_messages_does_not_fill_the_disk(bad_parser: ParserClient, tmp_path: Path) -> None:
    assert bad_parser.parse(tmp_path / "babble.txt").pages[0].text == "said"
    assert (tmp_path / "parser.log").stat().st_size < 5 * 1024**2


@pytest.mark.parametrize("log", ["/dev/full", "/nowhere/parser.log"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_log_that_cannot_be_written_does_not_stop_the_parser(
    log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with ParserClient(Path(log), seconds=10, command=MISBEHAVING) as client:
        assert client.parse(tmp_path / "babble.txt").pages[0].text == "said"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces the limit")
def test_memory_is_bounded(bad_parser: ParserClient, tmp_path: Path) -> None:
    with pytest.raises(DocumentError):
        bad_parser.parse(make_text(tmp_path / "swell.txt"))
    assert still_reads(bad_parser, tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_process_can_write_no_file_and_start_no_program() -> None:
    script = """
import os, sys, subprocess
from pathlib import Path
from desktop_app.workers.parser import limit_resources
target = Path(sys.argv[1])
held = os.open(target, os.O_WRONLY | os.O_CREAT)
limit_resources()
for attempt in (lambda: target.write_text("x"), lambda: os.write(held, b"x"), lambda: subprocess.run(["true"]),
                lambda: os.system("true"), os.fork):
    try:
        attempt()
    except OSError:
        continue
    sys.exit("allowed")
"""
    target = Path(os.environ["CARREL_DATA"]).parent / "written"
    result = subprocess.run([sys.executable, "-c", script, str(target)], cwd=ROOT, capture_output=True, timeout=30)
    assert result.returncode == 0, result.stderr
    assert target.read_bytes() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel refuses it to C code")
def test_no_library_in_the_process_can_reach_out_of_it(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("heron")
    script = """
import ctypes, os, sys
from desktop_app.workers.parser import limit_resources, seal_kernel
C = ctypes.CDLL(None, use_errno=True)
kept = sys.argv[1].encode()
seal_kernel()
limit_resources()
attempts = {
    "socket": (C.socket, 2, 1, 0), "local socket": (C.socket, 1, 1, 0), "open": (C.open, kept, os.O_WRONLY),
    "make": (C.open, kept + b"2", os.O_CREAT | os.O_WRONLY, 0o600), "remove": (C.unlink, kept), "fork": (C.fork,),
    "rename": (C.rename, kept, kept + b"2"), "truncate": (C.truncate, kept, 0), "kill": (C.kill, os.getppid(), 0),
    "run": (C.execv, b"/bin/true", (ctypes.c_char_p * 2)(b"true", None)), "mode": (C.chmod, kept, 0o777),
}
print([name for name, (call, *arguments) in attempts.items() if call(*arguments) != -1])
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "kept.txt")], cwd=ROOT, capture_output=True, timeout=30
    )
    assert result.stdout.strip() == b"[]", result.stdout + result.stderr
    assert (tmp_path / "kept.txt").read_text() == "heron"


def test_every_format_is_read_by_the_sealed_process(parser: ParserClient, tmp_path: Path) -> None:
    for suffix in MAKERS:
        file = make_any(tmp_path, suffix)
        document = parser.parse(file)
        if suffix == ".zip":  # it tells what it holds; each of these is a document of its own
            document = parser.parse(file / document.members[0].name)
        page = document.pages[0]
        assert page.is_picture or PARAGRAPH in " ".join(page.text.split()), suffix


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone can end a stuck child with its parent")
def test_a_killed_parent_leaves_no_orphan(tmp_path: Path) -> None:
    script = f"""
import sys, time
from pathlib import Path
from desktop_app.workers.parser_client import ParserClient
client = ParserClient(Path({str(tmp_path / "parser.log")!r}))
client.parse(Path({str(make_text(tmp_path / "a.txt"))!r}))
print(client.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE)
    assert parent.stdout
    child = psutil.Process(int(parent.stdout.readline()))
    os.kill(child.pid, signal.SIGSTOP)  # as stuck as can be
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert psutil.wait_procs([child], timeout=5)[1] == []


def test_the_words_of_a_document_never_reach_the_log(parser: ParserClient, tmp_path: Path) -> None:
    xml = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>secret potoroo<"
    with pytest.raises(DamagedDocument):
        parser.parse(make_zip(tmp_path / "a.docx", {"word/document.xml": xml}))
    parser.parse(make_text(tmp_path / "a.txt"))
    with pytest.raises(DamagedDocument):  # a name that no system takes: an error that nobody expected
        parser.parse(tmp_path / "poto\0roo.txt")
    parser.close()
    log = (tmp_path / "parser.log").read_text()
    assert "ValueError" in log
    assert not any(word in log for word in ("potoroo", "herons", "roo.txt"))
