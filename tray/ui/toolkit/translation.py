"""Shows what was `said` in the person's language. Qt's translators do the looking up.

Windows write `tr("…")` where they hand a text to Qt themselves, and `said("…")` where a part of
ours does it (`tray.ui.toolkit.widgets`, the menu, a page of the settings): those show whatever they
are given. English needs no translation: without a translator a text stands as it was said.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from tray.core.notification import Notification
from tray.core.ports.notifier import Notifier
from tray.core.settings.settings import Language
from tray.core.vocabulary.translatable import Said, said

CONTEXT = "SSO Tray"
"""The one context that all texts are looked up in."""

_LANGUAGES = {Language.GERMAN: "de"}
"""Those that the program has been translated to, by the names of Qt's locales."""


def shown(text: str) -> str:
    """What a person is to read: a `Said` in their language, any other text as it is."""
    if not isinstance(text, Said):
        return text
    number = -1 if text.number is None else text.number
    template = QCoreApplication.translate(CONTEXT, text.template, None, number)
    if template == text.template and text.number is not None:
        return str(text)  # English, which has its singular from the code
    if not text.values:
        return template
    return template.format(**{name: _value(value) for name, value in text.values.items()})


def tr(template: str, /, **values: object) -> str:
    """A text of a window: `said`, and shown at once."""
    return shown(said(template, **values))


def sentence(text: str) -> str:
    """The same where it stands alone: with a capital first letter."""
    words = shown(text)
    return words[:1].upper() + words[1:]


class _Number(int):
    """Grouped as the language does it: `{count:,}` is 1,000 or 1.000."""

    def __format__(self, form: str) -> str:
        return QLocale().toString(int(self)) if form == "," else super().__format__(form)


def _value(value: object) -> object:
    if isinstance(value, str):
        return shown(value)
    return _Number(value) if type(value) is int else value


class Speech:
    """Which language the program speaks; `changed` is called when it is another one."""

    def __init__(
        self, application: QApplication, folder: Path, changed: Callable[[], None]
    ) -> None:
        self._application, self._folder, self._changed = application, folder, changed
        self._system = QLocale()
        self._translators: list[QTranslator] = []
        self._name = "en"

    def follow(self, wanted: Language) -> None:
        """What the settings say. Windows that are open already stay as they are."""
        name = _LANGUAGES.get(wanted, "en") if wanted is not Language.SYSTEM else self._of_system()
        if name != self._name:
            self._name = name
            self._speak()
            self._changed()

    def _of_system(self) -> str:
        """The first of the languages the person has chosen that we speak."""
        for tag in self._system.uiLanguages():
            name = tag.split("-")[0]
            if name in {"en", *_LANGUAGES.values()}:
                return name
        return "en"

    def _speak(self) -> None:
        for translator in self._translators:
            self._application.removeTranslator(translator)
        self._translators = []
        is_the_systems = self._system.name().startswith(self._name)
        QLocale.setDefault(self._system if is_the_systems else QLocale(self._name))
        # Qt's own words, on buttons like Save and Cancel, come first: ours win over them.
        qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for file in (Path(qt, f"qtbase_{self._name}.qm"), self._folder / f"{self._name}.qm"):
            translator = QTranslator()
            if translator.load(str(file)):
                self._application.installTranslator(translator)
                self._translators.append(translator)
        self._application.setLayoutDirection(QLocale().textDirection())


class TranslatedNotifier:
    """`core.ports.notifier.Notifier`: another one, told in the person's language."""

    def __init__(self, notifier: Notifier) -> None:
        self._notifier = notifier
        self.withdraw, self.close = notifier.withdraw, notifier.close

    def show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        """Shows it soon."""
        words = replace(
            notification,
            title=shown(notification.title),
            body=shown(notification.body),
            buttons={name: shown(label) for name, label in notification.buttons.items()},
        )
        self._notifier.show(words, on_button)
