"""The difference between two versions of an AWS file, fit to be shown: without its secrets."""

import re

from tray.core.aws_files.ini_document import IniDocument
from tray.core.diffs.patience_diff import unified

MASK = "••••"

_SECRET = re.compile(
    r"aws_access_key_id|.*(?:secret|token|password|passwd|passphrase|api_?key).*", re.IGNORECASE
)
_HARMLESS = re.compile(r".*_file|sso_.*", re.IGNORECASE)
_SETTING = re.compile(
    r"(?P<before>\s*(?:[#;][^=:]*?)?(?P<key>[^\s=:#;]+)\s*[=:]\s*)\S.*"  # also in a remark
)
_USER = re.compile(r"(?<=://)[^/\s@]+(?=@)")
_KEY_ID = re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b")
_OPTION = re.compile(r"(?P<name>--?[\w-]*(?:secret|token|password)[\w-]*[ =])\S+", re.IGNORECASE)


def diff(before: IniDocument, after: IniDocument, name: str = "config") -> str:
    """What changes, as a unified diff without secrets; empty if nothing does.

    A secret that changes is shown as the same mask on both sides, and so not at all.
    """
    lines = unified(_masked(before), _masked(after), name)
    return "".join(f"{line}\n" for line in lines)


def _masked(document: IniDocument) -> list[str]:
    """The lines without line ends, secrets masked, and what is no text replaced."""
    continued = {
        line
        for section in document.all_sections
        for option in section.options.values()
        if is_secret(option.key)
        for line in range(option.start + 1, option.end)
    }
    return [
        MASK if index in continued else _without_secrets(document.text(index))
        for index in range(len(document.lines))
    ]


def is_secret(key: str) -> bool:
    """Whether a setting's value is nobody's business."""
    return bool(_SECRET.fullmatch(key)) and not _HARMLESS.fullmatch(key)


def _without_secrets(text: str) -> str:
    shown = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    setting = _SETTING.fullmatch(shown)
    if setting and is_secret(setting["key"]):
        return f"{setting['before']}{MASK}"
    shown = _OPTION.sub(rf"\g<name>{MASK}", _USER.sub(MASK, shown))
    return _KEY_ID.sub(MASK, shown)
