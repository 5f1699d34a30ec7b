"""Two users of one machine, with processes of their own: one works, the other means harm."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.checks import PROJECT

VICTIM, ATTACKER = 4001, 4002
HELPER = PROJECT / "tray/credential_helper.py"

needs_two_users = pytest.mark.skipif(
    not sys.platform.startswith("linux") or os.geteuid() != 0 or not shutil.which("setpriv"),
    reason="takes root on Linux, to be two others",
)


@dataclass(frozen=True, slots=True)
class Person:
    """A user with a home, and what a shell of theirs without a login has in its environment."""

    uid: int
    home: Path
    python: str
    more: Mapping[str, str] = field(default_factory=dict)

    def environ(self, **changed: str) -> dict[str, str]:
        """No XDG_RUNTIME_DIR: as in cron, `su`, containers."""
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_QPA_PLATFORM": "offscreen",
            **self.more,
            **changed,
        }

    def words(self, *words: str | Path) -> list[str]:
        """That command, as this user."""
        as_user = [f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups"]
        return ["setpriv", *as_user, *map(str, words)]

    def run(self, *words: str | Path, **changed: str) -> subprocess.CompletedProcess[str]:
        """It, and what it said."""
        return subprocess.run(
            self.words(*words),
            env=self.environ(**changed),
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )

    def tray(self, *words: str, **changed: str) -> subprocess.CompletedProcess[str]:
        """A command of SSO Tray's."""
        return self.run(self.python, "-m", "tray", *words, **changed)

    def helper(self, address: Path | str, role: str) -> subprocess.CompletedProcess[str]:
        """The line of a `credential_process`."""
        return self.run(self.python, "-I", "-S", HELPER, str(address), role)


def open_python(folder: Path) -> str:
    """An interpreter with the program that every user may run; ours may lie in root's home.

    Skips the test where there is none.
    """
    ours = os.path.realpath(sys.executable)
    probe = ["setpriv", f"--reuid={VICTIM}", f"--regid={VICTIM}", "--clear-groups", "sh", "-c"]
    if not subprocess.run([*probe, f"'{ours}' -c ''"], check=False, capture_output=True).returncode:
        return sys.executable
    version = "{}.{}".format(*sys.version_info)
    theirs = shutil.which(f"python{version}", path="/usr/bin:/usr/local/bin")
    if theirs is None:
        pytest.skip(f"{ours} is closed to others, and there is no other Python {version}")
    folder.chmod(0o755)
    subprocess.run([theirs, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    libraries = folder / f"venv/lib/python{version}/site-packages/ours.pth"
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    libraries.write_text(f"import site; site.addsitedir({packages!r})\n")
    return str(folder / "venv/bin/python")


@contextmanager
def person(uid: int, python: str) -> Iterator[Person]:
    """One with an empty home of their own, mode 0700."""
    # Short, for sockets; and where others can pass.
    home = Path(tempfile.mkdtemp(prefix=f"u{uid}.", dir="/tmp"))
    os.chown(home, uid, uid)
    yield Person(uid, home, python)
    shutil.rmtree(home, ignore_errors=True)


_IMPOSTOR = r"""
import fcntl, json, os, socket, sys, threading
os.umask(0)
folder = sys.argv[1]
os.mkdir(folder, 0o777)
lock = os.open(folder + "/tray.lock", os.O_CREAT | os.O_RDWR, 0o666)
fcntl.flock(lock, fcntl.LOCK_EX)
server = socket.socket(socket.AF_UNIX)
server.bind(folder + "/agent.sock")
os.chmod(folder + "/agent.sock", 0o777)
server.listen(64)
KEYS = {"Version": 1, "AccessKeyId": "ASIAATTACKER00000000", "SecretAccessKey": "s",
        "SessionToken": "t", "Expiration": "2099-01-01T00:00:00Z"}
ROLE = {"role": "corp:111122223333/Admin", "session": "corp", "account_id": "111122223333",
        "account_name": "Prod", "role_name": "Admin"}
CORP = {"name": "corp", "start_url": "https://x", "region": "us-east-1", "state": "signed-in",
        "ends_at": None, "is_end_estimated": False, "token_expires_at": None,
        "page": "https://device.example/?user_code=EVIL-CODE", "user_code": "EVIL-CODE",
        "sign_in_error": None, "trouble": None, "accounts": 1, "roles": 1, "is_listing": False}
ANSWERS = {
    "get-credentials": {"role": ROLE, "region": "us-east-1", "credentials": {
        "access_key_id": KEYS["AccessKeyId"], "secret_access_key": "s", "session_token": "t",
        "expires_at": KEYS["Expiration"]}},
    "get-console": {"url": "https://evil.example/console-phish", "role": ROLE},
    "show": {}, "quit": {},
}
def serve(peer):
    for line in peer.makefile("rb"):
        request = json.loads(line)["request"]
        status = {"serial": 1, "is_demo": False, "sessions": [CORP]}
        answer = KEYS if request == "get-process-credentials" else {
            "version": 1, "answer": ANSWERS.get(request, status)}
        print(request, flush=True)
        peer.sendall(json.dumps(answer).encode() + b"\n")
print("up", flush=True)
while True:
    peer, _ = server.accept()
    threading.Thread(target=serve, args=(peer,), daemon=True).start()
"""


@contextmanager
def impostor(python: str, folder: Path) -> Iterator[list[str]]:
    """Makes that folder, open to all, holds its lock and answers as if it were the agent.

    What it was asked is in the list at the end.
    """
    command = Person(ATTACKER, Path("/"), python).words(python, "-I", "-c", _IMPOSTOR, folder)
    heard: list[str] = []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "up\n"
    try:
        yield heard
    finally:
        process.terminate()
        heard += process.stdout.read().split()
        process.wait(10)
        process.stdout.close()
        shutil.rmtree(folder, ignore_errors=True)
