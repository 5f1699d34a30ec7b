"""The three pages of the first run: which portal, the wait for it, and how tools get their keys."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from tray.core.snapshot import SessionView
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.model import SessionName, SsoSession
from tray.core.vocabulary.translatable import said
from tray.services.sessions.region_finder import REGIONS
from tray.ui.first_run.layout import foot, page, rank
from tray.ui.mark.mark_picture import MarkPicture
from tray.ui.texts.portals import address_words
from tray.ui.toolkit.design.buttons import primary, quiet, secondary
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.fields import Field
from tray.ui.toolkit.design.parts import Glyph, label
from tray.ui.toolkit.design.typography import S8, S12, S16, SMALL
from tray.ui.toolkit.translation import shown, tr

_WHAT = said(
    "Sign in once through your company's access portal. The AWS CLI, SDKs and Terraform then "
    "work, without copied keys."
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
        self._offered: list[SsoSession] = []
        rows = page(self, MarkPicture(), 1, said("Connect to AWS"), _WHAT)
        self._found = QWidget()
        self._found_rows = QVBoxLayout(self._found)
        self._found_rows.setContentsMargins(0, 0, 0, S12)
        self._found_rows.setSpacing(S8)
        rows.addWidget(self._found)
        self._add_address(rows, use_code)
        rows.addStretch()
        self._go_on = primary(said("Continue"), go_on)
        self._go_on.setDefault(False)
        rows.addLayout(foot(quiet(said("Try the demo"), start_demo), self._go_on))

    def _add_address(self, rows: QVBoxLayout, use_code: Callable[[], None]) -> None:
        self.url = QLineEdit()
        self.url.setPlaceholderText("https://acme.awsapps.com/start")
        self.url.setAccessibleName(tr("Access portal URL"))
        self._above = label(share=SMALL, strong=True)
        self._above.setBuddy(self.url)
        self._under = label(share=SMALL, wraps=True)
        self._set_region = quiet(said("Set region"), self._show_region, is_small=True)
        self._use_code = quiet(said("Use a code instead"), use_code, is_small=True)
        self.region = Field(said("Region"), said("Detected automatically"))
        self.region.hide()
        under = QHBoxLayout()
        under.setSpacing(S8)
        under.addWidget(self._under, 1)
        for link in (self._use_code, self._set_region):
            link.setAutoDefault(False)  # see `FirstRun.keyPressEvent`
            under.addWidget(link, alignment=Qt.AlignmentFlag.AlignTop)
        block = QVBoxLayout()
        block.setSpacing(S8)
        for widget in (self._above, self.url):
            block.addWidget(widget)
        block.addLayout(under)
        block.addWidget(self.region)
        rows.addLayout(block)
        self.object_to("")

    def offer(self, views: Iterable[SessionView]) -> None:
        """Those that were found in the AWS config file or were added here earlier."""
        found = [view.session for view in views]
        self._found.setVisible(bool(found))
        self._above.say(
            said("Or add another access portal") if found else said("&Access portal URL")
        )
        # One button is what most people want: where a portal was found, that is to sign in there.
        rank(self._go_on, "" if found else "primary")
        if found == self._offered:
            return
        self._offered = found
        while (item := self._found_rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._found_rows.addWidget(label(said("Found on this computer"), share=SMALL, strong=True))
        for number, session in enumerate(found):
            self._found_rows.addWidget(self._offer(session, is_first=number == 0))

    def _offer(self, session: SsoSession, *, is_first: bool) -> Card:
        card = Card("window")
        row = QHBoxLayout()
        row.setSpacing(S16)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(session.name, strong=True))
        words.addWidget(label(address_words(session), ink="soft", share=SMALL))
        make = primary if is_first else secondary
        does = make(said("Sign in"), partial(self._sign_in, session.name), is_small=True)
        does.setAutoDefault(False)  # see `FirstRun.keyPressEvent`
        does.setDefault(False)
        does.setAccessibleName(tr("Sign in to {name}", name=session.name))
        row.addWidget(Glyph("globe"))
        row.addLayout(words, 1)
        row.addWidget(does)
        card.rows.addLayout(row)
        return card

    @property
    def first(self) -> SessionName | None:
        """The portal that most people want, if one was found."""
        return self._offered[0].name if self._offered else None

    def object_to(
        self, problem: str, *, can_use_code: bool = False, is_address_wrong: bool = False
    ) -> None:
        """Says under the field what is wrong, or how it works where nothing is."""
        note = said("Copy the address from your browser. Its region is detected.")
        self._under.say(problem or note, "bad" if problem else "soft")
        self.url.setAccessibleDescription(shown(problem or note))
        self.url.setProperty("wrong", is_address_wrong)
        self.url.style().unpolish(self.url)
        self.url.style().polish(self.url)
        self._use_code.setVisible(can_use_code)
        self._set_region.setVisible(not can_use_code and self.region.isHidden())

    def _show_region(self) -> None:
        self._set_region.hide()
        self.region.show()
        self.region.setFocus()


class WaitingPage(QWidget):
    """The search for the region, and then the browser's turn."""

    def __init__(self, go_back: Callable[[], None]) -> None:
        super().__init__()
        rows = page(self, MarkPicture(TrayStatus.SIGNING_IN), 2, said("Connecting…"), "")
        self._words, self._bar = label(ink="soft", wraps=True), QProgressBar()
        self._bar.setRange(0, len(REGIONS))
        self._bar.setAccessibleName(tr("Regions checked"))
        self._bar.setTextVisible(False)
        self._bar.setProperty("kind", "thin")
        rows.addWidget(self._words)
        rows.addWidget(self._bar)
        rows.addStretch()
        back = secondary(said("Back"), go_back)
        rows.addLayout(foot(QWidget(), back))

    def show_search(self, regions_asked: int) -> None:
        """Where the portal lives is being looked for."""
        self._bar.show()
        self._bar.setValue(regions_asked)
        self._words.say(said("Finding your portal's region…"))

    def show_sign_in(self) -> None:
        """The person is asked in the browser."""
        self._bar.hide()
        self._words.say(
            said("Approve the sign-in in your browser. This window continues automatically.")
        )
