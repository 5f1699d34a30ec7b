"""`[sso-session …]` sections of ours, for profiles that use the AWS CLI's own sign-in."""

from collections.abc import Collection, Iterable, Iterator

from tray.core.aws_files.ini_document import IniDocument, Section
from tray.core.aws_files.managed_blocks import Edit, block_lines, edited, find_blocks, removal
from tray.core.sessions.start_url import canonical_start_url
from tray.core.vocabulary.model import SessionName, SsoSession
from tray.core.vocabulary.translatable import said

SESSION_KIND = "sso-session"
PORTAL = ("sso_start_url", "sso_region")
"""The settings that say where an sso-session leads."""


def session_section(config: IniDocument, name: SessionName) -> Section | None:
    """The section that gives an sso-session its settings; the last one, where several spell it."""
    found = [each for each in config.all_sections if each.name_after(SESSION_KIND) == name]
    return found[-1] if found else None


def session_lines(session: SsoSession) -> tuple[str, ...]:
    """A whole section for it. Raises `FileError` for what cannot stand in the file."""
    settings = {
        "sso_start_url": session.start_url,
        "sso_region": session.region,
        "sso_registration_scopes": ",".join(session.scopes),
    }
    block = block_lines(SESSION_KIND, session.name, session.name, settings)
    return f"[{SESSION_KIND} {session.name}]", *block


def other_portal(section: Section, session: SsoSession) -> str:
    """What is said where somebody's section of that name leads elsewhere; empty if it does not."""
    url = canonical_start_url(section.get("sso_start_url") or "")
    is_same_portal = url == canonical_start_url(session.start_url)
    if is_same_portal and section.get("sso_region") == session.region:
        return ""
    return said(
        "[{header}] on line {line} belongs to a different access portal.",
        header=section.header,
        line=section.start + 1,
    )


def idle_sessions(config: IniDocument, freed: Collection[int] = ()) -> tuple[Edit, ...]:
    """What takes back the sections of ours that no profile names, but in `freed` lines."""
    used = set(_names_used(config.all_sections, freed))
    idle = (
        block
        for block in find_blocks(config, SESSION_KIND)
        if block.section.name_after(SESSION_KIND) not in used
    )
    return tuple(edit for block in idle for edit in removal(config, block))


def without_idle_sessions(config: IniDocument) -> IniDocument:
    """The file without them."""
    return edited(config, idle_sessions(config))


def _names_used(sections: Iterable[Section], freed: Collection[int]) -> Iterator[str]:
    for section in sections:
        option = section.options.get("sso_session")
        if option is not None and option.start not in freed:
            yield option.value
