"""What the Linux packages say, without building one: that takes minutes, `bare_root` does it."""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from installers.facts import PROJECT, Facts, changes_of, facts
from installers.linux import deb, rpm, tree
from installers.linux.appimage import build_appimage
from installers.linux.completions import FILES, completions
from installers.linux.icons import SIZES
from installers.linux.manual import commands, escaped, pages
from tray.adapters.storage.paths import ProgramPaths, runtime_of
from tray.cli.main import command_names
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName
from tray.wiring.program import helper_command, program_command

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="made and installed on Linux only"
)
ABOUT = Facts(
    name="sso-tray",
    version="1.2.3",
    summary="A tray",
    licence="MIT",
    homepage="https://project.example",
    changes=("One `thing`.",),
    built=datetime(2026, 1, 2, tzinfo=UTC),
)
LINUX = PROJECT / "installers/linux"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package's files, of a program that is no program."""
    built = tmp_path_factory.mktemp("built")
    (built / "_internal").mkdir()
    for name in ("sso-tray", "sso-tray-credentials", "_internal/libown.so.1"):
        (built / name).write_text("#!/bin/sh\n")
    folder = tmp_path_factory.mktemp("root") / "root"
    tree.write_tree(built, folder, ABOUT)
    return folder


def _run(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_versions_agree() -> None:
    about = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert facts().version == about["version"]
    assert deb.control(facts(), "amd64", "libc6", 1).count(f"Version: {about['version']}\n") == 1
    assert f'version="{about["version"]}"' in tree.metainfo(facts())
    assert f"SSO Tray {about['version']}" in pages(facts().version, facts().built)["sso-tray.1"]


@pytest.mark.parametrize(
    ("version", "spelt"),
    [("1.0.0", "1.0.0"), ("1.0.0rc1", "1.0.0~rc1"), ("1.0b2", "1.0~b2"), ("1.0.dev3", "1.0~dev3")],
)
def test_a_candidate_comes_before_its_release(version: str, spelt: str) -> None:
    assert facts(version=version).package_version == spelt


def test_the_changelog_is_that_of_the_version() -> None:
    text = "# C\n\n## Unreleased\n\n- New,\n  indeed.\n\n## [1.0] - 2026-01-01\n\n- Old.\n"
    assert changes_of(text, "1.0") == ("Old.",)
    assert changes_of(text, "2.0") == ("New, indeed.",)


def test_the_command_is_a_link_into_the_program(root: Path) -> None:
    command = root / "usr/bin/sso-tray"
    assert command.is_symlink()
    assert command.resolve() == root / "usr/lib/sso-tray/sso-tray"
    assert (root / "usr/lib/sso-tray/sso-tray-credentials").stat().st_mode & 0o777 == 0o755
    assert (root / "usr/lib/sso-tray/_internal/libown.so.1").stat().st_mode & 0o777 == 0o644


def test_all_is_as_old_as_the_build(root: Path) -> None:
    times = {path.stat().st_mtime for path in root.rglob("*") if not path.is_symlink()}
    assert times == {ABOUT.built.timestamp()}


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="not installed")
def test_the_desktop_entry_is_valid(root: Path) -> None:
    entry = root / f"usr/share/applications/{tree.APP_ID}.desktop"
    assert "error" not in _run("desktop-file-validate", entry)


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="not installed")
def test_the_metainfo_is_valid(root: Path) -> None:
    file = root / f"usr/share/metainfo/{tree.APP_ID}.metainfo.xml"
    _run("appstreamcli", "validate", "--no-net", file)


def test_without_a_homepage_nothing_leads_anywhere(root: Path) -> None:
    homeless = replace(ABOUT, homepage="")
    component = ET.fromstring(tree.metainfo(homeless))  # noqa: S314 - our own file
    assert {one.tag for one in component} & {"url", "screenshots"} == set()
    assert "@" not in tree.metainfo(homeless)
    assert "Homepage" not in deb.control(homeless, "amd64", "libc6", 1)
    assert "URL:" not in rpm.spec(root, homeless)
    assert "Homepage: https://project.example\n" in deb.control(ABOUT, "amd64", "libc6", 1)
    assert "URL: https://project.example\n" in rpm.spec(root, ABOUT)


def test_the_system_brings_new_versions(root: Path) -> None:
    assert (root / "usr/lib/sso-tray/_internal/resources/packaged-by").read_text()


def test_metainfo_and_entry_name_what_is_there(root: Path) -> None:
    component = ET.fromstring(tree.metainfo(ABOUT))  # noqa: S314 - our own file
    assert component.findtext("id") == tree.APP_ID
    assert (root / f"usr/share/applications/{component.findtext('launchable')}").is_file()
    for image in component.iter("image"):
        assert (PROJECT / (image.text or "").split("/v1.2.3/")[1]).is_file()
    entry = (LINUX / f"{tree.APP_ID}.desktop").read_text()
    icon = re.search(r"^Icon=(.+)$", entry, re.MULTILINE)
    assert icon
    for size in SIZES:
        assert (root / f"usr/share/icons/hicolor/{size}x{size}/apps/{icon[1]}.png").is_file()


def test_every_command_has_its_page(root: Path) -> None:
    written = {path.name for path in (root / "usr/share/man/man1").iterdir()}
    assert written == {f"{one.page}.1.gz" for one in commands()}
    assert {one.words[1] for one in commands() if len(one.words) == 2} == command_names()
    page = gzip.decompress((root / "usr/share/man/man1/sso-tray-use.1.gz").read_bytes()).decode()
    assert "\\-\\-set\\-aside" in page
    assert '.SH "ARGUMENTS"' in page
    assert "<str>" not in page
    overview = root / "usr/share/man/man7/sso-tray-profiles-and-keys.7.gz"
    assert "credential_process" in gzip.decompress(overview.read_bytes()).decode()


def test_every_page_has_examples(root: Path) -> None:
    for path in (root / "usr/share/man/man1").iterdir():
        page = gzip.decompress(path.read_bytes()).decode()
        if path.name != "sso-tray-search-path.1.gz":
            assert ".SH EXAMPLES" in page, path.name


@pytest.mark.skipif(shutil.which("groff") is None, reason="not installed")
def test_the_pages_are_sound_roff(tmp_path: Path) -> None:
    for name, text in pages("1.2.3", ABOUT.built).items():
        (tmp_path / name).write_text(text)
        said = _run("groff", "-man", "-ww", "-z", "-k", "-Tutf8", tmp_path / name)
        assert said == "", name


@pytest.mark.parametrize(
    ("text", "roff"),
    [("a-b", "a\\-b"), (".TH", "\\&.TH"), ("'quoted'", "\\&'quoted'"), ("a\\b", "a\\eb")],
)
def test_roff_prints_text_as_it_stands(text: str, roff: str) -> None:
    assert escaped(text) == roff


@pytest.mark.parametrize("shell", FILES)
def test_completions_are_sound(shell: str, tmp_path: Path) -> None:
    text = completions()[shell]
    assert "sso-tray" in text
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell} here")
    (tmp_path / "script").write_text(text)
    _run(shell, "-n", tmp_path / "script")
    if shell == "zsh":
        assert text.startswith("#compdef sso-tray\n")


def test_the_unit_starts_the_installed_command(root: Path) -> None:
    unit = (root / "usr/lib/systemd/user/sso-tray.service").read_text()
    assert "ExecStart=/usr/bin/sso-tray agent\n" in unit
    assert "sso-tray-agent.1.gz" in {path.name for path in (root / "usr/share/man/man1").iterdir()}


def test_licences_come_along(root: Path) -> None:
    folder = root / "usr/share/doc/sso-tray"
    listed = (folder / "third-party.txt").read_text()
    assert re.search(r"^keyring [\d.]+: MIT", listed, re.MULTILINE)
    assert "LGPL" in next(
        line for line in listed.splitlines() if line.lower().startswith("pyside6")
    )
    assert list((folder / "licences/keyring").iterdir())


def test_control_fields() -> None:
    fields = dict(
        line.split(": ", 1)
        for line in deb.control(ABOUT, "amd64", "libc6 (>= 2.36)", 2049).splitlines()
        if not line.startswith(" ")
    )
    assert fields["Package"] == "sso-tray"
    assert fields["Installed-Size"] == "3"
    assert fields["Depends"] == "libc6 (>= 2.36), fontconfig-config"
    assert len(fields["Description"]) < 80
    assert "One 'thing'." in deb.changelog(ABOUT)


def test_the_rpm_owns_its_folder_and_asks_for_nothing_in_it(root: Path) -> None:
    recipe = rpm.spec(root, ABOUT)
    files = recipe.split("%files\n")[1].split("\n\n")[0].splitlines()
    assert "/usr/lib/sso-tray" in files
    assert "/usr/bin/sso-tray" in files
    assert not {"/usr", "/usr/bin", "/usr/share", "/usr/share/applications"} & set(files)
    assert r"libown\\.so\\.1" in recipe


def test_the_appdir_starts_and_shows_itself(root: Path, tmp_path: Path) -> None:
    if shutil.which("appimagetool"):
        pytest.skip("it would make the image")
    folder = build_appimage(root, tmp_path, ABOUT)
    for name in ("AppRun", f"{tree.APP_ID}.desktop", f"{tree.APP_ID}.svg", ".DirIcon"):
        assert (folder / name).is_file(), name


def test_the_sandbox_gets_the_aws_files_and_no_more() -> None:
    text = (LINUX / f"{tree.APP_ID}.yaml").read_text()
    given = re.findall(r"^  - (--\S+)$", text, re.MULTILINE)
    assert [one for one in given if one.startswith("--filesystem")] == [
        "--filesystem=~/.aws:create",
        "--filesystem=~/.local/state/sso-tray/locks:create",
    ]
    assert not {"--socket=session-bus", "--talk-name=org.freedesktop.Flatpak"} & set(given)
    assert f"id: {tree.APP_ID}\n" in text


def test_in_a_sandbox_tools_outside_find_the_helper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLATPAK_ID", tree.APP_ID)
    run = os.environ["XDG_RUNTIME_DIR"]
    assert runtime_of(is_demo=False) == Path(run, "app", tree.APP_ID)
    assert ProgramPaths.for_user().locks == Path.home() / ".local/state/sso-tray/locks"
    role = RoleRef(SessionName("acme"), AccountId("000000000001"), "Admin")
    line = helper_command(ProgramPaths.for_user(), is_demo=False)(role)
    assert line == (
        "/usr/bin/flatpak run --command=sso-tray-credentials io.github.sso_tray.sso_tray "
        f"{run}/app/io.github.sso_tray.sso_tray/agent.sock acme:000000000001/Admin"
    )


@pytest.mark.parametrize(
    ("folder", "program"),
    [
        pytest.param(Path(sys.executable).parent, ["/opt/SSO Tray.AppImage"], id="ours"),
        pytest.param(Path("/run/another"), [sys.executable, "-I", "-m", "tray"], id="another"),
    ],
)
def test_in_an_appimage_tools_outside_find_the_image(
    folder: Path, program: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APPIMAGE", "/opt/SSO Tray.AppImage")
    monkeypatch.setenv("APPDIR", str(folder))
    role = RoleRef(SessionName("acme"), AccountId("000000000001"), "Admin")
    assert program_command(is_demo=False) == program
    line = helper_command(ProgramPaths.for_user(), is_demo=False)(role)
    assert line.startswith("'/opt/SSO Tray.AppImage' --credential-helper ") == (len(program) == 1)
