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
        said("Keys in the credentials file"),
        said(
            "Works with everything, also inside containers. Renewed in time, removed with the role."
        ),
        said("Keys in the credentials file, renewed in time"),
    ),
    DeliveryKind.ON_DEMAND: DeliveryWords(
        said("on demand"),
        said("On demand"),
        said(
            "Nothing secret on the disk: tools ask SSO Tray. For the AWS CLI and SDKs of "
            "recent years."
        ),
        said("On demand: nothing secret on the disk"),
    ),
    DeliveryKind.AWS_CLI: DeliveryWords(
        said("by the AWS CLI"),
        said("The AWS CLI's own way"),
        said("An sso-session profile. The sign-in is shared with `aws sso login`."),
        said("By the AWS CLI's own sign-in, shared with it"),
    ),
}
