"""What was learnt, written for llama.cpp and for peft, and proven to be what was trained."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_app.domain import AdapterCard, ModelCard
from desktop_app.inference.gguf_header import read_gguf_header
from desktop_app.inference.model_file import file_sha256
from desktop_app.inference.passport import check_adapter, require_fitting
from desktop_app.inference.peft_folder import convert_peft_folder
from desktop_app.training.base_model import BaseModel
from desktop_app.training.faithfulness import Faithfulness
from desktop_app.training.peft_export import save_as_peft_folder
from desktop_app.training.tokenised import TokenisedExample
from desktop_app.workers.faithfulness import measure_faithfulness, require_faithful


@dataclass(frozen=True, slots=True)
class Exported:
    """An adapter's two forms: the GGUF file of `card`, and `peft_folder`."""

    card: AdapterCard
    peft_folder: Path
    faithfulness: Faithfulness


def export_adapter(
    base: BaseModel, model: ModelCard, name: str, folder: Path, samples: Sequence[TokenisedExample]
) -> Exported:
    """Write both forms into `folder`; the GGUF in F16, or in F32 where llama.cpp can't do in F16 what was trained.

    Its F16 matrices are multiplied in F16, in which large activations have no place. Raises TrainingUnfaithful
    where llama.cpp does not say of `samples` what the trained model says; nothing of the folder is left then, nor
    after any other error.
    """
    peft_folder, target = folder / "source", folder / "adapter.gguf"
    try:
        save_as_peft_folder(base, peft_folder, model.name)
        header = read_gguf_header(Path(model.path))
        for half in (True, False):
            convert_peft_folder(peft_folder, target, header, half=half, base_sha256=model.sha256, name=name)
            card = require_fitting(check_adapter(target, model, header))
            faithfulness = measure_faithfulness(base, samples, Path(model.path), target)
            if faithfulness.holds:
                break
        require_faithful(faithfulness)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    card = replace(card, name=name, path=str(target.absolute()), sha256=file_sha256(target))
    return Exported(card, peft_folder.absolute(), faithfulness)
