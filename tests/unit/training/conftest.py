"""A tiny model to train, and one thread to do it with: steps this small are slower on several."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from tests.samples.architecture_models import write_model_of


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model_of("llama", tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture
def one_thread() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
