"""Holds roles that are in use to the rules: ends them in time, and has late rules count, too."""

from datetime import datetime
from typing import Protocol

from tray.core import commands
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.profiles.activation import Activation
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName, RoleRef, SessionName
from tray.core.vocabulary.translatable import said
from tray.services.context.messages import QuestionsChanged
from tray.services.guards.consent_prompts import ConsentPrompts
from tray.services.guards.guarded_roles import GuardedRoles
from tray.services.notifications import texts
from tray.services.notifications.notifications import Notifications
from tray.services.routes import Part, Routes
from tray.services.state.agent_state import AgentState
from tray.services.state.problems import Problems
from tray.services.tokens.token_vault import TokenVault


class Releases(Protocol):
    """What is done with a profile whose use a rule ends or changes."""

    def release(self, profile: ProfileName, now: datetime, *, is_time_over: bool = False) -> None:
        """Takes its keys back."""

    def put_on_demand(self, found: Activation, now: datetime) -> None:
        """From now on it asks before each program."""


class GuardEnforcement(Part):
    """The open questions, and the profiles that a rule concerns."""

    def __init__(
        self,
        state: AgentState,
        guarded: GuardedRoles,
        consent: ConsentPrompts,
        profiles: Releases,
        *,
        vault: TokenVault,
        notifications: Notifications,
        problems: Problems,
        is_passing: bool,
    ) -> None:
        self._state = state
        self._guarded = guarded
        self._consent = consent
        self._profiles = profiles
        self._vault = vault
        self._notifications = notifications
        self._problems = problems
        self._is_passing = is_passing
        self._shared: set[SessionName] = set()

    def register(self, routes: Routes) -> None:
        """Answers to questions."""
        routes.on(commands.AnswerQuestion, self._answered)
        routes.on(QuestionsChanged, self._questions_changed)

    def tick(self, now: datetime) -> None:
        """Closes questions that nobody answered, and ends uses whose time is over."""
        for question in self._consent.expire(now):
            account = self._state.account_words(question.role)
            self._notifications.show_in_time(texts.unanswered(question, account))
        self._state.questions = self._consent.questions()
        self._note_shared()
        for found in self._state.profiles.all():
            if self._answers_without_asking(found):
                self._take_out(found, now)
        for found in self._state.profiles.all():
            if found.until is None:
                # Of an earlier run, or from before there was the rule.
                until = self._guarded.end_of_use(found.role, now)
                if until is not None:
                    self._state.profiles.limit(found, until)
            elif now >= found.until:
                self._profiles.release(found.profile, now, is_time_over=True)

    def next_deadline(self, now: datetime) -> datetime | None:  # noqa: ARG002 - questions have moments
        """When a question closes by itself."""
        return self._consent.next_deadline()

    def _answered(self, command: commands.AnswerQuestion, _: datetime) -> None:
        self._consent.answer(command.number, command.answer)

    def _questions_changed(self, _: QuestionsChanged, now: datetime) -> None:
        """The tick that follows looks which are open."""

    # ---- rules that came later than the files ----------------------------------------

    def _answers_without_asking(self, found: Activation) -> bool:
        """Whether a rule forbids how tools come by the role now: it was changed, or found anew."""
        standing = [found] if found.replaces is None else [found, found.replaces]
        return any(
            one.delivery is not DeliveryKind.ON_DEMAND
            and self._guarded.is_listed(one.role)
            and (rule := self._guarded.rule_in_doubt(one.role)) is not None
            and rule.ask_programs
            for one in standing
        )

    def _take_out(self, found: Activation, now: datetime) -> None:
        role, error = found.role, _taken_out(found.profile, found.role)
        if self._is_passing:
            self._profiles.release(found.profile, now)
            self._problems.note(ProblemKey(ProblemKind.GUARDS, found.profile), error)
            return
        self._profiles.put_on_demand(found, now)
        title = said("{role} now asks for each program", role=role.role_name)
        self._notifications.show_in_time(texts.failed(f"guards/{found.profile}", title, error))

    def _note_shared(self) -> None:
        """What nobody can hold back: the AWS CLI has a token of its own for every role."""
        for record in self._state.sessions.all():
            name = record.session.name
            is_shared = self._vault.is_shared(name)
            asking = self._guarded.asking_role(name) if is_shared else None
            is_known = asking is not None and record.listing is not None
            if is_known != (name in self._shared):
                (self._shared.add if is_known else self._shared.discard)(name)
                error = _not_held(name, asking) if asking else None
                self._problems.note(ProblemKey(ProblemKind.GUARDS, name), error)


def _taken_out(profile: ProfileName, role: RoleRef) -> TrayError:
    return TrayError(
        said("{role} is no longer in your AWS files.", role=role.role_name),
        said(
            "Its rule asks for each program, but {profile} would have provided keys "
            "without asking.",
            profile=profile,
        ),
    )


def _not_held(session: SessionName, role: RoleRef) -> TrayError:
    return TrayError(
        said(
            "Programs can get {role} without asking, because the sign-in to {session} is "
            "shared with the AWS CLI.",
            role=role.role_name,
            session=session,
        ),
        said(
            "To prevent this, remove {session} from shared_with_aws_cli in "
            "settings.toml, restart SSO Tray and sign in again.",
            session=session,
        ),
    )
