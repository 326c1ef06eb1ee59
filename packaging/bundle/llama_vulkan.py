"""llama.cpp's Vulkan backend for the bundle: a library of its own that GPUs of every maker can run.

It wants Vulkan's and SPIR-V's headers and glslc, the compiler of shaders (on Debian and Ubuntu:
libvulkan-dev, spirv-headers and glslc; elsewhere the Vulkan SDK). The loader and the drivers come
with the system it runs on; without them the library does not load, and the processor does the work.
"""

import os
import re
import shutil
from pathlib import Path

# Only for ggml's own developers (GGML_VULKAN_VALIDATE), and the one thing that headers before 1.3.272
# (Debian 12 has 1.3.239) do not know.
_VALIDATION = re.compile(
    r"std::vector<vk::LayerSettingEXT> settings = \{.*?"
    r"(vk::InstanceCreateInfo instance_create_info\(.*?), &layer_setting_info\);",
    re.DOTALL,
)
_HEADERS = ("vulkan/vulkan.hpp", "spirv/unified1/spirv.hpp")


def can_build_vulkan() -> bool:
    """Whether this machine has what the backend is compiled with."""
    sdk = os.environ.get("VULKAN_SDK")
    if sdk:
        return Path(sdk).is_dir()
    return bool(shutil.which("glslc")) and all(Path("/usr/include", header).is_file() for header in _HEADERS)


def leave_out_validation(source: Path) -> None:
    """Take the validation layer's settings out of ggml's source, below `source`."""
    file = source / "ggml" / "src" / "ggml-vulkan" / "ggml-vulkan.cpp"
    text = file.read_text(encoding="utf-8")
    file.write_text(_VALIDATION.sub(r"\1);", text), encoding="utf-8")
