"""Requests for the address of a role's console."""

from dataclasses import replace

from tray.core.activity.entries import ActivityKind, Way
from tray.core.commands import OpenConsole
from tray.core.console.browser_rules import BrowserPlace, place_of
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.settings.choices import refuse_other, set_by_administrator
from tray.core.settings.settings import ConsoleLink
from tray.core.vocabulary.secret import Secret
from tray.services.broker.request_context import RequestContext
from tray.services.broker.request_log import RequestLog, RoleRequest
from tray.services.broker.request_routes import RequestRoutes
from tray.services.console.console_links import ConsoleLinks
from tray.services.console.destination import ConsoleContext, destination_of
from tray.services.guards.access_check import AccessCheck


class ConsoleRequests:
    """A federation link is the role itself, for whoever opens it: access is checked first."""

    def __init__(
        self, context: RequestContext, links: ConsoleLinks, access: AccessCheck, log: RequestLog
    ) -> None:
        self._context = context
        self._snapshots = context.snapshots
        self._links = links
        self._access = access
        self._log = log

    def register(self, routes: RequestRoutes) -> None:
        """Links."""
        routes.on(protocol.GetConsole, self._console)

    def _console(self, request: protocol.GetConsole, peer: Peer) -> protocol.ConsoleAnswer:
        snapshot = self._snapshots.with_roles()
        role, page = self._context.roles.place(snapshot.sessions, request.role, request.as_role)
        settings, locked = snapshot.settings, snapshot.locked
        refuse_other(locked, "console_link", request.link, settings.console_link)
        view = self._snapshots.view(snapshot, role.session)
        host, name = self._links.host(role.session), snapshot.account_name(role)
        wanted = destination_of(
            OpenConsole(role, request.link, page, request.service),
            ConsoleContext(settings, locked, view.session, host, name),
        )
        asked = RoleRequest(role, Way.COMMAND, self._log.requester(peer))
        if wanted.link is ConsoleLink.FEDERATION:
            view = self._snapshots.signed_in(role.session)
            with self._log.noted(asked):
                self._access.require(role, asked.requester)
        url = self._links.url(view.session, role, wanted)
        self._log.note(ActivityKind.CONSOLE, asked)
        place = _place(request, wanted.place, locked)
        return protocol.ConsoleAnswer(
            url if isinstance(url, Secret) else Secret(url),
            self._context.reporter.role(snapshot, role),
            place.browser,
            place.profile,
            place.container,
        )


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
