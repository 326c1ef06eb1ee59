"""Counts a text's tokens as the embedder will see them, without loading the embedder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from tokenizers import Tokenizer

from desktop_app.errors import EmbedderUnusable
from desktop_app.inference.embedder_folder import embedder_identity, embedder_prompts, embedder_window

__all__ = ["TokenCounter", "embedder_identity"]

_ENCODED_AT_ONCE = 256


class TokenCounter:
    """`max_tokens` is the embedder's window, special tokens included, less the prompt it wants before a passage.

    `identity` is that of the embedder of the same folder. The counts leave special tokens out.
    """

    def __init__(self, count_many: Callable[[Sequence[str]], list[int]], folder: Path) -> None:
        self._count_many = count_many
        self.identity = embedder_identity(folder)
        prompt = embedder_prompts(folder)[1]
        self.max_tokens = max(1, embedder_window(folder) - (self.count(prompt) if prompt else 0))

    @classmethod
    def open(cls, folder: Path) -> "TokenCounter":
        """Read the folder's tokenizer.json, or where there is none its older files through transformers.

        Raises EmbedderUnusable.
        """
        embedder_identity(folder)  # refuses what is no embedder, before anything is read
        file = _tokenizer_file(folder)
        if file is None:
            return cls(_slow_tokenizer(folder), folder)
        try:
            tokenizer = Tokenizer.from_file(str(file))
        except Exception as error:  # tokenizers raises nothing narrower
            raise EmbedderUnusable(f"The embedding model's file {file} is damaged; copy it again.") from error
        tokenizer.no_truncation()
        tokenizer.no_padding()

        def count_many(texts: Sequence[str]) -> list[int]:
            encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
            return [len(encoding) for encoding in encodings]

        return cls(count_many, folder)

    def count(self, text: str) -> int:
        return self._count_many([text])[0]

    def count_many(self, texts: Sequence[str]) -> list[int]:
        """Count each text; quicker than one by one."""
        return [
            count
            for start in range(0, len(texts), _ENCODED_AT_ONCE)
            for count in self._count_many(texts[start : start + _ENCODED_AT_ONCE])
        ]


def _tokenizer_file(folder: Path) -> Path | None:
    """Return tokenizer.json; some folders keep it with their first module."""
    return next(
        (path for path in (folder / "tokenizer.json", folder / "0_Transformer/tokenizer.json") if path.is_file()), None
    )


def _slow_tokenizer(folder: Path) -> Callable[[Sequence[str]], list[int]]:
    # Imported here: it brings half of transformers with it.
    from transformers import AutoTokenizer

    place = next((path for path in (folder, folder / "0_Transformer") if (path / "config.json").is_file()), folder)
    try:
        tokenizer = AutoTokenizer.from_pretrained(str(place), local_files_only=True)
    except (OSError, ValueError, ImportError, KeyError) as error:
        raise EmbedderUnusable from error

    def count_many(texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]]

    return count_many
