"""Finds out which region an access portal lives in, as nobody remembers it.

Nothing public says it. But a device authorization for the portal begins in its
own region alone and is refused in all others, so each region is asked. What is
begun is never shown to anybody, and ends by itself.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from typing import Protocol

from tray.core.vocabulary.errors import StartUrlWrong, TrayError, Unreachable
from tray.core.vocabulary.model import (
    ClientRegistration,
    DeviceAuthorization,
    SessionName,
    SignInFlow,
    SsoSession,
)
from tray.core.vocabulary.translatable import said

REGIONS = (
    "us-east-1",
    "eu-west-1",
    "eu-central-1",
    "us-west-2",
    "us-east-2",
    "ap-southeast-2",
    "eu-west-2",
    "ap-southeast-1",
    "ap-northeast-1",
    "ca-central-1",
    "eu-north-1",
    "eu-west-3",
    "ap-south-1",
    "us-west-1",
    "sa-east-1",
    "ap-northeast-2",
    "eu-south-1",
    "eu-central-2",
    "eu-south-2",
    "ap-northeast-3",
    "ap-east-1",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-south-2",
    "ca-west-1",
    "me-south-1",
    "me-central-1",
    "il-central-1",
    "af-south-1",
)
"""Regions with IAM Identity Center, about in the order of how many use them."""

_AT_ONCE = 6


class Doors(Protocol):
    """What is used of `core.ports.aws.IdentityCenter`."""

    def register_client(self, session: SsoSession, flow: SignInFlow) -> ClientRegistration:
        """See there."""

    def start_device_authorization(
        self, session: SsoSession, registration: ClientRegistration
    ) -> DeviceAuthorization:
        """See there."""


def find_region(
    center: Doors,
    start_url: str,
    regions: Sequence[str] = REGIONS,
    progress: Callable[[int], None] = lambda _: None,
) -> str:
    """The region of a portal. Blocks for some seconds; `progress` hears how many were asked.

    Raises `StartUrlWrong` where no region knows it, and `Unreachable` where none answers.
    """
    unreached: TrayError | None = None
    pool = ThreadPoolExecutor(_AT_ONCE, "region")
    try:
        asked: dict[Future[None], str] = {
            pool.submit(_begin, center, start_url, region): region for region in regions
        }
        for number, answer in enumerate(as_completed(asked), start=1):
            progress(number)
            error = answer.exception()
            if error is None:
                return asked[answer]
            if not isinstance(error, TrayError):
                raise error
            unreached = error if isinstance(error, Unreachable) else unreached
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    if unreached is not None:
        raise unreached
    raise StartUrlWrong(
        said("No AWS region recognises this access portal."),
        said("Check the address against your browser, or set the region yourself."),
    )


def _begin(center: Doors, start_url: str, region: str) -> None:
    probe = SsoSession(SessionName("region"), start_url, region)
    registration = center.register_client(probe, SignInFlow.DEVICE_CODE)
    center.start_device_authorization(probe, registration)
