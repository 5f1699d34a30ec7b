"""The style of Qt's own buttons, fields, menus and scroll bars in a look.

A button says what it is by its property `kind`: `primary`, `quiet`, `danger`; without one it is
secondary. A field that is filled in wrongly has the property `wrong`.
"""

from string import Template

from tray.ui.toolkit.design.colours import Colours

_SHEET = Template("""
QPushButton {
    background: $surface; color: $text; border: 1px solid $edge; border-radius: 6px;
    padding: 1px 13px; min-height: 28px;
}
QPushButton:hover { background: $subtle; }
QPushButton:pressed, QPushButton:checked { background: $selected; }
QPushButton:focus { border: 2px solid $accent_fill; padding: 0 12px; }
QPushButton:disabled { color: $edge; border-color: $line; }
QPushButton[kind="primary"] {
    background: $accent_fill; color: $on_accent; border: 1px solid $accent_fill;
}
QPushButton[kind="primary"]:hover { background: $accent_fill; border-color: $text; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $track; border-color: $track; color: $soft; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad_fill; }
QPushButton[kind="danger"]:hover { background: $bad_ground; }
QPushButton[kind="danger"]:focus { border: 2px solid $bad_fill; }
QPushButton[kind="quiet"] {
    background: transparent; color: $accent; border-color: transparent; padding: 1px 7px;
}
QPushButton[kind="quiet"]:hover { background: $subtle; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent_fill; padding: 0 6px; }
QPushButton[kind="chip"] { border-radius: 14px; }
QPushButton[kind="chip"]:checked {
    background: $accent_fill; color: $on_accent; border-color: $accent_fill;
}
QPushButton[kind="chip"]:checked:focus { border: 2px solid $text; }
QPushButton[ink="warn"] { color: $warn; }
QPushButton[ink="bad"] { color: $bad; }
QPushButton[ink="violet"] { color: $violet; }
QPushButton[size="small"] { min-height: 22px; padding: 1px 10px; }
QPushButton[size="small"]:focus { padding: 0 9px; }
QLineEdit {
    background: $surface; color: $text; placeholder-text-color: $soft;
    border: 1px solid $edge; border-radius: 8px; padding: 1px 9px; min-height: 28px;
    selection-background-color: $accent_fill; selection-color: $on_accent;
}
QLineEdit:focus { border: 2px solid $accent_fill; padding: 0 8px; }
QLineEdit:disabled, QLineEdit:read-only { background: $window; }
QLineEdit[wrong="true"] { border: 2px solid $bad_fill; padding: 0 8px; }
QLineEdit[frame="false"] { border: none; padding: 0; background: transparent; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { border: none; padding: 0; min-height: 0; }
QProgressBar[kind="thin"] {
    background: $track; border: none; border-radius: 3px; max-height: 6px;
}
QProgressBar[kind="thin"]::chunk { background: $accent_fill; border-radius: 3px; }
QListWidget[kind="rules"]::item { padding: 4px 6px; border-radius: 6px; }
QListWidget[kind="rules"]::item:selected { background: $selected; color: $text; }
QTableView, QTreeView {
    background: $surface; alternate-background-color: $surface; border: 1px solid $line;
    border-radius: 8px; selection-background-color: $selected; selection-color: $text;
    gridline-color: $line;
}
QTableView::item { border-bottom: 1px solid $line; padding: 0 6px; }
QTableView::item:selected { background: $selected; color: $text; }
QTableView QLineEdit { border-radius: 0; padding: 0 4px; min-height: 0; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: $window; color: $soft; border: none; border-bottom: 1px solid $line;
    padding: 4px 6px;
}
QRadioButton { spacing: 8px; }
QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $soft; border-radius: 8px; background: $surface;
}
QRadioButton::indicator:focus { border-color: $accent; }
QRadioButton::indicator:checked {
    border-color: $accent_fill;
    background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
        stop: 0 $on_accent, stop: 0.42 $on_accent, stop: 0.52 $accent_fill, stop: 1 $accent_fill);
}
QMenu {
    background: $surface; color: $text; border: 1px solid $edge; padding: 5px;
}
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $selected; }
QMenu::item:disabled { color: $soft; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 6px; }
QScrollBar:vertical { width: 10px; background: transparent; border: none; margin: 2px; }
QScrollBar:horizontal { height: 10px; background: transparent; border: none; margin: 2px; }
QScrollBar::handle { background: $edge; border-radius: 3px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $soft; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(of: Colours) -> str:
    """The style sheet of a look."""
    return _SHEET.substitute({name: getattr(of, name) for name in of.__slots__})
