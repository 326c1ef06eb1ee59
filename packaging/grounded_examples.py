"""Turn questions with sources into examples for the "Grounded answers" adapter.

    python packaging/grounded_examples.py QUESTIONS.jsonl EXAMPLES.jsonl [--without LEARNT.jsonl]

Each line of QUESTIONS has `question`, `sources` (title and text), `answers`, `source` (the number of the
source that holds the answer, 0 for none) and `document`. An example is what Carrel would really have asked
the model: the sources are made into a library, the question is searched in it, and the prompt is written by
answering/prompt.py, with more or fewer tokens. Half of the prompts show the sources as they were given instead.
What the model shall say is the answer as it stands in a passage shown, with that passage's number, or that it is not
there, which is also right where the sentence that holds it was not shown. How many examples of each kind are
kept stands below. With --without, it is examples for training the adapter further: all answers that were not
learnt from yet, and few refusals, because evidence decides over these.
"""

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desktop_app.answering.prompt import NOT_THERE, Reading, prompt_from_documents
from desktop_app.domain import Passage, Scope
from desktop_app.inference.chat_model import ChatModel
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.weights import starter_model
from desktop_app.workers.asking import Asking

SEED = 7
LONGEST_PROMPT = 1150  # characters; of those over SHORT only ANSWERED_LONG are kept
SHORT = 900
ANSWERED_LONG, NOT_SHOWN, UNANSWERABLE = 800, 250, 900  # of all; every short answered one is kept
FURTHER_LONGEST, FURTHER_REFUSALS = 1300, 0.1  # characters of a prompt, share of all examples
FOUND, FOUND_LONG, GIVEN = (112, 128, 160, 192), (128, 192, 256), (96, 128, 160, 224)  # tokens of all passages


@dataclass(frozen=True, slots=True)
class Example:
    """`is_found` tells passages that were searched for from those that were given with the question."""

    prompt: str
    answer: str
    document: str
    is_answerable: bool
    is_found: bool

    @property
    def is_refused(self) -> bool:
        return self.answer == NOT_THERE

    def as_json(self) -> str:
        messages = [{"role": "user", "content": self.prompt}, {"role": "assistant", "content": self.answer}]
        return json.dumps({"messages": messages, "document": self.document}, ensure_ascii=False)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("questions", type=Path)
    options.add_argument("examples", type=Path)
    options.add_argument("--without", type=Path, metavar="LEARNT", help="examples that were learnt from already")
    args = options.parse_args()
    rows = [json.loads(line) for line in args.questions.read_text(encoding="utf-8").splitlines()]
    chance = random.Random(SEED)
    chance.shuffle(rows)
    with tempfile.TemporaryDirectory(prefix="carrel-examples-") as temporary:
        examples = list(written(rows, Path(temporary), chance))
    kept = chosen_further(examples, read_learnt(args.without), chance) if args.without else chosen(examples, chance)
    args.examples.write_text("".join(f"{example.as_json()}\n" for example in kept), encoding="utf-8")
    print(f"{len(kept)} examples, {sum(example.is_refused for example in kept)} of them refusals", file=sys.stderr)
    return 0


def written(rows: Sequence[dict[str, Any]], folder: Path, chance: random.Random) -> Iterator[Example]:
    """Yield up to three examples a question, made with a library in `folder`."""
    make_documents(rows, folder / "documents")
    carrel = [sys.executable, "-m", "desktop_app", "--data", str(folder / "data")]
    subprocess.run([*carrel, "folder", "add", str(folder / "documents")], check=True)
    subprocess.run([*carrel, "index"], check=True)
    asking = Asking(DataPaths(folder / "data"), Settings)
    model = ChatModel.open(starter_model())
    try:
        for row in rows:
            found = asking.find(row["question"], 6, Scope()).passages
            if not found:
                continue
            given = [_as_passage(found[0], source, chance) for source in row["sources"]]
            given.sort(key=lambda passage: -passage.score)
            for passages, tokens, is_found in (
                (found, chance.choice(FOUND), True),
                (found[: chance.choice((2, 3, 3))], chance.choice(FOUND_LONG), True),
                (given, chance.choice(GIVEN), False),
            ):
                if (example := as_example(row, passages, tokens, model, is_found=is_found)) is not None:
                    yield example
    finally:
        model.close()
        asking.close()


def make_documents(rows: Sequence[dict[str, Any]], folder: Path) -> None:
    """Write every source once, under its title, into one Markdown file a title."""
    texts: dict[str, dict[str, None]] = {}
    for row in rows:
        for source in row["sources"]:
            texts.setdefault(source["title"], {})[source["text"]] = None
    folder.mkdir()
    for title, paragraphs in texts.items():
        name = re.sub(r"\W+", "_", title)[:80]
        (folder / f"{name}.md").write_text("\n\n".join([f"# {title}", *paragraphs]) + "\n", encoding="utf-8")


def as_example(
    row: dict[str, Any], passages: Sequence[Passage], tokens: int, model: ChatModel, *, is_found: bool
) -> Example | None:
    """Return the example, None where it can't be told what the model should say."""
    prompt = prompt_from_documents(row["question"], passages, (), model, Reading(3, tokens, 0, is_trusted=False), 60)
    message = prompt.turns[-1].text
    shown = re.split(r"\n\n(?=\[\d\] )", message.rsplit("\n\nQuestion:", 1)[0])[1:]
    answer = right_answer(row, shown)
    if not shown or answer is None:
        return None
    return Example(message, answer, row["document"], row["source"] != 0, is_found)


def right_answer(row: dict[str, Any], shown: Sequence[str]) -> str | None:
    """Return what is right to say of the passages shown; None where another passage than the source holds the words."""
    if row["source"] == 0:
        return NOT_THERE
    source = _folded(row["sources"][row["source"] - 1]["text"])
    elsewhere = False
    for number, block in enumerate(shown, start=1):
        text = block.partition(": ")[2]
        held = next((answer for answer in row["answers"] if f" {_folded(answer)} " in f" {_folded(text)} "), None)
        if held is None:
            continue
        if _folded(text)[:50] in source:
            said = held.strip().rstrip(".,;").replace(" , ", ", ").replace(" 's", "'s")
            return f"{said[0].upper()}{said[1:]} [{number}]."
        elsewhere = True
    return None if elsewhere else NOT_THERE


def chosen(examples: Sequence[Example], chance: random.Random) -> list[Example]:
    """Return the examples to learn from, mixed: mostly answers, because refusing is learnt long before reading."""
    short = [example for example in examples if len(example.prompt) <= SHORT]
    longer = [example for example in examples if SHORT < len(example.prompt) <= LONGEST_PROMPT]
    parts = [
        [example for example in short if not example.is_refused],
        _some([e for e in longer if not e.is_refused and e.is_found], ANSWERED_LONG, chance),
        _some([e for e in short if e.is_refused and e.is_answerable], NOT_SHOWN, chance),
        _some([e for e in short if e.is_refused and not e.is_answerable], UNANSWERABLE, chance),
    ]
    mixed = [example for part in parts for example in part]
    chance.shuffle(mixed)
    return mixed


def read_learnt(file: Path) -> set[tuple[str, str]]:
    """Return prompt and answer of every example in a file that this program wrote."""
    entries = [json.loads(line)["messages"] for line in file.read_text(encoding="utf-8").splitlines()]
    return {(asked["content"], answered["content"]) for asked, answered in entries}


def chosen_further(examples: Sequence[Example], learnt: set[tuple[str, str]], chance: random.Random) -> list[Example]:
    """Return what an adapter that has learnt from `learnt` goes on with."""
    new = [
        example
        for example in examples
        if len(example.prompt) <= FURTHER_LONGEST and (example.prompt, example.answer) not in learnt
    ]
    mixed = [example for example in new if not example.is_refused]
    refusals = round(len(mixed) * FURTHER_REFUSALS / (1 - FURTHER_REFUSALS))
    mixed += _some([example for example in new if example.is_refused], refusals, chance)
    chance.shuffle(mixed)
    return mixed


def _some(examples: list[Example], most: int, chance: random.Random) -> list[Example]:
    return chance.sample(examples, min(most, len(examples)))


def _as_passage(like: Passage, source: dict[str, str], chance: random.Random) -> Passage:
    """Return a source as if it had been found, at a place in the list that chance gives it."""
    chunk = replace(like.chunk, text=source["text"], heading="")
    return replace(like, title=source["title"], chunk=chunk, score=chance.uniform(0.6, 1.0))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


if __name__ == "__main__":
    sys.exit(main())
