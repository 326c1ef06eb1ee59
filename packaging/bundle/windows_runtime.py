"""The libraries of Microsoft's compiler that a bundle for Windows brings, because an empty Windows lacks them.

ggml is compiled with OpenMP, so its libraries want vcomp140.dll; without it every worker that
computes ends with 0xC0000135. They may be handed out with a program ("Distributable Code").
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

WANTED = ("vcomp140.dll", "msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll")
VARIABLE = "VCToolsRedistDir"  # set in the compiler's own command prompt


def windows_runtime(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> Sequence[Path]:
    """Return the files for 64-bit Intel and AMD, none on other systems; raises FileNotFoundError for a missing one."""
    if platform != "win32":
        return ()
    folder = Path(environment.get(VARIABLE, "."), "x64")
    found = {file.name.lower(): file for file in sorted(folder.glob("*/*.dll"))}
    if missing := [name for name in WANTED if name not in found]:
        raise FileNotFoundError(
            f"{', '.join(missing)} not found below %{VARIABLE}%\\x64; build in a command prompt of the compiler."
        )
    return [found[name] for name in WANTED]
