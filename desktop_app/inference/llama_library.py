"""llama.cpp as a library of this process: started once, its log sent to Python's.

The low-level C interface is used throughout: the high-level `Llama` keeps the logits of
every position (100 MB for a small model) and offers no way to stop while a prompt is read.
llama.cpp logs about models and memory, never about what is read or written.
"""

import atexit
import ctypes
import functools
import logging
import os
import sys
from pathlib import Path
from typing import Any

from desktop_app.inference.processor import shorten_spinning

logger = logging.getLogger("llama.cpp")

# ggml_log_level (ggml.h): 1 debug, 2 information, 3 warning, 4 error, 5 continues the line before.
# Its errors are context only: what went wrong for the person is raised as an error of our own,
# and a prompt that was stopped is one to llama.cpp.
_LEVELS = {3: logging.INFO, 4: logging.INFO}


@functools.cache
def start_llama() -> Any:
    """Load and start the library if it is not yet, and return its functions."""
    shorten_spinning()
    # When ggml gives up it would start gdb on this process and print what stood in its memory.
    os.environ["GGML_NO_BACKTRACE"] = "1"
    from llama_cpp import _utils
    from llama_cpp import llama_cpp as library

    # The binding opens two files when it is imported and never closes them (0.3.36).
    atexit.register(_utils.outnull_file.close)
    atexit.register(_utils.errnull_file.close)
    library.llama_log_set(_log_callback(library), None)
    _load_processor_variant(Path(library.__file__).parent / "lib")
    library.llama_backend_init()
    return library


def _load_processor_variant(folder: Path) -> None:
    """In a bundle, let ggml choose among the libraries for each generation of processors the best that runs here.

    A build for one machine (`make run`) has its processor linked in, and no such libraries.
    """
    if not any(folder.glob("*ggml-cpu-*")):
        return
    ggml_registry().ggml_backend_load_all_from_path(os.fsencode(folder))


def ggml_registry() -> ctypes.CDLL:
    """Return the library that knows ggml's backends, the same copy that libllama asks."""
    from llama_cpp import llama_cpp as library

    folder = Path(library.__file__).parent / "lib"
    # A build for one machine has three files of the same library; libllama uses the one in the middle.
    names = {"win32": ("ggml.dll",), "darwin": ("libggml.0.dylib", "libggml.dylib")}
    found = [folder / name for name in names.get(sys.platform, ("libggml.so.0", "libggml.so"))]
    return ctypes.CDLL(str(next((file for file in found if file.exists()), found[-1])))


def llama_version() -> str:
    """Return the version of the binding, and so of the llama.cpp inside it."""
    import llama_cpp

    return str(llama_cpp.__version__)


@functools.cache  # C keeps only a pointer, so the callback must live as long as the process
def _log_callback(library: Any) -> Any:
    return library.llama_log_callback(_log)


def _log(level: int, text: bytes | None, _: object) -> None:
    line = (text or b"").decode("utf-8", "replace").strip()
    if line and line != ".":
        logger.log(_LEVELS.get(level, logging.DEBUG), "%s", line)
