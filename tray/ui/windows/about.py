"""What this program is: its mark, its version, and where one reads more."""

from collections.abc import Callable
from importlib.metadata import version

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tray.core.vocabulary.translatable import said
from tray.ui.mark.icons import app_icon
from tray.ui.toolkit.design.buttons import icon_button, quiet
from tray.ui.toolkit.design.parts import Pill, label
from tray.ui.toolkit.design.typography import S4, S12, S24, S32, TITLE
from tray.ui.toolkit.toast import Toast
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.window_manners import add_keys

_MARK = 64


class AboutWindow(QWidget):
    """As large as its words; it asks nothing and stays until it is closed."""

    def __init__(
        self, show_news: Callable[[], None], diagnose: Callable[[], None], *, is_demo: bool
    ) -> None:
        super().__init__()
        self.setWindowTitle(tr("About SSO Tray"))
        self._version = version("sso-tray")
        mark = label()
        mark.setPixmap(app_icon(is_demo=is_demo).pixmap(_MARK, _MARK))
        mark.setFixedSize(_MARK, _MARK)
        rows = QVBoxLayout()
        rows.setSpacing(S4)
        title = QHBoxLayout()
        title.addWidget(label("SSO Tray", share=TITLE, strong=True))
        if is_demo:
            title.addWidget(Pill("DEMO"))
        title.addStretch()
        rows.addLayout(title)
        rows.addLayout(self._version_row())
        rows.addSpacing(S12)
        rows.addWidget(label(said("AWS IAM Identity Center in your system tray.")))
        rows.addWidget(label(said("Open source, MIT licence."), ink="soft"))
        rows.addSpacing(S12)
        rows.addLayout(_links(show_news, diagnose))
        row = QHBoxLayout(self)
        row.setContentsMargins(S32, S32, S32, S24)
        row.setSpacing(S24)
        row.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
        row.addLayout(rows, 1)
        self._toast = Toast(self)
        add_keys(self)

    def _version_row(self) -> QHBoxLayout:
        words = label(said("Version {version}", version=self._version), ink="soft")
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(words)
        row.addWidget(icon_button("copy", said("Copy version"), self._copy))
        row.addStretch()
        return row

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(f"SSO Tray {self._version}")
        self._toast.say(said("Copied"))


def _links(show_news: Callable[[], None], diagnose: Callable[[], None]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(-S12, 0, 0, 0)
    row.addWidget(quiet(said("What's new"), show_news))
    row.addWidget(quiet(said("Report a problem"), diagnose))
    row.addStretch()
    return row
