"""All probes of the real machine, behind one protocol."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from tray.adapters.probes import machine
from tray.adapters.probes.disk import DiskProbe
from tray.adapters.probes.endpoint import EndpointProbe, TrustStores
from tray.core.doctor.facts import (
    AwsCliFacts,
    BundleFacts,
    EndpointFacts,
    FileFacts,
    KeyringFacts,
)
from tray.core.ports.clock import Clock


class SystemProbes:
    """`core.doctor.probes.Probes` for one environment and home directory.

    `tray_host` replaces the question on the message bus, where a program knows better.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        home: Path,
        clock: Clock,
        *,
        tray_host: Callable[[], bool | None] | None = None,
        stores: TrustStores | None = None,
    ) -> None:
        self._environ = dict(environ)
        self._home = home
        self._disk = DiskProbe(self._environ, home, time.sleep)
        stores = stores or TrustStores(self._environ.get("AWS_CA_BUNDLE"))
        self._endpoints = EndpointProbe(self._environ, lambda: clock.to_wall(clock.now()), stores)
        self._tray_host = tray_host

    @property
    def environment(self) -> Mapping[str, str]:
        """As it was at the start."""
        return self._environ

    @property
    def home(self) -> str:
        """As given."""
        return str(self._home)

    def files(self) -> FileFacts:
        """See `DiskProbe`."""
        return self._disk.files()

    def bundles(self) -> tuple[BundleFacts, ...]:
        """See `DiskProbe`."""
        return self._disk.bundles()

    def aws_cli(self) -> AwsCliFacts:
        """See `machine`."""
        return machine.aws_cli(self._environ)

    def keyring(self) -> KeyringFacts:
        """See `machine`."""
        return machine.keyring()

    def tray_host(self) -> bool | None:
        """What the program says, or the message bus."""
        return self._tray_host() if self._tray_host else machine.tray_host(self._environ)

    def endpoint(self, url: str) -> EndpointFacts:
        """See `EndpointProbe`."""
        return self._endpoints.ask(url)
