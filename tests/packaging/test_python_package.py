"""The wheel and the sdist: what is in them, and that what is installed works, without a network."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

from installers.facts import PROJECT

if os.name != "posix":
    pytest.skip("the office listens on a socket", allow_module_level=True)

from tests.clients.office import Office, open_office

ABOUT = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
INFO = f"sso_tray-{ABOUT['version']}.dist-info"
_REPORT = """
import tray
from pathlib import Path
from tray.resource_files import resource_path
import sys
print(Path(tray.__file__).parent)
print(*(resource_path(name) for name in sys.argv[1:]), sep="\\n")
"""


def built(source: Path, target: Path) -> tuple[Path, Path]:
    """The wheel and the sdist, made as the release makes them."""
    run(sys.executable, "-m", "hatchling", "build", "-d", target, cwd=source)
    return next(target.glob("*.whl")), next(target.glob("*.tar.gz"))


def run(*command: str | Path, cwd: Path = PROJECT, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)) for path in found if "__pycache__" not in path.parts}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return built(PROJECT, tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_the_program_and_nothing_else(packages: tuple[Path, Path]) -> None:
    expected = {f"tray/{name}" for name in files_below(PROJECT / "tray")}
    expected |= {f"tray/resources/{name}" for name in files_below(PROJECT / "resources")}
    own = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    with ZipFile(packages[0]) as wheel:
        assert set(wheel.namelist()) == expected | {f"{INFO}/{name}" for name in own}
        entry_points = wheel.read(f"{INFO}/entry_points.txt").decode()
    assert "tray/py.typed" in expected
    assert entry_points.split() == ["[console_scripts]", "sso-tray", "=", "tray.__main__:main"]


def test_the_wheel_says_what_the_project_says(packages: tuple[Path, Path]) -> None:
    with ZipFile(packages[0]) as wheel:
        said = message_from_bytes(wheel.read(f"{INFO}/METADATA"))
    assert (said["Name"], said["Version"]) == ("sso-tray", ABOUT["version"])
    assert said["Requires-Python"] == ABOUT["requires-python"]
    assert len(said.get_all("Requires-Dist", [])) == len(ABOUT["dependencies"])
    assert said["License-Expression"] == "MIT"
    assert "# SSO Tray" in str(said.get_payload())


def test_the_sdist_is_all_that_a_wheel_and_the_tests_need(
    packages: tuple[Path, Path], tmp_path: Path
) -> None:
    with tarfile.open(packages[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    source = next(tmp_path.iterdir())
    assert not {"dist", "build", ".venv", "output"} & {path.name for path in source.rglob("*")}
    for needed in ("tests/conftest.py", "installers/facts.py", "build.spec", "dev"):
        assert (source / needed).is_file(), needed
    again, _ = built(source, tmp_path / "again")
    with ZipFile(packages[0]) as first, ZipFile(again) as second:
        assert first.namelist() == second.namelist()
        for name in first.namelist():
            assert first.read(name) == second.read(name), name


# ---- installed ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; the libraries are those that these tests run with.

    A line in a .pth file lends them, and leaves out the editable install beside them.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False, symlinks=True)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", folder)
    run(*pip, "install", "-q", "--no-deps", "--no-index", "--no-cache-dir", packages[0])
    packages_folder = Path(run(folder / "bin/python", "-c", _SITE).strip())
    (packages_folder / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder


_SITE = "import sysconfig; print(sysconfig.get_path('purelib'))"


@pytest.fixture
def office(own_home: Path) -> Iterator[Office]:
    directory = own_home / "demo"
    directory.mkdir()
    with open_office(directory) as opened:
        opened.sign_in()
        yield opened


def test_it_starts_and_says_its_version(installed: Path, own_home: Path) -> None:
    assert run(installed / "bin/sso-tray", "--version", cwd=own_home) == (
        f"SSO Tray {ABOUT['version']}\n"
    )


def test_its_resources_are_inside(installed: Path, own_home: Path) -> None:
    names = sorted(files_below(PROJECT / "resources"))
    package, *found = run(
        installed / "bin/python", "-I", "-c", _REPORT, *names, cwd=own_home
    ).splitlines()
    assert Path(package).is_relative_to(installed)
    assert found == [f"{package}/resources/{name}" for name in names]


def test_its_commands_and_its_helper_reach_an_agent(installed: Path, office: Office) -> None:
    command = installed / "bin/sso-tray"
    listed = json.loads(run(command, "--demo", "list", "--json", cwd=installed, env=office.environ))
    assert listed["roles"]
    helper = next(installed.rglob("credential_helper.py"))
    said = run(
        installed / "bin/python",
        *("-I", "-S", helper, office.places.socket, "Prod/ReadOnly", "--demo"),
        cwd=installed,
    )
    assert json.loads(said)["Version"] == 1
