"""Documents to measure with, made from a seed: the same everywhere, and no two sentences quite alike."""

import random
from pathlib import Path

_SUBJECTS = (
    "The tenant", "The board", "The caretaker", "Our supplier", "The district office", "The treasurer",
    "The contractor", "A member of the association", "The insurance company", "The new owner",
)  # fmt: skip
_VERBS = (
    "confirmed", "postponed", "paid for", "inspected", "ordered", "rejected", "approved", "described", "measured",
    "repaired",
)  # fmt: skip
_OBJECTS = (
    "the heating in the east wing", "the second water meter", "a shipment of oak boards", "the annual accounts",
    "the fire escape behind the library", "the lease of the corner shop", "the new bicycle racks",
    "the drawings of the roof", "the contract with the cleaning firm", "the pump in the lower garden",
)  # fmt: skip
_ENDINGS = (
    "after the meeting on day {n}", "for a total of {n} euros", "although letter number {n} had asked otherwise",
    "within {n} hours of the call", "as paragraph {n} of the agreement requires", "in the presence of {n} neighbours",
    "because the offer of {n} crowns was lower", "and reported it under reference {n}",
)  # fmt: skip


def write_documents(folder: Path, count: int, *, seed: int, sections: int = 6, sentences: int = 14) -> None:
    """Write `count` Markdown files of `sections` sections each."""
    choice = random.Random(seed)
    folder.mkdir(parents=True)
    for number in range(count):
        parts = [f"# Report {seed}-{number}"]
        for section in range(1, sections + 1):
            parts += [f"## Section {section}", " ".join(_sentence(choice) for _ in range(sentences))]
        (folder / f"report-{seed}-{number:04}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _sentence(choice: random.Random) -> str:
    ending = choice.choice(_ENDINGS).format(n=choice.randint(2, 9999))
    return f"{choice.choice(_SUBJECTS)} {choice.choice(_VERBS)} {choice.choice(_OBJECTS)} {ending}."
