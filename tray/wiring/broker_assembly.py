"""Makes the broker that answers other programs, with what it uses of the agent's."""

from collections.abc import Callable

from tray.services.broker.broker import Broker
from tray.services.broker.console_requests import ConsoleRequests
from tray.services.broker.credential_requests import CredentialRequests
from tray.services.broker.profile_requests import ProfileRequests
from tray.services.broker.removals import Removals
from tray.services.broker.reports import Reporter
from tray.services.broker.request_context import RequestContext
from tray.services.broker.request_log import RequestLog
from tray.services.broker.role_requests import RoleRequests
from tray.services.broker.session_requests import SessionRequests
from tray.services.directory.role_resolver import RoleFinder
from tray.services.guards.access_check import AccessCheck
from tray.services.snapshots.feed import SnapshotFeed
from tray.services.snapshots.refreshing import Refreshing
from tray.services.snapshots.waiter import SnapshotWaiter
from tray.wiring.agent_services import AgentServices


def broker_of(
    agent: AgentServices,
    feed: SnapshotFeed,
    on_show: Callable[[], None],
    on_quit: Callable[[], None] = lambda: None,
) -> Broker:
    """`feed` gets the agent's snapshots."""
    env, post = agent.environment, agent.post
    refreshing = Refreshing(post, env.tokens.vault)
    snapshots = SnapshotWaiter(
        feed,
        is_patient=env.is_passing,
        reread=refreshing.reread_sessions,
        recover=refreshing.recover_keyring,
    )
    finder = RoleFinder(lambda: snapshots.latest.settings.aliases)
    context = RequestContext(post, snapshots, finder, Reporter(env.clock))
    removals = Removals(post, snapshots)
    access = AccessCheck(snapshots, agent.consent)
    log = RequestLog(snapshots, env.programs.requesters, agent.activity)
    handlers = (
        SessionRequests(
            context,
            removals,
            agent.sign_outs.outcomes,
            vault=env.tokens.vault,
            browser=env.desktop.browser,
            is_passing=env.is_passing,
        ),
        RoleRequests(context, removals),
        ProfileRequests(context, removals, access, log),
        CredentialRequests(
            context, agent.credentials, access, log, env.programs.endpoint, clock=env.clock
        ),
        ConsoleRequests(context, agent.links, access, log),
    )
    return Broker(handlers, removals, on_show, on_quit)
