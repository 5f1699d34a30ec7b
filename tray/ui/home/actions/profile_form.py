"""Which profile a role is to be used as, and how tools get its keys: two fields in the panel."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from tray.core.commands import UseRole
from tray.core.profiles.delivery_words import DELIVERY_WORDS
from tray.core.settings.settings import DeliveryKind
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said
from tray.ui.toolkit.design.buttons import primary, secondary
from tray.ui.toolkit.design.combo import Combo
from tray.ui.toolkit.design.fields import Field
from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import S4, S8, S12, SMALL
from tray.ui.toolkit.translation import shown, tr


class ProfileForm(QWidget):
    """Sends `UseRole` for the profile that is filled in."""

    def __init__(
        self,
        role: RoleRef,
        suggested: str,
        delivery: DeliveryKind,
        use: Callable[[UseRole], None],
        cancel: Callable[[], None],
    ) -> None:
        super().__init__()
        self._role, self._use_role = role, use
        self._name = Field(said("Use as profile"))
        self._name.edit.setText(suggested)
        self._name.edit.selectAll()
        self._name.edit.textChanged.connect(self._show_command)
        self._command = label(ink="soft", share=SMALL, wraps=True)
        self._kind = Combo()
        self._kind.setAccessibleName(tr("How tools get its keys"))
        for kind, words in DELIVERY_WORDS.items():
            self._kind.addItem(shown(words.line), kind)
        self._kind.setCurrentIndex(self._kind.findData(delivery))
        self._kind.setMinimumContentsLength(12)
        self._kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(S8, S4, S8, S8)
        rows.setSpacing(S8)
        rows.addWidget(self._name)
        rows.addWidget(self._command)
        rows.addWidget(label(said("How tools get its keys"), ink="soft", share=SMALL))
        rows.addWidget(self._kind)
        rows.addSpacing(S4)
        buttons = QHBoxLayout()
        buttons.setSpacing(S12)
        buttons.addStretch()
        buttons.addWidget(secondary(said("Cancel"), cancel))
        buttons.addWidget(primary(said("Use role"), self._use))
        rows.addLayout(buttons)
        self.setFocusProxy(self._name)
        self._show_command(suggested)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter uses it, wherever one is."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._use()
            return
        super().keyPressEvent(event)

    def _show_command(self, name: str) -> None:
        self._command.say(tr("Then use it with: {command}", command=f"aws --profile {name}"))

    def _use(self) -> None:
        name = self._name.text()
        problem = profile_name_problem(name)
        self._name.object_to(problem or "")
        if problem is None:
            kind = DeliveryKind(self._kind.currentData())
            self._use_role(UseRole(self._role, ProfileName(name), delivery=kind))
