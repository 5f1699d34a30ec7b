"""The policy of this machine: a file on Linux; the macOS and Windows readers stand beside."""

import re
import sys
import tomllib
from functools import partial
from pathlib import Path

from tray.adapters.settings.decoding import policy_of, unreadable
from tray.adapters.storage.atomic_file import read_file
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.settings.toml_lines import line_of
from tray.core.vocabulary.translatable import said

LINUX_PLACE = Path("/etc/sso-tray/policy.toml")
"""Not below /etc/xdg: a variable that anybody can set moves that."""

_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def toml_policy(path: Path) -> Policy:
    """The policy of a TOML file; none where there is no file."""
    try:
        data = read_file(path)
    except (FileNotFoundError, NotADirectoryError):
        if any(each.is_symlink() and not each.exists() for each in (path, path.parent)):
            return unreadable(str(path), said("the link is broken"))
        return NO_POLICY
    except OSError as error:
        return unreadable(str(path), said("it can't be read ({reason})", reason=error.strerror))
    try:
        text = data.decode()
        found = tomllib.loads(text)
    except RecursionError:
        return unreadable(str(path), said("its values are nested too deep"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return unreadable(str(path), said("the file isn't UTF-8"), line)
    except tomllib.TOMLDecodeError as error:
        where = _LINE.search(str(error))
        words = _LINE.sub("", str(error)).strip()
        return unreadable(
            str(path),
            said("the file isn't valid TOML: {words}", words=words),
            int(where[1]) if where else 0,
        )
    return policy_of(found, str(path), partial(line_of, text))


def system_policy() -> Policy:
    """The policy of the machine that this runs on."""
    if sys.platform == "darwin":
        from tray.adapters.policy.macos import managed_preferences  # noqa: PLC0415 - macOS only

        return managed_preferences()
    if sys.platform == "win32":
        from tray.adapters.policy.windows import registry_policy  # noqa: PLC0415 - Windows only

        return registry_policy()
    return toml_policy(LINUX_PLACE)
