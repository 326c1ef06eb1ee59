"""The report at the end of a training: what was trained from what, put before those who measure and judge."""

from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop_app.adapter_report import TRIAL, AdapterReport, Data, Setting
from desktop_app.domain import AdapterCard, ModelCard
from desktop_app.training.frozen import read_frozen
from desktop_app.training.stopping import LeaveTraining, StopTraining
from desktop_app.workers.adapter_measuring import Progress
from desktop_app.workers.adapter_reporting import Reporting, write_report

_SHOWN = ("step", "best_step", "ending")  # of the summary, beside the settings


def report_training(
    adapter: AdapterCard, model: ModelCard, history: Path, summary: Mapping[str, Any], give_way: Callable[[], None]
) -> Generator[Progress, None, AdapterReport | None]:
    """Yield how far the questions are asked, and return the report; None where the person did not wait for it.

    `history` is the folder with the run's frozen examples, `summary` what is told of the training.
    """
    frozen = read_frozen(history)
    data = Data(
        len(frozen.learn),
        len(frozen.check),
        len(frozen.kept_back),
        frozen.counts.get("left_out", 0),
        frozen.sha256,
        frozen.hints,
    )
    settings = {**summary["settings"], **{name: summary[name] for name in _SHOWN}}
    reporting = Reporting(
        adapter,
        model,
        frozen.learn,
        frozen.kept_back,
        data,
        (
            *(Setting(name.replace("_", " "), _said(value)) for name, value in settings.items()),
            Setting("seconds of training", f"{summary['seconds']:.0f}"),
            Setting("seed of the parts", str(frozen.seed)),
            Setting("divergence in llama.cpp", _divergence(summary["divergence"])),
            *_start(summary),
            *(_trial(trial) for trial in summary.get("trials", ())),
        ),
        training_seconds=summary["seconds"],
    )
    try:
        return (yield from write_report(reporting, give_way))
    except (StopTraining, LeaveTraining):
        return None  # the adapter is there already


def _said(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _divergence(measured: Mapping[str, float]) -> str:
    """Return how far llama.cpp with the exported file is from what was trained, beside what quantisation alone does."""
    return f"{measured['divergence']:.4f} nats a token, {measured['noise']:.4f} without the adapter"


def _start(summary: Mapping[str, Any]) -> Sequence[Setting]:
    """Return what is to be said of the adapter that was trained further, nothing for a new one."""
    if not summary.get("start"):
        return ()
    return (Setting("trained further from", f"{summary['start']} (sha256 {summary['start_sha256'][:16]}…)"),)


def _trial(trial: Mapping[str, Any]) -> Setting:
    """Return one row of the search for settings; a loss of None grew without end."""
    tried = trial["settings"]
    loss = "none, it diverged" if trial["check_loss"] is None else f"{trial['check_loss']:.3f}"
    return Setting(
        f"{TRIAL}{trial['round']}, trial {trial['number']}",
        f"check loss {loss}: learning rate {tried['learning_rate']:g}, rank {tried['rank']}, {tried['targets']} layers",
    )
