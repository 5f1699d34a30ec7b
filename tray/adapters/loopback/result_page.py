"""The page that a sign-in ends on in the browser, in the program's language and its look."""

import html
import json
import os
import sys
from functools import cache
from string import Template

from tray.core.settings.settings import Language
from tray.resource_files import resource_path

SIGNED_IN, DENIED, FAILED = "signed-in", "denied", "failed"

_RING = (
    '<circle cx="24" cy="24" r="19" fill="none" stroke="var(--good)" stroke-width="7"/>'
    '<g fill="var(--good)"><circle cx="24" cy="20.5" r="4.6"/>'
    '<path d="M21.7 20.7h4.6l2.2 10.8h-9z"/></g>'
)
_ALARM = (
    '<circle cx="24" cy="24" r="22.5" fill="var(--bad)"/>'
    '<g fill="#fff"><rect x="21.4" y="11" width="5.2" height="16" rx="2.6"/>'
    '<circle cx="24" cy="34" r="3.1"/></g>'
)
_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""In the order in which the system's own programs look at them."""


def result_page(outcome: str, wanted: Language, accepted: str) -> bytes:
    """The whole page. `accepted` is the browser's Accept-Language."""
    language = page_language(wanted, accepted)
    title, words = _texts()[language][outcome]
    sign = _RING if outcome == SIGNED_IN else _ALARM
    template = Template(resource_path("pages/page.html").read_text("utf-8"))
    return template.substitute(
        lang=language,
        title=html.escape(title),
        head=f'<svg class="mark" viewBox="0 0 48 48" aria-hidden="true">{sign}</svg>',
        body=f'<p class="soft" id="outcome">{html.escape(words)}</p>',
    ).encode()


def page_language(wanted: Language, accepted: str) -> str:
    """That of the settings; else the system's, as the windows have it; else the browser's.

    A browser names what its person reads, the favourite first (RFC 9110, 12.5.4).
    """
    if wanted is not Language.SYSTEM:
        return str(wanted.value)
    return _first_known(_of_system()) or _first_known(accepted.split(",")) or "en"


def _of_system() -> list[str]:
    if not sys.platform.startswith("linux"):
        return []  # no variable says it there
    chosen = next((value for name in _VARIABLES if (value := os.environ.get(name))), "")
    return [tag for tag in chosen.split(":") if tag.split(".")[0] not in {"C", "POSIX"}]


def _first_known(tags: list[str]) -> str:
    for tag in tags:
        name = tag.replace("_", "-").split(";")[0].split("-")[0].split(".")[0].strip().lower()
        if name in _texts():
            return name
    return ""


@cache
def _texts() -> dict[str, dict[str, list[str]]]:
    text = resource_path("pages/results.json").read_text("utf-8")
    return {str(name): dict(words) for name, words in json.loads(text).items()}
