"""Carries out the effects of active profiles on worker threads, and answers with events."""

from typing import assert_never

from tray.core.commands import RetryRemovals
from tray.core.ports.clock import Clock
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.profiles.activation import (
    ActivationEffect,
    ActivationEvent,
    CredentialsDelivered,
    CredentialsFacts,
    CredentialsFailed,
    CredentialsFetched,
    DeliverCredentials,
    FetchCredentials,
    TellFailure,
)
from tray.core.profiles.target import ProfileTarget
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName, RoleRef, SsoSession
from tray.services.concurrency.workers import Failed, WorkerQueue
from tray.services.context.messages import (
    ActivationHappened,
    Post,
    ProblemMet,
    Shared,
    WithdrawalHappened,
)
from tray.services.credentials.role_credentials import CredentialsProvider
from tray.services.profiles.profile_writer import ProfileWriter
from tray.services.tokens.token_vault import TokenVault


class ProfileEffects:
    """Credentials come over the network; all that touches files is done in order."""

    def __init__(
        self,
        writer: ProfileWriter,
        credentials: CredentialsProvider,
        vault: TokenVault,
        clock: Clock,
        *,
        network: WorkerQueue,
        files: WorkerQueue,
        post: Post,
    ) -> None:
        self._writer = writer
        self._credentials = credentials
        self._vault = vault
        self._clock = clock
        self._network = network
        self._files = files
        self._post = post

    def run(self, session: SsoSession, effect: ActivationEffect) -> None:
        """Starts one; `TellFailure` is the agent's own."""
        match effect:
            case FetchCredentials(serial, profile):
                failed = self._failed(profile, serial)
                self._network.submit(lambda: self._fetch(session, effect), failed)
            case DeliverCredentials(serial, profile):
                failed = self._failed(profile, serial)
                self._files.submit(lambda: self._deliver(session, effect), failed)
            case TellFailure():
                pass  # it becomes a notification
            case _:
                assert_never(effect)

    def withdraw(self, profile: ProfileName, role: RoleRef | None, kind: DeliveryKind) -> None:
        """Removes a profile's keys, behind any delivery that is still on its way.

        Answers `WithdrawalHappened`.
        """

        def job() -> None:
            try:
                elsewhere = self._writer.withdraw(profile, role, kind)
            except TrayError as error:
                self._post(WithdrawalHappened(profile, error, self._writer.stamp()))
            else:
                self._post(WithdrawalHappened(profile, elsewhere=elsewhere))

        self._files.submit(job)

    def look_at_files(self, stamp: object) -> None:
        """Answers `RetryRemovals` where somebody has changed a file meanwhile."""

        def job() -> None:
            if self._writer.stamp() != stamp:
                self._post(RetryRemovals())

        self._files.submit(job)

    def _failed(self, profile: ProfileName, serial: int) -> Failed:
        return lambda error: self._post(
            ActivationHappened(profile, serial, CredentialsFailed(error))
        )

    def _fetch(self, session: SsoSession, effect: FetchCredentials) -> None:
        event: ActivationEvent
        try:
            event = CredentialsFetched(self._credentials.renew(session, effect.role))
        except TrayError as error:
            event = CredentialsFailed(error)
        self._post(ActivationHappened(effect.profile, effect.serial, event))

    def _deliver(self, session: SsoSession, effect: DeliverCredentials) -> None:
        writer, keys = self._writer, effect.credentials
        wanted = ProfileTarget(effect.profile, effect.role, effect.delivery, effect.region)
        event: ActivationEvent
        is_aside = False
        try:
            if effect.delivery is DeliveryKind.AWS_CLI:
                self._share(session)
            if effect.set_aside:
                writer.set_aside(effect.profile)
                is_aside = True
            writer.check(effect.profile)
            made_private = writer.deliver(wanted, session, keys)
        except TrayError as error:
            event = CredentialsFailed(error)
            if is_aside:
                self._put_back(effect.profile)
        else:
            is_written = effect.delivery is DeliveryKind.KEYS
            facts = CredentialsFacts(self._clock.now(), keys.expires_at) if is_written else None
            event = CredentialsDelivered(facts, made_private)
        self._post(ActivationHappened(effect.profile, effect.serial, event))

    def _share(self, session: SsoSession) -> None:
        """The AWS CLI's own way needs the sign-in where the AWS CLI looks for it."""
        if not self._vault.is_shared(session.name):
            self._vault.move_to_aws_cli(session)
            self._post(Shared(session.name))

    def _put_back(self, profile: ProfileName) -> None:
        """Nothing came in the place of what was set aside."""
        try:
            self._writer.put_back(profile)
        except TrayError as error:
            self._post(ProblemMet(ProblemKey(ProblemKind.PROFILE, profile), error))
