"""Notifies the person on the desktop; what they press comes back as commands."""

from collections.abc import Callable
from datetime import datetime

from tray.core import commands
from tray.core.commands import Command, RoleAction
from tray.core.notification import Notification
from tray.core.ports.clock import Clock
from tray.core.ports.notifier import Notifier
from tray.core.profiles.activation import Activation, TellFailure
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.length import SessionEnd
from tray.core.settings.settings import FlowChoice
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName, SessionName
from tray.services.context.messages import DoNotDisturbSeen, Post
from tray.services.notifications import texts
from tray.services.notifications.do_not_disturb import NotificationQueue, Words
from tray.services.notifications.texts import session_key
from tray.services.routes import Part, Routes


class Notifications(Part):
    """Nothing is shown of a command's own short life: whoever gave it is right there."""

    def __init__(
        self,
        notifier: Notifier,
        queue: NotificationQueue,
        clock: Clock,
        post: Post,
        *,
        is_passing: bool,
    ) -> None:
        self._notifier = notifier
        self._queue = queue
        self._clock = clock
        self._post = post
        self._is_passing = is_passing

    def register(self, routes: Routes) -> None:
        """Whether the person may be disturbed."""
        routes.on(DoNotDisturbSeen, self._queue.seen)

    def tick(self, now: datetime) -> None:  # noqa: ARG002 - no matter of the calendar
        """Looks again whether what waits can be shown."""
        self._queue.tick()

    def ends_soon(self, session: SessionName, end: SessionEnd) -> None:
        """The warning before a session's end; past it there is nothing to warn of."""

        def words(now: datetime) -> Notification | None:
            wall_time = self._wall_time(end.at)
            return texts.ends_soon(session, end, now, wall_time) if now < end.at else None

        self._add(session_key(session), words, session)

    def ended(self, session: SessionName, since: datetime) -> None:
        """The session is over."""

        def words(_: datetime) -> Notification:
            return texts.ended(session, self._wall_time(since))

        self._add(session_key(session), words, session)

    def keys_failed(
        self,
        failure: TellFailure,
        account: str,
        is_well: Callable[[ProfileName], bool],
        *,
        has_keys: bool,
    ) -> None:
        """Why a profile has no keys, or no new ones, unless it is well again."""
        profile = failure.profile
        role, error = failure.role, failure.error
        note = texts.keys_failed(profile, role, account, error, has_keys=has_keys)

        def words(_: datetime) -> Notification | None:
            return None if is_well(profile) else note

        again = commands.RenewNow(profile)
        self._add(note.key, words, role.session, profile, again)

    def action_failed(self, asked: RoleAction, account: str, error: TrayError) -> None:
        """Why a role's console, copy or terminal did not come: the person waits for it."""
        note = texts.action_failed(asked, account, error)
        pressed = self._pressed(asked.role.session, None, asked)
        if not self._is_passing:
            self._notifier.show(note, pressed)

    def use_ended(self, found: Activation, is_in_use: Callable[[ProfileName], bool]) -> None:
        """A guarded role's time is over, unless its profile has a role again."""
        note = texts.use_ended(found.profile, found.role)
        self._add(note.key, lambda _: None if is_in_use(found.profile) else note)

    def keys_remain(self, leaving: Withdrawal) -> None:
        """Why keys that were to go are still there; once, however often it is tried again."""
        note = texts.keys_remain(leaving)
        self._add(note.key, lambda _: note, profile=leaving.profile)

    def withdraw(self, key: str) -> None:
        """The matter is settled: nothing is shown of it any more."""
        self._queue.drop(key)
        self._notifier.withdraw(key)

    def show(self, note: Notification) -> None:
        """Shows at once what came of something that the person just asked for."""
        if not self._is_passing:
            self._notifier.show(note, lambda _: None)

    def show_in_time(self, note: Notification) -> None:
        """Shows a notification when it does not disturb."""
        self._add(note.key, lambda _: note)

    def _add(
        self,
        key: str,
        words: Words,
        session: SessionName | None = None,
        profile: ProfileName | None = None,
        again: Command | None = None,
    ) -> None:
        """Shows `words` when that does not disturb; the buttons are about session and profile.

        `again` is what a second try is.
        """
        if not self._is_passing:
            self._queue.add(key, words, self._pressed(session, profile, again))

    def _pressed(
        self, session: SessionName | None, profile: ProfileName | None, again: Command | None
    ) -> Callable[[str], None]:
        does: dict[str, tuple[Command, ...]] = {}
        if session is not None:
            does[texts.SIGN_IN_BUTTON] = (commands.SignIn(session),)
            does[texts.CODE_BUTTON] = (commands.SignIn(session, FlowChoice.DEVICE_CODE),)
            does[texts.LATER_BUTTON] = (commands.RemindLater(session),)
        if profile is not None:
            does[texts.RELEASE_BUTTON] = (commands.Release(profile),)
        if again is not None:
            does[texts.RENEW_BUTTON] = (again,)
            does[texts.MEMORY_BUTTON] = (commands.KeepTokensInMemory(), again)

        def pressed(button: str) -> None:
            for command in does.get(button, ()):
                self._post(command)

        return pressed

    def _wall_time(self, moment: datetime) -> str:
        return f"{self._clock.to_wall(moment).astimezone():%H:%M}"
