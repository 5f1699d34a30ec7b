"""The last page: how tools get credentials, and whether the program starts at login."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QHBoxLayout,
    QWidget,
)

from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import SessionView
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.translatable import counted, said
from tray.ui.first_run.layout import foot, page
from tray.ui.mark.mark_picture import MarkPicture
from tray.ui.toolkit.design.buttons import primary
from tray.ui.toolkit.design.cards import RadioCard, one_of
from tray.ui.toolkit.design.parts import Switch, label
from tray.ui.toolkit.design.typography import DISPLAY, S4, S12, SMALL
from tray.ui.toolkit.translation import shown, tr

_KINDS = {
    DeliveryKind.KEYS: (
        said("From the credentials file"),
        said("Works with every tool, and inside containers."),
    ),
    DeliveryKind.ON_DEMAND: (
        said("On demand"),
        said("Nothing secret on disk. For the AWS CLI and current SDKs."),
    ),
    DeliveryKind.AWS_CLI: (
        said("From the AWS CLI's sign-in"),
        said("Shared with “aws sso login”, both ways."),
    ),
}
_RECOMMENDED = DeliveryKind.KEYS


class DeliveryPage(QWidget):
    """How tools get their keys, and whether the program starts at login."""

    def __init__(self, finish: Callable[[], None], *, can_start_at_login: bool) -> None:
        super().__init__()
        self._title = label(share=DISPLAY, strong=True, wraps=True)
        rows = page(self, MarkPicture(TrayStatus.SIGNED_IN), 3, self._title, "")
        self._what = label(ink="soft", wraps=True)
        rows.addWidget(self._what)
        self._cards = {
            kind: RadioCard(title, what, is_recommended=kind is _RECOMMENDED)
            for kind, (title, what) in _KINDS.items()
        }
        one_of(self, *self._cards.values())
        for card in self._cards.values():
            rows.addWidget(card)
        starts = said("Start SSO Tray when I log in")
        self.starts = Switch(starts)
        login = QWidget()
        login.setVisible(can_start_at_login)
        row = QHBoxLayout(login)
        row.setContentsMargins(0, S4, 0, 0)
        row.setSpacing(S12)
        row.addWidget(self.starts)
        row.addWidget(label(starts, wraps=True), 1)
        self._problem = label(ink="bad", share=SMALL, wraps=True)
        self._problem.hide()
        rows.addWidget(login)
        rows.addWidget(self._problem)
        rows.addStretch()
        note = label(
            said("You can change this later in Settings."), ink="soft", share=SMALL, wraps=True
        )
        rows.addLayout(foot(note, primary(said("Choose a role"), finish)))

    def show_session(self, view: SessionView) -> None:
        """Which session is there now, and what is in it as far as that is known."""
        self._title.say(said("Signed in to {name}", name=view.session.name))
        asks = tr("How should your tools get keys?")
        if view.listing is None or view.progress is not None:
            self._what.say(asks)
            return
        accounts = view.listing.accounts
        roles = sum(len(account.role_names) for account in accounts)
        told = (
            shown(counted(roles, "1 role", "{count:,} roles")),
            shown(counted(len(accounts), "1 account", "{count:,} accounts")),
        )
        self._what.say(tr("{roles} in {accounts}.", roles=told[0], accounts=told[1]) + f" {asks}")

    def begin_with(self, kind: DeliveryKind, *, is_locked: bool, starts: bool) -> None:
        """What is chosen as the page comes. An administrator may have chosen for the person."""
        for each, card in self._cards.items():
            card.radio.setChecked(each is kind)
            card.setEnabled(each is kind or not is_locked)
        self.starts.setChecked(starts)

    def object_to(self, problem: str) -> None:
        """The system refuses to start it at login; the tick goes, and the rest can go on."""
        self.starts.setChecked(False)
        self._problem.say(problem)
        self._problem.show()

    @property
    def chosen(self) -> DeliveryKind:
        """How the person wants it."""
        return next(kind for kind, card in self._cards.items() if card.radio.isChecked())
