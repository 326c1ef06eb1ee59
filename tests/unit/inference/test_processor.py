"""Threads, spinning and memory: what a model may take."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.memory import cache_bytes_per_token
from desktop_app.inference.processor import SPIN_COUNT, processor_threads, shorten_spinning
from desktop_app.weights import starter_model


def test_threads_are_as_asked_or_the_cores_there_are() -> None:
    assert processor_threads(7) == 7
    assert 1 <= processor_threads(0) <= (os.cpu_count() or 1)


def test_spinning_is_shortened_unless_the_person_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    shorten_spinning()
    assert os.environ["GOMP_SPINCOUNT"] == SPIN_COUNT
    monkeypatch.setenv("GOMP_SPINCOUNT", "5")
    shorten_spinning()
    assert os.environ["GOMP_SPINCOUNT"] == "5"


def test_importing_the_chat_model_leaves_llama_cpp_unloaded_until_it_is_opened() -> None:
    program = "import sys, desktop_app.inference.chat_model; sys.exit('llama_cpp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], timeout=60, check=False).returncode == 0


def test_the_cache_is_counted_by_layers_heads_and_widths() -> None:
    header = read_gguf_header(starter_model())
    assert cache_bytes_per_token(header) == 30 * 3 * (64 + 64) * 2
    uneven = replace(header, values={**header.values, "llama.attention.head_count_kv": (1, 3, 2)})
    assert cache_bytes_per_token(uneven) == cache_bytes_per_token(header)
