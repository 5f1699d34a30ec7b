"""How the deliveries are called, wherever a person reads or chooses one."""

from collections.abc import Mapping
from dataclasses import dataclass

from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.translatable import said


@dataclass(frozen=True, slots=True)
class DeliveryWords:
    """`short` beside a profile, `title` and `hint` among others, `line` where only a line is."""

    short: str
    title: str
    hint: str
    line: str


DELIVERY_WORDS: Mapping[DeliveryKind, DeliveryWords] = {
    DeliveryKind.KEYS: DeliveryWords(
        "",  # their time is told
        said("From the credentials file"),
        said("Works with every tool, and inside containers."),
        said("From the credentials file, renewed automatically"),
    ),
    DeliveryKind.ON_DEMAND: DeliveryWords(
        said("on demand"),
        said("On demand"),
        said("Nothing secret on disk. For the AWS CLI and current SDKs."),
        said("On demand, nothing secret on disk"),
    ),
    DeliveryKind.AWS_CLI: DeliveryWords(
        said("via AWS CLI"),
        said("From the AWS CLI's sign-in"),
        said("Shared with “aws sso login”, both ways."),
        said("From the AWS CLI's sign-in"),
    ),
}
