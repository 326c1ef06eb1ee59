"""The set-up's modules are scripts that stand beside each other; make them importable."""

import sys
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent.parent.parent / "packaging"
sys.path += [str(PACKAGING), *(str(PACKAGING / part) for part in ("bundle", "bench", "bench/rivals"))]
