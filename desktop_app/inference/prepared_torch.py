"""torch, made ready to load a sentence-transformers model from local files; importing this module costs nothing."""

import os

from desktop_app.inference.processor import processor_threads, shorten_spinning
from desktop_app.sealed import OFFLINE_ENVIRONMENT
from desktop_app.training_pack import require_training_pack


def prepare_torch(threads: int) -> None:
    """Import torch, which takes seconds, for so many threads; 0 takes the physical cores.

    Call it before sentence_transformers is imported. Raises TrainingPackMissing where there is no torch.
    """
    require_training_pack()
    os.environ.update(OFFLINE_ENVIRONMENT)
    shorten_spinning()
    import torch
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    torch.set_num_threads(processor_threads(threads))
