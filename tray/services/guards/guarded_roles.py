"""What the rules for guarded roles say of a role, and asking the person before it is used."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

from tray.core import commands
from tray.core.guards.consent import Answer
from tray.core.guards.rules import GuardRule, asking_role, rule_for, rule_in_doubt
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.model import Listing, RoleRef, SessionName
from tray.services.context.messages import Message, Post
from tray.services.guards.consent_prompts import ConsentPrompts
from tray.services.state.agent_state import AgentState

GuardedCommand: TypeAlias = commands.UseRole | commands.CopyEnvironment
"""Commands that take a role's keys at the person's own word. A terminal asks for them itself."""

_Asking: TypeAlias = tuple[tuple[GuardRule, ...], Listing | None, RoleRef | None]


class GuardedRoles:
    """Reads the agent's state, on its thread."""

    def __init__(self, state: AgentState, consent: ConsentPrompts, post: Post) -> None:
        self._state = state
        self._consent = consent
        self._post = post
        self._asking: dict[SessionName, _Asking] = {}

    def rule_in_doubt(self, role: RoleRef) -> GuardRule | None:
        """The rule that holds for a role, or that may: an account's name is not known yet."""
        return rule_in_doubt(self._state.settings.guards, role, self._state.account_name(role))

    def asks_first(self, command: GuardedCommand) -> bool:
        """Whether the person is asked first; the command comes again when they agree."""
        rule = self.rule_in_doubt(command.role)
        if rule is None or not rule.confirm or command.is_confirmed:
            return False
        agreed = replace(command, is_confirmed=True)
        self._consent.ask_person(command.role, rule, _if_allowed(self._post, agreed))
        return True

    def delivery(self, role: RoleRef, wanted: DeliveryKind) -> DeliveryKind:
        """Neither a file nor the AWS CLI would ask before each program.

        The AWS CLI's token is good for every role of its session, not for the one it is for.
        """
        rule = self.rule_in_doubt(role)
        if rule is not None and rule.ask_programs:
            return DeliveryKind.ON_DEMAND
        if wanted is DeliveryKind.AWS_CLI and self.asking_role(role.session) is not None:
            return DeliveryKind.ON_DEMAND
        return wanted

    def asking_role(self, session: SessionName) -> RoleRef | None:
        """A role of that session that asks before each program; looked for once per change."""
        record, rules = self._state.sessions.get(session), self._state.settings.guards
        listing = record.listing if record is not None else None
        known = self._asking.get(session)
        if known is None or known[0] is not rules or known[1] is not listing:
            known = self._asking[session] = rules, listing, asking_role(rules, session, listing)
        return known[2]

    def end_of_use(self, role: RoleRef, now: datetime) -> datetime | None:
        """When a use that begins now is over."""
        rule = rule_for(self._state.settings.guards, role, self._state.account_name(role))
        return now + timedelta(minutes=rule.minutes) if rule is not None and rule.minutes else None

    def is_listed(self, role: RoleRef) -> bool:
        """False while it may yet turn out what the account is called: rules go by names."""
        record = self._state.sessions.get(role.session)
        if record is None or record.account_name(role.account_id):
            return True
        is_coming = record.listing is None and record.listing_error is None
        may_come = is_coming and self._state.sessions.is_usable(role.session)
        return not (record.unrestored or record.progress or may_come)


def _if_allowed(post: Post, command: Message) -> Callable[[Answer], None]:
    def answered(answer: Answer) -> None:
        if answer.is_yes:
            post(command)

    return answered
