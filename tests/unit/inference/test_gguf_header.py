"""The reader of GGUF headers, against good, damaged and hostile files."""

import struct
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import CarrelError, ModelDamaged, ModelMissing, ModelUnsupported
from desktop_app.inference.gguf_header import read_gguf_header
from tests.samples.gguf_files import header, text, write_tiny_model

STRING, ARRAY, UINT32 = 8, 9, 4


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


def test_values_and_tensors_of_a_good_file_are_read(tiny: Path) -> None:
    read = read_gguf_header(tiny)
    assert read.architecture == "llama"
    assert read.of_architecture("context_length") == 512
    assert {tensor.name for tensor in read.tensors} > {"token_embd.weight", "output_norm.weight"}
    assert sum(tensor.bytes for tensor in read.tensors) == 4 * sum(tensor.elements for tensor in read.tensors)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.8, 0.999])
def test_a_file_cut_in_the_middle_is_damaged(tiny: Path, tmp_path: Path, kept: float) -> None:
    data = tiny.read_bytes()
    with pytest.raises(ModelDamaged):
        read_gguf_header(write(tmp_path / "cut.gguf", data[: int(len(data) * kept)]))


def test_a_file_cut_inside_its_tensors_says_how_much_is_missing(tiny: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged, match=r"cut off: 1 MB are missing"):
        read_gguf_header(write(tmp_path / "cut.gguf", tiny.read_bytes()[:-100]))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(header(keys=2**63), id="more keys than any file has"),
        pytest.param(header(tensors=2**63), id="more tensors than any file has"),
        pytest.param(header(keys=1, body=struct.pack("<Q", 2**62)), id="a key longer than the file"),
        pytest.param(header(keys=1, body=text("a") + struct.pack("<IQ", STRING, 2**40)), id="an endless text"),
        pytest.param(header(keys=1, body=text("a") + struct.pack("<IIQ", ARRAY, UINT32, 2**24)), id="an endless array"),
        pytest.param(header(keys=1, body=text("a") + struct.pack("<IIQ", ARRAY, ARRAY, 1)), id="an array of arrays"),
        pytest.param(header(keys=1, body=text("a") + struct.pack("<I", 99)), id="a value of no known type"),
        pytest.param(header(tensors=1, body=text("t") + struct.pack("<I", 0)), id="a tensor without dimensions"),
        pytest.param(header(tensors=1, body=text("t") + struct.pack("<IQIQ", 1, 0, 0, 0)), id="an empty tensor"),
        pytest.param(header(tensors=1, body=text("t") + struct.pack("<IQIQ", 1, 2**60, 0, 0)), id="an endless tensor"),
        pytest.param(header(tensors=1, body=text("t") + struct.pack("<IQIQ", 1, 33, 2, 0)), id="half a block"),
    ],
)
def test_counts_and_lengths_are_not_believed(tmp_path: Path, body: bytes) -> None:
    with pytest.raises(ModelDamaged):
        read_gguf_header(write(tmp_path / "hostile.gguf", body))


def test_an_alignment_of_zero_is_damaged(tmp_path: Path) -> None:
    value = text("general.alignment") + struct.pack("<II", UINT32, 0)
    with pytest.raises(ModelDamaged):
        read_gguf_header(write(tmp_path / "m.gguf", header(keys=1, body=value)))


def test_another_byte_order_is_unsupported_rather_than_damaged(tmp_path: Path) -> None:
    with pytest.raises(ModelUnsupported):
        read_gguf_header(write(tmp_path / "big-endian.gguf", header(version=3 << 24)))


def test_other_files_are_no_models(tmp_path: Path) -> None:
    for name, data in (("empty.gguf", b""), ("image.gguf", b"\x89PNG\r\n" * 50)):
        with pytest.raises(ModelDamaged):
            read_gguf_header(write(tmp_path / name, data))
    with pytest.raises(ModelDamaged):
        read_gguf_header(tmp_path)
    with pytest.raises(ModelMissing):
        read_gguf_header(tmp_path / "nowhere.gguf")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_change_of_any_bytes_is_read_or_refused(tiny: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(tiny.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, min(9000, len(content) - 1)))
        patch = data.draw(st.binary(min_size=1, max_size=9))
        content[position : position + len(patch)] = patch
    with suppress(CarrelError):
        read_gguf_header(write(tmp_path / "changed.gguf", bytes(content)))
