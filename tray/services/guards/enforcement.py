"""What the rules for guarded roles change in the agent's work: asking first, and ending in time."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from tray.core import commands
from tray.core.guards.consent import Answer
from tray.core.guards.rules import GuardRule, asking_role, rule_for, rule_in_doubt
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.profiles.activation import Activation
from tray.core.profiles.target import ProfileTarget
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import Listing, ProfileName, RoleRef, SessionName
from tray.core.vocabulary.translatable import said
from tray.services.notifications import texts

if TYPE_CHECKING:
    from tray.services.agent.agent import Agent

Guarded: TypeAlias = commands.UseRole | commands.CopyEnvironment
"""Commands that take a role's keys at the person's own word. A terminal asks for them itself."""

_Asking: TypeAlias = tuple[tuple[GuardRule, ...], Listing | None, RoleRef | None]


class GuardEnforcement:
    """Runs on the agent's thread."""

    def __init__(self, agent: "Agent") -> None:
        self._agent = agent
        self._asking: dict[SessionName, _Asking] = {}
        self._shared: set[SessionName] = set()

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
        """Neither a file nor the AWS CLI would ask before each program.

        The AWS CLI's token is good for every role of its session, not for the one it is for.
        """
        rule = self._rule_in_doubt(role)
        if rule is not None and rule.ask_programs:
            return DeliveryKind.ON_DEMAND
        if wanted is DeliveryKind.AWS_CLI and self._asking_role(role.session) is not None:
            return DeliveryKind.ON_DEMAND
        return wanted

    def _asking_role(self, session: SessionName) -> RoleRef | None:
        """A role of that session that asks before each program; looked for once per change."""
        seat, rules = self._agent.sessions.get(session), self._agent.settings.guards
        listing = seat.listing if seat is not None else None
        known = self._asking.get(session)
        if known is None or known[0] is not rules or known[1] is not listing:
            known = self._asking[session] = rules, listing, asking_role(rules, session, listing)
        return known[2]

    def end_of_use(self, role: RoleRef, now: datetime) -> datetime | None:
        """When a use that begins now is over."""
        rule = self.rule(role)
        return now + timedelta(minutes=rule.minutes) if rule is not None and rule.minutes else None

    def tick(self, now: datetime) -> None:
        """Closes questions that nobody answered, and ends uses whose time is over."""
        self._agent.consent.expire(now)
        self._tell_of_shared()
        for found in self._agent.profiles.all():
            if self._answers_without_asking(found):
                self._take_out(found)
        for found in self._agent.profiles.all():
            if found.until is None:
                # Of an earlier run, or from before there was the rule.
                until = self.end_of_use(found.role, now)
                if until is not None:
                    self._agent.profiles.limit(found, until)
            elif now >= found.until:
                self._agent.release(found.profile, is_time_over=True)

    # ---- rules that came later than the files ----------------------------------------

    def _answers_without_asking(self, found: Activation) -> bool:
        """Whether a rule forbids how tools come by the role now: it was changed, or found anew."""
        standing = [found] if found.replaces is None else [found, found.replaces]
        return any(
            one.delivery is not DeliveryKind.ON_DEMAND
            and self._is_listed(one.role)
            and (rule := self._rule_in_doubt(one.role)) is not None
            and rule.ask_programs
            for one in standing
        )

    def _is_listed(self, role: RoleRef) -> bool:
        """False while it may yet turn out what the account is called: rules go by names."""
        seat = self._agent.sessions.get(role.session)
        if seat is None or seat.account_name(role.account_id):
            return True
        is_coming = seat.listing is None and seat.listing_error is None
        may_come = is_coming and self._agent.sessions.is_usable(role.session)
        return not (seat.unrestored or seat.progress or may_come)

    def _take_out(self, found: Activation) -> None:
        """Out of the file first, whatever comes of the rest; then so that each program asks."""
        agent, role = self._agent, found.role
        if agent.world.is_passing:
            agent.release(found.profile)
            agent.problem(
                ProblemKey(ProblemKind.GUARDS, found.profile), _taken_out(found.profile, role)
            )
            return
        agent.profiles.release(found.profile)
        agent.withdrawals.begin(found, agent.world.clock.now())
        asking = ProfileTarget(found.profile, role, DeliveryKind.ON_DEMAND, found.region)
        usable = agent.sessions.is_usable(role.session)
        # What was set aside for it comes back with the withdrawal, and was agreed to before.
        effects = agent.profiles.use(asking, set_aside=True, usable=usable, until=found.until)
        agent.run_keys(effects)
        note = texts.failed(
            f"guards/{found.profile}",
            said("{role} asks before each program now", role=role.role_name),
            _taken_out(found.profile, role),
        )
        agent.teller.tell_in_time(note.key, lambda _: note)

    def _tell_of_shared(self) -> None:
        """What nobody can hold back: the AWS CLI has a token of its own for every role."""
        agent = self._agent
        for seat in agent.sessions.seats():
            name = seat.session.name
            asking = self._asking_role(name) if agent.world.vault.is_shared(name) else None
            is_known = asking is not None and seat.listing is not None
            if is_known != (name in self._shared):
                (self._shared.add if is_known else self._shared.discard)(name)
                error = _not_held(name, asking) if asking else None
                agent.problem(ProblemKey(ProblemKind.GUARDS, name), error)


def _taken_out(profile: ProfileName, role: RoleRef) -> TrayError:
    return TrayError(
        said("{role} is no longer in your AWS files.", role=role.role_name),
        said(
            "Its rule asks before each program, and {profile} answered without asking.",
            profile=profile,
        ),
    )


def _not_held(session: SessionName, role: RoleRef) -> TrayError:
    return TrayError(
        said(
            "Programs can have {role} without being asked: the sign-in to {session} is shared "
            "with the AWS CLI.",
            role=role.role_name,
            session=session,
        ),
        said(
            "To keep it from them, remove {session} from shared_with_aws_cli in settings.toml, "
            "start SSO Tray again, and sign in again.",
            session=session,
        ),
    )
