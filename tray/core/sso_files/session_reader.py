"""The sso-sessions that the AWS config file names, old style and new."""

import re
from dataclasses import replace

from tray.core.aws_files.effective_config import profile_of
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument, Section
from tray.core.sessions.names import free_session_name
from tray.core.sessions.start_url import canonical_start_url
from tray.core.vocabulary.model import ACCESS_SCOPE, Origin, SessionName, SsoSession
from tray.core.vocabulary.translatable import said

_REGION = re.compile(r"[a-z0-9-]+")


def read_sso_sessions(config: IniDocument) -> tuple[tuple[SsoSession, ...], tuple[str, ...]]:
    """The sessions, and what is wrong with others, in words with line numbers.

    `[sso-session NAME]` comes first; profiles that carry `sso_start_url`
    themselves (the legacy form) add a session per portal that is not named yet.
    """
    sessions: list[SsoSession] = []
    problems: list[str] = []
    for section in config.sections.values():
        name = section.name_after("sso-session")
        if name is None:
            continue
        url, region = section.get("sso_start_url"), section.get("sso_region")
        if url and region and not _REGION.fullmatch(region):
            line = section.options["sso_region"].start + 1
            problems.append(
                said(
                    "[sso-session {name}]: “{region}” on line {line} isn't a region. AWS "
                    "tools take comments and quotes as part of the value.",
                    name=name,
                    region=region,
                    line=line,
                )
            )
        elif url and region:
            scopes = section.get("sso_registration_scopes") or ACCESS_SCOPE
            sessions.append(
                SsoSession(
                    SessionName(name),
                    canonical_start_url(url),
                    region,
                    _split(scopes),
                    Origin.CONFIG_FILE,
                )
            )
        else:
            missing = "sso_region" if url else "sso_start_url"
            problems.append(
                said(
                    "[sso-session {name}] on line {line} has no {missing}.",
                    name=name,
                    line=section.start + 1,
                    missing=missing,
                )
            )
    for section in config.sections.values():
        _add_legacy(section, sessions)
    return tuple(sessions), tuple(problems)


def _add_legacy(section: Section, known: list[SsoSession]) -> None:
    """One portal is one session, however its address is written; each spelling is kept with it."""
    is_profile = profile_of(section, AwsFile.CONFIG) is not None
    written, region = section.get("sso_start_url"), section.get("sso_region")
    if not is_profile or not written or not region or section.get("sso_session"):
        return
    url = canonical_start_url(written)
    for number, session in enumerate(known):
        if session.start_url == url:
            spellings = tuple(dict.fromkeys((*session.spellings, written)))
            known[number] = replace(session, spellings=spellings)
            return
    name = free_session_name(url, {session.name for session in known})
    known.append(
        SsoSession(
            SessionName(name), url, region, origin=Origin.LEGACY_PROFILE, spellings=(written,)
        )
    )


def _split(scopes: str) -> tuple[str, ...]:
    return tuple(scope.strip() for scope in scopes.split(",") if scope.strip())
