"""Addresses that replace what region and partition would decide.

For private and test installations, and for the demo.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tray.core.aws_files.effective_config import EffectiveFile, Value, effective
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.settings.settings import SessionSettings
from tray.core.vocabulary.translatable import said


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses of one sso-session; None leaves the choice to the region.

    `sso` and `sso_oidc` are API roots, `signin` is the federation endpoint with
    its path, `console` the root of the console. `origins` has where each address was
    said, as a person is told: file and line.
    """

    sso: str | None = None
    sso_oidc: str | None = None
    signin: str | None = None
    console: str | None = None
    origins: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    @classmethod
    def of(cls, settings: SessionSettings) -> "Endpoints":
        """What a session's settings say; an empty string is None."""
        found = (settings.sso_endpoint, settings.oidc_endpoint, settings.signin_endpoint)
        return cls(
            origins=tuple((address, "settings.toml") for address in found if address),
            sso=settings.sso_endpoint or None,
            sso_oidc=settings.oidc_endpoint or None,
            signin=settings.signin_endpoint or None,
            console=settings.console_endpoint or None,
        )

    def over(self, other: "Endpoints") -> "Endpoints":
        """These, and where they leave a choice `other`."""
        return Endpoints(
            sso=self.sso or other.sso,
            sso_oidc=self.sso_oidc or other.sso_oidc,
            signin=self.signin or other.signin,
            console=self.console or other.console,
            origins=(*self.origins, *other.origins),
        )

    def origin_of(self, address: str) -> str:
        """Where that address was said; empty where nobody said it."""
        return dict(reversed(self.origins)).get(address, "")


def configured_endpoints(
    config: IniDocument, environ: Mapping[str, str], path: str = ""
) -> Endpoints:
    """What the config file at `path` says for AWS's own tools, read in their order.

    That of the profile in force: its `services` section for one service, then its
    own `endpoint_url`. Whatever the environment sets comes before and is left to
    the SDK. Source: AWS SDKs and Tools Reference Guide, service-specific endpoints.
    """
    found = effective(config, AwsFile.CONFIG)
    chosen = environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or "default"
    section = found.profile(chosen)
    profile = section.settings if section else {}
    ignores = environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or str(
        profile.get("ignore_configured_endpoint_urls", "")
    )
    if ignores.lower() == "true" or environ.get("AWS_ENDPOINT_URL"):
        return AS_REGION_SAYS

    def of(service: str) -> tuple[str, int]:
        if environ.get(f"AWS_ENDPOINT_URL_{service.upper()}"):
            return "", 0
        own = _of_service(config, found, profile, service)
        url = profile.get("endpoint_url")
        if own[0] or section is None or not isinstance(url, str):
            return own
        return url, section.lines["endpoint_url"]

    addresses = {service: of(service) for service in ("sso", "sso_oidc")}
    return Endpoints(
        sso=addresses["sso"][0] or None,
        sso_oidc=addresses["sso_oidc"][0] or None,
        origins=tuple(
            (url, said("{path}, line {line}", path=path, line=line))
            for url, line in addresses.values()
            if url
        ),
    )


def _of_service(
    config: IniDocument, found: EffectiveFile, profile: Mapping[str, Value], service: str
) -> tuple[str, int]:
    """The nested `endpoint_url` under the service's name in the section that `services` names."""
    wanted = profile.get("services")
    section = found.named.get(("services", wanted)) if isinstance(wanted, str) else None
    group = section.settings.get(service) if section else None
    if section is None or not isinstance(group, Mapping):
        return "", 0
    first = section.lines[service]  # that of the service's name, from 1
    lines = config.lines[first : section.sections[-1].end]
    below = (n for n, text in enumerate(lines, first + 1) if "endpoint_url" in text)
    return group.get("endpoint_url", ""), next(below, first)


AS_REGION_SAYS = Endpoints()
