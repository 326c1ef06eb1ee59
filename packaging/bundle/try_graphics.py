"""The bundle's backend for graphics cards, tried on Mesa's software card (lavapipe), which every processor can be.

    python packaging/bundle/try_graphics.py [BUNDLE]

Without a network, and in a data folder of its own. lavapipe is never chosen by itself: it is
slower than the processor. Says so and passes where it is not installed (mesa-vulkan-drivers).
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
BUNDLE = TOP / "build" / "bundle" / "carrel"
LAVAPIPE = Path("/usr/share/vulkan/icd.d/lvp_icd.x86_64.json")
QUESTION = "What is the capital of France?"
CHOSEN = {"VK_ICD_FILENAMES": str(LAVAPIPE), "GGML_VK_VISIBLE_DEVICES": "0"}
# Two layers, the output being one: with all of them a sentence takes minutes.
SETTINGS = '{"gpu_layers": 2, "answer_tokens": 32}'
OFF = '{"gpu": "off", "gpu_layers": 2, "answer_tokens": 32}'


def main() -> int:
    """Return 0 where every trial went as it should; says what did not."""
    bundle = Path(sys.argv[1]) if len(sys.argv) > 1 else BUNDLE
    return graphics_failures(bundle)


def graphics_failures(bundle: Path) -> int:
    """Return how many trials failed."""
    backend = next((bundle / "_internal" / "llama_cpp" / "lib" / "gpu").glob("*ggml-vulkan*"), None)
    if backend is None:
        print("the bundle was built without the backend for graphics cards")
        return 1
    if not LAVAPIPE.is_file():
        print("graphics cards: not tried, for want of Mesa's software card (mesa-vulkan-drivers)")
        return 0
    cannot = {**CHOSEN, "GGML_VK_FORCE_MAX_BUFFER_SIZE": "1000", "GGML_VK_FORCE_MAX_ALLOCATION_SIZE": "1000"}
    trials = {
        "a card computes": (SETTINGS, CHOSEN, "2 of 31 layers on llvmpipe", ""),
        "a card without memory leaves it to the processor": (SETTINGS, cannot, "", "The graphics card llvmpipe"),
        "no driver": (SETTINGS, {"VK_ICD_FILENAMES": "/none.json"}, "", ""),
        "the switch is off": (OFF, CHOSEN, "", ""),
    }
    failed = 0
    for name, (settings, environment, logged, said) in trials.items():
        ok = _answers(bundle / "carrel", settings, environment, logged, said)
        print(f"{'ok  ' if ok else 'FAIL'} graphics card: {name}", flush=True)
        failed += not ok
    return failed


def _answers(program: Path, settings: str, environment: Mapping[str, str], logged: str, said: str) -> bool:
    """Whether a question is answered, with `logged` in the log (or no layer on a card) and `said` on stderr."""
    with tempfile.TemporaryDirectory() as data:
        Path(data, "settings.json").write_text(settings, encoding="utf-8")
        command = ["unshare", "--net", program, "--data", data, "ask", QUESTION, "--approach", "model"]
        outcome = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=600
        )
        log = Path(data, "logs", "command.log").read_text(encoding="utf-8")
    on_a_card = "layers on" in log
    is_placed = logged in log if logged else bool(said) or not on_a_card
    return outcome.returncode == 0 and bool(outcome.stdout.strip()) and is_placed and said in outcome.stderr


if __name__ == "__main__":
    sys.exit(main())
