"""Train the reader that ships, from MiniLM: does this passage answer this question, and where?

    python packaging/train_reader.py QUESTIONS.jsonl TARGET [--check QUESTIONS.jsonl] [--without TITLE ...]

QUESTIONS as for grounded_examples.py. First questions made of the passages' own sentences are learnt from, then
the real ones (reader_examples.py); MiniLM's table of words is left as it is. TARGET becomes a folder with the
float32 weights; packaging/export_reader.py makes the int8 file that ships. `--check` and `--without` (documents
that are not learnt from) tell after every pass how well it does on questions that it never saw.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from desktop_app.answering.reader import nearest_windows
from desktop_app.inference.answer_reader import PairTokens, load_tokenizer
from desktop_app.terms import terms
from desktop_app.weights import starter_embedder
from reader_examples import Example, Near, Paragraphs, asked, gaps
from reader_network import Reader

GAPS, PASSES = 9_600, 3
BATCH = 32
RATE, HEAD_RATE, RATE_ASKED = 2e-4, 1e-3, 1.5e-4
WARM_UP = 0.08
SEED = 7
CHECKED = 100  # questions of each set for checking, about
NEAREST = (1, 14)  # ranks among the words nearest to a word that are exchanged for it
COMMON = 12_000  # words of the vocabulary that are; the rest are rare or no whole words


@dataclass(frozen=True, slots=True)
class Row:
    tokens: PairTokens
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("questions", type=Path)
    options.add_argument("target", type=Path)
    options.add_argument("--check", type=Path, action="append", default=[])
    options.add_argument("--without", action="append", default=[])
    options.add_argument("--begin", type=Path, help="weights to go on from; leaves out the made questions")
    options.add_argument("--gaps", type=int, default=GAPS)
    options.add_argument("--passes", type=int, default=PASSES)
    options.add_argument("--seed", type=int, default=SEED)
    args = options.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    every = _read(args.questions)
    rows = [row for row in every if row["document"] not in args.without]
    checked = {path.stem: _read(path) for path in args.check}
    checked |= {title: [row for row in every if row["document"] == title] for title in args.without}
    if missing := [name for name, questions in checked.items() if not questions]:
        options.error(f"There is no question about {', '.join(missing)}.")
    paragraphs, chance = Paragraphs.of(every), random.Random(args.seed)
    reader = Reader.of_embedder(starter_embedder())
    near = _near_words(reader)
    if args.begin is not None:
        reader.load(args.begin)
    elif args.gaps:
        made = _prepare(gaps(paragraphs, near, args.gaps, chance))
        _learn(reader, [made], RATE, checked, args.target.with_name(f"{args.target.name}-gaps"))
    passes = [_prepare(asked(rows, paragraphs, near, chance)) for _ in range(args.passes)]
    _learn(reader, passes, RATE_ASKED, checked, args.target)
    return 0


def _learn(
    reader: Reader, passes: Sequence[list[Row]], rate: float, checked: dict[str, list[dict[str, Any]]], target: Path
) -> None:
    """Learn from every pass once, the rate falling to nothing; keep the weights after each."""
    total = sum(-(-len(rows) // BATCH) for rows in passes)
    body = [p for name, p in reader.named_parameters() if p.requires_grad and not name.startswith("head")]
    head = [p for name, p in reader.named_parameters() if name.startswith("head")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": head, "lr": HEAD_RATE}], weight_decay=0.01, fused=True
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * total), max(0.0, (total - step) / (total * (1 - WARM_UP))))
    )
    begun, losses = time.process_time(), []
    for number, rows in enumerate(passes, start=1):
        reader.train()
        for batch in _batches(rows, random.Random(len(rows) + number)):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                loss = reader.loss(batch)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            losses.append(float(loss.detach()))
            if len(losses) % 20 == 0:
                _say(f"{len(losses)} of {total}, loss {np.mean(losses[-20:]):.3f}, {time.process_time() - begun:.0f} s")
        reader.save(target)
        for name, questions in checked.items():
            _say(f"pass {number}, {name}: {_figures(reader, questions)}")


def _batches(rows: list[Row], chance: random.Random) -> Iterator[list[Row]]:
    """Yield batches of rows of like length, in mixed order."""
    rows = list(rows)
    chance.shuffle(rows)
    pools = [
        sorted(rows[i : i + BATCH * 40], key=lambda row: len(row.tokens.numbers))
        for i in range(0, len(rows), BATCH * 40)
    ]
    batches = [pool[i : i + BATCH] for pool in pools for i in range(0, len(pool), BATCH)]
    chance.shuffle(batches)
    yield from batches


def _prepare(examples: Iterator[Example]) -> list[Row]:
    """Turn characters into tokens; what does not fit is left out, and an answer with it."""
    tokenizer = load_tokenizer(starter_embedder())
    rows = []
    for example in examples:
        tokens = PairTokens.of(tokenizer, example.question, example.passage)
        places = [tokens.place(start, end) for start, end in example.answers]
        found = [place for place in places if place is not None]
        if example.answers and not found:
            continue
        rows.append(Row(tokens, tuple(p[0] for p in found), tuple(p[1] for p in found)))
    return rows


def _near_words(reader: Reader) -> Near:
    """Return for each common word those that MiniLM's table has nearest to it: opposites, siblings, and some twins."""
    words = [
        (word, number) for word, number in load_tokenizer(starter_embedder()).get_vocab().items() if word.isalpha()
    ]
    words = sorted((pair for pair in words if len(pair[0]) > 2), key=lambda pair: pair[1])[:COMMON]
    table = reader.word_table()[[number for _, number in words]]
    table = table - table.mean(axis=0)
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    near = {}
    for begin in range(0, len(words), 1000):
        order = np.argsort(-(table[begin : begin + 1000] @ table.T), axis=1)[:, : NEAREST[1] + 1]
        for (word, _), row in zip(words[begin : begin + 1000], order, strict=True):
            others = [words[int(i)][0] for i in row[NEAREST[0] :]]
            near[word] = [other for other in others if other[:4] != word[:4]]
    return near


def _figures(reader: Reader, questions: Sequence[dict[str, Any]]) -> str:
    """Return how well it tells what is answered, and how often the likeliest answer is right."""
    reader.eval()
    tokenizer = load_tokenizer(starter_embedder())
    values: dict[str, list[float]] = {"margin": [], "answers": []}
    right = []
    questions = questions[:: max(1, len(questions) // CHECKED)]
    for row in questions:
        shown = nearest_windows(row["question"], [source["text"] for source in row["sources"]])
        read = [reader.read(tokenizer, row["question"], window) for window in shown]
        best = max(read, key=lambda found: found.margin)
        values["margin"].append(best.margin)
        values["answers"].append(max(found.answers for found in read))
        if row["source"]:
            right.append(any(f1(best.text, answer) > 0.5 for answer in row["answers"]))
    answerable = np.array([row["source"] > 0 for row in questions])
    told = ", ".join(f"by {name} {_told(np.array(value), answerable)}" for name, value in values.items())
    return f"{len(questions)} questions, {told}, right answer {np.mean(right):.3f}"


def _told(values: NDArray[np.float64], answerable: NDArray[np.bool_]) -> str:
    bound = np.quantile(values[answerable], 0.05)
    return f"AUC {_auc(values, answerable):.3f} refused {np.mean(values[~answerable] < bound):.3f} at 5 % wrong"


def f1(said: str, wanted: str) -> float:
    """Return the usual overlap of words, 0 to 1."""
    a, b = terms(said), terms(wanted)
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def _auc(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    ranks = values.argsort().argsort() + 1
    count = positive.sum()
    return float((ranks[positive].sum() - count * (count + 1) / 2) / (count * (~positive).sum()))


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
