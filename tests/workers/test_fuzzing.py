"""Damaged files of every format through the real parser process: read or refused, never lost in.

`make fuzz` takes 20,000 of them; CARREL_FUZZ says how many, CARREL_FUZZ_SEED where to begin.
"""

import os
import random
import time
from pathlib import Path

import pytest

from desktop_app.errors import DocumentCrashed, DocumentError, DocumentTimedOut
from desktop_app.workers.parser_client import ParserClient
from tests.samples.documents import MAKERS, make_any
from tests.samples.mutations import mutate

FILES = int(os.environ.get("CARREL_FUZZ", "150"))
SEED = int(os.environ.get("CARREL_FUZZ_SEED", "1"))
SECONDS = 20.0  # the longest that one file may take


def test_damaged_files_are_read_or_refused_in_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    samples = {suffix: make_any(tmp_path, suffix).read_bytes() for suffix in MAKERS}
    read, slowest = 0, (0.0, "")
    begun = time.monotonic()
    with ParserClient(tmp_path / "parser.log", seconds=SECONDS) as parser:
        for number in range(FILES):
            seed = SEED + number
            suffix = list(MAKERS)[number % len(MAKERS)]
            path = tmp_path / f"damaged{suffix}"
            path.write_bytes(mutate(samples[suffix], random.Random(seed)))
            started = time.monotonic()
            try:
                parser.parse(path)
                read += 1
            except DocumentCrashed as error:
                pytest.fail(f"seed {seed} ({suffix}) ended the parser: {error}")
            except DocumentTimedOut:
                pytest.fail(f"seed {seed} ({suffix}) took more than {SECONDS} s")
            except DocumentError:
                pass  # refused, with a sentence
            slowest = max(slowest, (time.monotonic() - started, f"{suffix}, seed {seed}"))
    with capsys.disabled():
        print(  # noqa: T201 - the figure is what the command is run for
            f"\n{FILES:,} damaged files of {len(MAKERS)} formats in {time.monotonic() - begun:.0f} s: {read:,} read,"
            f" {FILES - read:,} refused, slowest {slowest[0]:.1f} s ({slowest[1]})"
        )
