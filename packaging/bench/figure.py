"""A measured figure beside the raw limit of the same run, and the table that shows them."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `raw` are in `unit`; `result` is the comparison in words, with the goal it is held against."""

    name: str
    method: str
    value: float
    raw: float | None
    unit: str
    result: str


def median(values: Sequence[float]) -> float:
    """Return the middle value; one slow round does not count."""
    return statistics.median(values)


def machine() -> str:
    """Say what the figures were measured on."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()}"
    )


def table(figures: Sequence[Figure]) -> str:
    """Return a Markdown table."""
    rows = [
        f"| {figure.name} | {_number(figure.value, figure.unit)} | {_number(figure.raw, figure.unit)} "
        f"| {figure.result} | {figure.method} |"
        for figure in figures
    ]
    return "\n".join(["| figure | Carrel | raw limit | result | method |", "|---|---|---|---|---|", *rows])


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "none"
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if unit else 3
    return f"{value:.{digits}f} {unit}".strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
