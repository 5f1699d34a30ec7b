"""Waiting until profiles are out of the AWS files, or until it is known why they are not."""

from collections.abc import Callable

from tray.core import commands
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import KeysRemain
from tray.core.vocabulary.model import ProfileName
from tray.core.vocabulary.translatable import said, together
from tray.services.context.messages import Post
from tray.services.snapshots.waiter import SnapshotWaiter

_FILES_SECONDS = 15.0
_RELEASE_SECONDS = 10.0
_GLANCE_SECONDS = 2.0


def tries_of(snapshot: AppSnapshot) -> dict[ProfileName, int]:
    """How often each removal has failed so far."""
    return {one.profile: one.failures for one in snapshot.withdrawals}


class Removals:
    """Blocks, within deadlines."""

    def __init__(self, post: Post, snapshots: SnapshotWaiter) -> None:
        self._post = post
        self._snapshots = snapshots

    def try_again(self) -> None:
        """What could not be removed earlier is tried again at any command; that is quick."""
        before = tries_of(self._snapshots.ready())
        if not before:
            return
        self._post(commands.RetryRemovals())

        def done(now: AppSnapshot) -> bool | None:
            tried = (one.failures > before.get(one.profile, -1) for one in now.withdrawals)
            return all(tried) or None

        self._snapshots.feed.wait_for(done, _GLANCE_SECONDS)

    def release(self, profile: ProfileName) -> None:
        """Takes a profile's role back. Raises `KeysRemain`."""
        tries = tries_of(self._snapshots.ready())
        self._post(commands.Release(profile))
        self._gone({profile})
        self.require(lambda one: one.profile == profile, tries)

    def release_all(self) -> None:
        """Before the program ends: raises `KeysRemain` where keys are still there."""
        before = self._snapshots.latest
        with_keys = {one.profile for one in before.activations if one.delivery is DeliveryKind.KEYS}
        self._post(commands.ReleaseAll())
        self._gone(with_keys)
        self.require(lambda _: True, tries_of(before))

    def _gone(self, profiles: set[ProfileName]) -> None:
        self._snapshots.feed.wait_for(
            lambda now: not profiles & {one.profile for one in now.activations} or None,
            _RELEASE_SECONDS,
        )

    def require(
        self, is_meant: Callable[[Withdrawal], bool], tries: dict[ProfileName, int]
    ) -> None:
        """Waits until those profiles are out of the files. Raises `KeysRemain` where not.

        `tries` is how often that had failed before.
        """

        def done(now: AppSnapshot) -> bool | None:
            left = [one for one in now.withdrawals if is_meant(one)]
            return all(one.failures > tries.get(one.profile, 0) for one in left) or None

        is_settled = self._snapshots.feed.wait_for(done, _FILES_SECONDS)
        left = [one for one in self._snapshots.latest.withdrawals if is_meant(one)]
        if not left:
            return
        errors = [one.error for one in left if one.error is not None]
        if len(errors) == 1 and is_settled:
            raise errors[0]
        names = ", ".join(one.profile for one in left)
        hint = said("Retrying automatically. See: sso-tray status")
        raise KeysRemain(
            said("The keys of {names} are still in your AWS files.", names=names),
            together(*(error.words for error in dict.fromkeys(errors)), hint),
        )
