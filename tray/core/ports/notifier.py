"""Notifications, as a port."""

from collections.abc import Callable, Collection
from typing import Protocol

from tray.core.notification import Notification


class Notifier(Protocol):
    """The desktop's notifications."""

    def show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        """Shows it without waiting; `on_button(id)` comes from any thread, at most once."""

    def withdraw(self, key: str) -> None:
        """Takes a notification back whose matter is settled."""

    def close(self, keep: Collection[str] = ()) -> None:
        """Withdraws all but those keys, and ends."""
