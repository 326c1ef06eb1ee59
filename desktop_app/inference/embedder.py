"""Texts as vectors, by any sentence-transformers model in a folder, through torch in float32.

int8_embedder.py is quicker and lighter where it can be had; both keep tests/contract/test_embedders.py.

Importing this module costs nothing; opening an embedder imports torch, which takes seconds.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from desktop_app.errors import EmbedderUnusable
from desktop_app.inference.embedder_folder import embedder_identity, embedder_prompts
from desktop_app.inference.prepared_torch import prepare_torch

BATCH = 32

Vectors = NDArray[np.float32]


class Embedder:
    """`identity` names the vectors: equal identities, comparable vectors. `max_tokens` is the model's window."""

    def __init__(self, model: Any, folder: Path) -> None:
        self.identity = embedder_identity(folder)
        self._model = model
        self._question_prompt, self._passage_prompt = embedder_prompts(folder)
        self.dimensions = int(model.get_embedding_dimension())
        self.max_tokens = int(model.max_seq_length or 512)

    @classmethod
    def open(cls, folder: Path, *, threads: int = 0) -> "Embedder":
        """Load the model from local files; `threads` 0 takes the physical cores. Raises EmbedderUnusable."""
        embedder_identity(folder)
        prepare_torch(threads)
        from sentence_transformers import SentenceTransformer

        try:
            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
        except Exception as error:  # half a dozen libraries read the folder, each with errors of its own
            raise EmbedderUnusable(
                f"The embedding model in {folder} can't be loaded; copy it again, or choose another one."
            ) from error
        model.eval()
        return cls(model, folder)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return one normalised row per text; what exceeds `max_tokens` is not seen."""
        return self._embed(texts, self._passage_prompt)

    def embed_question(self, text: str) -> Vectors:
        """Return one normalised vector, to be compared with those of passages."""
        row: Vectors = self._embed([text], self._question_prompt)[0]
        return row

    def transformer(self) -> Any:
        """Return the torch model that makes token vectors, for the export."""
        return self._model[0].model

    def _embed(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # encode sorts by length itself, so that short texts are not padded to long ones.
        vectors = self._model.encode(
            list(texts),
            prompt=prompt or None,
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)
