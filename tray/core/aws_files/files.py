"""The two files that AWS tools share."""

from enum import Enum


class AwsFile(Enum):
    """The two files that every AWS tool reads."""

    CONFIG = "config"
    CREDENTIALS = "credentials"
