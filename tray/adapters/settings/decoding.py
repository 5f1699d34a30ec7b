"""From what an administrator wrote to a `Policy`: strictly, and each setting for itself.

The same for the three systems; each reader brings names and values as its
system has them.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeAlias

import msgspec

from tray.core.settings.policy import GUARDS, NAMES, Policy, PolicyFault
from tray.core.settings.settings import Settings
from tray.core.settings.validation import check
from tray.core.vocabulary.translatable import said

POLICY_VERSION = 1

Path: TypeAlias = tuple[str | int, ...]
LineOf: TypeAlias = Callable[[Sequence[str | int]], int]

_WHERE = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_LISTS_OF_TABLES = frozenset({"sessions", GUARDS})


class _Refused(Exception):
    """A value that is not understood, with its place in the policy."""

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path


def policy_of(
    found: Mapping[str, Any],
    place: str,
    line_of: LineOf = lambda _: 0,
    *,
    has_types: bool = True,
) -> Policy:
    """The policy. Where a system has no types (`has_types`), `1` is a yes and `15` a number."""

    def fault(refused: _Refused, setting: str) -> PolicyFault:
        return PolicyFault(place, refused.reason, setting, line_of(refused.path))

    version = found.get("version", POLICY_VERSION)
    if version != POLICY_VERSION or isinstance(version, bool):
        reason = said(
            "version is {version!r}, but this SSO Tray supports version {known}",
            version=version,
            known=POLICY_VERSION,
        )
        return Policy(place, faults=(fault(_Refused(reason, ("version",)), ""),))
    presets: dict[str, Any] = {}
    faults: list[PolicyFault] = []
    for name, value in found.items():
        if name in {"version", "locked"}:
            continue
        presets[name], refused = _setting(name, value, strict=has_types)
        faults += [fault(each, _meant(name)) for each in refused]
    locked, refused = _locked(found.get("locked", ()))
    faults += [fault(each, "locked") for each in refused]
    understood = {name: value for name, value in presets.items() if value is not None}
    return Policy(place, understood, locked, tuple(faults))


def own_of(
    found: Mapping[str, Any], place: str, line_of: LineOf
) -> tuple[dict[str, Any], tuple[PolicyFault, ...]]:
    """What a person's settings say, as they say it, and what of it is not understood.

    Names that only a newer version knows are let pass, but for what may be meant for a guard.
    """
    own: dict[str, Any] = {}
    faults: list[PolicyFault] = []
    for name, value in found.items():
        own[name], refused = _own_setting(name, value)
        faults += [
            PolicyFault(place, each.reason, _meant(name), line_of(each.path)) for each in refused
        ]
    return {name: value for name, value in own.items() if value is not None}, tuple(faults)


def _own_setting(name: str, value: Any) -> tuple[Any, list[_Refused]]:
    if name not in NAMES:
        is_for_guards = _meant(name) == GUARDS
        reason = said(
            "“{name}” isn't a setting{hint}", name=name, hint=said("; did you mean “guards”?")
        )
        return value, [_Refused(reason, (name,))] if is_for_guards else []
    understood, refused = _setting(name, value, strict=True, knows_all=name == GUARDS)
    if understood is None:
        return None, refused
    if name in _LISTS_OF_TABLES and isinstance(value, list):
        wrong = {each.path[1] for each in refused if len(each.path) > 1}
        return [each for number, each in enumerate(value) if number not in wrong], refused
    return value, refused  # without the defaults: a preset may stand in their place


def unreadable(place: str, reason: str, line: int = 0) -> Policy:
    """There is a policy, and nobody knows what it says."""
    return Policy(place, faults=(PolicyFault(place, reason, line=line),))


def _setting(
    name: str, value: Any, *, strict: bool, knows_all: bool = True
) -> tuple[Any, list[_Refused]]:
    """What was understood of one setting (None: nothing), and what was not."""
    if name not in NAMES:
        near = get_close_matches(name, NAMES, 1)
        hint = said("; did you mean “{near}”?", near=near[0]) if near else ""
        return None, [
            _Refused(said("“{name}” isn't a setting{hint}", name=name, hint=hint), (name,))
        ]
    if name not in _LISTS_OF_TABLES or not isinstance(value, list):
        try:
            return _understood(name, value, strict=strict, knows_all=knows_all), []
        except _Refused as refused:
            return None, [refused]
    tables, faults = [], []
    for number, each in enumerate(value):
        try:
            tables += _understood(name, [each], strict=strict, knows_all=knows_all)
        except _Refused as refused:
            faults.append(_Refused(refused.reason, (name, number, *refused.path[2:])))
    return tables, faults


def _understood(name: str, value: Any, *, strict: bool, knows_all: bool) -> Any:
    """The setting with its defaults filled in. Raises `_Refused`.

    Where we know all that there can be (`knows_all`), what we do not know is a mistake.
    """
    try:
        settings = msgspec.convert({name: value}, Settings, strict=strict)
        check(settings)
    except ValueError as error:
        where = _WHERE.search(str(error))
        path = _path(where["path"]) if where else (name,)
        words = str(error)[: where.start()] if where else str(error)
        raise _Refused(f"{_words(path)}: {words[:1].lower()}{words[1:]}", path) from error
    complete = msgspec.to_builtins(settings)[name]
    for path in _unknown(value, complete, (name,)) if knows_all else ():
        raise _Refused(said("“{path}” isn't a setting of {name}", path=path[-1], name=name), path)
    return complete


def _unknown(given: Any, known: Any, path: Path) -> Iterator[Path]:
    """Where something stands that we do not know."""
    if isinstance(given, Mapping) and isinstance(known, Mapping):
        for name, value in given.items():
            if name in known:
                yield from _unknown(value, known[name], (*path, name))
            else:
                yield (*path, name)
    elif isinstance(given, list) and isinstance(known, list | tuple):
        for number, (one, other) in enumerate(zip(given, known, strict=False)):
            yield from _unknown(one, other, (*path, number))


def _locked(value: Any) -> tuple[frozenset[str], list[_Refused]]:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        return frozenset(), [_Refused(said("locked must be a list of settings"), ("locked",))]
    wrong = [each for each in value if each not in NAMES]
    refused = [
        _Refused(said("locked: “{each}” isn't a setting", each=each), ("locked",)) for each in wrong
    ]
    return frozenset(value) & NAMES, refused


def _meant(name: str) -> str:
    """The setting that a name is, or is nearest to: a misspelt guard is one."""
    near = get_close_matches(name, NAMES, 1)
    return near[0] if near else name


def _path(text: str) -> Path:
    """`.guards[1].minutes` → `("guards", 1, "minutes")`."""
    return tuple(name or int(number) for name, number in _STEP.findall(text))


def _words(path: Path) -> str:
    names = [part for part in path if isinstance(part, str)]
    return " of ".join(reversed(names))
