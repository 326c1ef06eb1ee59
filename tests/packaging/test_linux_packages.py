"""The packages for Debian hold what its systems look for, and ask for what their programs need."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from archives import EPOCH
from desktop_app import __version__
from linux_packages import (
    ICON_SIZES,
    ID,
    PACK,
    needed_glibc,
    write_app_folder,
    write_debian_package,
    write_pack_package,
)

pytestmark = pytest.mark.skipif(
    not (shutil.which("dpkg-deb") and shutil.which("objdump")), reason="dpkg and binutils are not installed"
)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The .deb of a bundle whose program is the shell's `true`."""
    folder = tmp_path_factory.mktemp("build")
    bundle = folder / "carrel"
    before = os.umask(0o077)  # a builder may keep files private; a package does not
    (bundle / "_internal").mkdir(parents=True)
    shutil.copy("/bin/true", bundle / "carrel")
    try:
        return write_debian_package(write_app_folder(bundle, folder / "AppDir"), folder / "work", folder, EPOCH)
    finally:
        os.umask(before)


def told_by(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_package_has_what_desktops_and_shells_look_for(package: Path) -> None:
    files = told_by("dpkg-deb", "--contents", package)
    icons = [f"icons/hicolor/{size}x{size}/apps/carrel.png" for size in ICON_SIZES]
    for name in (
        f"applications/{ID}.desktop",
        f"metainfo/{ID}.metainfo.xml",
        "mime/packages/carrel.xml",
        "man/man1/carrel.1.gz",
        "bash-completion/completions/carrel",
        "zsh/vendor-completions/_carrel",
        "fish/vendor_completions.d/carrel.fish",
        "icons/hicolor/scalable/apps/carrel.svg",
        "doc/carrel/copyright",
        *icons,
    ):
        assert f"./usr/share/{name}\n" in files
    assert "./usr/bin/carrel -> ../lib/carrel/carrel\n" in files
    assert all(" root/root " in line for line in files.splitlines())
    assert {line[:10] for line in files.splitlines()} <= {"drwxr-xr-x", "-rwxr-xr-x", "-rw-r--r--", "lrwxrwxrwx"}


def test_a_package_asks_for_the_c_library_that_its_programs_were_built_with(package: Path) -> None:
    needed = needed_glibc(package.parent / "work" / "usr")
    assert f"libc6 (>= {needed})" in told_by("dpkg-deb", "--field", package, "Depends")
    assert told_by("dpkg-deb", "--field", package, "Version").strip() == __version__


def test_the_training_pack_fits_only_its_own_version(tmp_path: Path) -> None:
    pack = tmp_path / "training-pack"
    (pack / "torch").mkdir(parents=True)
    (pack / "torch" / "__init__.py").write_text("", encoding="utf-8")
    package = write_pack_package(pack, tmp_path / "work", tmp_path, EPOCH)
    assert package.name == f"{PACK}_{__version__}_amd64.deb"
    assert told_by("dpkg-deb", "--field", package, "Depends").strip() == f"carrel (= {__version__})"
    assert "./usr/lib/carrel/training-pack/torch/__init__.py\n" in told_by("dpkg-deb", "--contents", package)
