"""The active profiles."""

import itertools
from dataclasses import replace
from datetime import datetime

from tray.core.profiles import activation_machine as machine
from tray.core.profiles.activation import (
    Activation,
    ActivationEffect,
    ActivationEvent,
    ActivationTick,
    CredentialsFacts,
    Fetching,
    Resting,
    Retrying,
    SessionUsable,
    Waiting,
)
from tray.core.profiles.target import ProfileTarget
from tray.core.sessions.schedule import earliest
from tray.core.vocabulary.model import ProfileName, SessionName


class ActiveProfiles:
    """Applies events to activations. Only the agent's thread touches it."""

    def __init__(self) -> None:
        self._active: dict[ProfileName, Activation] = {}
        self._serials = itertools.count(1)

    def all(self) -> tuple[Activation, ...]:
        """The active profiles, in the order in which they became so."""
        return tuple(self._active.values())

    def get(self, profile: ProfileName) -> Activation | None:
        """What is active as it."""
        return self._active.get(profile)

    def has(self, profile: ProfileName) -> bool:
        """Whether a role is active as it."""
        return profile in self._active

    def is_well(self, profile: ProfileName) -> bool:
        """Whether what was asked for it is there."""
        found = self._active.get(profile)
        return found is not None and found.setback is None and _is_well(found)

    def of_session(self, session: SessionName) -> tuple[Activation, ...]:
        """Those whose role belongs to that sso-session."""
        return tuple(found for found in self._active.values() if found.role.session == session)

    def take_over(self, standing: ProfileTarget, now: datetime) -> None:
        """A profile that an earlier run put in force, and that is in force still."""
        self._active.setdefault(standing.profile, self.activation_of(standing, now))

    def activation_of(self, standing: ProfileTarget, now: datetime) -> Activation:
        """What an earlier run put in force."""
        return Activation(
            next(self._serials),
            standing.profile,
            standing.role,
            standing.region,
            Resting(),
            keys=CredentialsFacts(now, standing.expires_at) if standing.expires_at else None,
            delivery=standing.kind,
        )

    def use(
        self,
        wanted_for: ProfileTarget,
        *,
        set_aside: bool,
        usable: bool,
        until: datetime | None = None,
        is_answered: bool = False,
    ) -> tuple[ActivationEffect, ...]:
        """Makes a role the one of a profile; waits where the session is not signed in."""
        profile = wanted_for.profile
        before = self._active.get(profile)
        if before is not None and not before.is_in_force:
            before = before.replaces
        wanted = Activation(
            next(self._serials),
            profile,
            wanted_for.role,
            wanted_for.region,
            Waiting(),
            delivery=wanted_for.kind,
            set_aside=set_aside,
            replaces=replace(before, replaces=None) if before is not None else None,
            until=until,
            is_answered=is_answered,
        )
        effects: tuple[ActivationEffect, ...] = ()
        if usable:
            wanted, effects = machine.begin(wanted)
        self._active[profile] = wanted
        return effects

    def note(self, found: Activation) -> None:
        """Keeps an activation with what was learned of it."""
        self._active[found.profile] = found

    def limit(self, found: Activation, until: datetime) -> None:
        """Has its use end by itself."""
        self._active[found.profile] = replace(found, until=until)

    def release(self, profile: ProfileName) -> Activation | None:
        """It is active no longer; answers what it was."""
        return self._active.pop(profile, None)

    def happened(
        self, profile: ProfileName, serial: int, event: ActivationEvent, now: datetime
    ) -> tuple[ActivationEffect, ...]:
        """An answer from outside; dropped if it belongs to an earlier activation."""
        found = self._active.get(profile)
        if found is None or found.serial != serial:
            return ()
        return self.apply(found, event, now)

    def apply(
        self, found: Activation, event: ActivationEvent, now: datetime
    ) -> tuple[ActivationEffect, ...]:
        """Advances one activation."""
        after, effects = machine.advance(found, event, now)
        if after.serial != found.serial and isinstance(after.work, Fetching):
            # Back to what was active before; its own answer was dropped meanwhile.
            after, more = machine.begin(after)
            effects += more
        self._active[found.profile] = after
        return effects

    def session_usable(self, session: SessionName, now: datetime) -> list[ActivationEffect]:
        """After a sign-in: what waited goes on."""
        effects: list[ActivationEffect] = []
        for found in self.of_session(session):
            if isinstance(found.work, Waiting | Fetching | Retrying):
                effects += self.apply(found, SessionUsable(), now)
        return effects

    def tick(
        self, found: Activation, now: datetime, *, usable: bool
    ) -> tuple[ActivationEffect, ...]:
        """Lets time pass for one activation."""
        return self.apply(found, ActivationTick(usable), now)

    def next_deadline(self) -> datetime | None:
        """When any activation next wants attention."""
        return earliest(machine.next_deadline(found) for found in self._active.values())


def _is_well(found: Activation) -> bool:
    return isinstance(found.work, Resting) and found.changed is None
