"""The windows in other languages: no text is left out, numbers and plurals follow, RTL mirrors."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QLocale, Qt, QTranslator
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMenu,
    QProgressBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.core.activity.activity_samples import AWS, asked, at, of_role, of_session
from tests.fakes import START
from tests.ui.samples import activation, listing, role, signed_in, signing_in, snapshot, view
from tests.ui.screen import open_windows
from tray.core.activity.entries import ActivityKind as Kind
from tray.core.doctor.checks.registry import CHECKS
from tray.core.doctor.report import Report, note, trouble
from tray.core.guards.consent import Question
from tray.core.guards.requester import Requester
from tray.core.guards.rules import GuardRule
from tray.core.notification import Notification
from tray.core.profiles.activation import Retrying, Stuck
from tray.core.sessions.length import SessionEnd
from tray.core.sessions.states import Expired, SignedOut
from tray.core.settings.settings import Language, Settings
from tray.core.snapshot import AppSnapshot, ListingProgress
from tray.core.vocabulary.durations import duration_words
from tray.core.vocabulary.errors import (
    ProfileConflict,
    ProfileTaken,
    Unreachable,
    sign_in_timed_out,
)
from tray.core.vocabulary.model import SignInFlow
from tray.core.vocabulary.translatable import counted, said, together
from tray.resource_files import resource_path
from tray.services.notifications import texts
from tray.ui.activity.feed import ActivityFeed
from tray.ui.activity.window import ActivityWindow
from tray.ui.first_run.window import FirstRun
from tray.ui.home.actions.controller import Ports
from tray.ui.home.roles.catalogue import RoleCatalogue
from tray.ui.home.window import Home
from tray.ui.menu.tray_menu import TrayMenu
from tray.ui.settings.window import SettingsWindow
from tray.ui.sign_in.window import SignInWindow
from tray.ui.toolkit.bridge import Bridge
from tray.ui.toolkit.translation import CONTEXT, Speech, TranslatedNotifier, shown
from tray.ui.toolkit.wayland_copy_window import CopyWindow
from tray.ui.tray.presenter import Presenter
from tray.ui.windows.diagnostics import DiagnosticsWindow
from tray.ui.windows.guard_questions import GuardQuestions
from tray.ui.windows.profile_questions import Questions

FOLDER = resource_path("translations/de.qm").parent


class Marking(QTranslator):
    """A language in which every text of ours stands between ⟦ and ⟧."""

    def translate(self, context, source, disambiguation=None, n=-1):  # type: ignore[no-untyped-def]
        return f"⟦{source}⟧" if context == CONTEXT else ""


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """Speaks and runs as before when the test is over."""
    locale, direction = QLocale(), qapp.layoutDirection()
    yield qapp
    QLocale.setDefault(locale)
    qapp.setLayoutDirection(direction)


@pytest.fixture
def marked(application: QApplication) -> Iterator[None]:
    """Everything that is looked up is marked."""
    translator = Marking()
    application.installTranslator(translator)
    yield
    application.removeTranslator(translator)


@pytest.fixture
def german(application: QApplication) -> Iterator[Speech]:
    """The program speaks German."""
    speech = Speech(application, FOLDER, lambda: None)
    speech.follow(Language.GERMAN)
    yield speech
    speech.follow(Language.ENGLISH)


# ---- no text is left out ---------------------------------------------------------------

ROLES = view(signed_in(), accounts=listing(3, 2))
RULE = GuardRule(account="*", label="", confirm=True, minutes=30)
OFFLINE = Unreachable(said("AWS could not be reached."), said("Check the network."))
CONFLICT = ProfileConflict("default", said("a web identity"), "role_arn", "~/.aws/config", 3)
TAKEN = ProfileTaken(said("Taken."), said("Choose."), CONFLICT)
BUSY = snapshot(
    replace(ROLES, progress=ListingProgress(1, 3)),
    view(Expired(START, sign_in_timed_out()), "Globex"),
    activations=(activation(Retrying(START, OFFLINE, 1)), activation(Stuck(OFFLINE), None, "ops")),
    pinned=(role(1),),
    recent=(role(2),),
    problems=(OFFLINE,),
    settings=Settings(guards=(RULE,)),
    has_terminal=True,
    newer_version="9.0",
)
DAY = (
    of_session(0, Kind.SIGNED_IN, until=8),
    of_role(1, Kind.IN_USE, until=5),
    asked(2),
    asked(3, AWS, Kind.REFUSED, note=str(said("No."))),
    of_role(5, Kind.RELEASED),
)


def nothing(*_: object) -> None:
    """For what these windows would send."""


def at_home(shown: AppSnapshot, *, has_tray: bool = True) -> Home:
    catalogue = RoleCatalogue()
    catalogue.learn(shown)
    window = Home(Ports(nothing, lambda: START, lambda _: 60.0), catalogue)
    window.set_tray_available(is_available=has_tray)
    window.show_snapshot(shown)
    window.open()
    return window


def home(_: QtBot) -> QWidget:
    return at_home(BUSY, has_tray=False)


def nothing_yet(_: QtBot) -> QWidget:
    return at_home(snapshot())


def another_profile(_: QtBot) -> QWidget:
    window = at_home(BUSY)
    window.ask_profile(role())
    return window


def role_actions(_: QtBot) -> QWidget:
    window = at_home(BUSY)
    line = window.focusWidget()
    control = Qt.KeyboardModifier.ControlModifier
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_K, control)
    QApplication.sendEvent(line, event)
    return window


def settings(_: QtBot) -> QWidget:
    window = SettingsWindow(nothing, nothing)
    window.show_snapshot(BUSY)
    window.open_at()
    return window


def first_run(_: QtBot) -> QWidget:
    window = FirstRun(nothing, nothing, nothing)
    window.show_snapshot(BUSY)
    window.open()
    return window


def sign_in(_: QtBot) -> QWidget:
    window = SignInWindow(nothing, lambda _: 600.0)
    window.follow(snapshot(view(replace(signing_in("ABCD"), flow=SignInFlow.DEVICE_CODE))))
    return window


def failed_sign_in(_: QtBot) -> QWidget:
    window = SignInWindow(nothing, lambda _: 600.0)
    window.follow(snapshot(view(signing_in())))
    window.follow(snapshot(view(SignedOut(sign_in_timed_out()))))
    return window


def guard(_: QtBot) -> QWidget:
    asker = Requester("terraform", 42, "/usr/bin/terraform", "terraform apply", "/infra", "bash")
    questions = GuardQuestions(nothing, lambda _: 38.0)
    questions.follow(snapshot(ROLES, questions=(Question(1, role(), RULE, START, asker),)))
    (window,) = open_windows(QDialog)
    window.setProperty("kept", questions)
    return window


def guarded_use(_: QtBot) -> QWidget:
    questions = GuardQuestions(nothing, lambda _: 38.0)
    questions.follow(snapshot(ROLES, questions=(Question(2, role(), RULE, START),)))
    (window,) = open_windows(QDialog)
    window.setProperty("kept", questions)
    return window


def taken(_: QtBot) -> QWidget:
    questions = Questions(nothing)
    questions.follow(snapshot(activations=(activation(Stuck(TAKEN)),)))
    (window,) = open_windows(QDialog)
    return window


def diagnostics(qtbot: QtBot) -> QWidget:
    report = Report(
        (
            trouble("a", said("It is bad."), said("It means so."), said("Fix it.")),
            note("b", said("It is so.")),
        )
    )
    window = DiagnosticsWindow(lambda _: report, str, lambda: START)
    window.look()
    labels = window.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("1 problem" in one.text() for one in labels))
    return window


def activity(_: QtBot) -> QWidget:
    feed = ActivityFeed(lambda listener: listener(DAY) if listener else None, Bridge())
    window = ActivityWindow(feed, lambda: at(30))
    window.show()
    QApplication.processEvents()
    return window


def copying(_: QtBot) -> QWidget:
    window = CopyWindow(said("Account ID: {number}", number="1"), lambda: None)
    window.show()
    return window


def no_roles(_: QtBot) -> QWidget:
    return at_home(snapshot(view(SignedOut())))


def menu(_: QtBot) -> QWidget:
    qt_menu = QMenu()
    tray_menu = TrayMenu(qt_menu, nothing)
    tray_menu.show_items(Presenter().menu(BUSY, START))
    qt_menu.setProperty("kept", tray_menu)
    return qt_menu


WINDOWS: tuple[Callable[[QtBot], QWidget], ...] = (
    home, nothing_yet, no_roles, role_actions, another_profile, settings, first_run, sign_in,
    failed_sign_in, guard, guarded_use, taken, diagnostics, activity, copying, menu,
)  # fmt: skip

_NO_WORDS = re.compile(
    # Names, paths and the like, which no language changes; and Qt's own words.
    r"<[^>]*>|&nbsp;|\S+awsapps\.com\S*|https?://\S+|/\S+|~/\S+|Acme|Globex|English|Deutsch|eu-central-1|[Dd]efault|ops|"
    r"cloudwatch|s3|ec2|sqs|"
    r"Account \d+|Role\d|Prod\*?|Admin|production|terraform|apply|bash|SSO Tray|ABCD|DEMO|JSON|"
    r"PowerShell|fish|cmd|Ada|infra|zsh|aws|AWS_PROFILE|Save|Cancel|&"
)
_WORD = re.compile(r"[^\W\d_]{2,}")


def told_by(window: QWidget) -> Iterator[str]:
    """Every text in it, seen or for a screen reader."""
    for one in (window, *window.findChildren(QWidget)):
        yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription())
        yield one.windowTitle() if one.isWindow() else ""
        match one:
            case QLabel() | QAbstractButton():
                yield one.text()
            case QLineEdit():
                yield one.placeholderText()
            case QProgressBar():
                yield one.format()
            case QComboBox():
                yield from (one.itemText(row) for row in range(one.count()))
            case QListWidget():
                yield from (one.item(row).text() for row in range(one.count()))
            case QTableView():
                yield from _cells(one)
            case QListView():
                yield from _rows(one)
            case QMenu():
                yield from (action.text() for action in one.actions())


def _rows(rows: QListView) -> Iterator[str]:
    model = rows.model()
    for row in range(model.rowCount()):
        yield str(model.data(model.index(row, 0)) or "")


def _cells(table: QTableView) -> Iterator[str]:
    model = table.model()
    for column in range(model.columnCount()):
        yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
        for row in range(model.rowCount()):
            yield str(model.data(model.index(row, column)) or "")


def unmarked(text: str) -> str:
    """What of a text is neither translated nor a name."""
    while "⟦" in text:
        less = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        if less == text:
            return text
        text = less
    left = _NO_WORDS.sub(" ", text)
    return text if _WORD.search(left) else ""


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize("opened", WINDOWS, ids=lambda one: one.__name__)
def test_every_text_of_a_window_is_looked_up(
    opened: Callable[[QtBot], QWidget], qtbot: QtBot
) -> None:
    window = opened(qtbot)
    texts = list(told_by(window))
    left = sorted({found for found in map(unmarked, texts) if found})
    window.hide()
    window.deleteLater()
    assert any("⟦" in text for text in texts)
    assert left == []


@pytest.mark.usefixtures("marked")
def test_the_tooltip_is_looked_up() -> None:
    assert unmarked(shown(Presenter().tooltip(BUSY, START))) == ""


# ---- German ------------------------------------------------------------------------------


@pytest.mark.usefixtures("german")
def test_words_within_words_numbers_and_plurals() -> None:
    assert shown(said("Sign in to {name}…", name="Acme")) == "Bei Acme anmelden…"
    assert shown(counted(1, "1 event", "{count:,} events")) == "1 Ereignis"
    assert shown(counted(12345, "1 event", "{count:,} events")) == "12.345 Ereignisse"
    left = duration_words(timedelta(days=1, hours=2))
    assert shown(said("{time} left", time=left)) == "noch 1 Tag 2 h"
    assert shown(together("Acme", said("signed out"), between=": ")) == "Acme: abgemeldet"
    assert shown("signed out") == "signed out", "foreign text is no text of ours"


@pytest.mark.usefixtures("german")
def test_a_name_that_is_also_a_word_stays_a_name() -> None:
    assert shown(said("Sign in to {name}…", name="Cancel")) == "Bei Cancel anmelden…"


def test_english_is_what_was_said(application: QApplication) -> None:
    Speech(application, FOLDER, lambda: None).follow(Language.ENGLISH)
    assert shown(counted(1, "1 event", "{count:,} events")) == "1 event"
    assert shown(counted(2000, "1 event", "{count:,} events")) == "2,000 events"


@pytest.mark.usefixtures("german")
def test_qts_own_buttons_speak_it_too(qtbot: QtBot) -> None:
    """As in dialogs that only Qt makes, to choose a file for one."""
    button = QDialogButtonBox.StandardButton
    box = QDialogButtonBox(button.Save | button.Cancel)
    qtbot.addWidget(box)
    assert {one.text() for one in box.buttons()} == {"Speichern", "Abbrechen"}


def test_it_changes_while_the_program_runs(application: QApplication) -> None:
    changes: list[str] = []
    words = said("Quit")
    speech = Speech(application, FOLDER, lambda: changes.append(shown(words)))
    for wanted in (Language.GERMAN, Language.GERMAN, Language.ENGLISH):
        speech.follow(wanted)
    assert changes == ["Beenden", "Quit"]


@pytest.mark.usefixtures("german")
def test_the_menu_is_labelled_anew(qtbot: QtBot, german: Speech) -> None:
    qt_menu = cast("QMenu", menu(qtbot))
    assert "Beenden" in {action.text() for action in qt_menu.actions()}
    german.follow(Language.ENGLISH)
    qt_menu.property("kept").relabel()
    assert "Quit" in {action.text() for action in qt_menu.actions()}


@pytest.mark.usefixtures("german")
def test_notifications_are_told_in_it() -> None:
    sent: list[Notification] = []

    class Desktop:
        def show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
            on_button("seen")
            sent.append(notification)

        def withdraw(self, key: str) -> None: ...

        def close(self, keep: Collection[str] = ()) -> None: ...

    pressed: list[str] = []
    end = SessionEnd(START + timedelta(minutes=15), is_exact=True)
    TranslatedNotifier(Desktop()).show(
        texts.ends_soon(ROLES.session.name, end, START, "10:15"), pressed.append
    )
    (found,) = sent
    assert found.title == "Acme: Sitzung endet in 15 min"
    assert found.body.startswith("Die Sitzung endet um 10:15. ")
    assert list(found.buttons.values()) == ["Jetzt anmelden", "Später erinnern"]
    assert pressed == ["seen"]


@pytest.mark.usefixtures("german")
def test_a_check_has_a_translated_subject() -> None:
    named = {check.subject for check in CHECKS}
    same = {subject for subject in named if shown(subject) == subject}
    assert same <= {"AWS_PROFILE", "sso-sessions", "AWS CLI", "Proxy", "Token"}


# ---- right to left -----------------------------------------------------------------------


@pytest.mark.parametrize("opened", WINDOWS[:-1], ids=lambda one: one.__name__)
def test_right_to_left_mirrors_a_window(
    opened: Callable[[QtBot], QWidget], application: QApplication, qtbot: QtBot
) -> None:
    places = {}
    for direction in (Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft):
        application.setLayoutDirection(direction)
        window = opened(qtbot)
        window.show()
        QApplication.processEvents()
        window.grab()  # what we paint ourselves raises here
        places[direction] = _places(window)
        window.hide()
        window.deleteLater()
    before, after = places.values()
    mirrored = [(left, right) for left, right in zip(before, after, strict=True) if left != right]
    # A scroll bar changes sides, too.
    assert all(abs(left + right) < 24 for left, right in mirrored)


def _places(window: QWidget) -> list[int]:
    """How far right of the window's middle each button stands that lies in its own layout."""
    middle = window.width() / 2
    shown_ones = [one for one in window.findChildren(QAbstractButton) if one.isVisibleTo(window)]
    centres = [one.mapTo(window, one.rect().center()).x() for one in shown_ones]
    return [round(centre - middle) for centre in centres]


def test_the_systems_language_is_spoken_where_we_know_it(application: QApplication) -> None:
    QLocale.setDefault(QLocale("de_AT"))
    speech = Speech(application, FOLDER, lambda: None)
    speech.follow(Language.SYSTEM)
    assert shown(said("Quit")) == "Beenden"
    speech.follow(Language.ENGLISH)
    QLocale.setDefault(QLocale("ja_JP"))
    Speech(application, FOLDER, lambda: None).follow(Language.SYSTEM)
    assert shown(said("Quit")) == "Quit"
