"""What would become of a file of examples, shown to the person before anything is trained."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from desktop_app.catalogue import ModelCatalogue
from desktop_app.domain import ModelCard
from desktop_app.errors import BadInput
from desktop_app.inference.model_file import read_model_card
from desktop_app.paths import DataPaths
from desktop_app.settings import Settings
from desktop_app.training.preparation import Choice, Decision, Preparation, PreparedExample
from desktop_app.weights import starter_model
from desktop_app.workers.training_examples import prepare_file
from desktop_app.workers.training_protocol import ExamplesPrepared, PrepareExamples

_MOST_SHOWN = 5_000  # rows
_MOST_CHARACTERS = 8_000_000  # of all rows: six bytes each at most, and a message has its limit


def prepare_request(paths: DataPaths, request: PrepareExamples) -> ExamplesPrepared:
    """Answer the request; raises BadInput, and what finding and opening the model raise."""
    model = model_for(paths, request.model)
    longest = min(request.max_tokens, model.context or request.max_tokens)
    decisions = read_decisions(request.decisions)
    prepared = prepare_file(Path(request.path), Path(model.path), longest=longest, decisions=decisions)
    shown = most_needed(prepared.rows)
    hints = all_hints(prepared)
    if len(shown) < len(prepared.rows):
        hints.append(f"Shown are {len(shown):,} of {len(prepared.rows):,} examples, those that need you before others.")
    return ExamplesPrepared(request.request_id, [_row(row) for row in shown], prepared.counts, prepared.found, hints)


def read_decisions(decisions: Mapping[str, Mapping[str, str]] | None) -> dict[str, Decision]:
    """Return decisions as they were sent; raises BadInput for anything else."""
    try:
        return {
            identity: Decision(Choice(each["choice"]), str(each.get("question", "")), str(each.get("answer", "")))
            for identity, each in (decisions or {}).items()
        }
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise BadInput("A decision about an example is to keep, drop or edit it.") from error


def all_hints(prepared: Preparation) -> list[str]:
    """Return what is to be said of all examples, the balance of their labels last."""
    return [*prepared.hints, *([prepared.balance.sentence] if prepared.balance else [])]


def model_for(paths: DataPaths, name: str) -> ModelCard:
    """Return the model of that name or file, with "" the chosen one. Raises what finding and opening it raise."""
    name = name or Settings.load(paths.settings).model
    path = Path(name).expanduser()
    if name and path.is_file():
        return read_model_card(path)
    return ModelCatalogue(paths.models, starter_model()).find(name)


def most_needed(
    rows: Sequence[PreparedExample], most: int = _MOST_SHOWN, characters: int = _MOST_CHARACTERS
) -> list[PreparedExample]:
    """Return, in their order, as many as a window can show and a message hold; those that need the person first."""
    order = sorted(range(len(rows)), key=lambda number: not (rows[number].findings or rows[number].decision))
    chosen: list[int] = []
    for number in order[:most]:
        characters -= len(rows[number].example.turns[-1].text) + len(rows[number].example.answer)
        if characters < 0 and chosen:
            break
        chosen.append(number)
    return [rows[number] for number in sorted(chosen)]


def _row(row: PreparedExample) -> dict[str, Any]:
    return {
        "id": row.id,
        "question": row.example.turns[-1].text,
        "answer": row.example.answer,
        "source": row.example.group or (f"line {row.example.line}" if row.example.line else ""),
        "part": row.part.value,
        "decision": row.decision.value if row.decision else "",
        "findings": [finding.sentence for finding in row.findings],
        "must_mend": any(finding.must for finding in row.findings),
    }
