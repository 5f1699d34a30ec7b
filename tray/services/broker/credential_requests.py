"""Requests for a role's credentials: the one way by which they leave the program."""

import threading
from concurrent.futures import Future
from dataclasses import replace

from tray.core.activity.entries import ActivityKind, Way
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ports.clock import Clock
from tray.core.ports.secrets import CredentialsEndpoint
from tray.core.settings.choices import region_of
from tray.core.vocabulary.errors import Busy, TokenRejected, TrayError
from tray.core.vocabulary.model import RoleCredentials, RoleRef
from tray.core.vocabulary.translatable import said
from tray.services.broker.request_context import RequestContext
from tray.services.broker.request_log import RequestLog, RoleRequest
from tray.services.broker.request_routes import RequestRoutes
from tray.services.concurrency.defects import defects_as_errors
from tray.services.credentials.role_credentials import CredentialsProvider
from tray.services.guards.access_check import AccessCheck

_ENDPOINT_SECONDS = 0.8


class CredentialRequests:
    """Access is checked and noted before anything leaves."""

    def __init__(
        self,
        context: RequestContext,
        credentials: CredentialsProvider,
        access: AccessCheck,
        log: RequestLog,
        endpoint: CredentialsEndpoint,
        *,
        clock: Clock,
    ) -> None:
        self._context = context
        self._snapshots = context.snapshots
        self._credentials = credentials
        self._access = access
        self._log = log
        self._endpoint = endpoint
        self._clock = clock

    def register(self, routes: RequestRoutes) -> None:
        """Keys once, and grants of the endpoint."""
        routes.on(
            protocol.GetCredentials,
            lambda request, peer: self.credentials(request.role, peer, Way.COMMAND),
        )
        routes.on(
            protocol.GetProcessCredentials,
            lambda request, peer: self.credentials(request.role, peer, Way.HELPER),
        )
        routes.on(protocol.OpenEndpoint, self._open_endpoint)
        routes.on(protocol.CloseEndpoint, self._close_endpoint)

    def credentials(self, text: str, peer: Peer, way: Way) -> protocol.CredentialsAnswer:
        """Keys of a role for a program. Raises `SignInNeeded` where nobody is signed in."""
        asked = self._asked(text, peer, way)
        with self._log.noted(asked):
            self._access.require(asked.role, asked.requester)
            return self._answer(asked, self._keys(asked.role))

    def _asked(self, text: str, peer: Peer, way: Way) -> RoleRequest:
        return RoleRequest(self._context.role(text), way, self._log.requester(peer))

    def _answer(self, asked: RoleRequest, keys: RoleCredentials) -> protocol.CredentialsAnswer:
        role, snapshot = asked.role, self._snapshots.ready()
        self._log.note(ActivityKind.GIVEN, asked)
        view = snapshot.view(role.session)
        session = view.session if view is not None else None
        return protocol.CredentialsAnswer(
            self._context.reporter.role(snapshot, role),
            replace(keys, expires_at=self._clock.to_wall(keys.expires_at)),
            region_of(snapshot.settings, role.session, session),
        )

    def _keys(self, role: RoleRef) -> RoleCredentials:
        view = self._snapshots.signed_in(role.session)
        try:
            return self._credentials.get(view.session, role)
        except TokenRejected:
            self._snapshots.signed_in(role.session)  # it has ended: says how to sign in
            raise

    # ---- the loopback endpoint --------------------------------------------------

    def _open_endpoint(self, request: protocol.OpenEndpoint, peer: Peer) -> protocol.Answer:
        asked = self._asked(request.role, peer, Way.ENDPOINT)
        with self._log.noted(asked):
            self._access.require(asked.role, asked.requester)
            # Fails now rather than behind the endpoint; answers at once later.
            self._keys(asked.role)
        return self._endpoint.open(lambda: self._soon(asked), lambda: self._log.is_running(peer))

    def _close_endpoint(self, request: protocol.CloseEndpoint, _: Peer) -> protocol.Answer:
        self._endpoint.close(request.uri)
        return protocol.Done()

    def _soon(self, asked: RoleRequest) -> protocol.CredentialsAnswer:
        """For whoever opened the grant: that it handed the address on, nobody can see."""
        with defects_as_errors(), self._log.noted(asked):
            self._access.require(asked.role, asked.requester, can_wait=False)
            return self._answer(asked, self._keys_soon(asked.role))

    def _keys_soon(self, role: RoleRef) -> RoleCredentials:
        """Within a second: some SDKs wait no longer. Keys that are alive still will do, too."""
        flight: Future[RoleCredentials] = Future()

        def fetch() -> None:
            try:
                with defects_as_errors():
                    flight.set_result(self._keys(role))
            except TrayError as error:
                flight.set_exception(error)

        threading.Thread(target=fetch, name="endpoint keys", daemon=True).start()
        try:
            return flight.result(_ENDPOINT_SECONDS)
        except (TimeoutError, TrayError) as error:
            cached = self._credentials.cached(role)
            if cached is not None:
                return cached
            if isinstance(error, TrayError):
                raise
            hint = said("It was already requested. Try again in a moment.")
            raise Busy(said("The role's keys aren't available yet."), hint) from error
