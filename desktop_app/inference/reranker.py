"""How well a passage answers a question, by a cross-encoder in a folder that reads both together.

Importing this module costs nothing; opening a reranker imports torch, which takes seconds.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop_app.errors import RerankerUnusable
from desktop_app.inference.prepared_torch import prepare_torch

BATCH = 8


class Reranker:
    """Any sentence-transformers CrossEncoder with one score."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def open(cls, folder: Path, *, threads: int = 0) -> "Reranker":
        """Load the model from local files; `threads` 0 takes the physical cores. Raises RerankerUnusable."""
        if not (folder / "config.json").is_file():
            raise RerankerUnusable(
                f"{folder} does not hold a cross-encoder; choose a folder with config.json and its weights."
            )
        prepare_torch(threads)
        from sentence_transformers import CrossEncoder

        try:
            model = CrossEncoder(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
        except Exception as error:  # half a dozen libraries read the folder, each with errors of its own
            raise RerankerUnusable(
                f"The reranker in {folder} can't be loaded; copy it again, or choose another one."
            ) from error
        if model.num_labels != 1:
            raise RerankerUnusable(
                f"The model in {folder} gives {model.num_labels} scores a passage, and a reranker one;"
                " choose a cross-encoder that was trained to rank."
            )
        model.eval()
        return cls(model)

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return one score a text, greater is better; what exceeds the model's window is not seen."""
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        return [float(s) for s in self._model.predict(pairs, batch_size=BATCH, show_progress_bar=False)]
