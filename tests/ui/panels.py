"""A panel for tests: it comes and goes as they say."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from tray.ui.tray.status_notifier_host import Host, HostWatch


class Panel(HostWatch):
    """Says of the bus what a test wants."""

    def __init__(self, host: Host = Host.THERE) -> None:
        super().__init__()
        self.host = host

    def start(self) -> None:
        """Asks nobody."""

    def turn(self, host: Host) -> None:
        """What the bus tells when a panel comes or goes."""
        self.host = host
        self.changed.emit(host)


def icons(owner: QObject) -> list[QSystemTrayIcon]:
    """The icons that the owner has in the tray now."""
    return [icon for icon in owner.findChildren(QSystemTrayIcon) if icon.isVisible()]
