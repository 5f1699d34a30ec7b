"""Small pieces that several windows are made of."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tray.ui.toolkit.placement import is_placed_by_compositor
from tray.ui.toolkit.translation import shown


def plain_label(words: str = "") -> QLabel:
    """Words on a line. Never markup: some are foreign, and markup loads what it names."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(shown(words))
    return label


def marked_title(mark: str, colour: str, words: str) -> QLabel:
    """A bold title behind a coloured word of ours."""
    title = QLabel()
    title.setTextFormat(Qt.TextFormat.RichText)
    title.setWordWrap(True)
    title.setText(
        f'<b><span style="color:{colour}">{escape(mark)}</span>&nbsp; {escape(words)}</b>'
    )
    title.setAccessibleName(f"{mark}: {words}")
    return title


def tip(words: str) -> str:
    """A tool tip's text: Qt guesses whether one is markup, and a name may look like it."""
    lines = "<br>".join(map(escape, words.splitlines()))
    return f"<qt>{lines}</qt>" if lines else ""


def text(words: str) -> QLabel:
    """Words that take as many lines as they need."""
    label = plain_label(words)
    label.setWordWrap(True)
    return label


def note(words: str) -> QLabel:
    """A sentence that explains, and stands back."""
    label = text(words)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    # As wide as the fields: by itself a wrapped label stays narrow.
    policy = label.sizePolicy()
    policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
    label.setSizePolicy(policy)
    return label


def heading(words: str, scale: float = 1.25) -> QLabel:
    """Bold, and so much larger than the rest."""
    label = text(words)
    font = label.font()
    font.setBold(True)
    font.setPointSizeF(font.pointSizeF() * scale)
    label.setFont(font)
    return label


def button(label: str, pressed: Callable[[], None]) -> QPushButton:
    """A button, and what it does."""
    made = QPushButton(shown(label))
    made.clicked.connect(lambda *_: pressed())
    return made


def card() -> tuple[QFrame, QVBoxLayout]:
    """A box for one thing among others, and what goes into it."""
    frame = QFrame()
    # Told apart by its ground: the style's own border cannot be seen where all is dark.
    frame.setBackgroundRole(QPalette.ColorRole.Button)
    frame.setAutoFillBackground(True)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 16, 16, 16)
    layout.setSpacing(8)
    return frame, layout


def as_large_as_its_words(layout: QLayout) -> None:
    """For a question. Tiling compositors leave such a window its size, in the middle."""
    layout.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)


def on_surface(window: QWidget) -> None:
    """On the ground of cards and fields, not on that of what lies behind them."""
    window.setBackgroundRole(QPalette.ColorRole.Base)
    window.setAutoFillBackground(True)


def to_front(window: QWidget) -> None:
    """Shows a window above the others, with the focus."""
    if is_placed_by_compositor() and window.isVisible() and not window.isActiveWindow():
        # No program can raise a window there, or fetch it from another workspace; one that
        # opens comes to the front.
        window.hide()
    window.show()
    window.raise_()
    window.activateWindow()
