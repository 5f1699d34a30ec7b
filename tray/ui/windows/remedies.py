"""What the program can do about a finding, on the desktop that it runs on."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from tray.core.doctor.report import Finding


def open_file(path: str) -> None:
    """Shows a file in whatever the desktop opens such files with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(path).expanduser())))


@dataclass(frozen=True, slots=True)
class Remedies:
    """`mend` changes what is wrong, and raises `TrayError`; None where nothing can be changed."""

    mend: Callable[[Finding], None] | None = None
    open_file: Callable[[str], None] = open_file
