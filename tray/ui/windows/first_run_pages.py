"""The three pages of the first run: which portal, the wait for it, and how tools get their keys."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tray.core.profiles.delivery_words import DELIVERY_WORDS
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.translatable import said
from tray.services.sessions.region_finder import REGIONS
from tray.ui.toolkit.translation import shown, tr
from tray.ui.toolkit.widgets import button, heading, note, plain_label, text

_WHAT = said(
    "Sign in once through your company's access portal. The AWS CLI, SDKs and Terraform "
    "then work, without copied keys."
)


class PortalPage(QWidget):
    """Which portal: one that was found, or one whose address is pasted."""

    def __init__(
        self,
        sign_in: Callable[[SessionName], None],
        go_on: Callable[[], None],
        use_code: Callable[[], None],
        start_demo: Callable[[], None],
    ) -> None:
        super().__init__()
        self._sign_in = sign_in
        self._offers: dict[SessionName, QPushButton] = {}
        layout = _page(self, said("Connect to AWS"), _WHAT)
        self._found = QWidget()
        self._found_row = QVBoxLayout(self._found)
        self._found_row.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._found)
        self.url, self.region = QLineEdit(), QLineEdit()
        self.url.setPlaceholderText("https://acme.awsapps.com/start")
        self.url.setAccessibleName(tr("Access portal URL"))
        self.region.setPlaceholderText(tr("Detected automatically"))
        self.region.setAccessibleName(tr("Region"))
        self._problem = text("")
        self._use_code = button(said("Use a code instead"), use_code)
        self._use_code.setAutoDefault(False)  # see `FirstRun.keyPressEvent`
        self.object_to("")
        label = plain_label(tr("&Access portal URL"))
        label.setBuddy(self.url)
        layout.addWidget(label)
        layout.addWidget(self.url)
        region = plain_label(tr("&Region"))
        region.setBuddy(self.region)
        layout.addWidget(region)
        layout.addWidget(self.region)
        layout.addWidget(self._problem)
        layout.addWidget(self._use_code, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addStretch()
        layout.addLayout(
            _row(button(said("Try the demo"), start_demo), button(said("Continue"), go_on))
        )

    def offer(self, names: Iterable[SessionName]) -> None:
        """Those that were found in the AWS config file or were added here earlier."""
        found = list(names)
        self._found.setVisible(bool(found))
        if found == list(self._offers):
            return
        for offer in self._offers.values():
            offer.deleteLater()
        self._offers = {
            name: button(said("Sign in to {name}", name=name), partial(self._sign_in, name))
            for name in found
        }
        for offer in self._offers.values():
            self._found_row.addWidget(offer, alignment=Qt.AlignmentFlag.AlignLeft)

    def object_to(self, problem: str, *, can_use_code: bool = False) -> None:
        """Says what is wrong, or nothing any more."""
        self._problem.setText(shown(problem))
        self._problem.setVisible(bool(problem))
        self._use_code.setVisible(can_use_code)


class WaitingPage(QWidget):
    """The search for the region, and then the browser's turn."""

    def __init__(self, go_back: Callable[[], None]) -> None:
        super().__init__()
        layout = _page(self, said("Connecting…"), "")
        self._words, self._bar = note(""), QProgressBar()
        self._bar.setRange(0, len(REGIONS))
        self._bar.setAccessibleName(tr("Regions checked"))
        self._bar.setTextVisible(False)
        layout.addWidget(self._words)
        layout.addWidget(self._bar)
        layout.addStretch()
        layout.addLayout(_row(button(said("Back"), go_back)))

    def show_search(self, regions_asked: int) -> None:
        """Where the portal lives is being looked for."""
        self._bar.show()
        self._bar.setValue(regions_asked)
        self._words.setText(tr("Finding your portal's region…"))

    def show_sign_in(self) -> None:
        """The person is asked in the browser."""
        self._bar.hide()
        self._words.setText(
            tr("Approve the sign-in in your browser. This window continues automatically.")
        )


class DeliveryPage(QWidget):
    """How tools get their keys."""

    def __init__(self, finish: Callable[[], None]) -> None:
        super().__init__()
        self._title = heading("", 1.5)
        words = said("How should your tools get keys? You can change this later.")
        layout = _page(self, self._title, words)
        self._kinds = QButtonGroup(self)
        for number, kind in enumerate(DELIVERY_WORDS.values()):
            radio = QRadioButton(shown(kind.title))
            radio.setAccessibleDescription(shown(kind.hint))
            radio.setChecked(number == 0)
            self._kinds.addButton(radio, number)
            layout.addWidget(radio)
            layout.addWidget(note(kind.hint))
        layout.addStretch()
        layout.addLayout(_row(button(said("Choose a role"), finish)))

    def show_session(self, name: SessionName) -> None:
        """Which session is there now."""
        self._title.setText(tr("Signed in to {name}", name=name))

    @property
    def chosen(self) -> DeliveryKind:
        """How the person wants it."""
        return list(DELIVERY_WORDS)[self._kinds.checkedId()]


def _page(page: QWidget, title: str | QWidget, words: str) -> QVBoxLayout:
    layout = QVBoxLayout(page)
    layout.setContentsMargins(32, 32, 32, 24)
    layout.setSpacing(12)
    layout.addWidget(heading(title, 1.5) if isinstance(title, str) else title)
    if words:
        layout.addWidget(text(words))
    return layout


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for place, each in enumerate(buttons):
        each.setAutoDefault(False)  # see `FirstRun.keyPressEvent`
        if place == len(buttons) - 1:
            row.addStretch()
        row.addWidget(each)
    return row
