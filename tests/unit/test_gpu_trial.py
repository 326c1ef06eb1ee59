"""A graphics card whose driver ends the process is not tried again until the person wants it."""

import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.gpu_trial import GpuTrial

DIES = (
    "import os, sys; from pathlib import Path; from desktop_app.gpu_trial import GpuTrial\n"
    "with GpuTrial(Path(sys.argv[1])).trying(): os.abort()"
)


@pytest.fixture
def trial(tmp_path: Path) -> GpuTrial:
    return GpuTrial(tmp_path / "gpu-trial")


def test_a_trial_that_ends_leaves_nothing(trial: GpuTrial) -> None:
    with trial.trying():
        assert trial.file.exists()
    assert not trial.has_failed
    with pytest.raises(MemoryError), trial.trying():
        raise MemoryError
    assert not trial.has_failed


def test_a_process_that_dies_of_it_is_remembered_until_the_person_wants_it_again(trial: GpuTrial) -> None:
    died = subprocess.run([sys.executable, "-c", DIES, str(trial.file)], capture_output=True, check=False)
    assert died.returncode != 0
    assert trial.has_failed
    trial.forget()
    assert not trial.has_failed
