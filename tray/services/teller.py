"""Tells the person on the desktop; what they press comes back as commands."""

from datetime import datetime

from tray.core import commands
from tray.core.activation import TellFailure
from tray.core.model import ProfileName, SessionName
from tray.core.notification import Notification
from tray.core.session_length import SessionEnd
from tray.services import told
from tray.services.messages import Post
from tray.services.world import World


class Teller:
    """Nothing is told of a command's own short life: whoever gave it is right there."""

    def __init__(self, world: World, post: Post) -> None:
        self._world = world
        self._post = post

    def ends_soon(self, session: SessionName, end: SessionEnd, now: datetime) -> None:
        """The warning before a session's end."""
        self.tell(told.ends_soon(session, end, now, self._wall_time(end.at)), session)

    def ended(self, session: SessionName, since: datetime) -> None:
        """The session is over."""
        self.tell(told.ended(session, self._wall_time(since)), session)

    def keys_failed(self, failure: TellFailure) -> None:
        """Why a profile has no keys, or no new ones."""
        words = f"{failure.role.account_id} / {failure.role.role_name}"
        note = told.keys_failed(failure.profile, words, failure.error)
        self.tell(note, failure.role.session, failure.profile)

    def tell(
        self,
        note: Notification,
        session: SessionName | None = None,
        profile: ProfileName | None = None,
    ) -> None:
        """Shows a notification; its buttons are about that session and that profile."""

        def pressed(button: str) -> None:
            if button == told.SIGN_IN_BUTTON and session is not None:
                self._post(commands.SignIn(session))
            elif button == told.LATER_BUTTON and session is not None:
                self._post(commands.RemindLater(session))
            elif button == told.RENEW_BUTTON and profile is not None:
                self._post(commands.RenewNow(profile))

        if not self._world.is_passing:
            self._world.notifier.show(note, pressed)

    def _wall_time(self, moment: datetime) -> str:
        return f"{self._world.clock.to_wall(moment).astimezone():%H:%M}"
