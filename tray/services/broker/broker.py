"""Answers what other programs ask of the agent: the one door through which credentials leave.

The transports (socket, loopback endpoint, a command without an agent) know
nothing of what is asked; the broker knows nothing of them but the peer. Every
call blocks until there is an answer, within a deadline, and raises `TrayError`.
"""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeVar

from tray.core.activity.entries import ActivityKind, Way
from tray.core.commands import OpenConsole
from tray.core.console.browser_rules import BrowserPlace, place_of
from tray.core.guards.consent import ConsentPending
from tray.core.guards.requester import Requester
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.settings.choices import refuse_other, set_by_administrator
from tray.core.settings.settings import ConsoleLink
from tray.core.vocabulary.errors import Busy, TokenRejected, TrayError
from tray.core.vocabulary.model import RoleCredentials, RoleRef
from tray.core.vocabulary.secret import Secret
from tray.core.vocabulary.translatable import said
from tray.services.agent.agent import Agent
from tray.services.broker.codec import (
    decode_request,
    encode_answer,
    encode_error,
    encode_process_credentials,
)
from tray.services.broker.reports import Reporter
from tray.services.broker.request_handlers import RequestHandlers, choice
from tray.services.concurrency.defects import defects_told
from tray.services.console.destination import ConsoleContext, destination_of
from tray.services.directory.role_resolver import RoleFinder
from tray.services.guards.access_check import AccessCheck
from tray.services.snapshots.feed import SnapshotFeed
from tray.services.snapshots.waiter import SnapshotWaiter

Choice = TypeVar("Choice", bound=Enum)

_LONGEST_POLL = 30.0
_PAGE_SECONDS = 30.0
_DELIVERY_SECONDS = 40.0
_ENDPOINT_SECONDS = 0.8
_FILES_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Asking:
    """One request for a role: by whom, and by which way."""

    role: RoleRef
    way: Way
    asker: Requester


class Broker:
    """`handle` for requests as values, `handle_line` for those on the wire."""

    def __init__(
        self,
        agent: Agent,
        board: SnapshotFeed,
        on_show: Callable[[], None],
        on_quit: Callable[[], None] = lambda: None,
    ) -> None:
        self._agent = agent
        self._sight = SnapshotWaiter(
            board,
            is_patient=agent.world.is_passing,
            reread=agent.reread_sessions,
            recover=agent.recover_keyring,
        )
        self._reporter = Reporter(agent.world.clock)
        self._finder = RoleFinder(lambda: agent.settings.aliases)
        self._gate = AccessCheck(agent, self._sight)
        self._desk = RequestHandlers(agent, self._sight, self._reporter, self._finder)
        self._on_show, self._on_quit = on_show, on_quit

    def handle_line(self, peer: Peer, line: bytes) -> bytes:
        """One line in, one line out; never raises: who is hung up on takes us for gone."""
        try:
            with defects_told():
                return self._line(peer, line)
        except TrayError as error:
            return encode_error(error)

    def _line(self, peer: Peer, line: bytes) -> bytes:
        request = decode_request(line)
        if isinstance(request, protocol.GetProcessCredentials):
            keys = self.credentials(request.role, peer, Way.HELPER)
            return encode_process_credentials(keys)
        return encode_answer(self._handle(request, peer))

    def handle(self, request: protocol.Request, peer: Peer) -> protocol.Answer:
        """The answer. Raises `TrayError`."""
        with defects_told():
            return self._handle(request, peer)

    def _handle(self, request: protocol.Request, peer: Peer) -> protocol.Answer:
        match request:
            case protocol.Show():
                self._on_show()
                return protocol.Done()
            case protocol.Quit():
                try:
                    self._desk.release_all()
                finally:
                    self._on_quit()
                return protocol.Done()
            case protocol.GetCredentials(role):
                return self.credentials(role, peer, Way.COMMAND)
            case protocol.GetProcessCredentials(role):
                return self.credentials(role, peer, Way.HELPER)
            case protocol.GetConsole():
                return self._console(request, peer)
            case protocol.OpenEndpoint(role):
                return self._open_endpoint(role, peer)
            case protocol.CloseEndpoint(uri):
                self._agent.world.endpoint.close(uri)
                return protocol.Done()
            case _:
                return self._desk.handle(request, peer)

    # ---- credentials --------------------------------------------------------------

    def credentials(self, text: str, peer: Peer, way: Way) -> protocol.CredentialsAnswer:
        """Keys of a role for a program. Raises `SignInNeeded` where nobody is signed in."""
        asking = Asking(self._find(text), way, self._asker(peer))
        with self._noted(asking):
            self._gate.require(asking.role, asking.asker)
            return self._answer(asking, self._keys(asking.role))

    def _asker(self, peer: Peer) -> Requester:
        """Found out while it waits: later its number may be another's."""
        return self._agent.world.askers.of(peer)

    @contextmanager
    def _noted(self, asking: Asking) -> Iterator[None]:
        """Whoever goes away without keys is a line in the activity log, too."""
        try:
            yield
        except (Busy, ConsentPending):
            raise  # it asks again in a moment
        except TrayError as error:
            self._note(ActivityKind.REFUSED, asking, error.title)
            raise

    def _note(self, kind: ActivityKind, asking: Asking, why: str = "") -> None:
        snapshot = self._sight.board.read()[1]
        self._agent.activity.note_asked(
            snapshot, kind, asking.role, way=asking.way, asker=asking.asker, note=why
        )

    def _answer(self, asking: Asking, keys: RoleCredentials) -> protocol.CredentialsAnswer:
        role = asking.role
        self._note(ActivityKind.GIVEN, asking)
        return protocol.CredentialsAnswer(
            self._reporter.role(self._sight.ready(), role),
            replace(keys, expires_at=self._agent.world.clock.to_wall(keys.expires_at)),
            self._agent.region_of(role.session),
        )

    def _keys(self, role: RoleRef) -> RoleCredentials:
        view = self._sight.signed_in(role.session)
        try:
            return self._agent.effects.role_keys.get(view.session, role)
        except TokenRejected:
            self._sight.signed_in(role.session)  # it has ended: says how to sign in
            raise

    def _open_endpoint(self, text: str, peer: Peer) -> protocol.EndpointAnswer:
        asking = Asking(self._find(text), Way.ENDPOINT, self._asker(peer))
        with self._noted(asking):
            self._gate.require(asking.role, asking.asker)
            self._keys(
                asking.role
            )  # fails now rather than behind the endpoint; answers at once later
        return self._agent.world.endpoint.open(lambda: self._soon(asking), lambda: _is_alive(peer))

    def _soon(self, asking: Asking) -> protocol.CredentialsAnswer:
        """For whoever opened the grant: that it handed the address on, nobody can see."""
        with defects_told(), self._noted(asking):
            self._gate.require(asking.role, asking.asker, can_wait=False)
            return self._answer(asking, self._keys_soon(asking.role))

    def _keys_soon(self, role: RoleRef) -> RoleCredentials:
        """Within a second: some SDKs wait no longer. Keys that are alive still will do, too."""
        flight: Future[RoleCredentials] = Future()

        def fetch() -> None:
            try:
                with defects_told():
                    flight.set_result(self._keys(role))
            except TrayError as error:
                flight.set_exception(error)

        threading.Thread(target=fetch, name="endpoint keys", daemon=True).start()
        try:
            return flight.result(_ENDPOINT_SECONDS)
        except (TimeoutError, TrayError) as error:
            kept = self._agent.effects.role_keys.kept(role)
            if kept is not None:
                return kept
            if isinstance(error, TrayError):
                raise
            hint = said("It is asked for already; try again in a moment.")
            raise Busy(said("The role's keys are not there yet."), hint) from error

    def _console(self, request: protocol.GetConsole, peer: Peer) -> protocol.ConsoleAnswer:
        snapshot = self._sight.with_roles()
        role, destination = self._finder.place(snapshot.sessions, request.role, request.as_role)
        link = choice(ConsoleLink, request.link, "link") if request.link else None
        agent = self._agent
        settings, locked = snapshot.settings, snapshot.locked
        refuse_other(locked, "console_link", link, settings.console_link)
        wanted = OpenConsole(role, link, destination, request.service)
        view = self._sight.view(snapshot, role.session)
        host = agent.world.endpoints_of(role.session).console
        name = snapshot.account_name(role)
        visit = destination_of(wanted, ConsoleContext(settings, locked, view.session, host, name))
        if visit.link is ConsoleLink.FEDERATION:
            view = self._sight.signed_in(role.session)
            self._let_in(Asking(role, Way.COMMAND, self._asker(peer)))
        url = agent.role_errands.console_url(view.session, role, visit)
        self._note(ActivityKind.CONSOLE, Asking(role, Way.COMMAND, self._asker(peer)))
        place = _place(request, visit.place, locked)
        return protocol.ConsoleAnswer(
            url if isinstance(url, Secret) else Secret(url),
            self._reporter.role(snapshot, role),
            place.browser,
            place.profile,
            place.container,
        )

    def _let_in(self, asking: Asking) -> None:
        """A federation link is the role itself, for whoever opens it."""
        with self._noted(asking):
            self._gate.require(asking.role, asking.asker)

    def _find(self, text: str) -> RoleRef:
        return self._finder.found(self._sight, text)


def _place(
    request: protocol.GetConsole, standing: BrowserPlace, locked: frozenset[str]
) -> BrowserPlace:
    """As asked, or as the rules say. A container alone is one of Firefox, the only one."""
    place = standing
    if request.browser:
        place = place_of(request.browser, request.container)
    elif request.container:
        own = standing if standing.browser else place_of("firefox")
        place = replace(own, container=request.container)
    if "console" in locked and place != standing:
        raise set_by_administrator("console")
    return place


def _is_alive(peer: Peer) -> bool:
    """Whether the process that was given a grant runs still; yes, where nobody can say."""
    if peer.pid is None or os.name != "posix":
        return True
    try:
        os.kill(peer.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
