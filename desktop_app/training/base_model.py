"""The base model, read from the chat model's own GGUF file, with LoRA layers that can learn.

The weights are dequantised to float32, or to bfloat16 where the device computes with that itself (AMX: a
step takes half as long there, on other processors more than twice as long); they stay as they are, only
the LoRA layers learn, in float32. Knows no examples. To
support another architecture: a line in ARCHITECTURES, and a model of its kind in the test that
compares it with llama.cpp.
"""

import contextlib
import io
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from desktop_app.errors import AdapterMismatch, ModelUnsupported
from desktop_app.training import first_gemma
from desktop_app.training.device import telling_of_memory, weight_type
from desktop_app.training.lora_product import compute_in_one
from desktop_app.training.training_memory import ALL
from desktop_app.training.training_settings import TARGETS, TrainingSettings

# As GGUF names them; what llama.cpp calls llama is Llama, Mistral, SmolLM and their kin. Each is proven
# by the divergence between the trained model and llama.cpp (tests/workers/test_training_architectures.py).
ARCHITECTURES = frozenset({"llama", "qwen2", "qwen3", "gemma", "gemma2", "gemma3", "phi3"})


class BaseModel:
    """A model with one LoRA adapter in training."""

    def __init__(self, model: Any, peft: Any, device: torch.device) -> None:
        self._model = model
        self._peft = peft
        self.device = device
        self.recomputed = ALL
        self.body = getattr(model, model.base_model_prefix)
        self.head = model.get_output_embeddings()
        self.softcap = float(getattr(model.config, "final_logit_softcapping", None) or 0.0)

    @property
    def trainable(self) -> list[torch.nn.Parameter]:
        return [weight for weight in self._model.parameters() if weight.requires_grad]

    @property
    def layers(self) -> Any:
        """The decoder's layers, first to last."""
        return self.body.layers

    def learn(self) -> None:
        """Get ready for steps; every `recomputed`-th layer is computed twice instead of kept, none for 0."""
        self._model.train()
        if self.recomputed:
            self._model.activation_checkpointing_enable({"use_reentrant": False}, every_n_layers=self.recomputed)
        else:
            self._model.activation_checkpointing_disable()

    def judge(self) -> None:
        """Get ready for looking only: no dropout."""
        self._model.eval()

    def computing(self) -> contextlib.AbstractContextManager[object]:
        """Compute inside of this: in bfloat16 where the weights are kept so, the LoRA layers' too."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.head.weight.dtype == torch.bfloat16)

    @contextlib.contextmanager
    def without_adapter(self) -> Iterator[None]:
        """Let the base model speak for itself meanwhile."""
        with self._peft.disable_adapter():
            yield

    def write(self, prompts: Sequence[Sequence[int]], most_tokens: int, end: int) -> list[list[int]]:
        """Return what the base model itself, without the adapter, most likely writes after each prompt.

        Never nothing; `end` is the token that ends an answer, and stands there where one ended.
        """
        width = max(map(len, prompts))
        rows = [[*[end] * (width - len(prompt)), *prompt] for prompt in prompts]
        seen = [[*[0] * (width - len(prompt)), *[1] * len(prompt)] for prompt in prompts]
        self.judge()
        with torch.no_grad(), self.computing(), self.without_adapter(), _quiet():
            written = self._model.generate(
                input_ids=torch.tensor(rows, device=self.device),
                attention_mask=torch.tensor(seen, device=self.device),
                max_new_tokens=most_tokens,
                do_sample=False,
                use_cache=True,
                eos_token_id=end,
                pad_token_id=end,
            )
        return [_until(end, row) for row in written[:, width:].tolist()]

    def adapter_state(self) -> dict[str, torch.Tensor]:
        """Return a copy of what was learnt, on the processor, named as peft saves it."""
        from peft import get_peft_model_state_dict

        state = get_peft_model_state_dict(self._peft, save_embedding_layers=False)
        return {name: weight.detach().to("cpu", copy=True).contiguous() for name, weight in state.items()}

    def load_adapter_state(self, state: dict[str, torch.Tensor]) -> None:
        """Take up what `adapter_state` returned."""
        from peft import set_peft_model_state_dict

        set_peft_model_state_dict(self._peft, state)

    def begin_with(self, matrices: Mapping[str, NDArray[np.float32]], strengths: Mapping[str, float]) -> None:
        """Take up the matrices of an adapter, named as peft saves them; what is not among them begins as new.

        `strengths` are what the upper ones are multiplied with so that they count as they did. A smaller rank
        leaves room to learn. Raises AdapterMismatch where they have other sizes.
        """
        state = self.adapter_state()
        for name, matrix in matrices.items():
            whole, part = state[name], torch.from_numpy(matrix) * strengths.get(name, 1.0)
            if any(small > large for small, large in zip(part.shape, whole.shape, strict=True)):
                raise AdapterMismatch
            whole[: part.shape[0], : part.shape[1]] = part
        self.load_adapter_state(state)

    def renewed(self, settings: TrainingSettings) -> "BaseModel":
        """Return the same model with LoRA layers as `settings` say, nothing learnt; this one is of no use any more."""
        plain = self._peft.unload()
        if hasattr(plain, "peft_config"):
            del plain.peft_config
        renewed = _with_lora(plain, settings, self.device)
        renewed.recomputed = self.recomputed
        return renewed

    def adapter_config(self) -> Any:
        """Return peft's description of the adapter."""
        return self._peft.peft_config["default"]


def open_base_model(path: Path, architecture: str, settings: TrainingSettings, device: torch.device) -> BaseModel:
    """Load the GGUF file at `path` and give it LoRA layers as `settings` say.

    Raises ModelUnsupported for an architecture that can't be trained, TrainingOutOfMemory.
    """
    require_trainable(architecture)
    kind = weight_type(device)
    with telling_of_memory():
        with _quiet():
            from transformers import AutoModelForCausalLM, GgufConfig

            if architecture == first_gemma.ARCHITECTURE:
                first_gemma.let_transformers_read_it()
            model = AutoModelForCausalLM.from_pretrained(
                str(path.parent), gguf_file=path.name, dtype=kind, quantization_config=GgufConfig(dequantize=True)
            )
        model.config.use_cache = False
        return _with_lora(model.to(device), settings, device)  # type: ignore[arg-type]


def require_trainable(architecture: str) -> None:
    """Raise ModelUnsupported for an architecture whose adapters are not proven."""
    if architecture not in ARCHITECTURES:
        raise ModelUnsupported(
            f"Carrel can't train adapters for models of the kind {architecture} yet;"
            f" choose one of the kind {', '.join(sorted(ARCHITECTURES))}."
        )


def watch_layers(base: BaseModel, before_each: Callable[[], None]) -> Callable[[], None]:
    """Call `before_each` before every layer is computed, forwards and backwards: a few times a second.

    What it raises ends the step. Returns what ends the watching.
    """
    watches = []

    def called(*_: Any) -> None:
        before_each()

    for number, layer in enumerate(base.layers):
        watches.append(layer.register_forward_pre_hook(called))
        if number:  # nothing below the first layer learns, so torch has no gradient to hook on
            watches.append(layer.register_full_backward_pre_hook(called))

    def end() -> None:
        for watch in watches:
            watch.remove()

    return end


def _until(end: int, tokens: Sequence[int]) -> list[int]:
    """Return the tokens up to the first `end`, that one included."""
    return list(tokens[: tokens.index(end) + 1] if end in tokens else tokens)


def _with_lora(model: Any, settings: TrainingSettings, device: torch.device) -> BaseModel:
    from peft import LoraConfig, get_peft_model

    wanted = TARGETS[settings.targets]
    inside = getattr(model, model.base_model_prefix)
    targets = {
        name.rsplit(".", 1)[-1]
        for name, module in inside.named_modules()
        if isinstance(module, torch.nn.Linear) and name.rsplit(".", 1)[-1] in wanted
    }
    torch.manual_seed(settings.seed)
    config = LoraConfig(
        r=settings.rank,
        lora_alpha=settings.alpha,
        lora_dropout=settings.dropout,
        target_modules=sorted(targets),
        bias="none",
        task_type="CAUSAL_LM",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # peft's advice about settings; what matters is checked here
        peft = get_peft_model(model, config)
    compute_in_one(model)
    return BaseModel(model, peft, device)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep progress bars and advice of the libraries from the log."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
