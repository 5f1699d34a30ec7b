"""Asks where to, and writes the activity there as CSV or JSON."""

from collections.abc import Callable

from PySide6.QtCore import QDir, QFile, QIODevice, QObject, QSaveFile, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from tray.core.activity.entries import ActivityEntry
from tray.core.activity.export import as_csv, as_json
from tray.core.vocabulary.translatable import counted
from tray.ui.toolkit.translation import shown, tr

_OWNER_ONLY = QFile.Permission.ReadOwner | QFile.Permission.WriteOwner


class ExportDialog(QObject):
    """`said` is what came of it. The dialog keeps nobody from the tray."""

    said = Signal(str)

    def __init__(self, window: QWidget, entries: Callable[[], tuple[ActivityEntry, ...]]) -> None:
        super().__init__(window)
        self._window, self._entries = window, entries
        self._dialog: QFileDialog | None = None

    def ask(self) -> None:
        """Opens the dialog; what is shown then is what is written."""
        entries = self._entries()
        dialog = QFileDialog(self._window, tr("Export activity"))
        dialog.setDirectory(QDir.homePath())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        json = tr("JSON, for programs (*.json)")
        dialog.setNameFilters([tr("CSV, for spreadsheets (*.csv)"), json])
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("sso-tray-activity.csv")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("json" if chosen == json else "csv")
        )
        dialog.fileSelected.connect(lambda path: self.write(path, entries))
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def write(self, path: str, entries: tuple[ActivityEntry, ...]) -> None:
        """Writes them, wholly or not at all; the name's ending says how."""
        text = (as_json if path.lower().endswith(".json") else as_csv)(entries)
        file = QSaveFile(path)
        is_done = (
            file.open(QIODevice.OpenModeFlag.WriteOnly)
            and file.setPermissions(_OWNER_ONLY)
            and file.write(text.encode()) >= 0
            and file.commit()
        )
        if is_done:
            written = counted(
                len(entries),
                "Exported 1 event to {path}.",
                "Exported {count:,} events to {path}.",
                path=path,
            )
            self.said.emit(shown(written))
        else:
            failed = tr(
                "Couldn't write {path}: {reason}. Choose another folder.",
                path=path,
                reason=file.errorString(),
            )
            self.said.emit(failed)
