"""Everything that can go wrong, in words for the person it happens to.

An error says what happened (`title`), and what it means or what to do
(`hint`). It crosses threads as an object and becomes text only at the edges:
a notification or window, a terminal, an HTTP answer. No error carries a
secret.
"""

from dataclasses import dataclass
from enum import Enum

from tray.core.vocabulary.translatable import Said, said, together


class Remedy(Enum):
    """The one thing that helps, which an edge may offer as a button."""

    SIGN_IN = "sign in"
    TRY_AGAIN = "try again"
    SIGN_IN_WITH_CODE = "sign in with a code"
    KEEP_IN_MEMORY = "keep tokens in memory only"
    CHOOSE_PROFILE = "choose another profile"
    STOP_USING = "stop using the role"
    NONE = "none"


class TrayError(Exception):
    """Base of all errors that a person is shown."""

    retriable = False
    """Whether the same call may succeed later without anybody doing anything."""
    remedy = Remedy.NONE

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__(title, hint)
        self.title = title
        self.hint = hint

    @property
    def words(self) -> Said:
        """Title and hint, one after the other."""
        return together(self.title, self.hint)

    def __str__(self) -> str:
        return str(self.words)


class Defect(TrayError):
    """This program itself is wrong somewhere."""

    remedy = Remedy.TRY_AGAIN


class ProgramReplaced(Defect):
    """The files of the running program are gone, or another version's: no second try helps."""

    remedy = Remedy.NONE


def program_replaced() -> ProgramReplaced:
    """The one way to say so."""
    return ProgramReplaced(
        said("SSO Tray was updated while it was running."), said("Restart SSO Tray.")
    )


# ---- the way to AWS ---------------------------------------------------------


class ServiceError(TrayError):
    """AWS answered something that no rule of ours expects."""

    remedy = Remedy.TRY_AGAIN


class Unreachable(TrayError):
    """No answer: no network, no such host, refused, timed out, or a broken TLS handshake."""

    retriable = True
    remedy = Remedy.TRY_AGAIN


class CaptivePortal(Unreachable):
    """An answer that is not AWS's: the network wants a sign-in of its own first."""


class Throttled(TrayError):
    """429: too many calls. Never means signed out."""

    retriable = True
    remedy = Remedy.TRY_AGAIN


class ServiceFailure(TrayError):
    """5xx: AWS has a problem of its own."""

    retriable = True
    remedy = Remedy.TRY_AGAIN


class ClockSkew(TrayError):
    """This machine's clock is too far from AWS's for times to be believed.

    Retriable: most clocks are set by the network sooner or later.
    """

    retriable = True
    remedy = Remedy.TRY_AGAIN


class Busy(TrayError):
    """The answer takes longer than whoever asked may wait."""

    retriable = True
    remedy = Remedy.TRY_AGAIN


# ---- signing in -------------------------------------------------------------


class SignInError(TrayError):
    """A sign-in that did not come to its end."""

    remedy = Remedy.SIGN_IN


class AuthorizationPending(SignInError):
    """The person has not answered in the browser yet (RFC 8628: authorization_pending)."""

    retriable = True


class SlowDown(SignInError):
    """Polled too fast; the interval grows by five seconds (RFC 8628, section 3.5)."""

    retriable = True


class AuthorizationDenied(SignInError):
    """The person, or an administrator, said no."""


class AuthorizationExpired(SignInError):
    """Nobody answered in the browser in time."""


def sign_in_timed_out() -> AuthorizationExpired:
    """The one way to say so, whoever noticed: the deadline, the listener, or AWS."""
    return AuthorizationExpired(
        said("The sign-in timed out."), said("Try again when you're ready.")
    )


class SignOutIncomplete(TrayError):
    """Signed out, but more than one thing of the session is still there."""

    remedy = Remedy.TRY_AGAIN


class StartUrlWrong(SignInError):
    """AWS does not know this start URL in this region. A sign-in of any kind would fail again."""

    remedy = Remedy.NONE


class RedirectFailed(SignInError):
    """The browser's way back to this program is blocked, or brought something foreign."""

    remedy = Remedy.SIGN_IN_WITH_CODE


class BrowserMissing(SignInError):
    """No browser could be opened."""

    remedy = Remedy.SIGN_IN_WITH_CODE


class TerminalMissing(TrayError):
    """No terminal emulator could be opened."""


class ClientRejected(SignInError):
    """InvalidClient: the client registration is unknown or expired; register anew."""


class SessionEnded(SignInError):
    """The portal session is over: InvalidGrant on a refresh, or 401 with a token that cannot be."""


class SignOutUntold(TrayError):
    """The token is gone here, but AWS did not hear of it: the session lives on there."""

    remedy = Remedy.TRY_AGAIN


# ---- roles ------------------------------------------------------------------


class TokenRejected(TrayError):
    """401 of the portal API: this access token is not accepted (any more)."""

    remedy = Remedy.SIGN_IN


class RoleNotAssigned(TrayError):
    """403 of the portal API: the role is not, or no longer, assigned to the person."""

    remedy = Remedy.STOP_USING


class AccountsUnlisted(TrayError):
    """AWS refuses to list the roles of some accounts; the others are known."""


# ---- this machine -----------------------------------------------------------


class AgentSilent(TrayError):
    """The running program hung up, or let the time pass, before it had answered."""

    retriable = True
    remedy = Remedy.TRY_AGAIN

    def __init__(self) -> None:
        super().__init__(
            said("SSO Tray closed the connection without answering."),
            said("Try again. If that doesn't help, restart SSO Tray."),
        )


class SecretStoreError(TrayError):
    """The keyring is missing, insecure, locked or refuses."""

    remedy = Remedy.KEEP_IN_MEMORY


class KeyringMissing(SecretStoreError):
    """There is no keyring, or none that keeps secrets from others: nothing is ever kept in it."""


class FileError(TrayError):
    """A file that could not be read, understood or written. It is left as it was.

    Once the person has mended it, the same try works.
    """

    remedy = Remedy.TRY_AGAIN


class KeysRemain(FileError):
    """What was to go out of an AWS file is still there: which, until when it works, and why."""

    retriable = True


class SettingsError(FileError):
    """The settings file is not what this program writes; it is read again when it has changed."""

    remedy = Remedy.NONE


class PolicyError(TrayError):
    """An administrator's policy that is not understood, or stands against what was asked."""


@dataclass(frozen=True, slots=True)
class ProfileConflict:
    """Why keys must not be written under a profile's name.

    `holder` names who gives the profile its identity today, in words; `setting`
    is the decisive key (`sso_session`, `credential_process`, `role_arn`,
    `aws_access_key_id`); `path` and `line` (from 1) say where it stands.
    """

    profile: str
    holder: str
    setting: str
    path: str
    line: int


class ProfileChanged(FileError):
    """The AWS files do not give a profile any more what was delivered to it."""


class ProfileTaken(TrayError):
    """The profile already has an identity that is not ours: see `conflict`."""

    remedy = Remedy.CHOOSE_PROFILE

    def __init__(self, title: str, hint: str, conflict: ProfileConflict) -> None:
        super().__init__(title, hint)
        self.conflict = conflict
