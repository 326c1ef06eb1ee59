"""Measuring how fast a model is here."""

from pathlib import Path

import pytest

from desktop_app.inference import model_measuring
from desktop_app.inference.model_measuring import MeasuringStopped, measure_model
from desktop_app.inference.quantisation_speeds import QUANTISATIONS, measure_quantisations
from tests.samples.gguf_files import write_tiny_model


def test_each_quantisation_is_measured_on_this_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Q5_0", "Q5_K_M", "Q6_K", "Q8_0"):
        monkeypatch.delitem(QUANTISATIONS, name)
    speeds = measure_quantisations()
    assert list(speeds) == ["Q4_0", "Q4_1", "Q4_K_M"]
    assert min(speeds.values()) > 0


def test_a_model_is_measured_with_each_sensible_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_measuring, "measure_quantisations", lambda **_: {"Q4_0": 2.0, "Q4_1": 1.0})
    monkeypatch.setattr(model_measuring, "_MOST", 64)
    speed = measure_model(write_tiny_model(tmp_path / "tiny.gguf"))
    assert speed.threads in model_measuring._thread_counts()
    assert speed.reading > 0
    assert speed.writing > 0
    assert (speed.gpu_layers, speed.quicker) == (0, "")


def test_measuring_stops_when_somebody_asks(tmp_path: Path) -> None:
    with pytest.raises(MeasuringStopped):
        measure_model(write_tiny_model(tmp_path / "tiny.gguf"), is_cancelled=lambda: True)
