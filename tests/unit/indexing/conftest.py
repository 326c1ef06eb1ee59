"""What tests of the indexer share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.samples.indexed_folder import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.library.close()
    desk.reader.close()
    desk.search.close()
