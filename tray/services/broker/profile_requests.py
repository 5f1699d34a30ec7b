"""Requests about profiles: each posts a command and waits for what it does."""

from tray.core import commands
from tray.core.guards.rules import asking_role
from tray.core.ipc import protocol
from tray.core.ipc.protocol import Peer
from tray.core.ipc.reports import ProfileReport
from tray.core.profiles.activation import Activation, Resting, Retrying, Stuck
from tray.core.settings.choices import delivery_of_profiles, refuse_other
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said
from tray.services.broker.removals import Removals
from tray.services.broker.request_context import RequestContext
from tray.services.broker.request_log import RequestLog
from tray.services.broker.request_routes import RequestRoutes
from tray.services.guards.access_check import AccessCheck
from tray.services.snapshots.waiter import Refused

_DELIVERY_SECONDS = 40.0


class ProfileRequests:
    """Puts a role in use, and takes it back."""

    def __init__(
        self, context: RequestContext, removals: Removals, access: AccessCheck, log: RequestLog
    ) -> None:
        self._context = context
        self._snapshots = context.snapshots
        self._removals = removals
        self._access = access
        self._log = log

    def register(self, routes: RequestRoutes) -> None:
        """What it answers."""
        routes.on(protocol.UseRole, self._use)
        routes.on(protocol.Release, self._release)
        routes.on(protocol.ChooseDelivery, self._delivery)

    # ---- in use -----------------------------------------------------------------

    def _use(self, request: protocol.UseRole, peer: Peer) -> ProfileReport:
        self._removals.try_again()
        role = self._context.role(request.role)
        self._snapshots.signed_in(role.session)
        profile = self._profile(request.profile)
        if problem := profile_name_problem(profile):
            # Before anything is active under it: nothing could ever be written.
            raise Refused(said("{profile!r} isn't a valid profile name.", profile=profile), problem)
        kind = request.delivery
        now = self._snapshots.ready()
        refuse_other(now.locked, "delivery", kind, now.settings.delivery)
        if kind is DeliveryKind.AWS_CLI:
            self._refuse_to_share(role)
        self._access.require(role, self._log.requester(peer))
        wanted = commands.UseRole(
            role, profile, request.set_aside, kind, is_confirmed=True, is_answered=True
        )
        found = self._in_use(wanted, profile)
        if isinstance(found.work, Stuck | Retrying):
            raise found.work.error
        if found.role != role and found.setback is not None:
            raise found.setback
        return self._context.reporter.profile(self._snapshots.ready(), found)

    def _in_use(self, wanted: commands.UseRole, profile: ProfileName) -> Activation:
        """What became of it."""
        before = _active(self._snapshots.ready(), profile)
        setback, serial = (before.setback, before.serial) if before else (None, 0)
        self._context.post(wanted)

        def settled_as(now: AppSnapshot) -> Activation | None:
            found = _active(now, profile)
            if found is None:
                return None
            if found.setback is not None and found.setback is not setback:
                return found
            is_done = isinstance(found.work, Resting | Stuck | Retrying)
            return found if is_done and found.serial > serial else None

        found = self._snapshots.feed.wait_for(settled_as, _DELIVERY_SECONDS)
        if found is None:
            raise Refused(
                said("{profile} isn't ready yet.", profile=profile),
                said("See: sso-tray status"),
            )
        return found

    def _refuse_to_share(self, role: RoleRef) -> None:
        """The AWS CLI's token would be good for every role of the session."""
        snapshot = self._snapshots.listed()
        view = self._snapshots.view(snapshot, role.session)
        asking = asking_role(snapshot.settings.guards, role.session, view.listing)
        if asking is not None:
            raise Refused(
                said(
                    "{role} asks for each program, but the AWS CLI's own sign-in to "
                    "{session} wouldn't.",
                    role=snapshot.role_words(asking),
                    session=role.session,
                ),
                said("Leave out --as sso, or change the rule in Settings."),
            )

    def _delivery(self, request: protocol.ChooseDelivery, _: Peer) -> protocol.DeliveryAnswer:
        self._removals.try_again()
        now = self._snapshots.ready()  # by then the policy is read
        delivery = delivery_of_profiles(now.settings, now.locked, request.delivery)
        return protocol.DeliveryAnswer(delivery)

    # ---- and back ---------------------------------------------------------------

    def _release(self, request: protocol.Release, _: Peer) -> protocol.Done:
        profile, now = self._profile(request.profile), self._snapshots.ready()
        is_leaving = any(one.profile == profile for one in now.withdrawals)
        if _active(now, profile) is None and not is_leaving:
            active = ", ".join(each.profile for each in now.activations)
            hint = (
                said("Active profiles: {active}.", active=active)
                if active
                else said("There are no active profiles.")
            )
            raise Refused(said("{profile} has no active role.", profile=profile), hint)
        self._removals.release(profile)
        return protocol.Done()

    def _profile(self, name: str) -> ProfileName:
        return ProfileName(name or self._snapshots.ready().settings.default_profile)


def _active(snapshot: AppSnapshot, profile: ProfileName) -> Activation | None:
    return next((one for one in snapshot.activations if one.profile == profile), None)
