"""What the checks look at: facts that probes gathered from the machine and the network.

`None` in the place of a fact means that it could not be had in time. Whatever
may hold a secret stays out of `repr`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.ports.clock import Clock
from tray.core.settings.policy import NO_POLICY, Policy
from tray.core.vocabulary.model import SsoToken


class FileState(Enum):
    """What became of the attempt to read a file."""

    READ = "read"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    NOT_A_FILE = "not a file"
    MALFORMED = "malformed"
    TOO_LARGE = "too large"


@dataclass(frozen=True, slots=True)
class Permissions:
    """Who may do what with a file: POSIX mode bits, and whether the person owns it."""

    mode: int
    is_mine: bool = True


@dataclass(frozen=True, slots=True)
class AwsFileFacts:
    """One of the two AWS files. `path` is for people, with `~` for the home directory.

    `document` is empty unless the state is READ; `line` (from 1) and `reason`
    belong to MALFORMED, with what to do as `remedy`; `reason` to UNREADABLE,
    too. `permissions` is None on Windows and where there is no file.
    """

    file: AwsFile
    path: str
    state: FileState = FileState.READ
    document: IniDocument = field(default_factory=IniDocument, repr=False)
    line: int = 0
    reason: str = ""
    remedy: str = ""
    permissions: Permissions | None = None
    changed_at: datetime | None = None

    @property
    def is_known(self) -> bool:
        """Whether what stands in it is known; a file that does not exist holds nothing."""
        return self.state in {FileState.READ, FileState.MISSING}


@dataclass(frozen=True, slots=True)
class PathFacts:
    """Any other file or directory whose permissions matter."""

    path: str
    permissions: Permissions
    is_directory: bool = False


@dataclass(frozen=True, slots=True)
class CachedToken:
    """A token of the AWS CLI and the SDKs in `~/.aws/sso/cache`, without the token.

    `session` is what it says it belongs to: the start URL. `is_readable` is
    false for a file that is not JSON, or not yet.
    """

    path: str
    session: str = ""
    expires_at: datetime | None = None
    registration_expires_at: datetime | None = None
    is_refreshable: bool = False
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token of this program, without the token; times are the wall's."""

    session: str
    expires_at: datetime
    registration_expires_at: datetime
    is_refreshable: bool

    @classmethod
    def of(cls, session: str, token: SsoToken, clock: Clock) -> "OwnToken":
        """The facts of the token of an sso-session."""
        return cls(
            session,
            clock.to_wall(token.expires_at),
            clock.to_wall(token.registration.expires_at),
            token.is_refreshable,
        )


@dataclass(frozen=True, slots=True)
class FileFacts:
    """All that stands on disk. `existing` names the files that variables point at and that exist.

    Its elements are the variables' names, as in `AWS_CONFIG_FILE`.
    """

    config: AwsFileFacts
    credentials: AwsFileFacts
    others: tuple[PathFacts, ...] = ()
    cached_tokens: tuple[CachedToken, ...] = ()
    existing: frozenset[str] = frozenset()


class BundleState(Enum):
    """What a file of certificate authorities turned out to be."""

    GOOD = "good"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    DIRECTORY = "directory"
    NOT_PEM = "not pem"


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """A file of certificate authorities; `source` is the variable or setting that names it."""

    source: str
    path: str
    state: BundleState


@dataclass(frozen=True, slots=True)
class AwsCliFacts:
    """The first `aws` on the PATH. `path` is None where there is none.

    `output` is what `aws --version` printed, None if it did not end well or in time.
    """

    path: str | None
    output: str | None = field(default=None, repr=False)


class KeyringState(Enum):
    """What the system offers for secrets."""

    SAFE = "safe"
    LOCKED = "locked"
    UNSAFE = "unsafe"
    NONE = "none"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KeyringFacts:
    """`name` is the backend's own; `module` its Python module; both empty where there is none."""

    state: KeyringState
    name: str = ""
    module: str = ""


class Outcome(Enum):
    """How far a request to AWS came: each fault has its own place."""

    ANSWERED = "answered"
    NO_SUCH_HOST = "no such host"
    REFUSED = "refused"
    NO_ROUTE = "no route"
    TIMED_OUT = "timed out"
    CUT_OFF = "cut off"
    FOREIGN = "foreign answer"
    PROXY_UNUSABLE = "proxy unusable"
    PROXY_NO_SUCH_HOST = "no such proxy"
    PROXY_UNREACHABLE = "proxy unreachable"
    PROXY_WANTS_SIGN_IN = "proxy wants a sign-in"
    PROXY_REFUSES = "proxy refuses"


class Trust(Enum):
    """Who vouches for the certificate that a server showed."""

    TOOLS = "tools"
    """The store that the AWS tools use: AWS_CA_BUNDLE, or the public one they bring."""
    SYSTEM = "system"
    """Only this system's store."""
    NOBODY = "nobody"


class Distrust(Enum):
    """Why a certificate was not believed."""

    UNKNOWN_ISSUER = "unknown issuer"
    OUT_OF_DATE = "out of date"
    WRONG_HOST = "wrong host"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TlsFacts:
    """The certificate that was shown in AWS's place.

    `issuer` is the issuer's organisation or name; `distrust` says why the store of the
    AWS tools did not believe it; `has_own_bundle` whether that store is a file of the person's.
    """

    issuer: str
    trust: Trust
    distrust: Distrust | None = None
    has_own_bundle: bool = False


@dataclass(frozen=True, slots=True)
class EndpointFacts:
    """One request to one endpoint. `proxy` is `host:port`, without a password, or empty.

    `ahead` is how far this machine's clock is ahead of the answer's Date header.
    """

    host: str
    outcome: Outcome
    proxy: str = ""
    tls: TlsFacts | None = None
    ahead: timedelta | None = None
    status: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything. `environment` is the process's own; it may hold secrets.

    `tray_host` is false where the desktop has no place for icons.
    """

    environment: Mapping[str, str] = field(repr=False)
    home: str
    now: datetime
    files: FileFacts | None = None
    bundles: tuple[BundleFacts, ...] | None = None
    aws_cli: AwsCliFacts | None = None
    keyring: KeyringFacts | None = None
    endpoints: tuple[EndpointFacts, ...] = ()
    own_tokens: tuple[OwnToken, ...] | None = None
    tray_host: bool | None = None
    keeps_in_memory: bool = False
    policy: Policy = NO_POLICY

    def shown(self, path: str) -> str:
        """A path for people: `~` for the home directory."""
        return shown_path(path, self.home)


def shown_path(path: str, home: str) -> str:
    """`path` with `~` in the place of the home directory."""
    root = home.rstrip("/\\")
    if root and path.startswith(root) and path[len(root) : len(root) + 1] in {"", "/", "\\"}:
        return "~" + path[len(root) :]
    return path
