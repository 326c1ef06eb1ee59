"""The general texts that ship with the app, made ready to keep one base model as it was.

None of them is among those that a report asks for (resources/general): it would find what was learnt by heart.
"""

import json
from collections.abc import Callable
from pathlib import Path

from desktop_app.domain import Turn
from desktop_app.inference.example_tokens import opened_example_tokens
from desktop_app.resources import resource_path
from desktop_app.training.base_model import BaseModel
from desktop_app.training.general_texts import answered_by_itself
from desktop_app.training.tokenised import TokenisedExample

FILE = "general/learnt_with.json"


def read_general_texts(base: BaseModel, model: Path, give_way: Callable[[], None]) -> list[TokenisedExample]:
    """Return prompts, answered by `base` itself, and paragraphs; `model` is its GGUF file.

    Takes some seconds for a small model, a minute for one of a billion weights on a processor.
    """
    content = json.loads(resource_path(FILE).read_text(encoding="utf-8"))
    with opened_example_tokens(model) as tokens:
        prompts = [tokens.prompt((Turn("user", prompt),)) for prompt in content["prompts"]]
        paragraphs = [tokens.text(paragraph) for paragraph in content["paragraphs"]]
        end = tokens.end
    texts = [TokenisedExample(tuple(text[:1]), tuple(text[1:])) for text in paragraphs]
    return [*answered_by_itself(base, prompts, end, give_way), *texts]
