"""Carries out the effects of sso-sessions on worker threads, and answers with events."""

from collections.abc import Callable
from typing import assert_never

from tray.core.sessions.events import (
    AbandonSignIn,
    AuthorizationFailed,
    BeginSignIn,
    ForgetToken,
    KeepToken,
    LearnLength,
    PollSignIn,
    RefreshToken,
    RevokeToken,
    SessionEffect,
    SessionEvent,
)
from tray.core.settings.settings import Language
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import SignInFlow, SsoSession
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post, SessionHappened
from tray.services.sessions.keyring_jobs import KeyringJobs
from tray.services.sessions.sign_in_flows import SignIns
from tray.services.sessions.sign_out_jobs import SignOutJobs
from tray.services.tokens.token_refresher import TokenRefresher


class SessionEffects:
    """What fails comes back as an event, never as a raise."""

    def __init__(
        self,
        sign_ins: SignIns,
        refresher: TokenRefresher,
        keyring: KeyringJobs,
        sign_outs: SignOutJobs,
        *,
        sign_in_worker: WorkerQueue,
        network: WorkerQueue,
        post: Post,
    ) -> None:
        self._sign_ins = sign_ins
        self._refresher = refresher
        self._keyring = keyring
        self._sign_outs = sign_outs
        self._sign_in_worker = sign_in_worker
        self._network = network
        self._post = post

    def speak(self, language: Language) -> None:
        """What the page speaks that a sign-in ends on in the browser."""
        self._sign_ins.language = language

    def run(self, session: SsoSession, effect: SessionEffect) -> None:
        """Starts one; `LearnLength` is the agent's own."""
        sign_ins, post = self._sign_ins, self._poster(session)
        match effect:
            case BeginSignIn(attempt):
                self._sign_in_worker.submit(
                    lambda: self._begin(session, effect),
                    lambda error: post(AuthorizationFailed(attempt, error)),
                )
            case PollSignIn(attempt):
                self._network.submit(
                    lambda: sign_ins.poll(session, attempt, post),
                    lambda error: post(AuthorizationFailed(attempt, error)),
                )
            case AbandonSignIn(attempt):
                # Closing a listener waits for its thread; the agent's own must not.
                self._network.submit(lambda: sign_ins.abandon(attempt))
            case KeepToken(token):
                self._keyring.store(session, token)
            case RefreshToken():
                self._refresher.begin(session, effect)
            case RevokeToken(token):
                self._sign_outs.revoke(session, token)
            case ForgetToken(revoke):
                self._sign_outs.forget(session, revoke=revoke)
            case LearnLength():
                pass  # the registry has learned by itself
            case _:
                assert_never(effect)

    def _begin(self, session: SsoSession, effect: BeginSignIn) -> None:
        sign_ins, post = self._sign_ins, self._poster(session)
        try:
            if effect.flow is SignInFlow.PKCE:
                sign_ins.authorize(session, effect.attempt, effect.deadline, post)
            else:
                sign_ins.begin_device(session, effect.attempt, post)
        except TrayError as error:
            if not sign_ins.is_abandoned(effect.attempt, error):
                post(AuthorizationFailed(effect.attempt, error))

    def _poster(self, session: SsoSession) -> Callable[[SessionEvent], None]:
        return lambda event: self._post(SessionHappened(session.name, event))
