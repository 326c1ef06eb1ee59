"""The reader as torch trains it: MiniLM over question and passage together, and three numbers a token.

Two of each token are how likely an answer begins and ends there; of the first token they stand for "no answer", and
its third is whether the passage answers the question. The two ways of saying so are learnt together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from desktop_app.inference.answer_reader import ANSWERS, END, START, PairTokens, best_span

SCORES = 3  # a token
ANSWERS_WEIGHT = 1.0


@dataclass(frozen=True, slots=True)
class Read:
    """`margin` is by how much (logits) the best answer is likelier than none."""

    text: str
    margin: float
    answers: float


class Reader(torch.nn.Module):
    def __init__(self, body: Any) -> None:
        super().__init__()
        self.body = body
        self.head = torch.nn.Linear(body.config.hidden_size, SCORES)

    @classmethod
    def of_embedder(cls, folder: Path) -> "Reader":
        from transformers import AutoModel

        # Without dropout, and by the plain formula for attention, a step takes half as long; the passes are few.
        quick = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0, "attn_implementation": "eager"}
        body = AutoModel.from_pretrained(str(folder), add_pooling_layer=False, **quick)
        body.embeddings.word_embeddings.weight.requires_grad_(False)
        return cls(body)

    def forward(self, input_ids: Any, token_type_ids: Any, attention_mask: Any = None) -> Any:
        read = self.body(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask)
        return self.head(read.last_hidden_state)

    def read_rows(self, words: Any, token_type_ids: Any) -> Any:
        """Return the scores of one pair, its tokens being rows of the table of words already."""
        mask = torch.ones_like(token_type_ids)
        read = self.body(inputs_embeds=words, token_type_ids=token_type_ids, attention_mask=mask)
        return self.head(read.last_hidden_state)

    def loss(self, rows: Sequence[Any]) -> Any:
        """Return the mean loss of rows of tokens, starts and ends."""
        ids, types, mask = _padded([row.tokens for row in rows])
        scores = self(ids, types, mask).float()
        readable = _readable([row.tokens for row in rows], ids.shape[1])
        spans = scores[..., : END + 1].masked_fill(~readable[..., None], -1e4)
        starts, ends = torch.log_softmax(spans[..., START], 1), torch.log_softmax(spans[..., END], 1)
        losses = []
        for i, row in enumerate(rows):
            # No answer is the first token; of several right ones any will do.
            first, last = (list(row.starts), list(row.ends)) if row.starts else ([0], [0])
            losses.append(-(torch.logsumexp(starts[i, first], 0) + torch.logsumexp(ends[i, last], 0)) / 2)
        answered = torch.tensor([float(bool(row.starts)) for row in rows])
        bce = torch.nn.functional.binary_cross_entropy_with_logits
        loss = torch.stack(losses).mean() + ANSWERS_WEIGHT * bce(scores[:, 0, ANSWERS], answered)
        return loss

    @torch.no_grad()
    def read(self, tokenizer: Tokenizer, question: str, passage: str) -> Read:
        tokens = PairTokens.of(tokenizer, question, passage)
        ids, types, _ = _padded([tokens])
        scores = self(ids, types)[0].numpy()
        first, last, margin = best_span(scores, tokens.first, len(tokens.spans))
        text = passage[tokens.spans[first][0] : tokens.spans[last][1]] if tokens.spans else ""
        return Read(text, margin, float(scores[0, ANSWERS]))

    def word_table(self) -> NDArray[np.float32]:
        table: NDArray[np.float32] = self.body.embeddings.word_embeddings.weight.detach().numpy()
        return table

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        torch.save(self.state_dict(), folder / "reader.pt")

    def load(self, folder: Path) -> None:
        self.load_state_dict(torch.load(folder / "reader.pt", weights_only=True))


def _padded(rows: Sequence[PairTokens]) -> tuple[Any, Any, Any]:
    width = max(len(row.numbers) for row in rows)
    ids = torch.tensor([list(row.numbers) + [0] * (width - len(row.numbers)) for row in rows])
    types = torch.tensor([[int(i >= row.first) for i in range(width)] for row in rows])
    mask = torch.tensor([[1] * len(row.numbers) + [0] * (width - len(row.numbers)) for row in rows])
    return ids, types, mask


def _readable(rows: Sequence[PairTokens], width: int) -> Any:
    """Return where an answer may begin and end: in the passage, or at the first token for none."""
    return torch.tensor([[i == 0 or row.first <= i < row.first + len(row.spans) for i in range(width)] for row in rows])
