"""What the bundle's recipe promises, as far as it can be checked without building one."""

import io
import json
import os
import re
import subprocess
import tarfile
from pathlib import Path

import pytest

import desktop_app
from archives import write_tarball
from build import missing_tools
from collected import LEFT_OUT, RESOURCES, without_ballast
from desktop_app.inference.embedder_folder import embedder_identity
from desktop_app.inference.int8_model import Int8Copies
from desktop_app.licences import Part, installed_parts
from desktop_app.weights import starter_embedder
from llama_variants import VARIANT, X86_64
from llama_vulkan import leave_out_validation
from models import model_files, write_bundled_models
from parts import write_licences, write_texts
from parts_list import write_parts_list
from surroundings import STARTED_ANEW, restore_library_path

TOP = Path(desktop_app.__file__).resolve().parent.parent


def test_the_core_has_no_training_parts() -> None:
    names = {part.name.lower().replace("_", "-") for part in installed_parts(LEFT_OUT)}
    assert {name.replace("_", "-") for name in LEFT_OUT}.isdisjoint(names)
    assert "all-minilm-l6-v2" in names


def test_llama_for_one_machine_and_libraries_of_the_system_stay_out() -> None:
    assert not without_ballast("llama_cpp/lib/libllama.so")
    assert not without_ballast("libglib-2.0.so.0")
    assert without_ballast("libQt6Core.so.6")
    assert without_ballast("llama_cpp/llama_cpp.pyc")


def test_every_resource_that_the_code_opens_is_taken() -> None:
    opened = {
        name
        for file in (TOP / "desktop_app").rglob("*.py")
        for name in re.findall(r"resource_path\(f?\"([\w.-]+)", file.read_text(encoding="utf-8"))
    }
    assert {"icons", "samples", "general"} <= opened
    assert opened <= set(RESOURCES)
    assert all((TOP / "resources" / name).exists() for name in RESOURCES)


def test_models_are_taken_as_the_manifest_and_the_source_name_them() -> None:
    files = model_files(TOP)
    assert any(file.suffix == ".gguf" for file in files)
    assert Path("models/adapters/grounded-answers/grounded-answers.gguf") in files
    assert all((TOP / file).is_file() for file in files)
    assert len(set(files)) == len(files)


def test_without_the_embedders_own_weights_its_vectors_have_the_same_name(tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    for file, folder in (
        *((TOP / file, str(file.parent)) for file in model_files(TOP)),
        *write_bundled_models(TOP, tmp_path / "work"),
    ):
        (bundle / folder).mkdir(parents=True, exist_ok=True)
        (bundle / folder / file.name).symlink_to(file)
    inside = bundle / starter_embedder().relative_to(TOP)
    assert not list(bundle.rglob("*.safetensors"))
    assert embedder_identity(inside) == embedder_identity(starter_embedder())
    copies = Int8Copies(tmp_path / "kept", bundle / "models" / "int8")
    assert copies.is_chosen(inside)
    assert copies.file(inside).is_file()
    manifest = json.loads((bundle / "models" / "manifest.json").read_text(encoding="utf-8"))
    named = [bundle / "models" / file["path"] for weights in manifest["weights"] for file in weights["files"]]
    assert named
    assert all(file.is_file() for file in named)


def test_no_variant_needs_instructions_that_end_processes_in_virtual_machines() -> None:
    assert "x64" in X86_64
    assert "sapphirerapids" not in X86_64
    named = VARIANT.match("            ggml_add_cpu_backend_variant(sapphirerapids SSE42 AMX_INT8)")
    assert named is not None
    assert named[1] == "sapphirerapids"


def test_archives_of_the_same_files_are_the_same_bytes(tmp_path: Path) -> None:
    folder = tmp_path / "carrel"
    folder.mkdir()
    (folder / "program").write_text("text", encoding="utf-8")
    (folder / "program").chmod(0o775)
    (folder / "link").symlink_to("program")
    first = write_tarball(folder, tmp_path / "first.tar.gz", "carrel-1", 1_700_000_000).read_bytes()
    (folder / "program").write_text("text", encoding="utf-8")  # another time, the same words
    assert write_tarball(folder, tmp_path / "second.tar.gz", "carrel-1", 1_700_000_000).read_bytes() == first
    with tarfile.open(fileobj=io.BytesIO(first)) as archive:
        assert {entry.name: (entry.uname, entry.mode) for entry in archive if entry.isfile()} == {
            "carrel-1/program": ("root", 0o755)
        }


def test_the_backend_for_graphics_cards_is_compiled_with_older_headers_too(tmp_path: Path) -> None:
    file = tmp_path / "ggml" / "src" / "ggml-vulkan" / "ggml-vulkan.cpp"
    file.parent.mkdir(parents=True)
    file.write_text(
        '    std::vector<vk::LayerSettingEXT> settings = {\n        { "layer", 1 },\n    };\n'
        "    vk::LayerSettingsCreateInfoEXT layer_setting_info(settings);\n"
        "    vk::InstanceCreateInfo instance_create_info(vk::InstanceCreateFlags{}, &app_info, layers, extensions,"
        " &layer_setting_info);\n",
        encoding="utf-8",
    )
    leave_out_validation(tmp_path)
    left = file.read_text(encoding="utf-8")
    assert left.strip() == (
        "vk::InstanceCreateInfo instance_create_info(vk::InstanceCreateFlags{}, &app_info, layers, extensions);"
    )


def test_a_missing_tool_is_named_with_what_to_install() -> None:
    assert missing_tools({"sh": "dash"}) == ""
    assert missing_tools({"sh": "dash", "no-such-tool": "ninja-build"}).endswith("apt install ninja-build")


def test_programs_of_the_system_get_their_libraries_back_and_workers_the_bundles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/carrel/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/theirs")
    monkeypatch.delenv(STARTED_ANEW, raising=False)
    restore_library_path()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/theirs"
    assert os.environ[STARTED_ANEW] == "1"
    restore_library_path()
    assert "LD_LIBRARY_PATH" not in os.environ


@pytest.mark.slow
def test_licences_go_into_the_bundle_with_their_texts(tmp_path: Path) -> None:
    (tmp_path / "_internal").mkdir()
    write_licences(tmp_path)
    listed = json.loads((tmp_path / "_internal" / "licences" / "parts.json").read_text(encoding="utf-8"))
    texts = {part["name"]: part["files"] for part in listed}
    assert texts["numpy"]
    assert texts["PySide6_Essentials"] == ["pyside6-essentials/LGPL-3.txt", "pyside6-essentials/GPL-3.txt"]
    assert all((tmp_path / "_internal" / "licences" / file).is_file() for files in texts.values() for file in files)
    assert {name for name, files in texts.items() if not files} == set(), "parts without the text of their licence"


def test_what_no_package_tells_stands_in_the_list_of_parts_too(tmp_path: Path) -> None:
    pytest.importorskip("cyclonedx_py", reason="the extra `bundle` is installed by `make bundle`")
    listed = [
        part for part in installed_parts(LEFT_OUT) if part.name in {"numpy", "all-MiniLM-L6-v2", "Reader of answers"}
    ]
    listed.append(Part("a library of the system", "1.2-3", "see its text"))
    write_parts_list(tmp_path / "parts.json", listed)
    told = json.loads((tmp_path / "parts.json").read_text(encoding="utf-8"))
    kinds = {one["name"]: (one["type"], one["version"]) for one in told["components"]}
    assert kinds.keys() == {part.name for part in listed}
    assert kinds["a library of the system"] == ("library", "1.2-3")
    assert kinds["Reader of answers"][0] == kinds["all-MiniLM-L6-v2"][0] == "machine-learning-model"


def test_a_part_takes_the_texts_of_the_package_it_is_in(tmp_path: Path) -> None:
    (kept,) = write_texts([Part("PDFium (in pypdfium2)", "as in pypdfium2", "BSD-3-Clause")], tmp_path / "texts")
    assert any("pdfium" in name.lower() for name in kept.files)


def test_removing_the_package_leaves_what_people_made(tmp_path: Path) -> None:
    script = TOP / "packaging" / "linux" / "postrm"
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert re.search(r'if \[ "\$1" = purge \]', script.read_text(encoding="utf-8"))
