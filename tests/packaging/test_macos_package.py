"""What the macOS bundle and image say, without a Mac: nobody has run them yet."""

import plistlib
import re
import struct
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from installers.facts import Facts
from installers.macos.__main__ import Signer, steps
from installers.macos.bundle import ENTITLEMENTS, IDENTIFIER, information
from installers.macos.cask import cask
from installers.macos.icon import WORDS, write_icns
from installers.pictures import ICON
from tray.adapters.desktop import login_item
from tray.adapters.policy import macos

ABOUT = Facts(
    name="sso-tray",
    version="1.2.3",
    summary="A tray: with words",
    licence="MIT",
    homepage="https://project.example",
    changes=(),
    built=datetime(2026, 1, 2, tzinfo=UTC),
)
MACHO = b"\xcf\xfa\xed\xfe"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A bundle of two programs, a library within, and what is none."""
    folder = tmp_path / "SSO Tray.app"
    for name in ("MacOS/SSO Tray", "MacOS/sso-tray", "Frameworks/PySide6/Qt/lib/QtCore"):
        path = folder / "Contents" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(MACHO)
    (folder / "Contents/Info.plist").write_bytes(plistlib.dumps(information(ABOUT)))
    (folder / "Contents/Frameworks/link").symlink_to("PySide6/Qt/lib/QtCore")
    return folder


def test_it_is_a_program_of_the_menu_bar_in_our_languages() -> None:
    found = plistlib.loads(plistlib.dumps(information(ABOUT)))
    assert found["LSUIElement"] is True
    assert found["CFBundleShortVersionString"] == "1.2.3"
    assert found["CFBundleLocalizations"] == ["en", "de"]


def test_everybody_calls_it_by_one_name() -> None:
    assert {IDENTIFIER, login_item._LABEL, macos._DOMAIN} == {"io.github.sso-tray"}


def test_the_icon_has_a_picture_for_every_word(tmp_path: Path) -> None:
    write_icns(ICON, tmp_path / "a.icns")
    data = (tmp_path / "a.icns").read_bytes()
    assert (data[:4], struct.unpack_from(">I", data, 4)) == (b"icns", (len(data),))
    found, at = {}, 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at + 4)
        picture = data[at + 8 : at + length]
        assert picture.startswith(b"\x89PNG")
        found[data[at : at + 4]] = struct.unpack_from(">I", picture, 16)[0]
        at += length
    assert found == WORDS


def test_the_inner_programs_are_signed_before_what_holds_them(app: Path, tmp_path: Path) -> None:
    image, rights = tmp_path / "a.dmg", tmp_path / "e.plist"
    done = list(steps(app, image, Signer("Developer ID Application: Ada", "ada"), rights))
    signed = [Path(one[-1]).name for one in done if one[0] == "codesign" and "--sign" in one]
    assert signed == ["QtCore", "SSO Tray", "sso-tray", "SSO Tray.app", "a.dmg"]
    for one in done[:4]:
        assert {"runtime", "--timestamp", str(rights), "Developer ID Application: Ada"} <= set(one)
    names = [one[:3] for one in done[5:]]
    assert [name[0] for name in names] == ["hdiutil", "codesign", "xcrun", "xcrun", "spctl"]
    assert names[2] == ("xcrun", "notarytool", "submit")


def test_without_a_signer_there_is_an_image_and_nothing_is_signed(
    app: Path, tmp_path: Path
) -> None:
    (only,) = steps(app, tmp_path / "a.dmg", Signer(), tmp_path / "e.plist")
    assert only[:2] == ("hdiutil", "create")


def test_who_signs_is_told_by_the_environment_alone() -> None:
    assert Signer.of({}) == Signer()
    assert Signer.of({"SSO_TRAY_SIGNER": "a", "SSO_TRAY_NOTARY_PROFILE": "b"}) == Signer("a", "b")
    with pytest.raises(ValueError, match="SSO_TRAY_SIGNER"):
        Signer.of({"SSO_TRAY_NOTARY_PROFILE": "b"})


def test_the_runtime_is_loosened_for_two_reasons_only() -> None:
    loads = "com.apple.security.cs.disable-library-validation"
    makes = "com.apple.security.cs.allow-unsigned-executable-memory"
    assert plistlib.loads(plistlib.dumps(ENTITLEMENTS)) == {loads: True, makes: True}


def test_the_cask_puts_the_command_on_the_path() -> None:
    text = cask(ABOUT, "ab" * 32, "https://project.example/v1.2.3/sso-tray-1.2.3.dmg")
    assert 'url "https://project.example/v#{version}/sso-tray-#{version}.dmg"' in text
    assert 'binary "#{appdir}/SSO Tray.app/Contents/MacOS/sso-tray"' in text
    assert 'desc "A tray"' in text
    assert len(re.findall(r"\bdo\b", text)) == len(re.findall(r"\bend\b", text)) == 1
    assert "homepage" not in cask(replace(ABOUT, homepage=""), "ab", "https://x.example/a.dmg")
