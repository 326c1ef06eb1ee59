"""The first Gemma, which transformers 5.23 knows but does not read from GGUF: what Gemma 2 brought is left out.

Proven by the divergence from llama.cpp like every other kind (tests/workers/test_training_architectures.py);
a version of transformers that reads it by itself is left alone.
"""

ARCHITECTURE = "gemma"
_NEW_IN_GEMMA_2 = "attention.sliding_window"


def let_transformers_read_it() -> None:
    """Tell transformers' reader of GGUF how the header's values and the norms' weights are to be taken."""
    from transformers import modeling_gguf_pytorch_utils as reader

    if ARCHITECTURE in reader.GGUF_SUPPORTED_ARCHITECTURES:
        return
    known: dict[str, dict[str, str | None]] = reader.GGUF_TO_TRANSFORMERS_MAPPING["config"]  # type: ignore[assignment]
    values = dict(known["gemma2"])
    values.pop(_NEW_IN_GEMMA_2, None)
    known[ARCHITECTURE] = values
    reader.TENSOR_PROCESSORS[ARCHITECTURE] = reader.TENSOR_PROCESSORS["gemma2"]
    reader.GGUF_SUPPORTED_ARCHITECTURES.append(ARCHITECTURE)
