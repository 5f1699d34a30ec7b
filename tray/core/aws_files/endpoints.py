"""Addresses that replace what region and partition would decide.

For private and test installations, and for the demo.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tray.core.aws_files.effective_config import EffectiveFile, Value, effective
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.settings.settings import SessionSettings


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses of one sso-session; None leaves the choice to the region.

    `sso` and `sso_oidc` are API roots, `signin` is the federation endpoint with
    its path, `console` the root of the console.
    """

    sso: str | None = None
    sso_oidc: str | None = None
    signin: str | None = None
    console: str | None = None

    @classmethod
    def of(cls, settings: SessionSettings) -> "Endpoints":
        """What a session's settings say; an empty string is None."""
        return cls(
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
        )


def configured_endpoints(config: IniDocument, environ: Mapping[str, str]) -> Endpoints:
    """What the config file says for AWS's own tools, read in their order.

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

    def of(service: str) -> str | None:
        if environ.get(f"AWS_ENDPOINT_URL_{service.upper()}"):
            return None
        url = profile.get("endpoint_url")
        return _service_url(found, profile, service) or (url if isinstance(url, str) else None)

    return Endpoints(sso=of("sso") or None, sso_oidc=of("sso_oidc") or None)


def _service_url(found: EffectiveFile, profile: Mapping[str, Value], service: str) -> str | None:
    """The nested `endpoint_url` under the service's name in the section that `services` names."""
    wanted = profile.get("services")
    section = found.named.get(("services", wanted)) if isinstance(wanted, str) else None
    group = section.settings.get(service) if section else None
    return group.get("endpoint_url") if isinstance(group, Mapping) else None


AS_REGION_SAYS = Endpoints()
