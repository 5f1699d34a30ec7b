"""Which version is newer, and where the project says so.

Versions are those of PEP 440 as this project uses them: numbers, then maybe a
pre-release, a post-release or a development release. No epochs, no local parts.
"""

import re
from dataclasses import dataclass

FEED = "https://releases.sso-tray.invalid/releases.json"
"""The newest release, as `{"version": "1.2.0"}`. The one place where this address stands.

NOTE: the project has no address of its own yet, and nobody ever gets one below
`.invalid` (RFC 2606): until the first release, only a feed in the settings answers.
"""

PAGE = "https://releases.sso-tray.invalid/"
"""What people are shown: never an address that the feed brings."""

_VERSION = re.compile(
    r"v?(?P<numbers>\d{1,9}(\.\d{1,9}){0,5})"
    r"((?P<stage>a|b|rc)(?P<stage_number>\d{1,9}))?"
    r"(\.post(?P<post>\d{1,9}))?"
    r"(\.dev(?P<dev>\d{1,9}))?"
)
_STAGES = {"a": 0, "b": 1, "rc": 2, "": 3}
_BEFORE_ALL = -1
"""A development release of no stage comes before the first alpha."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Ordered as PEP 440 orders them: dev, a, b, rc, the release, post."""

    numbers: tuple[int, ...]
    stage: tuple[int, int]
    post: int
    dev: float

    @property
    def is_final(self) -> bool:
        """Whether it is for everybody."""
        return self.stage[0] == _STAGES[""] and self.dev == float("inf")


def version_of(text: str) -> Version | None:
    """The version that a text is; None for what is none."""
    found = _VERSION.fullmatch(text.strip())
    if found is None:
        return None
    numbers = [int(part) for part in found["numbers"].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()  # 1.0 and 1 are one
    is_only_dev = found["dev"] and not found["stage"] and not found["post"]
    stage = _BEFORE_ALL if is_only_dev else _STAGES[found["stage"] or ""]
    return Version(
        tuple(numbers),
        (stage, int(found["stage_number"] or 0)),
        int(found["post"]) if found["post"] else -1,
        int(found["dev"]) if found["dev"] else float("inf"),
    )


def is_newer(offered: str, installed: str) -> bool:
    """Whether a person should hear of it: a final release, or the next of their pre-releases."""
    new, old = version_of(offered), version_of(installed)
    if new is None or old is None or not new > old:
        return False
    return new.is_final or not old.is_final
