"""Questions of the program to the person: a profile's name, a taken profile."""

from collections.abc import Callable

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
)

from tray.core.commands import Command, Release, UseRole
from tray.core.profiles.activation import Activation, Stuck
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import ProfileConflict, ProfileTaken
from tray.core.vocabulary.model import ProfileName
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import as_large_as_its_words, plain_label, to_front

_YES = QDialogButtonBox.ButtonRole.AcceptRole
_OTHER = QDialogButtonBox.ButtonRole.ActionRole


class _Question(QDialog):
    """A small window that stays out of the way of the tray, and explains what is wrong in place."""

    def __init__(self, title: str, words: str) -> None:
        super().__init__()
        self.setWindowTitle(title)
        self.form = QFormLayout()
        self.problem = plain_label()
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        for button in self.buttons.buttons():
            button.setIcon(QIcon())
        self.buttons.rejected.connect(self.reject)
        text = plain_label(words)
        text.setWordWrap(True)
        text.setMinimumWidth(self.fontMetrics().averageCharWidth() * 52)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 16)
        layout.setSpacing(12)
        as_large_as_its_words(layout)
        layout.addWidget(text)
        layout.addLayout(self.form)
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def object_to(self, problem: str) -> None:
        """Says what is wrong with an answer; the question stays."""
        self.problem.setText(problem)
        self.problem.show()

    def field(self, label: str, text: str) -> QLineEdit:
        """A line to fill in."""
        line = QLineEdit(text)
        line.setAccessibleName(label)
        self.form.addRow(label, line)
        return line


class TakenProfileQuestion(_Question):
    """The profile has an identity already: another name, or set the old one aside."""

    def __init__(
        self, found: Activation, conflict: ProfileConflict, send: Callable[[Command], None]
    ) -> None:
        super().__init__(
            tr("“{profile}” is already taken", profile=conflict.profile),
            tr(
                "{profile} is used by {holder} ({setting} in {path}, line {line}). "
                "Nothing was changed.\n\nUse another profile name, or replace it for "
                "now: its lines are commented out and restored when you stop using the "
                "role.",
                profile=conflict.profile,
                holder=conflict.holder,
                setting=conflict.setting,
                path=conflict.path,
                line=conflict.line,
            ),
        )
        self._found, self._send = found, send
        self._name = self.field(tr("Profile name"), f"{found.role.role_name.lower()}")
        other = self.buttons.addButton(tr("Use this name"), _YES)
        aside = self.buttons.addButton(tr("Replace for now"), _OTHER)
        other.clicked.connect(self._use_other)
        aside.clicked.connect(self._set_aside)

    @property
    def profile(self) -> ProfileName:
        """Which one it is about."""
        return self._found.profile

    def reject(self) -> None:
        """Cancel: the role is not used."""
        self._send(Release(self._found.profile))
        super().reject()

    def _use_other(self) -> None:
        problem = profile_name_problem(self._name.text())
        if problem:
            self.object_to(problem)
            return
        self._send(Release(self._found.profile))
        name, kind = ProfileName(self._name.text()), self._found.delivery
        self._send(UseRole(self._found.role, name, delivery=kind))
        self.accept()

    def _set_aside(self) -> None:
        found = self._found
        self._send(UseRole(found.role, found.profile, set_aside=True, delivery=found.delivery))
        self.accept()


class Questions:
    """Asks about each taken profile once, and takes the question back when it is settled."""

    def __init__(self, send: Callable[[Command], None]) -> None:
        self._send = send
        self._taken: dict[int, TakenProfileQuestion] = {}

    def follow(self, snapshot: AppSnapshot) -> None:
        """Opens a question for every new conflict."""
        stuck: set[int] = set()
        for found in snapshot.activations:
            match found.work:
                case Stuck(ProfileTaken(conflict=conflict)) if not found.is_answered:
                    stuck.add(found.serial)
                    if found.serial not in self._taken:
                        question = TakenProfileQuestion(found, conflict, self._send)
                        self._taken[found.serial] = question
                        to_front(question)
        for serial in self._taken.keys() - stuck:
            del self._taken[serial]

    def bring(self, profile: ProfileName) -> None:
        """Brings the question about that profile to the front again."""
        for question in self._taken.values():
            if question.profile == profile:
                to_front(question)
