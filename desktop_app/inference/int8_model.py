"""Which embedders are run in int8 by onnxruntime, where that copy lies, and what its vectors are called.

Importing this costs nothing. The copy is made once from the folder's own weights (int8_export.py)
and kept under the folder's identity, so it is found again wherever the folder moves. Its
vectors differ a little from those of torch (cosine about 0.995), so they have an identity
of their own and never stand beside the others; a library that holds the others is embedded
again behind, found by its words meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.inference.embedder_folder import embedder_identity, embedder_prompts, read_json

EDITION = "int8-1"  # part of every name; counted up when the export begins to give other vectors
MEAN, CLS = "mean", "cls"

_POOLING = {"pooling_mode_mean_tokens": MEAN, "pooling_mode_cls_token": CLS}


@dataclass(frozen=True, slots=True)
class Int8Copies:
    """Where int8 copies lie: `kept` is written when one is needed, `shipped` is only looked into."""

    kept: Path
    shipped: Path

    def file(self, folder: Path) -> Path:
        """Return the copy made from `folder`, or where it is to be made."""
        name = f"{embedder_identity(folder)}-{EDITION}.onnx"
        shipped = self.shipped / name
        return shipped if shipped.is_file() else self.kept / name

    def is_chosen(self, folder: Path) -> bool:
        """Whether this embedder is to be run in int8: it can be, and an attempt did not show otherwise."""
        return bool(int8_pooling(folder)) and not refusal_of(self.file(folder)).exists()

    def identity(self, folder: Path) -> str:
        """Return what names the vectors of the embedder that `folder` is run as. Raises EmbedderUnusable."""
        identity = embedder_identity(folder)
        return f"{identity}-{EDITION}" if self.is_chosen(folder) else identity


def refusal_of(file: Path) -> Path:
    """Return the mark that says why a copy can't be made; without it, it is worth an attempt."""
    return file.with_suffix(".refused")


def int8_pooling(folder: Path) -> str:
    """Return how token vectors become one, "mean" or "cls"; empty where the folder needs torch.

    That is where it is more than Transformer, Pooling and Normalize, has no quick tokenizer,
    or pools in another way. Raises EmbedderUnusable.
    """
    modules = read_json(folder / "modules.json")
    kinds = [str(module.get("type", "")).rpartition(".")[2] for module in _mappings(modules)]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return ""
    transformer, pooling = (str(module.get("path", "")) for module in modules[:2])
    if transformer or not (folder / "tokenizer.json").is_file():
        return ""
    if _truth(read_json(folder / "sentence_bert_config.json"), "do_lower_case"):
        return ""
    settings = read_json(folder / pooling / "config.json")
    if any(embedder_prompts(folder)) and not _truth(settings, "include_prompt", missing=True):
        return ""
    modes = _modes(settings)
    return modes[0] if len(modes) == 1 else ""


def _modes(settings: object) -> list[str]:
    """Return the ways of pooling that are on; one that we don't know is empty."""
    if not isinstance(settings, dict):
        return [""]
    if named := settings.get("pooling_mode"):  # as sentence-transformers 6 writes it
        return [str(named) if named in (MEAN, CLS) else ""]
    return [_POOLING.get(key, "") for key, on in settings.items() if key.startswith("pooling_mode_") and on]


def _mappings(value: object) -> Sequence[dict[str, object]]:
    if not isinstance(value, list):
        return []
    return [entry for entry in value if isinstance(entry, dict)]


def _truth(settings: object, key: str, *, missing: bool = False) -> bool:
    return bool(settings.get(key, missing)) if isinstance(settings, dict) else missing
