"""A field with its name above and what is wrong with it below.

field = Field(said("Start URL"), said("https://acme.awsapps.com/start"))
field.object_to(said("This isn't a start URL."));  field.object_to("")
"""

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tray.ui.toolkit.design.parts import label
from tray.ui.toolkit.design.typography import S4, SMALL
from tray.ui.toolkit.translation import shown


class Field(QWidget):
    """One line to fill in. `edit` is Qt's own field."""

    def __init__(self, name: str, placeholder: str = "", note: str = "") -> None:
        super().__init__()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(shown(name))
        self.edit.setPlaceholderText(shown(placeholder))
        self._note = shown(note)
        self._under = label(note, ink="soft", share=SMALL, wraps=True)
        self._under.setVisible(bool(note))
        above = label(name, ink="soft", share=SMALL)
        above.setBuddy(self.edit)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(S4)
        for widget in (above, self.edit, self._under):
            rows.addWidget(widget)
        self.setFocusProxy(self.edit)

    def text(self) -> str:
        """What stands there, without spaces around it."""
        return self.edit.text().strip()

    def object_to(self, words: str) -> None:
        """Says in red what is wrong; with no words, all is right again."""
        told = shown(words)
        self._under.say(told or self._note, "bad" if told else "soft")
        self._under.setVisible(bool(told or self._note))
        self.edit.setAccessibleDescription(told or self._note)
        self.edit.setProperty("wrong", bool(told))
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
