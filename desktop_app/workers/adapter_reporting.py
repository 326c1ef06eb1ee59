"""The report of an adapter: measured, judged, written beside it, and read again.

Used at the end of a training, and wherever an adapter's passport is shown.
"""

import json
import logging
import platform
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop_app.adapter_report import AdapterReport, Data, Setting, report_file
from desktop_app.domain import AdapterCard, ModelCard
from desktop_app.evaluation.adapter_markdown import report_as_markdown
from desktop_app.evaluation.adapter_verdict import judge_adapter
from desktop_app.evaluation.general_set import read_general_set
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.model_file import file_sha256
from desktop_app.inference.processor import FreeThreads, processor_threads
from desktop_app.resources import resource_path
from desktop_app.training.examples import Example
from desktop_app.workers.adapter_measuring import Measuring, Progress
from desktop_app.workers.protocol import ProtocolError
from desktop_app.workers.wire import from_json, to_json

logger = logging.getLogger(__name__)

SHARE = 0.25  # of the training's time may go into asking kept-back examples
LEAST_SECONDS, MOST_SECONDS = 30.0, 600.0
_LOOK_SECONDS = 0.5  # at what the processor does just now
_LARGEST = 4 * 1024 * 1024  # bytes of a report that is read


@dataclass(frozen=True, slots=True)
class Reporting:
    """What a report is made of: the adapter and its model, the examples as they were parted, how it was trained."""

    adapter: AdapterCard
    model: ModelCard
    learnt: Sequence[Example]
    kept_back: Sequence[Example]
    data: Data
    settings: Sequence[Setting]
    training_seconds: float
    threads: int = 0
    general: Path | None = None  # the folder of the general set; None for the one that ships


def write_report(reporting: Reporting, give_way: Callable[[], None]) -> Generator[Progress, None, AdapterReport]:
    """Measure and judge the adapter, and write its report beside it, as JSON and as Markdown.

    Yields how many questions were asked, of how many. Loads the model meanwhile. Raises what
    opening the model, using the adapter and `give_way` raise.
    """
    model = ChatModel.open(Path(reporting.model.path), threads=reporting.threads or _free_threads())
    try:
        seconds = min(MOST_SECONDS, max(LEAST_SECONDS, SHARE * reporting.training_seconds))
        general = read_general_set(reporting.general or resource_path("general"))
        measuring = Measuring(model, reporting.adapter, general, seconds, give_way)
        measured = yield from measuring.measure(reporting.learnt, reporting.kept_back)
    finally:
        model.close()
    verdict, reasons = judge_adapter(measured)
    path = Path(reporting.adapter.path)
    report = AdapterReport(
        name=reporting.adapter.name,
        model=reporting.model.name,
        model_sha256=reporting.model.sha256,
        adapter_sha256=file_sha256(path),
        created=date.today().isoformat(),
        verdict=verdict,
        reasons=reasons,
        data=reporting.data,
        measured=measured,
        settings=(*reporting.settings, Setting("machine", _machine())),
        answers=tuple(measuring.answers),
    )
    file = report_file(path)
    file.write_text(json.dumps(to_json(report), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    file.with_suffix(".md").write_text(report_as_markdown(report), encoding="utf-8")
    return report


def read_report(adapter: Path) -> AdapterReport | None:
    """Return the report beside an adapter's file; None where there is none, or it is that of another file."""
    file = report_file(adapter)
    try:
        if not adapter.is_file() or file.stat().st_size > _LARGEST:
            return None
        report = from_json(AdapterReport, json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError, ProtocolError):
        logger.warning("the report beside %s can't be read", adapter.name)
        return None
    return report if report.adapter_sha256 == file_sha256(adapter) else None


def _free_threads() -> int:
    """Leave a core to others where they work: on busy ones, threads that wait for each other are eight times slower."""
    free = FreeThreads(processor_threads(0))
    time.sleep(_LOOK_SECONDS)
    return free.now()


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}, {processor_name()}"


def processor_name() -> str:
    """Return what the processor calls itself, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{len(names)} × {names[0]}" if names else platform.processor() or "unknown processor"
