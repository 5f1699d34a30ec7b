"""Carries out effects on worker threads, and answers with events."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import assert_never

from tray.core.commands import RetryRemovals
from tray.core.problems import KEYRING, ProblemKey, ProblemKind
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
from tray.core.sessions.events import (
    AbandonSignIn,
    AuthorizationFailed,
    BeginSignIn,
    ForgetToken,
    KeepToken,
    LearnLength,
    PollSignIn,
    Refreshed,
    RefreshFailed,
    RefreshToken,
    RevokeToken,
    SessionEffect,
    SessionEvent,
)
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.errors import SessionEnded, TokenRejected, TrayError
from tray.core.vocabulary.model import (
    IssuedToken,
    ProfileName,
    RoleRef,
    SignInFlow,
    SsoSession,
    SsoToken,
)
from tray.core.vocabulary.secret import Secret
from tray.services.concurrency.retry import Retrier
from tray.services.concurrency.workers import Failed
from tray.services.credentials.role_credentials import CredentialsProvider
from tray.services.environment import AgentEnvironment
from tray.services.messages import (
    ActivationHappened,
    Post,
    ProblemMet,
    SessionHappened,
    Shared,
    WithdrawalHappened,
)
from tray.services.sessions.sign_outs import SignOuts, sign_out_untold
from tray.services.tokens.pending_refreshes import PendingRefreshes

_REFRESH_SECONDS = 10.0
"""Until the last try begins. Whoever waits for another program's refresh waits 40 seconds."""
_LOGOUT_SECONDS = 8.0


class Effects:
    """Runs one effect at a time per lane. What fails comes back as an event, never as a raise."""

    def __init__(self, world: AgentEnvironment, post: Post) -> None:
        self._world = world
        self._post = post
        self.unkept: TrayError | None = None
        """Why a new sign-in lives in this run only."""
        self._retrier = Retrier(world.clock, world.pause)
        self.refreshes = PendingRefreshes(post)
        self.sign_outs = SignOuts()
        world.vault.on_replaced(self._revoke_soon)
        self.role_keys = CredentialsProvider(world, self.refreshes, post)

    def close(self) -> None:
        """The end: nobody waits for a refresh any longer."""
        self.refreshes.close()

    # ---- sessions -----------------------------------------------------------

    def run(self, session: SsoSession, effect: SessionEffect) -> None:
        """Starts one effect of a session; `LearnLength` is the agent's own."""
        world, post = self._world, self._poster(session)
        match effect:
            case BeginSignIn(attempt):
                world.sign_in_lane.submit(
                    lambda: self._begin(session, effect),
                    lambda error: post(AuthorizationFailed(attempt, error)),
                )
            case PollSignIn(attempt):
                world.network.submit(
                    lambda: world.sign_ins.poll(session, attempt, post),
                    lambda error: post(AuthorizationFailed(attempt, error)),
                )
            case AbandonSignIn(attempt):
                # Closing a listener waits for its thread; the agent's own must not.
                world.network.submit(lambda: world.sign_ins.abandon(attempt))
            case KeepToken(token):
                # In force at once: effects that follow on other lanes already need it.
                world.vault.hold(session.name, token)
                self._with_keyring(lambda: self._store(session, token))
            case RefreshToken():
                self.refreshes.began(session.name)
                world.refresh_lane.submit(
                    lambda: self._refresh(session, effect),
                    lambda error: self._refresh_failed(session, effect, error),
                )
            case RevokeToken(token):
                self._revoke_soon(session, token)
            case ForgetToken(revoke):
                self._forget(session, revoke=revoke)
            case LearnLength():
                pass  # the agent remembers it by itself
            case _:
                assert_never(effect)

    def _begin(self, session: SsoSession, effect: BeginSignIn) -> None:
        sign_ins, post = self._world.sign_ins, self._poster(session)
        try:
            if effect.flow is SignInFlow.PKCE:
                sign_ins.authorize(session, effect.attempt, effect.deadline, post)
            else:
                sign_ins.begin_device(session, effect.attempt, post)
        except TrayError as error:
            if not sign_ins.is_abandoned(effect.attempt, error):
                post(AuthorizationFailed(effect.attempt, error))

    def _refresh(self, session: SsoSession, effect: RefreshToken) -> None:
        newer = self._newer(session, effect)
        if newer is not None:
            self._poster(session)(Refreshed(effect.issued_at, newer))
        self.refreshes.ended(session.name, None)

    def _refresh_failed(self, session: SsoSession, effect: RefreshToken, error: TrayError) -> None:
        self._poster(session)(RefreshFailed(effect.issued_at, error))
        self.refreshes.ended(session.name, error)

    def _newer(self, session: SsoSession, effect: RefreshToken) -> SsoToken | None:
        """None where there is nothing to refresh: signed out, or newer already."""
        try:
            old = self._world.vault.get(session.name, effect.issued_at)
        except TokenRejected:
            return None
        if old.refresh_token is None:
            return None
        return self._world.vault.refreshed(session, old, partial(self.refreshed, session))

    def refreshed(self, session: SsoSession, old: SsoToken) -> SsoToken:
        """What AWS makes of it. Raises what `IdentityCenter.refresh` raises."""
        refresh_token = old.refresh_token or Secret("")
        center, doubt = self._world.identity_center, list[TrayError]()

        def call() -> IssuedToken:
            try:
                return center.refresh(session, old.registration, refresh_token)
            except SessionEnded as error:
                if doubt:  # an answer was lost, and with it perhaps the token that replaced ours
                    raise doubt[0] from error
                raise
            except TrayError as error:
                doubt.append(error)
                raise

        issued = self._retrier.run(call, _REFRESH_SECONDS)
        return replace(
            old,
            access_token=issued.access_token,
            issued_at=self._world.clock.now(),
            expires_at=issued.expires_at,
            refresh_token=issued.refresh_token or old.refresh_token,
        )

    def _store(self, session: SsoSession, token: SsoToken) -> None:
        try:
            self._world.vault.store(session, token)
        except TrayError as error:
            if token.issued_at == token.session_started_at:
                self.unkept = error
            raise

    def _forget(self, session: SsoSession, *, revoke: bool) -> None:
        token = self._world.vault.take(session.name)
        if revoke and token is not None:
            self._revoke_soon(session, token)
        self.sign_outs.forgetting(session.name)
        self._with_keyring(lambda: self._remove(session, token, is_asked=revoke))

    def _remove(self, session: SsoSession, token: SsoToken | None, *, is_asked: bool) -> None:
        try:
            self._world.vault.forget(session, token, is_asked=is_asked)
        except TrayError as error:
            self.sign_outs.forgot(session.name, error)
            raise
        self.sign_outs.forgot(session.name, None)

    def _revoke_soon(self, session: SsoSession, token: SsoToken) -> None:
        self.sign_outs.began(session.name)
        self._world.network.submit(
            lambda: self._revoke(session, token), lambda error: self._untold(session, error)
        )

    def _revoke(self, session: SsoSession, token: SsoToken) -> None:
        center = self._world.identity_center
        with suppress(TokenRejected):  # it was over already
            self._retrier.run(lambda: center.logout(session, token.access_token), _LOGOUT_SECONDS)
        self.sign_outs.ended(session.name, None)

    def _untold(self, session: SsoSession, error: TrayError) -> None:
        untold = sign_out_untold(session.name, error)
        self._post(ProblemMet(ProblemKey(ProblemKind.LOGOUT, session.name), untold))
        self.sign_outs.ended(session.name, untold)

    def _with_keyring(self, work: Callable[[], None]) -> None:
        def job() -> None:
            try:
                work()
            except TrayError as error:
                self._post(ProblemMet(KEYRING, error))
            else:
                self._post(ProblemMet(KEYRING, None))

        self._world.keyring.submit(job, lambda error: self._post(ProblemMet(KEYRING, error)))

    def _share(self, session: SsoSession) -> None:
        """The AWS CLI's own way needs the sign-in where the AWS CLI looks for it."""
        if not self._world.vault.is_shared(session.name):
            self._world.vault.move_to_aws_cli(session)
            self._post(Shared(session.name))

    def _poster(self, session: SsoSession) -> Callable[[SessionEvent], None]:
        return lambda event: self._post(SessionHappened(session.name, event))

    # ---- profiles -----------------------------------------------------------

    def run_keys(self, session: SsoSession, effect: ActivationEffect) -> None:
        """Starts one effect of an activation; `TellFailure` is the agent's own."""
        match effect:
            case FetchCredentials(serial, profile):
                failed = self._keys_failed(profile, serial)
                self._world.network.submit(lambda: self._fetch(session, effect), failed)
            case DeliverCredentials(serial, profile):
                failed = self._keys_failed(profile, serial)
                self._world.files.submit(lambda: self._deliver(session, effect), failed)
            case TellFailure():
                pass  # the agent tells it
            case _:
                assert_never(effect)

    def _keys_failed(self, profile: ProfileName, serial: int) -> Failed:
        return lambda error: self._post(
            ActivationHappened(profile, serial, CredentialsFailed(error))
        )

    def withdraw(self, profile: ProfileName, role: RoleRef | None, kind: DeliveryKind) -> None:
        """Removes a profile's keys, behind any delivery that is still on its way.

        Answers `WithdrawalHappened`.
        """

        def job() -> None:
            try:
                elsewhere = self._world.deliveries.withdraw(profile, role, kind)
            except TrayError as error:
                stamp = self._world.deliveries.stamp()
                self._post(WithdrawalHappened(profile, error, stamp))
            else:
                self._post(WithdrawalHappened(profile, elsewhere=elsewhere))

        self._world.files.submit(job)

    def look_at_files(self, stamp: object) -> None:
        """Answers `RetryRemovals` where somebody has changed a file meanwhile."""

        def job() -> None:
            if self._world.deliveries.stamp() != stamp:
                self._post(RetryRemovals())

        self._world.files.submit(job)

    def _fetch(self, session: SsoSession, effect: FetchCredentials) -> None:
        def answer(event: ActivationEvent) -> None:
            self._post(ActivationHappened(effect.profile, effect.serial, event))

        try:
            answer(CredentialsFetched(self.role_keys.renew(session, effect.role)))
        except TrayError as error:
            answer(CredentialsFailed(error))

    def _deliver(self, session: SsoSession, effect: DeliverCredentials) -> None:
        world, keys = self._world, effect.credentials
        wanted = ProfileTarget(effect.profile, effect.role, effect.delivery, effect.region)
        event: ActivationEvent
        is_aside = False
        try:
            if effect.delivery is DeliveryKind.AWS_CLI:
                self._share(session)
            if effect.set_aside:
                world.deliveries.set_aside(effect.profile)
                is_aside = True
            world.deliveries.check(effect.profile)
            world.deliveries.deliver(wanted, session, keys)
        except TrayError as error:
            event = CredentialsFailed(error)
            if is_aside:
                self._put_back(effect.profile)
        else:
            is_written = effect.delivery is DeliveryKind.KEYS
            facts = CredentialsFacts(world.clock.now(), keys.expires_at) if is_written else None
            event = CredentialsDelivered(facts)
        self._post(ActivationHappened(effect.profile, effect.serial, event))

    def _put_back(self, profile: ProfileName) -> None:
        """Nothing came in the place of what was set aside."""
        try:
            self._world.deliveries.put_back(profile)
        except TrayError as error:
            self._post(ProblemMet(ProblemKey(ProblemKind.PROFILE, profile), error))
