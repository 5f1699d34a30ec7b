"""What the Windows installer says, without a Windows: `tests.packaging.wine` tries it."""

import re
import shutil
import struct
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from installers.facts import Facts
from installers.pictures import ICON
from installers.windows.__main__ import SCRIPT, build_installer, deletions
from installers.windows.icon import SIZES, write_ico
from installers.windows.version import MANIFEST, numbers, strings
from installers.windows.winget import manifests
from tray.adapters.desktop import login_item

ABOUT = Facts(
    name="sso-tray",
    version="1.2.3",
    summary="A tray: it's here",
    licence="MIT",
    homepage="https://project.example",
    changes=(),
    built=datetime(2026, 1, 2, tzinfo=UTC),
)


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A program that is no program."""
    folder = tmp_path / "built"
    (folder / "_internal/empty").mkdir(parents=True)
    for name in ("SSO Tray.exe", "sso-tray.exe", "_internal/$name;x.dll"):
        (folder / name).write_text("MZ")
    return folder


@pytest.mark.parametrize(
    ("version", "counted"),
    [
        ("1.2.3", (1, 2, 3, 0)),
        ("0.1", (0, 1, 0, 0)),
        ("2.0rc1", (2, 0, 0, 0)),
        ("1.2.3.4", (1, 2, 3, 4)),
        ("1.0.dev3", (1, 0, 0, 0)),
    ],
)
def test_versions_as_windows_counts(version: str, counted: tuple[int, ...]) -> None:
    assert numbers(version) == counted


def test_a_programs_properties() -> None:
    said = strings(ABOUT, "sso-tray.exe", "SSO Tray, the command")
    assert (said["ProductVersion"], said["OriginalFilename"]) == ("1.2.3", "sso-tray.exe")


def test_the_manifest_asks_for_each_screens_scale_and_no_more_rights() -> None:
    root = ET.fromstring(MANIFEST)  # noqa: S314 - our own
    texts = {element.tag.rpartition("}")[2]: element for element in root.iter()}
    assert texts["dpiAwareness"].text == "PerMonitorV2"
    assert texts["requestedExecutionLevel"].attrib["level"] == "asInvoker"


def test_the_icon_has_a_picture_for_every_size(tmp_path: Path) -> None:
    write_ico(ICON, tmp_path / "a.ico")
    data = (tmp_path / "a.ico").read_bytes()
    assert struct.unpack_from("<HHH", data) == (0, 1, len(SIZES))
    for number, size in enumerate(SIZES):
        entry = struct.unpack_from("<BBBBHHII", data, 6 + 16 * number)
        picture = data[entry[7] : entry[7] + entry[6]]
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack_from(">II", picture, 16) == (size, size)


def test_the_uninstaller_names_each_file_and_nothing_else(built: Path) -> None:
    assert deletions(built).splitlines() == [
        r'Delete "$INSTDIR\SSO Tray.exe"',
        r'Delete "$INSTDIR\_internal\$$name;x.dll"',
        r'Delete "$INSTDIR\sso-tray.exe"',
        r'RMDir "$INSTDIR\_internal\empty"',
        r'RMDir "$INSTDIR\_internal"',
    ]
    assert "RMDir /r" not in SCRIPT.read_text("utf-8")


def test_start_at_login_is_what_the_settings_show() -> None:
    script = SCRIPT.read_text("utf-8")
    defined = dict(re.findall(r'^!define (\w+) "(.*)"$', script, re.MULTILINE))
    assert (defined["RUN"], defined["APPROVED"]) == (login_item._RUN, login_item._APPROVED)
    assert defined["NAME"] == login_item._NAME


def test_it_needs_no_rights_and_speaks_our_languages() -> None:
    script = SCRIPT.read_text("utf-8")
    assert "RequestExecutionLevel user\n" in script
    assert "HKLM" not in script
    english, german = (
        set(re.findall(rf"^LangString (\w+) \${{LANG_{language}}}", script, re.MULTILINE))
        for language in ("ENGLISH", "GERMAN")
    )
    assert english == german != set()


@pytest.mark.skipif(shutil.which("makensis") is None, reason="there is no makensis here")
def test_makensis_takes_it(built: Path, tmp_path: Path) -> None:
    installer = build_installer(built, tmp_path / "out", ABOUT)
    assert installer.name == "sso-tray-1.2.3.exe"
    assert installer.read_bytes().startswith(b"MZ")


def test_without_a_program_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no program"):
        build_installer(tmp_path, tmp_path / "out", ABOUT)


def test_wingets_files() -> None:
    found = manifests(ABOUT, "ab" * 32, "https://project.example/sso-tray-1.2.3.exe")
    assert {re.findall(r"^ManifestType: (\w+)$", text, re.MULTILINE)[0] for text in found.values()}
    assert all("PackageVersion: '1.2.3'\n" in text for text in found.values())
    (installer,) = [text for name, text in found.items() if ".installer." in name]
    assert f"InstallerSha256: '{'AB' * 32}'" in installer
    assert "Scope: 'user'" in installer
    (locale,) = [text for name, text in found.items() if ".locale." in name]
    assert "ShortDescription: 'A tray: it''s here'" in locale
    assert "PackageUrl: 'https://project.example'" in locale
    homeless = manifests(replace(ABOUT, homepage=""), "ab" * 32, "https://x.example/a.exe")
    assert not any("PackageUrl" in text for text in homeless.values())
