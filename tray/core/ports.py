"""What the program needs from the world, as protocols.

`adapters/` implements them over real libraries, `tests/` over fakes and over the
demo's emulator. All calls may block and are made from worker threads, all
errors they raise are `errors.TrayError`.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from tray.core.activity.entries import ActivityEntry
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.ipc.protocol import CredentialsAnswer, EndpointAnswer
from tray.core.notification import Notification
from tray.core.settings.policy import InForce
from tray.core.settings.settings import Language, Settings
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import (
    Account,
    AccountId,
    ClientRegistration,
    DeviceAuthorization,
    IssuedToken,
    Listing,
    Memory,
    Page,
    RoleCredentials,
    RoleRef,
    SessionName,
    SignInFlow,
    SsoSession,
    SsoToken,
)
from tray.core.vocabulary.secret import Secret


class Clock(Protocol):
    """Program time, and its relation to the wall.

    In a real run both are the same. The demo's program time runs faster, so
    that an hour passes in about a minute; what crosses to other programs
    (a wire, a file) is converted by `to_wall` and `from_wall`.
    """

    def now(self) -> datetime:
        """The current program time, aware UTC. It jumps when the machine's clock is set."""

    def monotonic(self) -> float:
        """Real seconds since some moment: for call rates and latencies, never scaled."""

    def to_wall(self, moment: datetime) -> datetime:
        """The moment as every other program's clock shows it."""

    def from_wall(self, moment: datetime) -> datetime:
        """The program time of a moment that another program named."""

    def real_seconds(self, duration: timedelta) -> float:
        """How long `duration` of program time really takes."""

    def program_time(self, real_seconds: float) -> timedelta:
        """How much program time passes in so many real seconds."""


class IdentityCenter(Protocol):
    """The three services of IAM Identity Center: sso-oidc, the authorize page, and the portal.

    Every call raises `Unreachable`, `CaptivePortal`, `Throttled`,
    `ServiceFailure` or `ServiceError`, and `ClockSkew` in the place of a refusal
    that a wrong clock can be behind; what else, is said at the call.
    """

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        """RegisterClient for one flow. Raises `StartUrlWrong`."""

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        """StartDeviceAuthorization. Raises `ClientRejected`, `StartUrlWrong`."""

    def authorization_url(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        redirect_uri: str,
        state: str,
        code_challenge: str,
    ) -> str:
        """The page where the person allows a PKCE sign-in (RFC 7636, S256). No call is made."""

    def redeem_code(
        self,
        session: SsoSession,
        registration: ClientRegistration,
        code: Secret,
        code_verifier: Secret,
        redirect_uri: str,
    ) -> IssuedToken:
        """CreateToken with an authorization code, good for one try.

        Raises `ClientRejected`, `SignInError`.
        """

    def redeem_device_code(
        self, session: SsoSession, registration: ClientRegistration, device_code: Secret
    ) -> IssuedToken:
        """CreateToken with a device code.

        Raises `AuthorizationPending`, `SlowDown`, `AuthorizationDenied`,
        `AuthorizationExpired`, `ClientRejected`.
        """

    def refresh(
        self, session: SsoSession, registration: ClientRegistration, refresh_token: Secret
    ) -> IssuedToken:
        """CreateToken with a refresh token. Raises `SessionEnded`, `ClientRejected`."""

    def logout(self, session: SsoSession, access_token: Secret) -> None:
        """Logout: ends the portal session. Role credentials issued before live on."""

    def list_accounts(
        self, session: SsoSession, access_token: Secret, next_token: str | None
    ) -> Page[Account]:
        """One page of ListAccounts, at most 100. Raises `TokenRejected`."""

    def list_roles(
        self,
        session: SsoSession,
        access_token: Secret,
        account_id: AccountId,
        next_token: str | None,
    ) -> Page[str]:
        """One page of ListAccountRoles: role names, at most 100. Raises `TokenRejected`."""

    def role_credentials(
        self, session: SsoSession, access_token: Secret, role: RoleRef
    ) -> RoleCredentials:
        """GetRoleCredentials. Raises `TokenRejected`, `RoleNotAssigned`.

        `ClockSkew` also where AWS gave keys that the machine's clock makes useless.
        """


class Redirect(Protocol):
    """A loopback address, bound before the browser opens, that waits for one authorization code."""

    @property
    def uri(self) -> str:
        """`http://127.0.0.1:PORT/oauth/callback`, with the port that was bound."""

    def wait(self, timeout: float) -> Secret:
        """The code that the browser brought, within `timeout` real seconds.

        Raises `AuthorizationExpired` when none came, `AuthorizationDenied`
        when the page said so, `RedirectFailed` when it was closed meanwhile.
        """

    def finish(self, error: TrayError | None = None) -> None:
        """What came of the code: says so in the browser, and goes on to for half a minute."""

    def close(self) -> None:
        """Ends the listener and wakes who waits; a browser that waits is told that it failed.

        May be called twice and from any thread.
        """


class RedirectListener(Protocol):
    """Opens the way back from the browser (RFC 8252, section 7.3)."""

    def listen(self, state: Secret, language: Language = Language.SYSTEM) -> Redirect:
        """Binds 127.0.0.1 now and accepts only redirects with this `state`.

        The page that the browser ends on is in that language.

        Raises `RedirectFailed` where nothing can be bound.
        """


class ConsoleSignIn(Protocol):
    """The federation endpoint of the AWS console."""

    def signin_token(
        self, session: SsoSession, credentials: RoleCredentials, region: str
    ) -> Secret:
        """getSigninToken, POSTed so that no keys stand in any URL. Valid for 15 minutes."""


class SecretStore(Protocol):
    """Where tokens rest. Every call raises `SecretStoreError`."""

    @property
    def description(self) -> str:
        """Where that is, in words: `GNOME Keyring`, `memory only`."""

    def get(self, name: str) -> Secret | None:
        """The secret of that name, of any size, or None."""

    def set(self, name: str, value: Secret) -> None:
        """Stores it, wholly or not at all."""

    def delete(self, name: str) -> None:
        """Removes it; nothing happens if there is none."""


class SharedTokens(Protocol):
    """The AWS CLI's token cache: sign-ins that other tools use, refresh and end as well."""

    def paths(self, session: SsoSession) -> tuple[str, ...]:
        """The files that it may be in."""

    def stamp(self, session: SsoSession) -> object | None:
        """What is another after every change; None where there is no token."""

    def load(self, session: SsoSession) -> SsoToken | None:
        """The token; None where there is none. Raises `FileError` for what is none."""

    def save(self, session: SsoSession, token: SsoToken) -> None:
        """Puts it there; only while it is `locked`. Raises `FileError`."""

    def remove(self, session: SsoSession) -> None:
        """Signs every tool out; only while it is `locked`. Raises `FileError`."""

    def locked(self, session: SsoSession) -> AbstractContextManager[None]:
        """One refresh at a time among programs of ours. Raises `FileError`."""


class AwsFiles(Protocol):
    """`~/.aws/config` and `~/.aws/credentials`, wherever the environment moved them.

    All but `path`, `stamp` and `tidy` raise `FileError` and then leave the file as it was.
    """

    def path(self, file: AwsFile) -> str:
        """Where the file is, for messages."""

    def stamp(self, file: AwsFile) -> object:
        """What is another after every change of the file."""

    def is_open_to_others(self, file: AwsFile) -> bool:
        """Whether other users of the machine may read it."""

    def read(self, file: AwsFile) -> IniDocument:
        """The file as it stands; an empty document if there is none."""

    def edit(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """Reads, changes and atomically replaces the file under a lock.

        Links, modes and owners stay, one backup is kept of what was there
        before our first touch, and nothing is written when nothing changed, or
        when AWS tools would find another profile altered by it. A credentials
        file with keys of ours becomes private. Returns whether something was.
        What `change` raises passes through.
        """

    def remove(self, file: AwsFile, change: Callable[[IniDocument], IniDocument]) -> bool:
        """As `edit`, for a change that only takes lines of ours away: nothing must hinder that.

        The document may be one that cannot be read: then only its lines may be looked at.
        Where the file cannot be replaced, on a full disk for one, it is written over.
        """

    def peek(self, file: AwsFile) -> IniDocument:
        """The file's lines, whether it can be read or not. Raises `FileError`."""

    def tidy(self, file: AwsFile) -> None:
        """Clears away what a killed run left beside the file, if that can be done now."""


class Notifier(Protocol):
    """The desktop's notifications."""

    def show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        """Shows it without waiting; `on_button(id)` comes from any thread, at most once."""

    def withdraw(self, key: str) -> None:
        """Takes a notification back whose matter is settled."""

    def close(self, keep: Collection[str] = ()) -> None:
        """Withdraws all but those keys, and ends."""


class RemovalNotes(Protocol):
    """Which sessions' tokens are to be removed from the keyring, until they are."""

    def load(self) -> frozenset[SessionName]:
        """Those that are; none at first, and where the note is damaged."""

    def save(self, sessions: frozenset[SessionName]) -> None:
        """Keeps them. Raises `FileError`."""


class CredentialsEndpoint(Protocol):
    """The loopback endpoint that SDKs ask over HTTP; off while nobody holds a grant."""

    def open(
        self, keys: Callable[[], CredentialsAnswer], is_wanted: Callable[[], bool]
    ) -> EndpointAnswer:
        """A new grant. `keys` answers within a second or raises; `is_wanted` ends it at False.

        Raises `FileError` where no port can be had.
        """

    def close(self, uri: str) -> None:
        """Ends a grant; nothing happens if it has ended."""

    def close_all(self) -> None:
        """Ends them all, and the server."""


class ActivityStore(Protocol):
    """The activity log. One thread at a time."""

    def append(self, entries: Sequence[ActivityEntry]) -> None:
        """Adds lines at its end. Raises `FileError`."""

    def read(self) -> tuple[ActivityEntry, ...]:
        """All lines that are understood, in the order in which they were added."""

    def forget(self, before: datetime) -> None:
        """Removes lines of earlier moments. Raises `FileError`."""

    def clean(self) -> None:
        """Takes out what only an older version would have kept. Raises `FileError`."""


class SettingsStore(Protocol):
    """The settings: the person's TOML file, under and over it what an administrator says."""

    def load(self) -> InForce:
        """Never raises. A file that is not understood was set aside, and is a problem."""

    def save(self, settings: Settings) -> None:
        """Writes what the person changed, atomically. Raises `SettingsError`."""


class StateStore(Protocol):
    """Caches and memories on disk, nothing secret. What is damaged counts as absent."""

    def load_listing(self, session: SsoSession) -> Listing | None:
        """The last listing of this very start URL, or None."""

    def save_listing(self, session: SsoSession, listing: Listing) -> None:
        """Keeps a listing for the next start. Raises `FileError`."""

    def load_memory(self) -> Memory:
        """What was remembered; an empty memory at first."""

    def save_memory(self, memory: Memory) -> None:
        """Keeps it. Raises `FileError`."""
