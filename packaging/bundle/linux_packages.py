"""Carrel as Linux systems expect a program: an AppDir, from the same files a .deb, and one for the training pack.

The program stands in usr/lib/carrel; desktop entry, icons, kinds of files, description, manual
page and shell completion where desktops and shells look for them. Nothing is run at
installation; a person's data is in their own home and is never touched.
"""

import gzip
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

from archives import folder_size, set_times
from command_pages import bash_completion, fish_completion, manual_page, zsh_completion
from desktop_app import __version__
from steps import SetupFailed

TOP = Path(__file__).resolve().parent.parent.parent
LINUX = TOP / "packaging" / "linux"
ID = "app.carrel.Carrel"  # as desktops name an application: the reverse of a domain, and its name
PACK = "carrel-training-pack"
ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
# What Qt opens at run time and the bundle does not bring (system_libraries.py), as Debian calls it.
DEPENDS = (
    "libgssapi-krb5-2", "libegl1", "libgl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1",
    "libglib2.0-0 | libglib2.0-0t64", "libx11-xcb1", "libxkbcommon-x11-0", "libxcb-cursor0",
    "libxcb-icccm4", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-shape0", "libxcb-sync1", "libxcb-xfixes0", "libxcb-xkb1", "libwayland-cursor0",
)  # fmt: skip


def write_app_folder(bundle: Path, target: Path) -> Path:
    """Write an AppDir (for AppImage, and the root of the .deb) and return it; what stood there goes."""
    shutil.rmtree(target, ignore_errors=True)
    program = target / "usr" / "lib" / "carrel"
    shutil.copytree(bundle, program, symlinks=True, copy_function=_link_or_copy)
    (target / "usr" / "bin").mkdir()
    (target / "usr" / "bin" / "carrel").symlink_to("../lib/carrel/carrel")
    share = target / "usr" / "share"
    _install(LINUX / f"{ID}.desktop", share / "applications" / f"{ID}.desktop")
    _install(LINUX / f"{ID}.metainfo.xml", share / "metainfo" / f"{ID}.metainfo.xml")
    _install(LINUX / "carrel-mime.xml", share / "mime" / "packages" / "carrel.xml")
    _install(
        TOP / "resources" / "icons" / "carrel.svg", share / "icons" / "hicolor" / "scalable" / "apps" / "carrel.svg"
    )
    _draw_icons(share / "icons" / "hicolor")
    _write(share / "man" / "man1" / "carrel.1.gz", _gzipped(manual_page()))
    _write(share / "bash-completion" / "completions" / "carrel", bash_completion().encode())
    _write(share / "zsh" / "vendor-completions" / "_carrel", zsh_completion().encode())
    _write(share / "fish" / "vendor_completions.d" / "carrel.fish", fish_completion().encode())
    (target / "AppRun").symlink_to("usr/bin/carrel")
    shutil.copy(LINUX / f"{ID}.desktop", target / f"{ID}.desktop")
    shutil.copy(share / "icons" / "hicolor" / "256x256" / "apps" / "carrel.png", target / "carrel.png")
    (target / ".DirIcon").symlink_to("carrel.png")
    return target


def write_debian_package(app_folder: Path, work: Path, dist: Path, epoch: int) -> Path:
    """Return the .deb made of an AppDir's usr/."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(app_folder / "usr", work / "usr", symlinks=True, copy_function=_link_or_copy)
    document = work / "usr" / "share" / "doc" / "carrel"
    _write(document / "CHANGELOG.md.gz", _gzipped((TOP / "CHANGELOG.md").read_text(encoding="utf-8")))
    _write(document / "changelog.gz", _gzipped(debian_changelog(epoch)))
    _write(work / "usr" / "share" / "lintian" / "overrides" / "carrel", (LINUX / "lintian-overrides").read_bytes())
    _write(document / "copyright", (LINUX / "copyright").read_bytes())
    _write(work / "DEBIAN" / "postrm", (LINUX / "postrm").read_bytes())
    (work / "DEBIAN" / "postrm").chmod(0o755)
    depends = (f"libc6 (>= {needed_glibc(work / 'usr')})", *DEPENDS)
    return _built(work, dist, epoch, "carrel", (LINUX / "control").read_text(encoding="utf-8"), depends)


def write_pack_package(pack: Path, work: Path, dist: Path, epoch: int) -> Path:
    """Return the .deb that puts the training pack beside the program of the same version."""
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(pack, work / "usr" / "lib" / "carrel" / pack.name, copy_function=_link_or_copy)
    document = work / "usr" / "share" / "doc" / PACK
    _write(document / "changelog.gz", _gzipped(debian_changelog(epoch, PACK)))
    _write(
        document / "copyright",
        (LINUX / "copyright").read_bytes().replace(b"_internal/licences", b"training-pack/licences"),
    )
    overrides = (LINUX / "lintian-overrides").read_text(encoding="utf-8").replace("carrel: ", f"{PACK}: ")
    _write(work / "usr" / "share" / "lintian" / "overrides" / PACK, overrides.encode())
    control = (LINUX / "control-training-pack").read_text(encoding="utf-8")
    return _built(work, dist, epoch, PACK, control, (f"carrel (= {__version__})",))


def needed_glibc(folder: Path) -> str:
    """Return the oldest version of the C library that every program and library below the folder runs with."""
    libraries = [file for file in folder.rglob("*") if file.is_file() and file.read_bytes()[:4] == b"\x7fELF"]
    told = subprocess.run(["objdump", "-p", *libraries], capture_output=True, text=True, check=True).stdout
    return max(re.findall(r" GLIBC_(\d+\.\d+)", told), key=lambda version: [int(part) for part in version.split(".")])


def _built(work: Path, dist: Path, epoch: int, package: str, control: str, depends: Sequence[str]) -> Path:
    if not shutil.which("dpkg-deb"):
        raise SetupFailed("dpkg-deb is missing, so there is no .deb; on Debian and Ubuntu it is always there.")
    size = folder_size(work / "usr") // 1024
    text = control.format(version=__version__, size=size, depends=", ".join(depends))
    _write(work / "DEBIAN" / "control", text.encode())
    _write(work / "DEBIAN" / "md5sums", _checksums(work).encode())
    _let_all_read(work)
    set_times(work, epoch)
    target = dist / f"{package}_{__version__}_amd64.deb"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    outcome = subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--threads-max=2", "--build", work, target],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if outcome.returncode:
        raise SetupFailed(f"dpkg-deb failed: {outcome.stderr.strip()}")
    return target


def _let_all_read(work: Path) -> None:
    """Give every part the rights that a package has, whatever the umask of who builds it."""
    for path in (work, *work.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def debian_changelog(epoch: int, package: str = "carrel") -> str:
    """Return the list of versions in the form that Debian's tools read; people read CHANGELOG.md."""
    control = (LINUX / "control").read_text(encoding="utf-8")
    maintainer = next(line for line in control.splitlines() if line.startswith("Maintainer: "))
    moment = format_datetime(datetime.fromtimestamp(epoch, UTC))
    return (
        f"{package} ({__version__}) unstable; urgency=medium\n\n"
        "  * What is new stands in CHANGELOG.md.gz.\n\n"
        f" -- {maintainer.removeprefix('Maintainer: ')}  {moment}\n"
    )


def _draw_icons(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QGuiApplication, QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    app = QGuiApplication.instance() or QGuiApplication([])
    renderer = QSvgRenderer(str(TOP / "resources" / "icons" / "carrel.svg"))
    for size in ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        target = folder / f"{size}x{size}" / "apps" / "carrel.png"
        target.parent.mkdir(parents=True)
        image.save(str(target))
    del app


def _install(source: Path, target: Path) -> None:
    text = source.read_text(encoding="utf-8").replace("@VERSION@", __version__)
    _write(target, text.encode())


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


def _gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _checksums(root: Path) -> str:
    files = sorted(file for file in (root / "usr").rglob("*") if file.is_file() and not file.is_symlink())
    return "".join(
        f"{hashlib.md5(file.read_bytes(), usedforsecurity=False).hexdigest()}  {file.relative_to(root)}\n"
        for file in files
    )
