"""Check of the administrator's policy: whether it is understood, and where it is not."""

from collections.abc import Iterable

from tray.core.doctor.facts import Facts
from tray.core.doctor.report import Finding, fine, trouble
from tray.core.vocabulary.translatable import said

_GOES_ON = said("The rest of it counts, and everything else goes on with your own settings.")
_GUARDED = said(
    "Nobody can tell which roles were to be guarded: until it is mended, every role "
    "asks before it is used."
)


def policy(facts: Facts) -> Iterable[Finding]:
    """One finding for each thing that is wrong."""
    found = facts.policy
    if not found.place:
        yield fine("policy", said("There is no policy of an administrator here."))
    elif not found.faults:
        locked = (
            said(" It locks: {locked}.", locked=", ".join(sorted(found.locked)))
            if found.locked
            else ""
        )
        yield fine(
            "policy",
            said("The policy in {place} is understood.{locked}", place=found.place, locked=locked),
        )
    for fault in found.faults:
        yield trouble(
            "policy",
            said("The policy is not understood: {reason}.", reason=fault.reason),
            _GUARDED if fault.is_about_guards else _GOES_ON,
            said("Mend that line, or tell the administrator of this machine."),
            fault.words,
        )
