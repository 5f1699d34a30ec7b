"""What the rules for guarded roles change in the agent's work: asking first, and ending in time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from tray.core import commands
from tray.core.consent import Answer
from tray.core.guard import GuardRule, rule_for, rule_in_doubt
from tray.core.model import RoleRef
from tray.core.settings import DeliveryKind

if TYPE_CHECKING:
    from tray.services.agent import Agent

Guarded: TypeAlias = commands.UseRole | commands.CopyEnvironment
"""Commands that take a role's keys at the person's own word. A terminal asks for them itself."""


class Guarding:
    """Runs on the agent's thread."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent

    def rule(self, role: RoleRef) -> GuardRule | None:
        """The rule that holds for a role."""
        return rule_for(self._agent.settings.guards, role, self._account_name(role))

    def _rule_in_doubt(self, role: RoleRef) -> GuardRule | None:
        return rule_in_doubt(self._agent.settings.guards, role, self._account_name(role))

    def _account_name(self, role: RoleRef) -> str:
        seat = self._agent.sessions.get(role.session)
        return seat.account_name(role.account_id) if seat else ""

    def holds_back(self, command: Guarded) -> bool:
        """Whether the person is asked first; the command comes again when they agree."""
        rule = self._rule_in_doubt(command.role)
        if rule is None or not rule.confirm or command.is_confirmed:
            return False
        post, agreed = self._agent.post, replace(command, is_confirmed=True)

        def when_answered(answer: Answer) -> None:
            if answer.is_yes:
                post(agreed)

        self._agent.consent.ask_person(command.role, rule, when_answered)
        return True

    def delivery(self, role: RoleRef, wanted: DeliveryKind) -> DeliveryKind:
        """Neither a file nor the AWS CLI would ask before each program."""
        rule = self._rule_in_doubt(role)
        return DeliveryKind.ON_DEMAND if rule is not None and rule.ask_programs else wanted

    def end_of_use(self, role: RoleRef, now: datetime) -> datetime | None:
        """When a use that begins now is over."""
        rule = self.rule(role)
        return now + timedelta(minutes=rule.minutes) if rule is not None and rule.minutes else None

    def tick(self, now: datetime) -> None:
        """Closes questions that nobody answered, and ends uses whose time is over."""
        self._agent.consent.expire(now)
        for found in self._agent.profiles.all():
            if found.until is None:
                # Of an earlier run, or from before there was the rule.
                until = self.end_of_use(found.role, now)
                if until is not None:
                    self._agent.profiles.limit(found, until)
            elif now >= found.until:
                self._agent.release(found.profile)
                self._agent.teller.use_ended(found, self._agent.profiles.has)
