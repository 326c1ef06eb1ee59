"""Examples prepared, parted and made tokens for one model: before a run starts.

Used by the training worker, and by whoever shows what would be trained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from desktop_app.errors import BadInput
from desktop_app.inference.example_tokens import ExampleTokens, opened_example_tokens
from desktop_app.training.examples import Example, read_examples
from desktop_app.training.preparation import Choice, Decision, Preparation, PreparedExample, example_ids, prepare
from desktop_app.training.split import Part
from desktop_app.training.tokenised import TokenisedExample


def prepare_file(
    file: Path,
    model: Path,
    *,
    longest: int,
    use_all: bool = False,
    decisions: Mapping[str, Decision] | None = None,
    keep_personal: bool = False,
) -> Preparation:
    """Read and prepare a file of examples for the GGUF file `model`.

    With `use_all` every example that can be learnt is used, copies and personal data too. Raises
    BadInput, and what opening the vocabulary raises.
    """
    examples = read_examples(file)
    decided = dict(decisions or {})
    if use_all:
        decided = {id_: Decision(Choice.KEEP) for id_ in example_ids(examples)} | decided
    with opened_example_tokens(model) as tokens:
        return prepare(
            examples,
            lambda example: _length(tokens, example),
            longest=longest,
            decisions=decided,
            keep_personal=keep_personal,
        )


def with_check_file(prepared: Preparation, check: Path) -> Preparation:
    """Learn from what would have been checked with, and check with the examples of a file of its own."""
    rows = [replace(row, part=Part.LEARN) if row.part is Part.CHECK else row for row in prepared.rows]
    examples = read_examples(check)
    ids = example_ids(examples)
    checked = [PreparedExample(f"check-{id_}", example, Part.CHECK) for id_, example in zip(ids, examples, strict=True)]
    return replace(prepared, rows=(*rows, *checked))


def tokenise(examples: Sequence[Example], model: Path, longest: int) -> list[TokenisedExample]:
    """Return the tokens of those examples that have an answer and are not longer than `longest` tokens."""
    with opened_example_tokens(model) as tokens:
        made = [_tokenised(tokens, example) for example in examples if example.answer.strip()]
    return [example for example in made if len(example) <= longest]


def require_some(examples: Sequence[TokenisedExample]) -> None:
    """Raise BadInput where nothing is left to learn from."""
    if not examples:
        raise BadInput("No example is left to learn from; add examples, or allow longer ones with --max-tokens.")


def _tokenised(tokens: ExampleTokens, example: Example) -> TokenisedExample:
    return TokenisedExample(tuple(tokens.prompt(example.turns)), tuple(tokens.answer(example.answer)))


def _length(tokens: ExampleTokens, example: Example) -> int:
    return len(_tokenised(tokens, example))
