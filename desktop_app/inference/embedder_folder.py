"""What a sentence-transformers folder says about itself, without importing torch."""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_app.errors import EmbedderUnusable

IDENTITY = "identity"  # in a bundle, whose embedder is in int8 alone: what its weights would give
_SMALL = 32 * 1024 * 1024  # bytes; smaller files go into the identity whole
_IDENTITY = re.compile(r"[0-9a-f]{16}")
_SAMPLES, _SAMPLE = 256, 16 * 1024  # of a larger one, so many pieces of so many bytes, evenly spread
_UNREAD = frozenset({".gitattributes", ".gitignore", "readme.md", "license", "license.txt", "data_config.json"})
_NO_WINDOW = 1_000_000  # transformers writes 1e30 for "none given"
_USUAL_WINDOW = 512
_QUESTION_PROMPTS = ("query", "question", "search_query")
_PASSAGE_PROMPTS = ("passage", "document", "corpus", "search_document")


def require_embedder(folder: Path) -> None:
    """Raise EmbedderUnusable where the folder can't hold an embedder."""
    if not (folder / "modules.json").is_file():
        raise EmbedderUnusable(
            f"{folder} does not hold a sentence-transformers model; choose a folder with modules.json and its weights."
        )


def embedder_identity(folder: Path) -> str:
    """Return a short hash that changes with anything that could change a vector.

    Configuration, vocabulary and small weights count whole; of large weights their size and
    pieces all over the file (fine-tuning may change the middle layers alone), so that it stays
    cheap. Renaming or copying the folder changes nothing.
    Raises EmbedderUnusable.
    """
    require_embedder(folder)
    if told := _told_identity(folder):
        return told
    digest = hashlib.sha256()
    try:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.name.lower() in _UNREAD or _is_hidden(path.relative_to(folder)):
                continue
            digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(_content(path))
    except OSError as error:
        raise EmbedderUnusable(f"Carrel can't read {folder} ({error.strerror}); change its permissions.") from error
    return digest.hexdigest()[:16]


def _told_identity(folder: Path) -> str:
    """Return what the file IDENTITY says, "" where there is none or the weights themselves can be read."""
    if any(any(folder.glob(f"**/*.{kind}")) for kind in ("safetensors", "bin")):
        return ""
    try:
        told = (folder / IDENTITY).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return told if _IDENTITY.fullmatch(told) else ""


def embedder_window(folder: Path) -> int:
    """Return how many tokens of a text the model reads, its own special tokens included."""
    first = read_json(folder / "modules.json")
    place = str(first[0].get("path", "")) if isinstance(first, list) and first and isinstance(first[0], dict) else ""
    windows = [
        _number(settings.get(key))
        for name, keys in (
            ("sentence_bert_config.json", ("max_seq_length",)),
            ("tokenizer_config.json", ("model_max_length",)),
            ("config.json", ("max_position_embeddings",)),
        )
        for settings in [_mapping(read_json(_beside(folder, place, name)))]
        for key in keys
    ]
    # The folder's own word counts, as in sentence-transformers; then the smaller of the two others.
    own, *others = windows
    return own or min((window for window in others if window), default=_USUAL_WINDOW)


def embedder_prompts(folder: Path) -> tuple[str, str]:
    """Return what the model wants before a question and before a passage; empty where it wants nothing."""
    prompts = _mapping(_mapping(read_json(folder / "config_sentence_transformers.json")).get("prompts"))
    return _first(prompts, _QUESTION_PROMPTS), _first(prompts, _PASSAGE_PROMPTS)


def read_json(path: Path) -> Any:
    """Return what the file holds, None where there is none; raise EmbedderUnusable where it is damaged."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise EmbedderUnusable(f"The embedding model's file {path} is damaged; copy it again.") from error


def _beside(folder: Path, place: str, name: str) -> Path:
    inside = folder / place / name
    return inside if place and inside.is_file() else folder / name


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith(".") for part in relative.parts)


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= _SMALL:
            return hashlib.sha256(file.read()).digest()
        digest = hashlib.sha256()
        for sample in range(_SAMPLES):
            file.seek((size - _SAMPLE) * sample // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE))
        return digest.digest()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: Any) -> int:
    return int(value) if isinstance(value, int | float) and 0 < value < _NO_WINDOW else 0


def _first(prompts: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(prompts[name]) for name in names if prompts.get(name)), "")
