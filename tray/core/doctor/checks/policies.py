"""Check of the administrator's policy: whether it is understood, and where it is not."""

from collections.abc import Iterable

from tray.core.doctor.facts import Facts
from tray.core.doctor.report import Finding, fine, trouble
from tray.core.vocabulary.translatable import said

_GOES_ON = said("The rest of the policy applies, and your own settings are used otherwise.")
_GUARDED = said("Until this is fixed, every role asks before it is used.")


def policy(facts: Facts) -> Iterable[Finding]:
    """One finding for each thing that is wrong."""
    found = facts.policy
    if not found.place:
        yield fine("policy", said("No administrator policy."))
    elif not found.faults:
        locked = (
            said(" Locked settings: {locked}.", locked=", ".join(sorted(found.locked)))
            if found.locked
            else ""
        )
        yield fine(
            "policy",
            said("The policy in {place} is valid.{locked}", place=found.place, locked=locked),
        )
    for fault in found.faults:
        yield trouble(
            "policy",
            said("Couldn't read the policy: {reason}.", reason=fault.reason),
            _GUARDED if fault.is_about_guards else _GOES_ON,
            said("Fix that line, or tell your administrator."),
            fault.words,
        )
