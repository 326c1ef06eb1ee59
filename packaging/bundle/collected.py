"""What goes into the bundle's core beyond what PyInstaller finds by itself, and what stays out."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec

# Folders and files of resources/ that the program opens (screenshots are for the README).
RESOURCES = ("icons", "fonts", "samples", "general", "style.qss")

# Packages whose data or libraries are found at run time.
WHOLE = ("sqlite_vec", "pypdfium2", "pypdfium2_raw", "rapidocr", "onnxruntime", "selectolax", "apsw")

# The training pack is a folder of ordinary packages. A package that stands in the core is not looked
# for there again, so what both need is in the core as a whole.
SHARED_WITH_TRAINING = (
    "numpy", "safetensors", "tokenizers", "gguf", "jinja2", "markupsafe", "yaml", "tqdm", "filelock", "psutil",
    "packaging",
)  # fmt: skip

# Of the training pack.
LEFT_OUT = (
    "torch", "torchgen", "functorch", "transformers", "sentence_transformers", "peft", "accelerate", "huggingface_hub",
    "hf_xet", "sklearn", "scipy", "joblib", "threadpoolctl", "sympy", "mpmath", "networkx", "regex", "fsspec",
    "typer", "httpx2", "httpcore2", "anyio", "h11", "rich",
)  # fmt: skip

# Of the workshop, or optional parts of libraries that Carrel never calls.
NEVER_IMPORTED = (
    "tkinter", "turtle", "readline", "rlcompleter", "curses", "nis", "ossaudiodev", "spwd", "dbm",
    "turtledemo", "idlelib", "lib2to3", "ensurepip", "test", "pip", "setuptools", "wheel",
    "_pytest", "pytest", "pytestqt", "hypothesis", "mypy", "mypyc", "ruff", "fpdf", "docx", "fontTools", "PyInstaller",
    "cyclonedx", "cyclonedx_py", "onnx", "onnxscript", "onnx_ir", "ml_dtypes", "matplotlib", "pandas", "IPython",
    "PySide6.QtQml", "PySide6.QtQuick", "PySide6.QtDesigner", "PySide6.QtTest", "PySide6.QtSql",
    "onnxruntime.quantization", "onnxruntime.transformers", "onnxruntime.tools", "onnxruntime.training",
    "llama_cpp.server", "numpy.f2py.tests", "numpy.testing.tests",
)  # fmt: skip

# Files that PyInstaller's hooks bring and nothing opens; parts of paths inside the bundle.
_BALLAST = (
    "llama_cpp/lib/", "llama_cpp/server", "/tests/", "libQt6Qml", "libQt6Quick", "libQt6VirtualKeyboard", "libQt6Pdf",
    "plugins/platforminputcontexts/libqtvirtualkeyboard", "plugins/imageformats/libqpdf", "plugins/tls/",
    "plugins/networkinformation/", "plugins/egldeviceintegrations/", "plugins/platforms/libqeglfs",
    "plugins/platforms/libqlinuxfb", "plugins/platforms/libqvnc", "plugins/platforms/libqvkkhrdisplay",
    "plugins/platforms/libqminimalegl", "plugins/platformthemes/libqgtk3", "plugins/generic/", "libQt6EglF",
    "PySide6/Qt/translations/qtdesigner", "PySide6/Qt/translations/assistant", "PySide6/Qt/translations/linguist",
)  # fmt: skip


# Libraries that every desktop has and keeps up to date itself, most of them under the LGPL.
_OF_THE_SYSTEM = (
    "libglib-2.0", "libgthread-2.0", "libgobject-2.0", "libgmodule-2.0", "libgio-2.0", "libpcre2", "libdbus-1",
    "libsystemd", "libgcrypt", "libgpg-error", "libcap.", "liblz4.", "libmount", "libblkid", "libselinux", "libcairo",
    "libpango", "libgdk_pixbuf", "libatk", "libharfbuzz.so", "libfribidi", "libthai", "libdatrie", "libgraphite2",
    "libpixman", "libgssapi_krb5", "libkrb5", "libk5crypto", "libcom_err", "libkeyutils", "libtirpc", "libreadline",
    "libncursesw", "libtinfo",
)  # fmt: skip


def standard_library() -> Sequence[str]:
    """Return the standard library's modules, so that whatever a training pack imports is there."""
    unwanted = {name.split(".")[0] for name in NEVER_IMPORTED} | {"antigravity", "this", "_tkinter"}
    return sorted(
        name for name in sys.stdlib_module_names if name not in unwanted and not name.startswith("_") and _exists(name)
    )


def without_ballast(name: str) -> bool:
    """Whether a collected file is used; llama.cpp's libraries come from the bundle's own build."""
    path = name.replace("\\", "/")
    return not any(part in path for part in _BALLAST) and not path.startswith(_OF_THE_SYSTEM)


def _exists(name: str) -> bool:
    return find_spec(name) is not None
