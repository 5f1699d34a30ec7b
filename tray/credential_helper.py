"""What `credential_process` names: asks the agent for a role's keys and prints what it answers.

    python -I -S credential_helper.py SOCKET SESSION:ACCOUNT/ROLE [--demo]

Every AWS tool starts it, some for every request, so it starts in milliseconds:
it is run as a file, imports nothing of ours and next to nothing of Python's
(`json` and `socket` alone would double its time). Where no agent answers, the
command line takes its place in the same process and does the work itself.

SOCKET stands in `~/.aws/config`, maybe since an older version, so it is believed
only where no other user can have made it: the directory and whoever listens there
must be the caller's own.
"""

import sys
import time

_SECONDS = 50.0
"""Go's SDK kills a credential process after 60."""
_AGAIN_SECONDS = 0.01
_LONGEST_ANSWER = 1 << 20

_PIPES = "\\\\.\\pipe\\"
_LONGEST_ADDRESS = 103
"""Bytes: 104 on macOS and 108 on Linux, with the zero at its end."""
_FILE_KINDS, _DIRECTORY = 0o170000, 0o040000
_OTHERS = 0o077


class _NotOurs(Exception):
    """The socket is another user's, or could be."""


def main(arguments: list[str]) -> int:
    """The exit code: 0 with the keys on stdout, 1 with one line of reason on stderr."""
    if len(arguments) < 3:
        return _fail("usage: credential_helper SOCKET SESSION:ACCOUNT/ROLE")
    address, role, *options = arguments[1:]
    try:
        answer = _ask(address, role)
    except TimeoutError:
        return _fail("SSO Tray did not answer in time. Look at its icon, or run: sso-tray status")
    except _NotOurs as error:
        _fail(f"{error} It isn't used: SSO Tray starts by itself for this once.")
        return _do_it_ourselves(role, options)
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
    end = time.monotonic() + _SECONDS
    if address.startswith(_PIPES):
        return _ask_pipe(address, line, end)
    import _socket  # noqa: PLC0415 - what `socket` adds is not needed and costs 10 ms

    directory, _, name = address.rpartition("/")
    _check_directory(directory)
    peer = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        _connect(peer, directory, name, end)
        _check_peer(_socket, peer, address)
        peer.sendall(line)

        def more() -> bytes:
            peer.settimeout(max(0.001, end - time.monotonic()))
            return peer.recv(65536)

        return _line_from(more, end)
    finally:
        peer.close()


def _ask_pipe(address: str, line: bytes, end: float) -> bytes:
    """The same on Windows, in a file of its own: this one is compiled anew at each start."""
    sys.path.append(__file__.replace("\\", "/").rpartition("/")[0])
    import credential_helper_windows  # type: ignore[import-not-found]  # noqa: PLC0415

    try:
        return credential_helper_windows.ask(address, line, end)  # type: ignore[no-any-return]
    except credential_helper_windows.NotOursError as error:
        raise _NotOurs(str(error)) from None


def _check_directory(directory: str) -> None:
    """Raises `_NotOurs`; `OSError` where there is none. `os` would cost as much as all the rest."""
    import posix  # noqa: PLC0415 - not on Windows

    found = posix.lstat(directory or "/")
    mode, owner = found.st_mode, found.st_uid
    if mode & _FILE_KINDS != _DIRECTORY:
        raise _NotOurs(f"{directory} isn't a folder, but a link or a file.")
    if owner != posix.geteuid():
        raise _NotOurs(f"{directory} belongs to another user (uid {owner}).")
    if mode & _OTHERS:
        raise _NotOurs(f"Other users can reach {directory}.")


def _connect(peer, directory: str, name: str, end: float) -> None:  # type: ignore[no-untyped-def]
    import posix  # noqa: PLC0415 - see _check_directory

    address, opened = f"{directory}/{name}", None
    is_too_long = len(address.encode("utf-8", "surrogateescape")) > _LONGEST_ADDRESS
    if is_too_long and sys.platform == "linux":
        opened = posix.open(directory, posix.O_PATH | posix.O_DIRECTORY | posix.O_NOFOLLOW)
        address = f"/proc/self/fd/{opened}/{name}"
    try:
        while True:
            peer.settimeout(max(0.001, end - time.monotonic()))
            try:
                peer.connect(address)
            except BlockingIOError:  # Linux: as many wait to be let in as may
                if time.monotonic() > end:
                    raise TimeoutError from None
                time.sleep(_AGAIN_SECONDS)
            else:
                return
    finally:
        if opened is not None:
            posix.close(opened)


def _check_peer(sockets, peer, address: str) -> None:  # type: ignore[no-untyped-def]
    """The kernel says who listens. Raises `_NotOurs`."""
    import posix  # noqa: PLC0415 - see _check_directory

    # Linux: SO_PEERCRED, struct ucred (pid, uid, gid). macOS: LOCAL_PEERCRED at SOL_LOCAL,
    # struct xucred (version, uid, ...).
    option = getattr(sockets, "SO_PEERCRED", None)
    is_linux = option is not None
    found = peer.getsockopt(*((sockets.SOL_SOCKET, option, 12) if is_linux else (0, 1, 76)))
    uid = int.from_bytes(found[4:8], sys.byteorder)
    if uid != posix.geteuid():
        raise _NotOurs(f"Another user's program (uid {uid}) is listening at {address}.")


def _line_from(read, end: float) -> bytes:  # type: ignore[no-untyped-def]
    text = b""
    while not text.endswith(b"\n"):
        more = read()
        if not more or len(text) > _LONGEST_ANSWER:
            raise ConnectionError("the agent hung up")
        if time.monotonic() > end:
            raise TimeoutError
        text += more
    return text


def _reason(answer: bytes) -> str:
    import json  # noqa: PLC0415 - only a failure needs it

    try:
        error = json.loads(answer)["error"]
        return f"{error['title']} {error['hint']}".strip()
    except (ValueError, KeyError, TypeError, RecursionError):
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
