"""Windows without a Windows: tests, build and installer under Wine.

    python -m tests.packaging.wine FOLDER [adapters] [tests] [build] [programs] [installer]

FOLDER holds python.exe of a CPython for Windows, and in Lib/site-packages what
requirements-dev.lock lists for Windows; but PySide6-Essentials 6.9.3, since later ones do not load
in Wine 8. It needs wine (64 bits), makensis and x86_64-w64-mingw32-gcc, takes a quarter of an hour,
and changes FOLDER: our own package is put there. Wine's own home is FOLDER/prefix.

What Wine cannot tell: whether a pipe's name can be taken twice (it can, there), what a real virus
scanner does, and all that has a window: Qt does not start on Wine's desktop.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PureWindowsPath

import pytest

from installers.facts import PROJECT, facts
from installers.windows.__main__ import build_installer

_PRNG = """
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{ return SystemFunction036(data, (ULONG)size); }
"""
"""bcryptprimitives.dll, which Wine 8 lacks and every library made with Rust asks for."""
_PYTEST = "import sys; sys.path.insert(0, '.'); import pytest; sys.exit(pytest.main())"
"""The interpreter for embedding looks nowhere by itself."""
_ADAPTERS = """
import sys
from tray.adapters.desktop.login_item import CurrentUser, RunKey
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.storage.keyring_store import open_secret_store
from tray.core.vocabulary.secret import Secret
from tray.core.settings.settings import TokenStorage

store, long = open_secret_store(TokenStorage.KEYRING), Secret("ü" * 6000)
store.set("token/wine", long)
found = open_secret_store(TokenStorage.KEYRING).get("token/wine")
assert found is not None and found.reveal() == long.reveal()
store.delete("token/wine")
assert store.get("token/wine") is None
item = RunKey(CurrentUser(), [sys.executable, "--quiet"])
for wanted in (True, False):
    item.turn(on=wanted)
    assert item.state().is_on == wanted, item.state()
print(store.description, ProgramPaths.for_user().settings)
"""
"""The Credential Manager with more than it takes at once, the Run key, and where things lie."""
TESTS = ("tests/core", "tests/adapters", "tests/services", "tests/test_safety.py")
WINE_CANNOT = (
    # psutil's look at a foreign process does not work in Wine 8; its store of authorities knows
    # nobody's name; and there is no openssl to make some with.
    "--ignore=tests/adapters/network/test_trust.py",
    "--deselect=tests/adapters/probes/test_endpoint_probe.py::test_the_real_stores_do_not_know_a_company",
    "--deselect=tests/adapters/ipc/test_peer_processes.py::test_a_program_is_told_by_its_script_and_directory",
)
_NOISE = ("wine32", "multiarch", "dpkg --add-arch", "apt-get install")
_NAME = "SSO Tray"


class Wine:
    """Runs programs for Windows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.prefix = self.folder / "prefix"
        self.environ = {
            **{name: text for name, text in os.environ.items() if not name.startswith("PYTHON")},
            "WINEPREFIX": str(self.prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
        }

    def run(self, *command: str | Path, timeout: float = 600, cwd: Path = PROJECT) -> str:
        """What it says. Raises `CalledProcessError` after having passed that on."""
        words = [self.path(one) if isinstance(one, Path) else one for one in command]
        # Python ends at once in Wine where its streams are no pipes.
        done = subprocess.run(
            ["wine", *words], input=b"", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=self.environ, timeout=timeout, cwd=cwd, check=False,
        )  # fmt: skip
        lines = done.stdout.decode(errors="replace").replace("\r\n", "\n").splitlines()
        said = "\n".join(line for line in lines if not any(noise in line for noise in _NOISE))
        if done.returncode:
            sys.stderr.write(said + "\n")
            raise subprocess.CalledProcessError(done.returncode, words)
        return said

    def start(self, *command: str | Path) -> subprocess.Popen[bytes]:
        """One that goes on."""
        words = [self.path(one) if isinstance(one, Path) else one for one in command]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            ["wine", *words], stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, env=self.environ
        )

    def python(self, *arguments: str, timeout: float = 600, cwd: Path = PROJECT) -> str:
        """CPython for Windows."""
        return self.run(self.folder / "python.exe", *arguments, timeout=timeout, cwd=cwd)

    def path(self, path: Path) -> str:
        """The same file as Windows calls it."""
        drive = self.prefix / "drive_c"
        if path.is_relative_to(drive):
            return f"C:\\{PureWindowsPath(path.relative_to(drive))}"
        return f"Z:{PureWindowsPath(path.resolve())}"

    def value(self, key: str, name: str) -> str:
        """A value of the person's registry; empty where there is none."""
        try:
            said = self.run("reg", "query", f"HKCU\\{key}", "/v", name)
        except subprocess.CalledProcessError:
            return ""
        return next((line.split("    ")[-1] for line in said.splitlines() if "REG_" in line), "")


def main() -> int:
    """Tries what is wanted; raises for what does not work."""
    parser = argparse.ArgumentParser(description="Windows under Wine.")
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "wanted", nargs="*", default=["adapters", "tests", "build", "programs", "installer"]
    )
    options = parser.parse_args()
    wine = Wine(options.folder)
    with tempfile.TemporaryDirectory(prefix="wine.") as name:
        copy = Path(name, "project")
        _copy_project(copy)
        _install_ourselves(wine, copy)
        _complete(wine, Path(name))
        if "adapters" in options.wanted:
            _say(wine.python("-c", _ADAPTERS))
        if "tests" in options.wanted:
            plugins = ("-p", "no:pytest-qt", "-p", "tests.packaging.without_qt")
            command = ("-c", _PYTEST, "-q", *plugins, *WINE_CANNOT, *TESTS)
            said = wine.python(*command, timeout=1800, cwd=copy)
            _say(said.splitlines()[-1])
        built = options.folder / "built/sso-tray"
        if "build" in options.wanted:
            _build(wine, copy, built)
        if "programs" in options.wanted:
            _try_programs(wine, built)
        if "installer" in options.wanted:
            _try_installer(wine, built, Path(name))
    return 0


def _copy_project(target: Path) -> None:
    """What is tracked, so that nothing changes while it is built."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / name, path)


def _complete(wine: Wine, folder: Path) -> None:
    """Adds to Wine what it lacks."""
    wine.run("wineboot", "-i")
    (folder / "prng.c").write_text(_PRNG)
    library = wine.prefix / "drive_c/windows/system32/bcryptprimitives.dll"
    command = ["x86_64-w64-mingw32-gcc", "-shared", "-o", str(library), "prng.c", "-ladvapi32"]
    subprocess.run(command, cwd=folder, check=True)


def _install_ourselves(wine: Wine, copy: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=copy, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (copy / "dist").glob("*.whl")
    packages = wine.folder / "Lib/site-packages"
    for old in (*packages.glob("sso_tray-*"), packages / "tray"):
        shutil.rmtree(old, ignore_errors=True)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)


def _build(wine: Wine, copy: Path, built: Path) -> None:
    shutil.rmtree(built.parent, ignore_errors=True)
    folders = ("--distpath", wine.path(built.parent), "--workpath", wine.path(copy / "work"))
    command = ("-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", *folders)
    wine.python(*command, "build.spec", timeout=1800, cwd=copy)
    size = sum(path.stat().st_size for path in built.rglob("*") if path.is_file())
    _say(f"built: {size / 2**20:.0f} MiB")


def _try_programs(wine: Wine, built: Path) -> None:
    """Command, agent and helper, through the pipe."""
    command, helper = built / "sso-tray.exe", built / "sso-tray-credentials.exe"
    assert wine.run(command, "--version") == f"SSO Tray {facts().version}"
    config = next(wine.prefix.glob("drive_c/users/*/AppData")).parent / ".aws/config"
    config.parent.mkdir(exist_ok=True)
    portal = "sso_start_url = https://acme.example/start\nsso_region = eu-central-1\n"
    config.write_text(f"[sso-session acme]\n{portal}")
    agent = wine.start(command, "agent")
    assert agent.stdin
    assert agent.stdout
    try:
        (address,) = re.findall(r"running at (\S+)\.", agent.stdout.readline().decode())
        assert "acme" in wine.run(command, "status")
        with pytest.raises(subprocess.CalledProcessError) as refused:
            wine.run(helper, address, "acme:000000000001/Admin")
        assert refused.value.returncode == 1, "nobody is signed in"
        wine.run(command, "quit")
        assert agent.wait(30) == 0
    finally:
        agent.stdin.close()
        agent.kill()
        agent.wait()
    assert "isn't running" in wine.run(command, "quit")
    _say("the built command, agent and helper talk through the pipe, and the agent ends when asked")


def _try_installer(wine: Wine, built: Path, folder: Path) -> None:
    installer = build_installer(built, folder, facts(), "amd64-unicode")
    _say(f"{installer.name}: {installer.stat().st_size / 2**20:.1f} MiB")
    local = next(wine.prefix.glob("drive_c/users/*/AppData/Local"))
    program, path = local / "Programs" / _NAME, wine.value("Environment", "Path")
    run = "Software\\Microsoft\\Windows\\CurrentVersion\\Run"
    for switches in ((), ("/STARTUP",)):  # the second one is an upgrade
        wine.run(installer, "/S", *switches)
        expected = _files(built) | {"uninstall.exe"}
        assert _files(program) == expected, _files(program) ^ expected
        assert bool(wine.value(run, _NAME)) == bool(switches)
        assert wine.value("Environment", "Path").endswith(f"Programs\\{_NAME}")
    assert wine.run(program / "sso-tray.exe", "--version").startswith(_NAME)
    (program / "mine.txt").write_text("a file of the person's")
    # `_?` keeps the uninstaller from going on in a copy of itself, which nobody could wait for.
    wine.run(program / "uninstall.exe", "/S", f"_?={wine.path(program)}")
    assert _files(program) <= {"mine.txt", "uninstall.exe"}, _files(program)
    assert (wine.value(run, _NAME), wine.value("Environment", "Path")) == ("", path)
    shutil.rmtree(program)
    _say("installed, upgraded and uninstalled in silence; only the person's own file was left")


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
