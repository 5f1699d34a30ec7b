"""What the doctor needs from the world, as a protocol; `adapters.probes` has it for real."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from tray.core.console.partitions import oidc_endpoint, partition_of
from tray.core.doctor.facts import (
    AwsCliFacts,
    BundleFacts,
    EndpointFacts,
    FileFacts,
    KeyringFacts,
)
from tray.core.sso_files.endpoints import Endpoints

_MOST = 6


class Probes(Protocol):
    """Gathers facts. Calls block for seconds, come from several threads, and change nothing."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The process's own variables."""

    @property
    def home(self) -> str:
        """The home directory, to be shown as `~`."""

    def files(self) -> FileFacts:
        """The AWS files and what lies beside them."""

    def bundles(self) -> tuple[BundleFacts, ...]:
        """Files of certificate authorities that are named anywhere."""

    def aws_cli(self) -> AwsCliFacts:
        """The first `aws` on the PATH."""

    def keyring(self) -> KeyringFacts:
        """What would hold sign-ins; nobody is asked to unlock it."""

    def tray_host(self) -> bool | None:
        """Whether the desktop has a place for icons; None if nobody can say."""

    def endpoint(self, url: str) -> EndpointFacts:
        """One unauthenticated HEAD."""


def addresses(sessions: Iterable[tuple[str, Endpoints]]) -> tuple[str, ...]:
    """Whom to ask for sso-sessions, given as (region, endpoints): each once, six at most.

    Both services of Identity Center are asked: firewalls may let through only one.
    """
    found: dict[str, None] = {}
    for region, endpoints in sessions:
        portal = f"https://portal.sso.{region}.{partition_of(region).api_suffix}"
        found[endpoints.sso_oidc or oidc_endpoint(region)] = None
        found[endpoints.sso or portal] = None
    return tuple(found)[:_MOST]
