"""What several windows do with their layouts."""

from PySide6.QtWidgets import QLayout, QWidget


def clear(layout: QLayout, keep: QWidget | None = None) -> None:
    """Takes all widgets out and has Qt free them, but for `keep`, which is only taken out."""
    while (item := layout.takeAt(0)) is not None:
        gone = item.widget()
        if gone is not None and gone is not keep:
            gone.hide()
            gone.deleteLater()
