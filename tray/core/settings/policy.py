"""What an administrator presets on many machines, and what people may then change.

Settings appear here as the mapping that stands in their file, so that what was
said can be told from what was left out: a preset stands under what the person
has set, a locked one above it. `docs/fleet.md` says what each setting does.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import Settings, TokenStorage
from tray.core.vocabulary.errors import PolicyError, SettingsError, TrayError
from tray.core.vocabulary.translatable import said

Said: TypeAlias = Mapping[str, object]
"""Settings as a file says them: names to words, numbers, lists and tables."""
Table: TypeAlias = dict[str, object]

NAMES = frozenset(each.name for each in fields(Settings))
"""What can be preset and locked: every setting there is."""

GUARDS = "guards"
SESSIONS = "sessions"

_LABEL = "policy not understood"
_OWN_LABEL = "settings not understood"

STORAGE = "token_storage"
SAFEST_STORAGE = "memory"
"""Where tokens leave no trace: the place for them while nobody knows which was meant."""


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """What is wrong. `setting` is empty where it is the whole; `line` counts from 1, 0 is unknown.

    `reason` is half a sentence; it holds nothing of the policy's values but names.
    """

    place: str
    reason: str
    setting: str = ""
    line: int = 0

    @property
    def words(self) -> str:
        """`/etc/sso-tray/policy.toml, line 3`."""
        return f"{self.place}, line {self.line}" if self.line else self.place

    @property
    def is_about_guards(self) -> bool:
        """Whether nobody can tell any more which roles were to be guarded."""
        return self.setting in {"", GUARDS}

    @property
    def is_about_storage(self) -> bool:
        """Whether nobody can tell any more where tokens were to rest."""
        return self.setting in {"", STORAGE}


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of a machine: presets that were understood, and what is wrong with others.

    `place` is where it stands, empty where there is none. Tables in `presets`
    are complete, with their defaults filled in.
    """

    place: str = ""
    presets: Said = field(default_factory=dict)
    locked: frozenset[str] = frozenset()
    faults: tuple[PolicyFault, ...] = ()

    def over(self, own: Said, unclear: Iterable[PolicyFault] = ()) -> dict[str, object]:
        """The settings in force, of those that the person has set.

        `unclear` is what is wrong with the person's own; both fail to the safe side.
        """
        doubts = tuple(unclear)
        are_guards_unclear = any(fault.is_about_guards for fault in doubts)
        if are_guards_unclear and GUARDS in self.locked:
            # The policy's come first, and are as they were meant.
            own = {**own, GUARDS: _all_guarded(_tables(own.get(GUARDS)), _OWN_LABEL)}
        merged = dict(own)
        for name in NAMES:
            value = self._in_force(name, own)
            if value is None:
                merged.pop(name, None)
            else:
                merged[name] = value
        if any(fault.is_about_storage for fault in doubts) and STORAGE not in self.locked:
            merged[STORAGE] = SAFEST_STORAGE
        if are_guards_unclear and GUARDS not in self.locked:
            merged[GUARDS] = _all_guarded(_tables(merged.get(GUARDS)), _OWN_LABEL)
        if self._is_unclear_on_guards:
            merged[GUARDS] = _all_guarded(_tables(merged.get(GUARDS)), _LABEL)
        return merged

    def without(self, in_force: Said) -> dict[str, object]:
        """What of settings in force is the person's own. What is left out, stays in their file."""
        own = {name: value for name, value in in_force.items() if name not in self.locked}
        if self._is_unclear_on_guards:
            own.pop(GUARDS, None)
        elif GUARDS in in_force:
            own[GUARDS] = self._not_preset(GUARDS, in_force)
        if SESSIONS in own:
            own[SESSIONS] = self._not_preset(SESSIONS, in_force)
        return own

    @property
    def problems(self) -> tuple[TrayError, ...]:
        """The faults, for people."""
        hint = said("Everything else works. Tell your administrator.")
        if self._is_unclear_on_guards:
            hint = said(
                "Until it's fixed, every role asks before it is used. Tell your administrator."
            )
        return tuple(
            PolicyError(
                said(
                    "Couldn't read the policy: {words}: {reason}.",
                    words=fault.words,
                    reason=fault.reason,
                ),
                hint,
            )
            for fault in self.faults
        )

    @property
    def _is_unclear_on_guards(self) -> bool:
        return any(fault.is_about_guards for fault in self.faults)

    def _not_preset(self, name: str, in_force: Said) -> list[Table]:
        theirs = _tables(self.presets.get(name))
        return [each for each in _tables(in_force.get(name)) if each not in theirs]

    def _in_force(self, name: str, own: Said) -> object:
        preset, said = self.presets.get(name), own.get(name)
        is_locked = name in self.locked
        if name == GUARDS:
            mine, theirs = _tables(said), _tables(preset)
            return [*theirs, *mine] if is_locked else [*mine, *theirs]
        if is_locked or said is None:
            return preset
        if name == SESSIONS:
            return _by_name(_tables(preset), _tables(said))
        if isinstance(preset, Mapping) and isinstance(said, Mapping):
            return {**preset, **said}
        return said


NO_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class InForce:
    """The settings in force, which of them the person may not change, and what is wrong."""

    settings: Settings = field(default_factory=Settings)
    locked: frozenset[str] = frozenset()
    problems: tuple[TrayError, ...] = ()


NOTHING_READ = InForce(
    Settings(
        token_storage=TokenStorage.MEMORY,
        guards=(GuardRule(label=_OWN_LABEL, confirm=True, ask_programs=True),),
    ),
    problems=(
        SettingsError(
            said("Couldn't read your settings."),
            said("Every role asks before it's used. Restart SSO Tray."),
        ),
    ),
)
"""In force where even the reading went wrong."""


def _tables(value: object) -> list[Table]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    return [dict(each) for each in value if isinstance(each, Mapping)]


def _by_name(theirs: Iterable[Table], mine: Iterable[Table]) -> list[Table]:
    """A person's own session stands in the place of a preset one of that name."""
    found = {each.get("name"): each for each in theirs}
    return list({**found, **{each.get("name"): each for each in mine}}.values())


def _all_guarded(rules: Iterable[Table], label: str) -> list[Table]:
    """Each rule asks for all there is to ask, and so does what none of them names."""
    asking: list[Table] = [{**rule, "confirm": True, "ask_programs": True} for rule in rules]
    if any(set(rule) == {"label", "confirm", "ask_programs"} for rule in asking):
        return asking
    return [*asking, {"label": label, "confirm": True, "ask_programs": True}]


def settings_problems(faults: Iterable[PolicyFault]) -> tuple[TrayError, ...]:
    """What is wrong with the person's own settings, for them."""
    return tuple(
        SettingsError(
            said("Couldn't read {words}: {reason}.", words=fault.words, reason=fault.reason),
            _consequence(fault),
        )
        for fault in faults
    )


def _consequence(fault: PolicyFault) -> str:
    if not fault.setting:
        return said(
            "Until you fix it and restart SSO Tray, every role asks before it's used, "
            "tokens stay in memory only, and other settings use their defaults."
        )
    if fault.is_about_guards:
        return said("Until you fix it and restart SSO Tray, every role asks before it's used.")
    if fault.is_about_storage:
        return said("Until you fix it and restart SSO Tray, tokens stay in memory only.")
    return said("Its default is used. Fix it, then restart SSO Tray.")
