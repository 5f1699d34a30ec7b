"""What can go wrong between the agent and who asks it."""

from tray.core.ipc.reports import ErrorReport
from tray.core.vocabulary.errors import TrayError


class NotUnderstood(TrayError):
    """A line that is no request, or no answer, of this protocol."""


class RemoteError(TrayError):
    """What the agent could not do, as it said it in its `report`."""

    def __init__(self, report: ErrorReport) -> None:
        super().__init__(report.title, report.hint)
        self.report = report
