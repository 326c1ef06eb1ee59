"""Compile llama.cpp for the bundle: one library for each generation of processors, chosen at run time.

The source is that of the pinned llama-cpp-python. Needs CMake, Ninja and a C++ compiler. Where this
machine has what llama_vulkan.py says, the backend for graphics cards stands in the folder `gpu` below
the others: what stands beside them is loaded into every process.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from pathlib import Path

from build_llama import PACKAGE, pinned_version
from llama_vulkan import can_build_vulkan, leave_out_validation
from steps import SetupFailed, run, say

HERE = Path(__file__).resolve().parent
TOP = HERE.parent.parent
CONSTRAINTS = TOP / "packaging" / "constraints.txt"

# x86-64 in the order of their age; ggml asks each whether it runs here and takes the best. The one
# for AMX (sapphirerapids) is left out: some virtual machines announce AMX and die of its instructions.
X86_64 = (
    "x64", "sse42", "sandybridge", "ivybridge", "piledriver", "haswell", "skylakex", "cannonlake",
    "cascadelake", "icelake", "zen4", "alderlake",
)  # fmt: skip
ARM_64 = ("armv8.0_1", "armv8.2_1", "armv8.2_2", "armv8.6_1", "apple_m1", "apple_m2_m3", "apple_m4")
VARIANT = re.compile(r"^\s*ggml_add_cpu_backend_variant\(([\w.]+)\s")
OPTIONS = {
    "CMAKE_BUILD_TYPE": "Release",
    "BUILD_SHARED_LIBS": "ON",
    "CMAKE_BUILD_WITH_INSTALL_RPATH": "ON",
    "CMAKE_INSTALL_RPATH": "@loader_path;@loader_path/.." if sys.platform == "darwin" else "$ORIGIN;$ORIGIN/..",
    "GGML_NATIVE": "OFF",
    "GGML_BACKEND_DL": "ON",
    "GGML_CPU_ALL_VARIANTS": "ON",
    "GGML_METAL_EMBED_LIBRARY": "ON",  # the shaders stand in the library; only on macOS
    "LLAMA_BUILD_COMMON": "OFF",
    "LLAMA_BUILD_TESTS": "OFF",
    "LLAMA_BUILD_TOOLS": "OFF",
    "LLAMA_BUILD_EXAMPLES": "OFF",
    "LLAMA_BUILD_SERVER": "OFF",
    "LLAMA_CURL": "OFF",
    "LLAMA_OPENSSL": "OFF",
}
GPUS = ("ggml-vulkan", "ggml-metal")
ENDINGS = (".so", ".dylib", ".dll")


def build_llama_variants(build: Path) -> Path:
    """Return the folder with llama.cpp's libraries for every processor, compiled unless it is there already."""
    libraries = build / "llama" / "lib"
    stamp = build / "llama" / "stamp"
    fingerprint = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint:
        return libraries
    source = _source(build / "llama")
    compiled = build / "llama" / "compiled"
    say("Compiling llama.cpp for every generation of processors: 10 to 15 minutes on two free cores ...")
    options = {**OPTIONS, "CMAKE_PROJECT_INCLUDE": str(HERE / "llama_variants.cmake")}
    if can_build_vulkan():
        leave_out_validation(source)
        options["GGML_VULKAN"] = "ON"
    elif sys.platform != "darwin":
        say("Without graphics cards: Vulkan's headers or glslc are missing (libvulkan-dev, spirv-headers, glslc).")
    definitions = [f"-D{name}={value}" for name, value in options.items()]
    environment = dict(os.environ)
    run(["cmake", "-G", "Ninja", "-S", source, "-B", compiled, *definitions], environment, "CMake failed")
    run(["cmake", "--build", compiled, "--target", "llama"], environment, "llama.cpp could not be compiled")
    _collect(compiled / "bin", libraries)
    stamp.write_text(fingerprint, encoding="utf-8")
    return libraries


def _source(folder: Path) -> Path:
    """Return llama.cpp's source, taken out of the pinned source package of its binding."""
    version = pinned_version(CONSTRAINTS)
    package = folder / f"llama_cpp_python-{version}.tar.gz"
    if not package.is_file():
        say(f"Fetching the source of {PACKAGE} {version} ...")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:"]
        run([*command, "--dest", folder, f"{PACKAGE}=={version}"], dict(os.environ), f"{PACKAGE} could not be fetched")
    unpacked = folder / package.name.removesuffix(".tar.gz")
    if not unpacked.is_dir():
        with tarfile.open(package) as archive:
            archive.extractall(folder, filter="data")
    source = unpacked / "vendor" / "llama.cpp"
    _leave_out_others(source / "ggml" / "src" / "CMakeLists.txt")
    return source


def _leave_out_others(file: Path) -> None:
    """ggml offers no choice among its variants, and what depends on one is compiled with all of them."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        named = VARIANT.match(line)
        if named and named[1] not in (*X86_64, *ARM_64):
            lines[at] = line.replace("ggml_add", "# ggml_add")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _collect(compiled: Path, libraries: Path) -> None:
    shutil.rmtree(libraries, ignore_errors=True)
    libraries.mkdir(parents=True)
    for library in _libraries(compiled):
        target = (libraries / "gpu" if any(gpu in library.name for gpu in GPUS) else libraries) / library.name
        target.parent.mkdir(exist_ok=True)
        shutil.copy2(library, target)
        if sys.platform == "linux":
            subprocess.run(["strip", "--strip-unneeded", target], check=True)
    if sys.platform == "linux":
        # OpenMP's own library, which an empty system lacks; it is found beside those that need it.
        told = subprocess.run(["cc", "-print-file-name=libgomp.so.1"], capture_output=True, text=True, check=True)
        shutil.copy2(Path(told.stdout.strip()).resolve(), libraries / "libgomp.so.1")
    if not any(libraries.glob("*ggml-cpu-*")):
        raise SetupFailed("llama.cpp was compiled, but without a library for any processor.")


def _libraries(folder: Path) -> Sequence[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix in ENDINGS and not file.is_symlink())


def _fingerprint() -> str:
    digest = hashlib.sha256(pinned_version(CONSTRAINTS).encode())
    for file in (Path(__file__), HERE / "llama_vulkan.py", HERE / "llama_variants.cmake"):
        digest.update(file.read_bytes())
    digest.update(b"vulkan" if can_build_vulkan() else b"")
    return digest.hexdigest()
