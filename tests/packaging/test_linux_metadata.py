"""What desktops read about the program is valid, as their own tools see it where they are installed."""

import plistlib
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from desktop_app import __version__
from desktop_app.autostart import AGENT
from linux_packages import ICON_SIZES, ID, LINUX, debian_changelog

MACOS = LINUX.parent / "macos"


def test_every_system_knows_the_program_by_one_name() -> None:
    information = plistlib.loads((MACOS / "Info.plist").read_bytes())
    metadata = ElementTree.parse(LINUX / f"{ID}.metainfo.xml").getroot()
    assert information["CFBundleIdentifier"] == AGENT == ID == metadata.findtext("id")
    assert metadata.findtext("launchable") == f"{ID}.desktop"
    assert 256 in ICON_SIZES


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="desktop-file-utils is not installed")
def test_the_desktop_entry_is_valid() -> None:
    told = subprocess.run(
        ["desktop-file-validate", LINUX / f"{ID}.desktop"], capture_output=True, text=True, check=False
    )
    assert (told.returncode, told.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="appstream is not installed")
def test_the_description_for_software_centres_is_valid(tmp_path: Path) -> None:
    file = tmp_path / f"{ID}.metainfo.xml"
    file.write_text((LINUX / file.name).read_text(encoding="utf-8").replace("@VERSION@", "1.2.3"), encoding="utf-8")
    told = subprocess.run(["appstreamcli", "validate", "--no-net", file], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("name", ["Info.plist", "entitlements.plist"])
def test_the_property_lists_of_macos_can_be_read(name: str) -> None:
    assert plistlib.loads((MACOS / name).read_bytes())


def test_no_entitlement_asks_for_a_network() -> None:
    granted = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert not [name for name in granted if "network" in name]


@pytest.mark.skipif(not shutil.which("dpkg-parsechangelog"), reason="dpkg-dev is not installed")
def test_the_list_of_versions_is_one_that_debian_reads(tmp_path: Path) -> None:
    file = tmp_path / "changelog"
    file.write_text(debian_changelog(1_735_689_600), encoding="utf-8")
    told = subprocess.run(
        ["dpkg-parsechangelog", "--file", file, "--show-field", "Version"], capture_output=True, text=True, check=True
    )
    assert (told.stdout.strip(), told.stderr) == (__version__, "")
