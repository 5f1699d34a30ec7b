"""Requests for the roles that there are."""

from tray.core import commands
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import RolesReport
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import SessionName
from tray.services.broker.removals import Removals
from tray.services.broker.reports import error_report
from tray.services.broker.request_context import RequestContext
from tray.services.broker.request_routes import RequestRoutes
from tray.services.context.messages import CaughtUp, post_and_wait
from tray.services.directory.role_index import RoleUsage
from tray.services.directory.role_resolver import unasked, unknown
from tray.services.snapshots.waiter import LISTING_SECONDS

_CATCH_UP_SECONDS = 5.0


class RoleRequests:
    """Lists and searches; lists anew at AWS where that is wanted."""

    def __init__(self, context: RequestContext, removals: Removals) -> None:
        self._context = context
        self._snapshots = context.snapshots
        self._removals = removals

    def register(self, routes: RequestRoutes) -> None:
        """Lists."""
        routes.on(protocol.GetRoles, self._roles)

    def _roles(self, request: protocol.GetRoles, _: Peer) -> RolesReport:
        self._removals.try_again()
        snapshots = self._snapshots
        snapshot = self._reloaded(request.session) if request.reload else snapshots.with_roles()
        views = snapshots.views(snapshot, request.session)
        roles = self._context.roles.search(views, request.query, RoleUsage.of(snapshot))
        is_complete = not any(view.progress or view.unlisted for view in views)
        asked = [unasked(view) for view in views] if request.reload else [unknown(views)]
        troubles = tuple(
            error_report(trouble)
            for trouble in (*asked, *(view.unlisted for view in views))
            if trouble is not None
        )
        is_complete = is_complete and not troubles
        reports = self._context.reporter.roles(snapshot, roles)
        return RolesReport(reports, is_complete, troubles)

    def _reloaded(self, session: str) -> AppSnapshot:
        snapshots, post = self._snapshots, self._context.post
        name = SessionName(session) if session else None
        before = {
            view.session.name: view.listing for view in snapshots.views(snapshots.ready(), session)
        }
        post(commands.ReloadAccounts(name))
        for _ in range(2):  # the listing that begins posts in its turn
            post_and_wait(post, CaughtUp, _CATCH_UP_SECONDS)

        def done(now: AppSnapshot) -> AppSnapshot | None:
            views = snapshots.views(now, session)
            fresh = all(
                view.progress is None
                and (view.listing is not before.get(view.session.name) or view.listing_error)
                for view in views
                if view.is_signed_in
            )
            return now if fresh else None

        return snapshots.feed.wait_for(done, LISTING_SECONDS) or snapshots.ready()
