"""Sections of the AWS files by what they are."""

from collections.abc import Iterator

from tray.core.diagnosis.facts import AwsFileFacts
from tray.core.ini_document import Section


def config_profiles(config: AwsFileFacts) -> Iterator[tuple[str, Section]]:
    """The profiles of the config file, as botocore recognises them."""
    for section in config.document.sections.values():
        name = "default" if section.header == "default" else section.name_after("profile")
        if name:
            yield name, section
