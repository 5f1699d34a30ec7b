"""Who may have a guarded role: every request of another program passes here first."""

from tray.core.guards.requester import Requester
from tray.core.guards.rules import rule_in_doubt
from tray.core.vocabulary.model import RoleRef
from tray.services.guards.consent_prompts import ConsentPrompts
from tray.services.snapshots.waiter import SnapshotWaiter


class AccessCheck:
    """Safe from any thread but the agent's."""

    def __init__(self, snapshots: SnapshotWaiter, consent: ConsentPrompts) -> None:
        self._snapshots = snapshots
        self._consent = consent

    def require(self, role: RoleRef, requester: Requester, *, can_wait: bool = True) -> None:
        """Returns when the role may be had. Raises `ConsentDenied`, or `ConsentPending`.

        A role that is only to be confirmed is so once it is in use.
        """
        snapshot = self._snapshots.ready()
        if snapshot.settings.guards and not snapshot.account_name(role) and can_wait:
            snapshot = self._snapshots.listed()  # rules go by what accounts are called
        rule = rule_in_doubt(snapshot.settings.guards, role, snapshot.account_name(role))
        if rule is None or not (rule.ask_programs or rule.confirm):
            return
        in_use = any(one.role == role and one.is_in_force for one in snapshot.activations)
        if in_use and not rule.ask_programs:
            return
        require = self._consent.require if can_wait else self._consent.require_soon
        require(role, snapshot.role_words(role), rule, requester)
