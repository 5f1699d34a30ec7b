"""What the window of a sign-in is made of, and what of it is seen in each of its states."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import AuthorizationDenied, AuthorizationExpired, TrayError
from tray.core.vocabulary.model import SsoSession
from tray.core.vocabulary.translatable import Said, said
from tray.ui.mark.mark_picture import MarkPicture
from tray.ui.sign_in.steps import ACTIVE, AHEAD, DONE, HairLine, StepLine
from tray.ui.texts.portals import where_words
from tray.ui.toolkit.design.buttons import icon_button, primary, quiet, secondary
from tray.ui.toolkit.design.cards import Card
from tray.ui.toolkit.design.parts import Glyph, Label, label
from tray.ui.toolkit.design.typography import (
    CODE,
    LEAD,
    S4,
    S8,
    S12,
    S16,
    S24,
    SMALL,
    TITLE,
    fixed_font,
)
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import as_large_as_its_words

_LETTERS: Final = 56
_MARK: Final = 36

Pressed = Callable[[], None]


@dataclass(frozen=True, slots=True)
class SignInActions:
    """What the buttons do."""

    copy_code: Pressed
    copy_link: Pressed
    open_again: Pressed
    use_code: Pressed
    try_again: Pressed
    close: Pressed


class SignInPage:
    """Fills `window`, which always fits its words: a code that is cut off cannot be compared."""

    def __init__(self, window: QDialog, actions: SignInActions) -> None:
        self._width = window.fontMetrics().averageCharWidth() * _LETTERS
        self._mark = MarkPicture(TrayStatus.SIGNING_IN, _MARK)
        self._title = label(share=TITLE, strong=True, wraps=True)
        self._where = label(ink="soft", share=SMALL)
        self._heading = label(share=LEAD, strong=True, wraps=True)
        self._words = label(ink="soft", wraps=True)
        self._address = label(ink="soft", share=SMALL)
        self._opened = StepLine(said("Browser opened"))
        self._approval = StepLine(said("Waiting for your approval"))
        self._listing = StepLine(said("Loading your accounts"))
        self._build_code(actions)
        self._build_buttons(actions)
        rows = QVBoxLayout(window)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        as_large_as_its_words(rows)
        rows.addLayout(self._upper())
        rows.addWidget(HairLine())
        rows.addLayout(self._foot)

    # ---- what is seen ---------------------------------------------------------------

    def show_session(self, session: SsoSession) -> None:
        """Where to."""
        self._title.say(said("Sign in to {name}", name=session.name))
        self._where.say(where_words(session))

    def show_browser(self, *, is_open: bool) -> None:
        """The person is asked in the browser, and nothing has to be typed."""
        heading = said("Continue in your browser") if is_open else said("Opening your browser…")
        self._wait(
            heading,
            said(
                "Sign in there as usual and approve the request. This window closes automatically."
            ),
            is_code=False,
        )
        self._opened.show_state(DONE if is_open else ACTIVE)
        self._approval.show_state(ACTIVE if is_open else AHEAD)
        self._again.setEnabled(is_open)

    def show_code(self, code: str, address: str) -> None:
        """A code is to be compared, on this screen or on another."""
        heading = (
            said("Check that your browser shows this code") if code else said("Getting a code…")
        )
        self._wait(heading, "", is_code=True)
        self._plate.setVisible(bool(code))
        self._caution.setVisible(bool(code))
        self._code.say(code)
        self._address.say(address)
        self._address.setVisible(bool(address))
        self._link.setVisible(bool(address))
        self._approval.show_state(ACTIVE)
        self._again.setEnabled(bool(address))

    def show_time_left(self, words: str) -> None:
        """How long the page is good for."""
        self._approval.left.say(words)

    def show_failure(self, error: TrayError, *, can_try_again: bool, can_use_code: bool) -> None:
        """How it ended, and the ways on."""
        self._mark.show_status(TrayStatus.ENDED)
        self._heading.say(_failed(error))
        self._words.say(error.words)
        for widget in (*self._code_parts, *self._steps, self._again, self._link):
            widget.hide()
        self._words.show()
        self._other.setVisible(can_use_code)
        self._retry.setVisible(can_try_again)
        self._retry.setDefault(can_try_again)
        self._cancel.setText(tr("Close"))
        (self._retry if can_try_again else self._cancel).setFocus()

    def _wait(self, heading: str, words: str, *, is_code: bool) -> None:
        self._mark.show_status(TrayStatus.SIGNING_IN)
        self._heading.say(heading)
        self._words.say(words)
        self._words.setVisible(bool(words))
        for widget in (*self._code_parts, self._link):
            widget.setVisible(False)
        self._opened.setVisible(not is_code)
        self._listing.setVisible(not is_code)
        self._approval.show()
        self._other.setVisible(not is_code)
        # There from the start: the window would grow out of the screen when the page is ready.
        self._again.show()
        self._retry.hide()
        self._cancel.setText(tr("Cancel"))

    # ---- building -----------------------------------------------------------------------

    def _upper(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(S16)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._where)
        head.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        rows = QVBoxLayout()
        rows.setContentsMargins(S24, S24, S24, S24)
        rows.setSpacing(S12)
        rows.addLayout(head)
        rows.addSpacing(S8)
        for row in (self._heading, self._words, *self._code_parts, *self._steps):
            rows.addWidget(row)
        for words in (self._heading, self._words, self._address):
            words.setMinimumWidth(self._width)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return rows

    def _build_code(self, actions: SignInActions) -> None:
        self._code = Label()
        self._code.setFont(fixed_font(CODE, strong=True))
        self._code.setAccessibleName(tr("Code"))
        self._code.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._plate = Card("window")
        row = QHBoxLayout()
        row.addWidget(self._code, 1)
        row.addWidget(icon_button("copy", said("Copy code"), actions.copy_code))
        self._plate.rows.addLayout(row)
        self._caution = QWidget()
        warned = QHBoxLayout(self._caution)
        warned.setContentsMargins(0, S4, 0, S4)
        warned.setSpacing(S12)
        warned.addWidget(Glyph("shield", "warn", 18), alignment=Qt.AlignmentFlag.AlignTop)
        warned.addWidget(
            label(
                said("If it shows a different one, deny it: someone else started that sign-in."),
                wraps=True,
            ),
            1,
        )

    def _build_buttons(self, actions: SignInActions) -> None:
        self._other = quiet(said("Use a code instead"), actions.use_code)
        self._link = quiet(said("Copy link"), actions.copy_link)
        self._again = secondary(said("Open browser again"), actions.open_again)
        self._retry = primary(said("Try again"), actions.try_again)
        self._cancel = secondary(said("Cancel"), actions.close)
        self._foot = QHBoxLayout()
        self._foot.setContentsMargins(S16, S12, S24, S16)
        self._foot.setSpacing(S8)
        for button in (self._other, self._link, self._again, self._retry, self._cancel):
            button.setAutoDefault(False)
            if button is self._again:
                self._foot.addStretch()
            self._foot.addWidget(button)

    @property
    def _code_parts(self) -> tuple[QWidget, ...]:
        return self._plate, self._caution, self._address

    @property
    def _steps(self) -> tuple[StepLine, ...]:
        return self._opened, self._approval, self._listing


def _failed(error: TrayError) -> Said:
    if isinstance(error, AuthorizationDenied):
        return said("Sign-in denied")
    if isinstance(error, AuthorizationExpired):
        return said("Sign-in timed out")
    return said("Sign-in failed")
