"""Sections of the AWS files by what they are, quickly: a file may have thousands."""

from collections.abc import Iterator

from tray.core.diagnosis.facts import AwsFileFacts
from tray.core.ini_document import Section

_SHELL_CHARACTERS = frozenset("\"'\\#")


def name_after(section: Section, kind: str) -> str | None:
    """As `Section.name_after`, but without `shlex` where a header has nothing to unquote."""
    if not section.header.startswith(kind):
        return None
    if _SHELL_CHARACTERS.isdisjoint(section.header):
        words = section.header.split()
        return words[1] if len(words) == 2 and words[0] == kind else None
    return section.name_after(kind)


def config_profiles(config: AwsFileFacts) -> Iterator[tuple[str, Section]]:
    """The profiles of the config file, as botocore recognises them."""
    for section in config.document.sections.values():
        name = "default" if section.header == "default" else name_after(section, "profile")
        if name:
            yield name, section
