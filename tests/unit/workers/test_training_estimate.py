"""What a training would take here: measured, and given up as soon as something else is wanted."""

import json
from itertools import count
from pathlib import Path

import pytest

from desktop_app.paths import DataPaths
from desktop_app.workers.training_estimate import estimate_request
from desktop_app.workers.training_protocol import EstimateTraining
from tests.samples.architecture_models import write_model_of


@pytest.fixture
def request_(tmp_path: Path) -> EstimateTraining:
    model = write_model_of("llama", tmp_path / "tiny.gguf")
    file = tmp_path / "examples.jsonl"
    file.write_text("\n".join(json.dumps({"instruction": f"Number {at}?", "output": "Yes."}) for at in range(8)))
    return EstimateTraining(1, str(file), str(model))


def test_a_step_that_is_being_measured_ends_as_soon_as_something_else_is_wanted(
    request_: EstimateTraining, tmp_path: Path
) -> None:
    paths, asked = DataPaths(tmp_path / "data"), count()
    assert len(list(estimate_request(paths, request_, lambda: next(asked) < 0))) == 1
    in_all = next(asked)
    assert in_all > 6, "also asked between the layers of a step"
    asked = count()
    assert list(estimate_request(paths, request_, lambda: next(asked) >= in_all // 2)) == []
    assert next(asked) == in_all // 2 + 1, "and asked no more"
