"""The sso-sessions that the AWS config file names, old style and new."""

from tray.core.ini_document import IniDocument, Section
from tray.core.model import ACCESS_SCOPE, Origin, SessionName, SsoSession
from tray.core.said import said
from tray.core.session_names import free_session_name


def read_sso_sessions(config: IniDocument) -> tuple[tuple[SsoSession, ...], tuple[str, ...]]:
    """The sessions, and what is wrong with others, in words with line numbers.

    `[sso-session NAME]` comes first; profiles that carry `sso_start_url`
    themselves (the legacy form) add a session per start URL that is not named yet.
    """
    sessions: list[SsoSession] = []
    problems: list[str] = []
    for section in config.sections.values():
        name = section.name_after("sso-session")
        if name is None:
            continue
        url, region = section.get("sso_start_url"), section.get("sso_region")
        if url and region:
            scopes = section.get("sso_registration_scopes") or ACCESS_SCOPE
            sessions.append(
                SsoSession(SessionName(name), url, region, _split(scopes), Origin.CONFIG_FILE)
            )
        else:
            missing = "sso_region" if url else "sso_start_url"
            problems.append(
                said(
                    "[sso-session {name}] in line {line} has no {missing}.",
                    name=name,
                    line=section.start + 1,
                    missing=missing,
                )
            )
    for section in config.sections.values():
        legacy = _legacy(section, sessions)
        if legacy is not None:
            sessions.append(legacy)
    return tuple(sessions), tuple(problems)


def _legacy(section: Section, known: list[SsoSession]) -> SsoSession | None:
    is_profile = section.header == "default" or section.name_after("profile") is not None
    url, region = section.get("sso_start_url"), section.get("sso_region")
    if not is_profile or not url or not region or section.get("sso_session"):
        return None
    if any(session.start_url.rstrip("/") == url.rstrip("/") for session in known):
        return None
    name = free_session_name(url, {session.name for session in known})
    return SsoSession(SessionName(name), url, region, origin=Origin.LEGACY_PROFILE)


def _split(scopes: str) -> tuple[str, ...]:
    return tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
