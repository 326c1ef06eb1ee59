"""A model's vocabulary: text to tokens and back."""

import ctypes
from collections.abc import Sequence
from typing import Any

_MAX_PIECE = 512  # bytes; the longest tokens of known vocabularies have under 200


class Vocabulary:
    """Valid as long as the model that it belongs to."""

    def __init__(self, library: Any, model: Any) -> None:
        self._c = library
        self._vocab = library.llama_model_get_vocab(model)
        self._piece = ctypes.create_string_buffer(_MAX_PIECE)
        self.size = int(library.llama_vocab_n_tokens(self._vocab))
        self.begin = int(library.llama_vocab_bos(self._vocab))  # -1 where there is none
        self.end = int(library.llama_vocab_eos(self._vocab))
        self.adds_begin = bool(library.llama_vocab_get_add_bos(self._vocab)) and self.begin >= 0

    @property
    def pointer(self) -> Any:
        return self._vocab

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Return the tokens of `text`, nothing added at its start.

        With `special`, text such as "<|im_end|>" becomes the control token; without, it
        stays the characters that it is made of.
        """
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            tokens = (ctypes.c_int32 * room)()
            count = int(self._c.llama_tokenize(self._vocab, data, len(data), tokens, room, False, special))
            if count >= 0:
                return tokens[:count]
            room = -count

    def piece(self, token: int) -> bytes:
        """Return a token's bytes, which may be part of a character; empty for control tokens."""
        length = self._c.llama_token_to_piece(self._vocab, token, self._piece, _MAX_PIECE, 0, False)
        return self._piece.raw[: max(0, length)]

    def text(self, tokens: Sequence[int]) -> str:
        """Return what `tokens` say, control tokens left out."""
        return b"".join(map(self.piece, tokens)).decode("utf-8", "replace")

    def name(self, token: int) -> str:
        """Return a token as the vocabulary writes it: "<|im_end|>"; empty for -1."""
        if token < 0:
            return ""
        return bytes(self._c.llama_vocab_get_text(self._vocab, token) or b"").decode("utf-8", "replace")

    def ends_answer(self, token: int) -> bool:
        """Tell whether the model says with this token that it has finished."""
        return bool(self._c.llama_vocab_is_eog(self._vocab, token))

    def is_special(self, token: int) -> bool:
        """Tell whether the token is written as a whole in a template and never made of letters."""
        special = self._c.LLAMA_TOKEN_ATTR_CONTROL | self._c.LLAMA_TOKEN_ATTR_USER_DEFINED
        return bool(self._attributes(token) & special)

    def is_control(self, token: int) -> bool:
        return bool(self._attributes(token) & self._c.LLAMA_TOKEN_ATTR_CONTROL)

    def strips_left(self, token: int) -> bool:
        """Tell whether the token swallows white space before it."""
        return bool(self._attributes(token) & self._c.LLAMA_TOKEN_ATTR_LSTRIP)

    def strips_right(self, token: int) -> bool:
        """Tell whether the token swallows white space after it."""
        return bool(self._attributes(token) & self._c.LLAMA_TOKEN_ATTR_RSTRIP)

    def _attributes(self, token: int) -> int:
        return int(self._c.llama_vocab_get_attr(self._vocab, token))
