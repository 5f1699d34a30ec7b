"""What `credential_process` names: asks the agent for a role's keys and prints what it answers.

    python -I -S credential_helper.py SOCKET SESSION:ACCOUNT/ROLE [--demo]

Every AWS tool starts it, some for every request, so it starts in milliseconds:
it is run as a file, imports nothing of ours and next to nothing of Python's
(`json` and `socket` alone would double its time). Where no agent answers, the
command line takes its place in the same process and does the work itself.
"""

import sys

_SECONDS = 50.0
"""Go's SDK kills a credential process after 60."""

_PIPES = "\\\\.\\pipe\\"
_ALL_TAKEN = 22
"""EINVAL: what Python makes of Windows' ERROR_PIPE_BUSY."""


def main(arguments: list[str]) -> int:
    """The exit code: 0 with the keys on stdout, 1 with one line of reason on stderr."""
    if len(arguments) < 3:
        return _fail("usage: credential_helper SOCKET SESSION:ACCOUNT/ROLE")
    address, role, *options = arguments[1:]
    try:
        answer = _ask(address, role)
    except TimeoutError:
        return _fail("SSO Tray did not answer in time. Look at its icon, or run: sso-tray status")
    except OSError:
        return _do_it_ourselves(role, options)
    if answer.startswith(b'{"Version"'):
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
        return 0
    return _fail(_reason(answer))


def _ask(address: str, role: str) -> bytes:
    """One line to the agent and one back. Raises `OSError` where there is none."""
    safe = role.replace("\\", "\\\\").replace('"', '\\"')
    line = f'{{"version": 1, "request": "get-process-credentials", "role": "{safe}"}}\n'.encode()
    if address.startswith(_PIPES):
        with _pipe(address) as pipe:
            pipe.write(line)
            return _line_from(lambda: pipe.read(65536))
    import _socket  # noqa: PLC0415 - what `socket` adds is not needed and costs 10 ms

    peer = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        peer.settimeout(_SECONDS)
        peer.connect(address)
        peer.sendall(line)
        return _line_from(lambda: peer.recv(65536))
    finally:
        peer.close()


def _pipe(address: str):  # type: ignore[no-untyped-def]
    """Its end for us; where all are taken, as soon as one is free."""
    import time  # noqa: PLC0415 - Windows only

    end = time.monotonic() + _SECONDS
    while True:
        try:
            return open(address, "r+b", buffering=0)  # noqa: PTH123 - pathlib costs 10 ms
        except FileNotFoundError:
            raise
        except OSError as error:
            if error.errno != _ALL_TAKEN or time.monotonic() > end:
                raise
        time.sleep(0.005)


def _line_from(read) -> bytes:  # type: ignore[no-untyped-def]
    text = b""
    while not text.endswith(b"\n"):
        more = read()
        if not more:
            raise ConnectionError("the agent hung up")
        text += more
    return text


def _reason(answer: bytes) -> str:
    import json  # noqa: PLC0415 - only a failure needs it

    try:
        error = json.loads(answer)["error"]
        return f"{error['title']} {error['hint']}".strip()
    except (ValueError, KeyError, TypeError):
        return "SSO Tray answered something unexpected. Are two versions of it installed?"


def _do_it_ourselves(role: str, options: list[str]) -> int:
    """No agent: the whole command takes over, with keyring and network of its own."""
    import os  # noqa: PLC0415 - not needed where an agent answers

    program = [sys.executable, "-I", "-m", "tray"]
    if getattr(sys, "frozen", False):
        name = "sso-tray.exe" if os.name == "nt" else "sso-tray"
        program = [os.path.join(os.path.dirname(sys.executable), name)]  # noqa: PTH118, PTH120
    command = [*program, *options, "credentials", "--format", "process", "--", role]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - our own program
    import subprocess  # noqa: PLC0415 - Windows has no exec that keeps the pipes

    return subprocess.call(command)  # noqa: S603 - our own program


def _fail(words: str) -> int:
    sys.stderr.write(f"sso-tray: {words}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
