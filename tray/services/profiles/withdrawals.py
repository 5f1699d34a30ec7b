"""Profiles on their way out of the AWS files, on the agent's desk until they are gone."""

from datetime import datetime
from typing import TYPE_CHECKING

from tray.core.profiles import withdrawal as machine
from tray.core.profiles.activation import Activation, Fetching
from tray.core.profiles.target import Leftover
from tray.core.profiles.withdrawal import Withdrawal
from tray.core.sessions.schedule import earliest
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.model import ProfileName
from tray.services.messages import WithdrawalHappened
from tray.services.notifications import texts

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent


class Withdrawals:
    """Tries until it works: on a schedule, when a file changes, and at the person's next command.

    Runs on the agent's thread.
    """

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent
        self._leaving: dict[ProfileName, Withdrawal] = {}
        self._stamp: object = None

    def all(self) -> tuple[Withdrawal, ...]:
        """Those that are not gone yet."""
        return tuple(self._leaving.values())

    def begin(self, released: Activation, now: datetime, *, is_time_over: bool = False) -> None:
        """A profile that was in use is to go."""
        profile = released.profile
        before = self._leaving.get(profile)
        leaving = machine.begin(profile, released, now, before, is_time_over=is_time_over)
        self._leaving[profile] = leaving
        self._try(leaving)

    def take_over(self, left: Leftover, active: Activation | None, now: datetime) -> None:
        """What an earlier run left, and could not be removed at the start."""
        leaving = machine.left_over(left.profile, active, left.error, now)
        self._leaving[left.profile] = leaving
        self._agent.teller.keys_remain(leaving)

    def delivered(self, profile: ProfileName) -> None:
        """The profile is in use again: what is in the files now is meant to be there."""
        if self._leaving.pop(profile, None) is not None:
            self._agent.teller.withdraw(_key(profile))

    def retry(self, profile: ProfileName | None = None) -> None:
        """Tries again what failed; of that profile, or all."""
        now = self._agent.world.clock.now()
        for leaving in self.all():
            if profile in {None, leaving.profile} and not leaving.is_under_way:
                self._again(leaving, now)

    def tick(self, now: datetime) -> None:
        """Tries again what is due."""
        for leaving in self.all():
            if machine.is_due(leaving, now):
                self._again(leaving, now)

    def look(self) -> None:
        """Tries again where a file has changed since: somebody may have mended it."""
        if any(not one.is_under_way for one in self.all()):
            self._agent.effects.look_at_files(self._stamp)

    def next_deadline(self) -> datetime | None:
        """When that is next."""
        return earliest(leaving.due for leaving in self.all() if not self._is_waiting(leaving))

    def happened(self, message: WithdrawalHappened, now: datetime) -> None:
        """What came of a try."""
        leaving = self._leaving.get(message.profile)
        if leaving is None:
            return  # in use again
        teller = self._agent.teller
        if message.error is not None:
            self._stamp = message.stamp
            after = machine.failed(leaving, message.error, now)
            self._leaving[message.profile] = after
            if leaving.error is None:
                teller.keys_remain(after)
            return
        del self._leaving[message.profile]
        teller.withdraw(_key(message.profile))
        if leaving.is_time_over and leaving.active is not None:
            teller.use_ended(leaving.active, self._agent.profiles.has)
        if message.elsewhere:
            teller.tell(texts.also_elsewhere(message.profile, message.elsewhere))

    def tell_what_remains(self) -> tuple[str, ...]:
        """At the program's end: what stays to be read; answers the notifications' keys."""
        for leaving in self.all():
            if leaving.error is not None:
                self._agent.teller.tell(texts.keys_remain(leaving, is_last=True))
        return tuple(_key(leaving.profile) for leaving in self.all())

    def _again(self, leaving: Withdrawal, now: datetime) -> None:
        if not self._is_waiting(leaving):
            leaving = machine.tried(leaving, now)
            self._leaving[leaving.profile] = leaving
            self._try(leaving)

    def _is_waiting(self, leaving: Withdrawal) -> bool:
        """Whether new keys for the profile are on their way, which must not be removed."""
        found = self._agent.profiles.get(leaving.profile)
        return found is not None and (isinstance(found.work, Fetching) or found.is_in_force)

    def _try(self, leaving: Withdrawal) -> None:
        kind = leaving.active.delivery if leaving.active is not None else DeliveryKind.KEYS
        self._agent.effects.withdraw(leaving.profile, leaving.role, kind)


def _key(profile: ProfileName) -> str:
    return f"profile/{profile}"
