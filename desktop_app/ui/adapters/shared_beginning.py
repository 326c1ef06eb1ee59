"""What tells examples apart where all begin alike: with one instruction, say, and one description of tables."""

from collections import Counter
from collections.abc import Sequence

FEWEST = 3  # texts that begin with a line for it to be left out
SHARE = 0.05  # of all texts; an instruction may serve a part of them
LEFT_OUT = "… "


def without_shared_beginnings(texts: Sequence[str]) -> list[str]:
    """Return each text without the first lines that many others begin with, too; never nothing of one."""
    lines = [text.splitlines() or [""] for text in texts]
    least = max(FEWEST, SHARE * len(texts))
    while shared := _shared_firsts(lines, least):
        lines = [left[1:] if len(left) > 1 and left[0] in shared else left for left in lines]
    return [
        text if left == text.splitlines() or not text else LEFT_OUT + "\n".join(left)
        for text, left in zip(texts, lines, strict=True)
    ]


def _shared_firsts(lines: Sequence[list[str]], least: float) -> set[str]:
    firsts = Counter(left[0] for left in lines if len(left) > 1)
    return {first for first, count in firsts.items() if count >= least}
