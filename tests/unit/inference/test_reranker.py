"""Promises of the reranker, with a tiny cross-encoder that is made here and knows nothing."""

from pathlib import Path

import pytest

from desktop_app.errors import RerankerUnusable
from desktop_app.inference.reranker import Reranker


def make_cross_encoder(folder: Path, labels: int) -> Path:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "rent", "lease", "cat", "the", "is", "high"]
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        model_max_length=32,
    ).save_pretrained(folder)  # fmt: skip
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=32, num_labels=labels,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_every_text_gets_a_score_however_long(tmp_path: Path) -> None:
    reranker = Reranker.open(make_cross_encoder(tmp_path / "model", 1), threads=1)
    scores = reranker.scores("rent", ["the rent is high", "the cat", "rent " * 500])
    assert len(scores) == 3
    assert scores[:1] == pytest.approx(reranker.scores("rent", ["the rent is high"]), abs=1e-4)
    assert reranker.scores("rent", []) == []


def test_what_can_not_rank_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RerankerUnusable, match="choose a cross-encoder"):
        Reranker.open(make_cross_encoder(tmp_path / "classifier", 3), threads=1)
    with pytest.raises(RerankerUnusable, match="does not hold"):
        Reranker.open(tmp_path)
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RerankerUnusable, match="copy it again"):
        Reranker.open(tmp_path)
