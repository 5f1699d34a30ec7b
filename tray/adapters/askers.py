"""Which program speaks through the agent's socket, by what the system knows of processes."""

from contextlib import suppress
from typing import TYPE_CHECKING

from tray.core.asker import Asker, Process, asker_of
from tray.core.wire import Peer

if TYPE_CHECKING:
    import psutil

_MOST_ANCESTORS = 8


class SystemAskers:
    """`desktop_ports.Askers` over psutil, which knows the three systems."""

    def of(self, peer: Peer) -> Asker:
        """The asker behind a process; of what cannot be read, nothing."""
        import psutil  # noqa: PLC0415 - only a guarded role and the activity log ask

        chain: list[Process] = []
        # One that ended or is another person's: what was read so far has to do.
        with suppress(psutil.Error):
            process = psutil.Process(peer.pid) if peer.pid is not None else None
            while process is not None and len(chain) < _MOST_ANCESTORS:
                chain.append(_facts(process))
                process = process.parent()
        return asker_of(chain)


def _facts(process: "psutil.Process") -> Process:
    known = process.as_dict(["exe", "cmdline", "cwd"], ad_value=None)
    return Process(
        process.pid,
        known["exe"] or "",
        tuple(known["cmdline"] or ()),
        known["cwd"] or "",
    )
