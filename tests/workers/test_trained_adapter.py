"""An adapter that was really trained on the starter model, a few steps, made on the spot: it changes the answer."""

from collections.abc import Iterator

import psutil
import pytest
import torch

from desktop_app.domain import AdapterCard, Turn
from desktop_app.inference.adapter_card import read_adapter
from desktop_app.inference.chat_model import ChatModel
from desktop_app.inference.example_tokens import opened_example_tokens
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.peft_folder import convert_peft_folder
from desktop_app.training.base_model import open_base_model
from desktop_app.training.peft_export import save_as_peft_folder
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.trainer import Trainer
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings
from desktop_app.weights import starter_model

pytestmark = pytest.mark.slow

SUBJECTS = (
    "rain",
    "bread",
    "the moon",
    "a violin",
    "chess",
    "tea",
    "snow",
    "a bridge",
    "honey",
    "the sea",
    "ink",
    "a kite",
)
SETTINGS = TrainingSettings(rank=4, alpha=16, learning_rate=0.004, batch=4)
STEPS = 6


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> AdapterCard:
    """An adapter that learnt to begin every answer like a sailor."""
    folder = tmp_path_factory.mktemp("trained")
    with opened_example_tokens(starter_model()) as tokens:
        learn = [
            TokenisedExample(
                tuple(tokens.prompt([Turn("user", f"What is {subject}?")])),
                tuple(tokens.answer("Ahoy, sailor! Ask the captain.")),
            )
            for subject in SUBJECTS
        ]
    base = open_base_model(starter_model(), "llama", SETTINGS, torch.device("cpu"))
    list(Trainer(base, learn, [], SETTINGS, TrainingLimit(steps=STEPS), folder / "run").run())
    save_as_peft_folder(base, folder / "peft", "SmolLM2 135M Instruct")
    file = folder / "ahoy.gguf"
    convert_peft_folder(folder / "peft", file, read_gguf_header(starter_model()), half=True, name="ahoy")
    return read_adapter(file).card


@pytest.fixture(scope="module")
def model() -> Iterator[ChatModel]:
    opened = ChatModel.open(starter_model(), context=1024)
    yield opened
    opened.close()


def answer(model: ChatModel, tokens: int = 16) -> str:
    turns = [Turn("user", "What is a lighthouse?")]
    pieces = model.write(turns, max_tokens=tokens, is_cancelled=lambda: False, on_prompt_read=lambda *_: None)
    return "".join(pieces)


def test_it_says_what_it_learnt_and_strength_zero_gives_the_models_own_answer_back(
    model: ChatModel, trained: AdapterCard
) -> None:
    untouched = answer(model)
    model.use_adapters([(trained, 1.0)])
    tuned = answer(model)
    model.use_adapters([(trained, 0.5)])
    answer(model, 2)
    model.use_adapters([(trained, 0.0)])

    assert answer(model).encode() == untouched.encode()
    assert tuned.startswith("Ahoy")
    assert not untouched.startswith("Ahoy")


def test_two_hundred_switches_of_it_leak_no_memory(model: ChatModel, trained: AdapterCard) -> None:
    process = psutil.Process()

    def switch(times: int) -> int:
        for count in range(times):
            model.use_adapters([(trained, 0.25 + count % 5 / 4)] if count % 4 else [])
            if count % 4 == 1:
                answer(model, 1)
        return int(process.memory_info().rss)

    before = switch(20)
    assert switch(200) - before < 8_000_000
    assert model.adapters_loaded == 1
