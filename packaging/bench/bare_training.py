"""Training with peft and nothing around it: the limit that Carrel's training is held against.

    python packaging/bench/bare_training.py carrel|bare

prints the most memory, in bytes, that training took in a process of its own: Carrel's a run on examples of many
lengths, as people's are, the bare loop two steps on one example.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from desktop_app.inference.processor import shorten_spinning
from desktop_app.sealed import close_network
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.training.training_settings import TrainingLimit, TrainingSettings
from desktop_app.weights import starter_model

TOKENS, ANSWER = 512, 32
STEPS = 12
SETTINGS = TrainingSettings(rank=16, batch=2)


def examples(count: int) -> list[TokenisedExample]:
    """Return examples of TOKENS tokens each, ANSWER of them to learn; what they say costs no time."""
    texts = [[(7 * place + 11 * number) % 40_000 + 100 for place in range(TOKENS)] for number in range(count)]
    return [TokenisedExample(tuple(text[:-ANSWER]), tuple(text[-ANSWER:])) for text in texts]


def of_many_lengths() -> list[TokenisedExample]:
    """Return examples from 100 to TOKENS tokens, for STEPS steps without one seen twice."""
    whole = examples(8 * STEPS)
    lengths = [100 + (37 * number) % (TOKENS - 100) for number in range(len(whole))]
    return [TokenisedExample(each.prompt[-length:], each.answer) for each, length in zip(whole, lengths, strict=True)]


def bare_step(learn: Sequence[TokenisedExample], settings: TrainingSettings) -> Callable[[], None]:
    """Return one step of the plainest loop: the whole batch at once, the model's own loss, AdamW."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM, GgufConfig

    from desktop_app.training.base_model import open_base_model
    from desktop_app.training.training_settings import ATTENTION, FEED_FORWARD

    path = starter_model()
    kind = open_base_model(path, "llama", settings, torch.device("cpu")).head.weight.dtype
    model = AutoModelForCausalLM.from_pretrained(
        str(path.parent), gguf_file=path.name, dtype=kind, quantization_config=GgufConfig(dequantize=True)
    )
    present = {name.rsplit(".", 1)[-1] for name, _ in model.named_modules()}
    targets = sorted(present & {*ATTENTION, *FEED_FORWARD})
    model = get_peft_model(model, LoraConfig(r=settings.rank, lora_alpha=settings.alpha, target_modules=targets))
    model.train()
    optimizer = torch.optim.AdamW([weight for weight in model.parameters() if weight.requires_grad], lr=1e-5)
    tokens = torch.tensor([[*example.prompt, *example.answer] for example in learn])
    labels = tokens.clone()
    labels[:, :-ANSWER] = -100
    is_half = kind == torch.bfloat16

    def step() -> None:
        with torch.autocast("cpu", torch.bfloat16, enabled=is_half):
            loss = model(input_ids=tokens, labels=labels, use_cache=False).loss
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    return step


def carrel_step(
    learn: Sequence[TokenisedExample], settings: TrainingSettings, folder: Path, *, keeps_general: bool = True
) -> Callable[[], None]:
    """Return one step of Carrel's loop on the same batch, with what it does against forgetting or without."""
    from desktop_app.inference.model_file import read_model_card
    from desktop_app.training.base_model import open_base_model
    from desktop_app.training.device import best_device
    from desktop_app.training.trainer import Trainer
    from desktop_app.workers.general_texts import read_general_texts
    from desktop_app.workers.training_loading import choose_layers

    path = starter_model()
    device = best_device()
    base = open_base_model(path, "llama", settings, device)
    base.recomputed = choose_layers(read_model_card(path), settings, TOKENS, device)
    general = read_general_texts(base, path, lambda: None) if keeps_general else ()
    events = Trainer(base, learn, [], settings, TrainingLimit(steps=10_000), folder, general=general).run()
    return lambda: next(events) and None


def main() -> None:
    shorten_spinning()
    close_network()
    with tempfile.TemporaryDirectory() as folder:
        if sys.argv[1] == "bare":
            step, steps = bare_step(examples(1), TrainingSettings(rank=16, batch=1)), 2
        else:
            step, steps = carrel_step(of_many_lengths(), TrainingSettings(rank=16), Path(folder)), STEPS
        for _ in range(steps):
            step()
    memory = psutil.Process().memory_info()
    print(getattr(memory, "peak_wset", 0) or _peak())


def _peak() -> int:
    import resource

    status = Path("/proc/self/status")
    if status.is_file():  # Linux counts what the parent had before the program began into ru_maxrss
        line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
