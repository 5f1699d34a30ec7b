"""Questions of the program to the person: a profile's name, a taken profile."""

from collections.abc import Callable
from typing import Final

from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from tray.core.commands import Command, Release, UseRole
from tray.core.profiles.activation import Activation, Stuck
from tray.core.profiles.naming import suggested_name
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import ProfileConflict, ProfileTaken
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.core.vocabulary.printable import breakable
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import primary, secondary
from tray.ui.toolkit.design.cards import RadioCard, one_of
from tray.ui.toolkit.design.fields import Field
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import S8, S12, S16, S24, SMALL, TITLE
from tray.ui.toolkit.translation import tr
from tray.ui.toolkit.widgets import as_large_as_its_words, on_surface, to_front

_LETTERS: Final = 56


class _Question(QDialog):
    """A small window that stays out of the way of the tray, and explains what is wrong in place."""

    def __init__(self, window_title: str, title: str, words: str, does: str) -> None:
        super().__init__()
        self.setWindowTitle(window_title)
        on_surface(self)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(S12)
        self.cancel = secondary(said("Cancel"), self.reject)
        self.does = primary(does, self.answer)
        heading = label(breakable(title), share=TITLE, strong=True, wraps=True)
        heading.setFixedWidth(self.fontMetrics().averageCharWidth() * _LETTERS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(S24, S24, S24, S16)
        layout.setSpacing(S12)
        as_large_as_its_words(layout)
        layout.addWidget(heading)
        layout.addWidget(label(breakable(words), ink="soft", wraps=True))
        layout.addLayout(self.rows)
        layout.addLayout(_foot(self.cancel, self.does))

    def answer(self) -> None:
        """What the primary button does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc is the dialog's own; Ctrl+W as in other windows."""
        if event.matches(QKeySequence.StandardKey.Close):
            self.reject()
        else:
            super().keyPressEvent(event)


class _NameField(Field):
    """A profile's name, and how tools are told it."""

    def __init__(self, name: str, text: str) -> None:
        super().__init__(name)
        self.edit.setText(text)
        self._says = label(ink="soft", share=SMALL, wraps=True)
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._says)
        self.edit.textChanged.connect(self._explain)
        self._explain()

    def wanted(self) -> ProfileName | None:
        """The name; None where it will not do, which is said below then."""
        problem = profile_name_problem(self.text())
        self.object_to(problem or "")
        self._says.setVisible(not problem)
        return None if problem else ProfileName(self.text())

    def _explain(self) -> None:
        self.object_to("")
        self._says.show()
        self._says.say(said("Then use it with: aws --profile {name}", name=self.text() or "…"))


class TakenProfileQuestion(_Question):
    """The profile has an identity already: another name, or set the old one aside."""

    def __init__(
        self,
        found: Activation,
        conflict: ProfileConflict,
        name: str,
        send: Callable[[Command], None],
    ) -> None:
        super().__init__(
            tr("“{profile}” is already taken", profile=conflict.profile),
            tr("“{profile}” is already taken", profile=conflict.profile),
            tr(
                "It belongs to {holder} ({setting} in {path}, line {line}). Nothing was changed.",
                holder=conflict.holder,
                setting=conflict.setting,
                path=conflict.path,
                line=conflict.line,
            ),
            said("Use role"),
        )
        self._found, self._send = found, send
        self._name = _NameField(said("Profile name"), name)
        self._other = RadioCard(said("Use another profile name"))
        self._other.hold(self._name)
        self._aside = RadioCard(
            said("Replace it for now"),
            said("Its lines are commented out until you stop using the role."),
        )
        one_of(self, self._other, self._aside)
        self._other.radio.setChecked(True)
        self.rows.addWidget(self._other)
        self.rows.addWidget(self._aside)
        self._name.edit.selectAll()
        self._name.edit.setFocus()

    @property
    def profile(self) -> ProfileName:
        """Which one it is about."""
        return self._found.profile

    def reject(self) -> None:
        """Cancel: the role is not used."""
        self._send(Release(self._found.profile))
        super().reject()

    def answer(self) -> None:
        """As the person has chosen; the safe way unless they chose the other."""
        if self._aside.radio.isChecked():
            self._set_aside()
        else:
            self._use_other()

    def _use_other(self) -> None:
        name = self._name.wanted()
        if name is None:
            return
        self._send(Release(self._found.profile))
        self._send(UseRole(self._found.role, name, delivery=self._found.delivery))
        self.accept()

    def _set_aside(self) -> None:
        found = self._found
        self._send(UseRole(found.role, found.profile, set_aside=True, delivery=found.delivery))
        self.accept()


class Questions:
    """Asks about each taken profile once, and takes the question back when it is settled."""

    def __init__(self, send: Callable[[Command], None]) -> None:
        self._send = send
        self._snapshot = AppSnapshot()
        self._taken: dict[int, TakenProfileQuestion] = {}

    def follow(self, snapshot: AppSnapshot) -> None:
        """Opens a question for every new conflict."""
        self._snapshot = snapshot
        stuck: set[int] = set()
        for found in snapshot.activations:
            match found.work:
                case Stuck(ProfileTaken(conflict=conflict)) if not found.is_answered:
                    stuck.add(found.serial)
                    if found.serial not in self._taken:
                        name = self._name_for(found.role)
                        question = TakenProfileQuestion(found, conflict, name, self._send)
                        self._taken[found.serial] = question
                        to_front(question)
        for serial in self._taken.keys() - stuck:
            gone = self._taken.pop(serial)
            gone.hide()
            gone.deleteLater()

    def bring(self, profile: ProfileName) -> None:
        """Brings the question about that profile to the front again."""
        for question in self._taken.values():
            if question.profile == profile:
                to_front(question)

    def _name_for(self, role: RoleRef) -> str:
        """`sandbox-readonly`: a role's name alone is that of many."""
        account = self._snapshot.account_name(role) or role.account_id
        return suggested_name(account, role.role_name)


def _foot(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, S8, 0, 0)
    row.setSpacing(S8)
    row.addWidget(QWidget(), 1)
    for each in buttons:
        row.addWidget(each)
    return row
