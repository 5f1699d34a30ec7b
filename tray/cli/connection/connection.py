"""The command's way to the agent: the one that runs, or one of its own for as long as it takes."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from tray.adapters.ipc.instance_lock import InstanceLock, holder_of
from tray.adapters.storage.paths import ProgramPaths
from tray.core.guards.consent import Answer as Verdict
from tray.core.guards.consent import ConsentPending, Question
from tray.core.ipc import protocol
from tray.core.ipc.errors import RemoteError
from tray.core.ipc.protocol import Answer, Peer, Request
from tray.core.vocabulary.errors import AgentSilent, Remedy, TrayError
from tray.core.vocabulary.translatable import said
from tray.wiring.agent_client import NoAgent, RemoteAgent

if TYPE_CHECKING:
    from tray.cli.connection.endpoint_relay import EndpointRelay
    from tray.wiring.agent_host import AgentHost

Wanted = TypeVar("Wanted", bound=Answer)

_STOP_SECONDS = 15.0
_ANSWER_SECONDS = 60.0
"""How long a command that is done goes on answering others."""
_PATIENCE_SECONDS = 55.0
"""Go's SDK ends a credential process after 60."""
_AGAIN_SECONDS = 0.05
_MOST_SILENCES = 3

_TAKES_ONE_ANSWER = (
    protocol.GetStatus,
    protocol.GetRoles,
    protocol.GetCredentials,
    protocol.GetProcessCredentials,
    protocol.GetConsole,
    protocol.UseRole,
    protocol.Release,
    protocol.ChooseDelivery,
    protocol.SignOut,
)
"""What is over with its answer, so that another command's agent, which ends any moment, will do."""


class Connection(Protocol):
    """Whoever answers."""

    @property
    def is_running(self) -> bool:
        """Whether what answered goes on after this command: then keys are renewed."""

    def ask(self, request: Request, wanted: type[Wanted]) -> Wanted:
        """The answer. Raises `TrayError`."""


class DemoAgent(RemoteAgent):
    """The demo's, which runs or does not."""

    is_running = True


class AnyAgent:
    """The agent that runs, that of a command that runs, or one of our own.

    One's own only with the lock: two would take the sign-in out of each other's hands. While
    another command has it, that one is asked, since fifty AWS tools come at once; what
    outlasts one answer waits until the lock is free. An endpoint is then our own, and asks there.
    """

    def __init__(self, places: ProgramPaths, stack: ExitStack) -> None:
        self._places = places
        self._stack = stack
        self._remote = RemoteAgent(places)
        self._lock = InstanceLock(places)
        self._own: AgentHost | None = None
        self._relay: EndpointRelay | None = None
        self._starting = threading.Lock()
        self._is_closed = False
        self.is_running = False

    def close(self) -> None:
        """Nothing is asked any more, by a program that outlives the command either."""
        if self._relay is not None:
            self._relay.close_all()
        with self._starting:
            self._is_closed = True

    def ask(self, request: Request, wanted: type[Wanted]) -> Wanted:
        """The answer of whoever there is. Raises `TrayError`."""
        if isinstance(request, protocol.CloseEndpoint) and self._relay is not None:
            self._relay.close(request.uri)
            return _as(wanted, protocol.Done())
        end, silences = time.monotonic() + _PATIENCE_SECONDS, 0
        while True:
            try:
                if self._own is None:
                    self.is_running = True
                    return self._remote.ask(request, wanted)
            except NoAgent:
                self.is_running = False
            except AgentSilent:
                silences += 1
                if silences > _MOST_SILENCES:
                    raise
            own = self._ours()
            if own is not None:
                return _answered(own, request, wanted)
            answer = self._of_another_command(request, wanted)
            if answer is not None:
                return answer
            if time.monotonic() > end:
                raise self._unreachable()
            time.sleep(_AGAIN_SECONDS)

    def _relayed(self) -> "EndpointRelay":
        from tray.adapters.system.clock import SystemClock  # noqa: PLC0415 - most need none
        from tray.cli.connection.endpoint_relay import EndpointRelay  # noqa: PLC0415

        if self._relay is None:
            self._relay = EndpointRelay(self._keys, SystemClock())
        return self._relay

    def _keys(self, role: str) -> protocol.CredentialsAnswer:
        return self.ask(protocol.GetCredentials(role), protocol.CredentialsAnswer)

    def _ours(self) -> "AgentHost | None":
        with self._starting:
            if self._own is None and not self._is_closed and self._lock.try_take():
                self._own = self._stack.enter_context(_own(self._places, self._lock))
            return self._own

    def _of_another_command(self, request: Request, wanted: type[Wanted]) -> Wanted | None:
        """None where that one is no help: then it is waited for."""
        holder = holder_of(self._places)
        if holder is None or not holder.is_passing:
            return None
        if isinstance(request, protocol.OpenEndpoint):
            return _as(wanted, self._relayed().open(request.role))
        if not isinstance(request, _TAKES_ONE_ANSWER):
            return None
        try:
            return self._remote.ask_at(iter((holder.socket,)), request, wanted)
        except (NoAgent, AgentSilent):
            return None  # it has just ended
        except RemoteError as error:
            if error.report.kind == ConsentPending.__name__:
                return None  # it has another terminal than we
            raise

    def _unreachable(self) -> TrayError:
        holder = holder_of(self._places)
        if holder is None or not holder.is_passing:
            return NoAgent(
                said("SSO Tray is running, but can't be reached from here."),
                said("Restart SSO Tray."),
            )
        return AnotherCommand(
            said("Another sso-tray command is still running (pid {pid}).", pid=holder.pid),
            said("Wait for it to finish, or start SSO Tray so that commands can run side by side."),
        )


def _answered(host: "AgentHost", request: Request, wanted: type[Wanted]) -> Wanted:
    return _as(wanted, host.broker.handle(request, Peer(os.getpid(), None)))


def _as(wanted: type[Wanted], answer: Answer) -> Wanted:
    if not isinstance(answer, wanted):
        raise TypeError(f"{wanted.__name__} was wanted, and there is {type(answer).__name__}")
    return answer


class AnotherCommand(TrayError):
    """A command without an agent that runs is at work, and this one can't be done meanwhile."""

    retriable = True
    remedy = Remedy.TRY_AGAIN


@contextmanager
def connect(places: ProgramPaths, *, is_demo: bool) -> Iterator[Connection]:
    """The agent that runs; or one of our own, if none does. Raises `NoAgent` for the demo."""
    if is_demo:
        hint = "Start it with: sso-tray --demo, or without a desktop: sso-tray --demo agent"
        yield DemoAgent(places, hint)
        return
    with ExitStack() as stack:
        agent = AnyAgent(places, stack)
        try:
            yield agent
        finally:
            agent.close()


@contextmanager
def _own(places: ProgramPaths, lock: InstanceLock) -> Iterator["AgentHost"]:
    from tray.wiring.agent_host import AgentHost  # noqa: PLC0415
    from tray.wiring.agent_services import Prompts  # noqa: PLC0415
    from tray.wiring.composition import real_environment  # noqa: PLC0415 - an agent that runs spares it

    with ExitStack() as stack:
        stack.callback(lock.release)
        environment = real_environment(places, is_passing=True)
        prompts = Prompts(terminal=_ask_here)
        host = AgentHost(environment, lambda _: None, lambda: None, prompts=prompts)
        host.agent.start()
        # What was written stays: the next program that runs takes it over.
        stack.callback(host.agent.stop, _STOP_SECONDS, keep_keys=True)
        stack.callback(host.listen(places, is_passing=True).close, _ANSWER_SECONDS)
        lock.announce(places.passing_socket, is_passing=True)
        yield host
    if host.unsaved is not None:
        raise TrayError(
            "This sign-in couldn't be saved.",
            f"{host.unsaved} Or start SSO Tray first: sso-tray, or sso-tray agent",
        )


def _ask_here(question: Question, words: str) -> Verdict | None:
    """On our terminal about our own command. Another command asks on its own."""
    from tray.adapters.system.terminal_prompt import ask_on_terminal  # noqa: PLC0415 - see _own

    if threading.current_thread() is not threading.main_thread():
        raise ConsentPending(
            said("{words} is protected.", words=words),
            said("Try again when the other one is done."),
        )
    return ask_on_terminal(question, words)
