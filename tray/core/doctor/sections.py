"""Sections of the AWS files by what they are."""

from collections.abc import Iterator

from tray.core.aws_files.effective_config import profile_of
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import Section
from tray.core.doctor.facts import AwsFileFacts


def config_profiles(config: AwsFileFacts) -> Iterator[tuple[str, Section]]:
    """The profiles of the config file, as botocore recognises them."""
    for section in config.document.sections.values():
        name = profile_of(section, AwsFile.CONFIG)
        if name:
            yield name, section
