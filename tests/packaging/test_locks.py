"""The locks are whole, and installed as they stand, whatever the index has by then."""

import ensurepip
import hashlib
import json
import os
import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests import lock_use
from tests.lock_check import PROJECT, Lock, Needs, environments, lock_problems, locks, problems_of

# ---- the check finds what it is for ---------------------------------------------------


def needs(version: str, *requires: str, python: str = ">=3.11") -> Needs:
    return {"version": version, "python": python, "requires": list(requires)}


def found(folder: Path, lock: str, roots: list[str], **table: Needs) -> list[str]:
    path = folder / "a.lock"
    lines = (f"{line} \\\n    --hash=sha256:00\n" for line in lock.splitlines())
    path.write_text("".join(lines))
    known = {name.replace("_", "-"): has for name, has in table.items()}
    path.with_suffix(".json").write_text(json.dumps(known))
    wanted = tuple(Requirement(one) for one in roots)
    return list(problems_of(Lock(path, path.with_suffix(".json"), wanted), folder))


ALL = f"(linux x86_64, Python 3.11 and {len(environments()) - 1} more)"


def test_our_own_are_whole() -> None:
    assert lock_problems(PROJECT) == []
    assert all(len(lock.entries) > 5 for lock in locks(PROJECT))


def test_what_is_required_is_there(tmp_path: Path) -> None:
    a, b = needs("1", "b>=2; extra == 'x'"), needs("3")
    assert found(tmp_path, "a==1\nb==3", ["a[x]"], a=a, b=b) == []
    assert found(tmp_path, "a==1", ["a"], a=a) == []


@pytest.mark.parametrize(
    ("lock", "roots", "table", "problem"),
    [
        pytest.param("a==1", ["b"], {}, f"the project requires b, which is not in it {ALL}"),
        pytest.param("a==1", ["a>1"], {}, f"the project requires a>1, and 1 is in it {ALL}"),
        pytest.param(
            "a==1", ["a"], {"a": needs("1", "b")}, f"a requires b, which is not in it {ALL}"
        ),
        pytest.param(
            "a==1",
            ["a[x]"],
            {"a": needs("1", 'b; extra == "x"')},
            f'a[x] requires b; extra == "x", which is not in it {ALL}',
            id="an extra",
        ),
        pytest.param(
            "a==1\nb==3",
            ["a[x]"],
            {"a": needs("1", 'a[y]; extra == "x"', 'b<3; extra == "y"'), "b": needs("3")},
            f'a[y] requires b<3; extra == "y", and 3 is in it {ALL}',
            id="an extra of an extra",
        ),
        pytest.param(
            "a==1\nb==3 ; python_full_version < '3.14'",
            ["a"],
            {"a": needs("1", 'b; sys_platform == "win32"'), "b": needs("3")},
            'a requires b; sys_platform == "win32", which is not in it '
            "(win32 AMD64, Python 3.14 and 1 more)",
            id="a marker",
        ),
        pytest.param(
            "a==1", ["a"], {"a": needs("1", python=">=3.12")},
            "a wants Python >=3.12 (linux x86_64, Python 3.11 and 5 more)",
            id="a Python",
        ),
        pytest.param(
            "a==1\na==1 ; sys_platform == 'win32'", ["a"], {},
            "a is locked twice (win32 AMD64, Python 3.11 and 7 more)",
            id="twice",
        ),
        pytest.param("a==2", ["a"], {}, "a.json doesn't know a==2; run ./dev lock", id="stale"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(
    tmp_path: Path, lock: str, roots: list[str], table: dict[str, Needs], problem: str
) -> None:
    assert found(tmp_path, lock, roots, **{"a": needs("1"), **table}) == [f"a.lock: {problem}"]


def test_the_table_is_held_against_what_is_installed(tmp_path: Path) -> None:
    *_, lock, _ = locks(PROJECT)
    table = json.loads(lock.table.read_text("utf-8"))
    table["pytest-cov"]["requires"].remove("coverage[toml]>=7.10.6")
    other = tmp_path / "other.json"
    other.write_text(json.dumps(table))
    changed = Lock(lock.path, other, lock.roots, lock.installed_in)
    assert list(problems_of(changed, PROJECT)) == [
        "other.json: pytest-cov is installed and requires something else: coverage[toml]>=7.10.6"
    ]


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("a.md", "Use `pip install -r r.lock`\n`pip install --no-deps .`", [1]),
        ("a.md", "Use `pip install --no-deps -r r.lock`, then read r.lock\n", []),
        ("a.sh", "ls\npython -m pip install -q \\\n  -r r.lock\npip install -r r.lock", [2, 4]),
        ("a.yml", "- run: pip-audit --require-hashes -r r.lock\n", []),
        ("a.py", "import x\nx.run('pip', 'install', '-r', FOLDER / 'r.lock')", [2]),
        ("a.py", "PIP = ['pip', 'install', '--no-deps', '-r', 'r.lock']", []),
    ],
)
def test_who_resolves_a_lock_is_found(
    tmp_path: Path, name: str, text: str, lines: list[int]
) -> None:
    (tmp_path / name).write_text(text)
    assert lock_use.install_problems([tmp_path / name], tmp_path) == [
        f"{name}:{line}: install a lock with --no-deps" for line in lines
    ]


def test_what_npm_would_take_on_trust_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "tests/clients"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text('{"dependencies": {"a": "1"}}')
    about = {"": {"dependencies": {"a": "1"}}, "node_modules/a": {"integrity": "sha512-x"}}
    lock = folder / "package-lock.json"
    lock.write_text(json.dumps({"packages": about}))
    assert lock_use.npm_problems(tmp_path) == []
    about |= {"": {"dependencies": {}}, "node_modules/b": {"resolved": "there"}}
    lock.write_text(json.dumps({"packages": about}))
    assert [one.partition(": ")[2] for one in lock_use.npm_problems(tmp_path)] == [
        "is not made from package.json",
        "has no checksum of node_modules/b",
        "names the address of node_modules/b",
    ]


# ---- pip, and an index that has newer versions of everything --------------------------


def pips() -> list[Path]:
    """Wheels of pip that are on this machine: the one that a new environment gets, and others."""
    folders = [Path(ensurepip.__file__).with_name("_bundled")]
    if embedded := find_spec("virtualenv.seed.wheels.embed"):
        folders.append(Path(str(embedded.origin)).parent)
    if named := os.environ.get("SSO_TRAY_TEST_PIPS"):
        folders.append(Path(named))
    found = (sorted(folder.glob("pip-*.whl")) for folder in folders)
    return [wheel for wheels in found for wheel in (wheels if named else wheels[-1:])]


def make_wheel(folder: Path, name: str, version: str, requires: list[str]) -> str:
    """A package of nothing but metadata; its checksum."""
    stem = f"{name.replace('-', '_')}-{version}"
    lines = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}"]
    lines += [f"Requires-Dist: {one}" for one in requires]
    extras = {extra for one in requires for extra in re.findall(r"extra == .([\w.-]+)", one)}
    lines += [f"Provides-Extra: {extra}" for extra in sorted(extras)]
    files = {
        f"{stem}.dist-info/METADATA": "\n".join(lines) + "\n",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [f"{file},sha256={checksum(text)},{len(text)}" for file, text in files.items()]
    files[f"{stem}.dist-info/RECORD"] = "\n".join([*record, f"{stem}.dist-info/RECORD,,"]) + "\n"
    path = folder / f"{stem}-py3-none-any.whl"
    with ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def checksum(text: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of wheels: all that is locked, something newer of each, and a lock of the former."""
    folder = tmp_path_factory.mktemp("index")
    lock = locks(PROJECT)[1]
    table = json.loads(lock.table.read_text("utf-8"))
    lines = []
    for entry in lock.entries:
        has = table[canonicalize_name(entry.name)]
        made = make_wheel(folder, entry.name, has["version"], has["requires"])
        newer = f"{Version(has['version']).epoch}!{Version(has['version']).major + 1}"
        make_wheel(folder, entry.name, newer.removeprefix("0!"), has["requires"])
        lines.append(f"{entry} \\\n    --hash=sha256:{made}\n".replace(";", " ;"))
    (folder / "generated.lock").write_text("".join(lines))
    return folder


def install(
    pip: Path, index: Path, target: Path, *options: str
) -> subprocess.CompletedProcess[str]:
    environ = {name: text for name, text in os.environ.items() if not name.startswith("PIP_")}
    environ |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(index), "PIP_CONFIG_FILE": os.devnull}
    command = [sys.executable, "-W", "ignore", str(pip / "pip"), "install", "-q", *options]
    command += ["--no-cache-dir", "--no-compile", "--disable-pip-version-check", "--target"]
    command += [str(target), "--require-hashes", "-r", str(index / "generated.lock")]
    return subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize("pip", pips(), ids=lambda path: path.name.split("-py")[0])
def test_what_came_out_since_is_not_looked_at(pip: Path, index: Path, tmp_path: Path) -> None:
    done = install(pip, index, tmp_path / "there", "--no-deps")
    assert done.returncode == 0, done.stdout + done.stderr
    got = sorted(path.name for path in (tmp_path / "there").glob("*.dist-info"))
    wanted = {
        f"{entry.name.replace('-', '_')}-{str(entry.specifier).removeprefix('==')}.dist-info"
        for entry in locks(PROJECT)[1].entries
        if entry.marker is None or entry.marker.evaluate()
    }
    assert got == sorted(wanted)


@pytest.mark.parametrize(
    "pip",
    [one for one in pips() if one.name < "pip-23.3"],
    ids=lambda path: path.name.split("-py")[0],
)
def test_pips_that_resolve_a_lock_again_stop_at_what_came_out(
    pip: Path, index: Path, tmp_path: Path
) -> None:
    done = install(pip, index, tmp_path / "there")
    assert done.returncode == 1
    assert "coverage[toml]" in done.stderr
