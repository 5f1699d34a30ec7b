"""A small tray program that shows every thing the bed must be able to see.

What a person does with it becomes a line on standard output.
"""

import signal
import sys

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon


def say(*words: str) -> None:
    """One line of what happened."""
    print(*words, flush=True)  # noqa: T201 - the test reads it


def icon(colour: str) -> QIcon:
    """A square of one colour, easy to find on a screen."""
    picture = QPixmap(64, 64)
    picture.fill(QColor(colour))
    return QIcon(picture)


class Sample:
    """An icon with a menu, one submenu of which fills when it is opened."""

    def __init__(self, app: QApplication) -> None:
        self.menu = QMenu()
        accounts = self.menu.addMenu("Accounts")
        for name in ("alpha", "beta"):
            accounts.addAction(name).triggered.connect(lambda _=False, n=name: say("clicked", n))
        self.late = self.menu.addMenu("Filled late")
        self.late.aboutToShow.connect(self.fill)
        self.menu.addSeparator()
        self.menu.addAction("Turn red").triggered.connect(self.turn_red)
        self.menu.addAction("Never").setEnabled(False)
        self.menu.addAction("Quit").triggered.connect(app.quit)
        self.tray = QSystemTrayIcon(icon("#00a000"))
        self.tray.setToolTip("sample: all good")
        self.tray.setContextMenu(self.menu)
        self.tray.activated.connect(lambda reason: say("activated", reason.name))
        self.tray.show()

    def fill(self) -> None:
        """What a long menu of accounts does."""
        if self.late.isEmpty():
            say("filling")
            for number in range(3):
                entry = self.late.addAction(f"entry {number}")
                entry.triggered.connect(lambda _=False, n=number: say("clicked entry", str(n)))

    def turn_red(self) -> None:
        """Another icon and tooltip, while it is shown."""
        self.tray.setIcon(icon("#ff0000"))
        self.tray.setToolTip("sample: red")
        say("red")


def main() -> int:
    """Runs until its menu or SIGTERM ends it."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    app = QApplication(sys.argv)
    app.setQuitOnLastWindowClosed(False)
    sample = Sample(app)
    say("shown", str(sample.tray.isVisible()))
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
