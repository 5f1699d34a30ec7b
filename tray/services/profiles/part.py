"""The roles that are in use, each under a profile's name."""

from collections.abc import Iterable
from datetime import datetime

from tray.core import commands
from tray.core.profiles.activation import (
    Activation,
    ActivationEffect,
    CredentialsDelivered,
    RenewAsked,
    Stuck,
    TellFailure,
)
from tray.core.profiles.target import Leftover, ProfileTarget
from tray.core.settings.choices import chosen
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import ProfileTaken
from tray.core.vocabulary.model import ProfileName, SessionName
from tray.services.context.messages import ActivationHappened, Post
from tray.services.credentials.role_credentials import CredentialsProvider
from tray.services.guards.consent_prompts import ConsentPrompts
from tray.services.guards.guarded_roles import GuardedRoles
from tray.services.notifications import texts
from tray.services.notifications.notifications import Notifications
from tray.services.notifications.texts import profile_key
from tray.services.profiles.effects import ProfileEffects
from tray.services.profiles.withdrawals import Withdrawals
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState
from tray.services.state.saved_memory import SavedMemory


class Profiles(Part):
    """Puts roles in use, and takes their keys back."""

    def __init__(
        self,
        state: AgentState,
        effects: ProfileEffects,
        withdrawals: Withdrawals,
        guarded: GuardedRoles,
        *,
        credentials: CredentialsProvider,
        consent: ConsentPrompts,
        notifications: Notifications,
        memory: SavedMemory,
        post: Post,
    ) -> None:
        self._state = state
        self._effects = effects
        self._withdrawals = withdrawals
        self._guarded = guarded
        self._credentials = credentials
        self._consent = consent
        self._notifications = notifications
        self._memory = memory
        self._post = post

    def register(self, routes: Routes) -> None:
        """What a person wants of a profile, and what happens to it."""
        routes.on(commands.UseRole, self._use)
        routes.on(commands.Release, lambda command, now: self.release(command.profile, now))
        routes.on(commands.ReleaseAll, lambda _, now: self.drop_all(now))
        routes.on(commands.RenewNow, self._renew)
        routes.on(ActivationHappened, self._happened)

    def tick(self, now: datetime) -> None:
        """Renews keys before they end."""
        for found in self._state.profiles.all():
            usable = self._state.sessions.is_usable(found.role.session)
            self._run(self._state.profiles.tick(found, now, usable=usable))

    def next_deadline(self, now: datetime) -> datetime | None:  # noqa: ARG002 - they have moments
        """When any profile next wants attention."""
        return self._state.profiles.next_deadline()

    # ---- what a person wants ------------------------------------------------

    def _use(self, command: commands.UseRole, now: datetime) -> None:
        state, role = self._state, command.role
        if state.sessions.get(role.session) is None or self._guarded.asks_first(command):
            return
        delivery = chosen(state.locked, "delivery", command.delivery, state.settings.delivery)
        wanted = ProfileTarget(
            command.profile or ProfileName(state.settings.default_profile),
            role,
            self._guarded.delivery(role, delivery),
            state.region_of(role.session),
        )
        self._memory.note_use(role)
        until = self._guarded.end_of_use(role, now)
        self._begin(
            wanted,
            set_aside=command.set_aside,
            until=until,
            is_answered=command.is_answered,
        )
        sessions = state.sessions
        if not sessions.is_usable(role.session) and not sessions.is_signing_in(role.session):
            # The role waits; picking it says clearly enough that a sign-in is wanted.
            self._post(commands.SignIn(role.session))

    def _begin(
        self,
        wanted: ProfileTarget,
        *,
        set_aside: bool,
        until: datetime | None,
        is_answered: bool = False,
    ) -> None:
        effects = self._state.profiles.use(
            wanted,
            set_aside=set_aside,
            usable=self._state.sessions.is_usable(wanted.role.session),
            until=until,
            is_answered=is_answered,
        )
        self._run(effects)

    def _renew(self, command: commands.RenewNow, now: datetime) -> None:
        found = self._state.profiles.get(command.profile)
        if found is not None:
            self._run(self._state.profiles.apply(found, RenewAsked(), now))

    # ---- what happens to it -------------------------------------------------

    def _happened(self, message: ActivationHappened, now: datetime) -> None:
        profile, event = message.profile, message.event
        self._run(self._state.profiles.happened(profile, message.serial, event, now))
        if isinstance(event, CredentialsDelivered) and self._state.profiles.is_well(profile):
            self._withdrawals.delivered(profile)
        if isinstance(event, CredentialsDelivered) and event.made_private:
            self._notifications.show(texts.made_private(event.made_private))

    def session_usable(self, session: SessionName, now: datetime) -> None:
        """There is a new token: what waited for it goes on."""
        self._run(self._state.profiles.session_usable(session, now))

    def _run(self, effects: Iterable[ActivationEffect]) -> None:
        for effect in effects:
            record = self._state.sessions.get(effect.role.session)
            if isinstance(effect, TellFailure):
                self._notify(effect)
            elif record is not None:
                self._effects.run(record.session, effect)

    def _notify(self, failure: TellFailure) -> None:
        found = self._state.profiles.get(failure.profile)
        is_asked = found is not None and isinstance(found.work, Stuck)
        if isinstance(failure.error, ProfileTaken) and is_asked and self._consent.has_screen:
            return  # a window asks what is to become of it
        self._notifications.keys_failed(
            failure,
            self._state.account_words(failure.role),
            self._state.profiles.is_well,
            has_keys=found is not None and found.is_in_force,
        )

    # ---- the end of a use ---------------------------------------------------

    def release(self, profile: ProfileName, now: datetime, *, is_time_over: bool = False) -> None:
        """Removes a profile's keys; where that failed before, tries again."""
        released = self._state.profiles.release(profile)
        if released is None:
            self._withdrawals.retry(now, profile)
            return
        self._consent.forget(released.role)
        self._notifications.withdraw(profile_key(profile))
        self._withdrawals.begin(released, now, is_time_over=is_time_over)

    def put_on_demand(self, found: Activation, now: datetime) -> None:
        """Takes a profile out of its file first, whatever comes of the rest; then programs ask."""
        self._state.profiles.release(found.profile)
        self._withdrawals.begin(found, now)
        wanted = ProfileTarget(found.profile, found.role, DeliveryKind.ON_DEMAND, found.region)
        # What was set aside for it comes back with the withdrawal, and was agreed to before.
        self._begin(wanted, set_aside=True, until=found.until)

    def end_session(self, session: SessionName, now: datetime) -> None:
        """Nobody gets anything of that session any more."""
        for found in self._state.profiles.of_session(session):
            self._drop(found, now)
        self._credentials.forget(session)

    def drop_all(self, now: datetime) -> None:
        """Takes all keys back, also those that could not be taken back before."""
        self._withdrawals.retry(now)
        for found in self._state.profiles.all():
            self._drop(found, now)

    def _drop(self, found: Activation, now: datetime) -> None:
        """Takes its keys back; what only points somewhere holds no secret and stays.

        Unless its time was limited: nobody would be there to end it.
        """
        if found.delivery is DeliveryKind.KEYS or found.until is not None:
            self.release(found.profile, now)

    # ---- what an earlier run left -------------------------------------------

    def restore(
        self, standing: tuple[ProfileTarget, ...], left: tuple[Leftover, ...], now: datetime
    ) -> None:
        """Takes over profiles that are in force still, and those that were to go and have not."""
        profiles = self._state.profiles
        for target in standing:
            if self._state.sessions.get(target.role.session) is not None:
                profiles.take_over(target, now)
        for one in left:
            was = profiles.activation_of(one.was, now) if one.was is not None else None
            self._withdrawals.take_over(one, was, now)
