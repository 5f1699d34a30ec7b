"""Addresses that replace what region and partition would decide.

For private and test installations, and for the demo.
"""

from dataclasses import dataclass

from tray.core.settings import SessionSettings


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


AS_REGION_SAYS = Endpoints()
