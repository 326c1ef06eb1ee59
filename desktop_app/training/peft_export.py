"""What was trained as peft saves it: adapter_config.json and adapter_model.safetensors.

Written by hand, because peft's own way asks a hub about the base model.
"""

import json
from pathlib import Path

from safetensors.torch import save_file

from desktop_app.training.base_model import BaseModel

CONFIG, WEIGHTS = "adapter_config.json", "adapter_model.safetensors"


def save_as_peft_folder(base: BaseModel, folder: Path, base_name: str) -> None:
    """Write the adapter as it is now into `folder`; `base_name` tells people what it was trained on."""
    folder.mkdir(parents=True, exist_ok=True)
    said = base.adapter_config().to_dict()
    said["base_model_name_or_path"] = base_name
    said["inference_mode"] = True
    # peft keeps sets and enums in there; adapters are read by other programs too.
    plain = json.dumps(said, default=lambda value: sorted(value) if isinstance(value, set) else str(value), indent=2)
    (folder / CONFIG).write_text(plain + "\n", encoding="utf-8")
    save_file(base.adapter_state(), folder / WEIGHTS, metadata={"format": "pt"})
