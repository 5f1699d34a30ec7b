"""Stand-ins for the ports, with the behaviour that matters and none of the world."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from tray.core.console.browser_rules import ANYWHERE, BrowserPlace, InstalledBrowser
from tray.core.notification import Notification
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import RoleRef
from tray.core.vocabulary.secret import Secret

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


class ManualClock:
    """Time that passes when a test says so. Real and program time are the same."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0

    def advance(self, duration: timedelta) -> None:
        """Lets time pass, for the calendar and for rates alike."""
        self._now += duration
        self._monotonic += duration.total_seconds()

    def set_calendar(self, moment: datetime) -> None:
        """What a person does who sets the clock: no time passes."""
        self._now = moment

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def to_wall(self, moment: datetime) -> datetime:
        return moment

    def from_wall(self, moment: datetime) -> datetime:
        return moment

    def real_seconds(self, duration: timedelta) -> float:
        return duration.total_seconds()

    def program_time(self, real_seconds: float) -> timedelta:
        return timedelta(seconds=real_seconds)


class RecordingBrowser:
    """A browser that only remembers which pages it was asked to open."""

    def __init__(self, *, is_there: bool = True) -> None:
        self.is_there = is_there
        self.opened: list[str] = []
        self.places: list[BrowserPlace] = []
        self.unseen: list[str] = []
        """Those that no command line was to name."""
        self.visit: Callable[[str], None] = lambda _: None

    def is_available(self) -> bool:
        return self.is_there

    def installed(self) -> tuple[InstalledBrowser, ...]:
        return ()

    def open(self, url: Secret | str, place: BrowserPlace = ANYWHERE) -> None:
        page = url.reveal() if isinstance(url, Secret) else url
        if isinstance(url, Secret):
            self.unseen.append(page)
        self.visit(page)
        self.places.append(place)
        self.opened.append(page)


class RecordingNotifier:
    """A desktop that shows nothing and remembers what it was to show."""

    def __init__(self) -> None:
        self.shown: list[Notification] = []
        self.buttons: dict[str, Callable[[str], None]] = {}
        self.withdrawn: list[str] = []
        self.kept: tuple[str, ...] = ()

    def show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        self.shown.append(notification)
        self.buttons[notification.key] = on_button

    def withdraw(self, key: str) -> None:
        self.withdrawn.append(key)

    def close(self, keep: Collection[str] = ()) -> None:
        self.buttons.clear()
        self.kept = tuple(keep)


class SwitchedAttention:
    """A person who can be spoken to when a test says so."""

    def __init__(self) -> None:
        self.answer = True
        self.asked = 0

    def is_free(self) -> bool:
        self.asked += 1
        return self.answer


class RecordingDesktop:
    """A clipboard and a terminal that only remember what was to be there."""

    def __init__(self) -> None:
        self.copied: list[Secret] = []
        self.takes_at_once = True
        self.errors: list[TrayError] = []
        self.terminals: list[RoleRef] = []

    def put(self, text: Secret, when_there: Callable[[], None]) -> None:
        self.copied.append(text)
        if self.takes_at_once:
            when_there()

    def give_up(self, error: TrayError) -> None:
        self.errors.append(error)

    def is_available(self) -> bool:
        return True

    def open(self, role: RoleRef) -> None:
        self.terminals.append(role)
