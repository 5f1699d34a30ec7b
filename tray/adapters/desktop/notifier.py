"""Notifications with buttons that work, through desktop-notifier on a thread of its own."""

import logging
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tray.core.notification import Notification, Sign, Urgency

if TYPE_CHECKING:
    import asyncio

log = logging.getLogger(__name__)

_LEAVE_SECONDS = 3


class DesktopNotifications:
    """`core.ports.notifier.Notifier`. The library and its loop start with the first notification.

    `pictures` are files as every desktop reads them, PNG for one; macOS shows the program's
    own icon whatever they are.
    """

    def __init__(self, app_name: str, pictures: Mapping[Sign, Path] | None = None) -> None:
        self._app_name = app_name
        self._pictures = pictures or {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notifier: Any = None
        self._shown: dict[str, str] = {}
        self._has_failed = False
        self._is_closed = False
        self._lock = threading.Lock()
        self._turn: Any = None

    def show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        """Shows it soon; a desktop without notifications is logged once and otherwise no matter."""
        self._submit(self._show(notification, on_button))

    def withdraw(self, key: str) -> None:
        """Takes it back, if it is shown."""
        if self._loop is not None:
            self._submit(self._withdraw(key))

    def close(self, keep: Collection[str] = ()) -> None:
        """Takes all back but those keys, and ends the thread; nothing is shown any more."""
        with self._lock:
            self._is_closed = True
            loop, self._loop = self._loop, None
        if loop is not None:
            import asyncio  # noqa: PLC0415 - see _submit

            done = asyncio.run_coroutine_threadsafe(self._take_leave(keep), loop)
            try:
                done.result(_LEAVE_SECONDS)
            except Exception as error:  # noqa: BLE001 - whatever the desktop says, we are leaving
                log.debug("notifications were not taken back: %s", type(error).__name__)
            loop.call_soon_threadsafe(loop.stop)

    def _submit(self, work: Coroutine[Any, Any, None]) -> None:
        import asyncio  # noqa: PLC0415 - 3 MB, when there is something to say

        with self._lock:
            if self._is_closed:
                work.close()
                return
            if self._loop is None:
                self._loop, self._turn = asyncio.new_event_loop(), asyncio.Lock()
                threading.Thread(
                    target=_run, args=(self._loop,), name="notifier", daemon=True
                ).start()
            asyncio.run_coroutine_threadsafe(work, self._loop)

    # ---- on the loop's thread, one after the other ----------------------------

    async def _show(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        async with self._turn:
            try:
                await self._send(notification, on_button)
            except Exception as error:  # noqa: BLE001 - every platform has errors of its own
                if not self._has_failed:
                    log.warning("this desktop shows no notifications: %s", type(error).__name__)
                self._has_failed = True
                await self._hang_up()

    async def _send(self, notification: Notification, on_button: Callable[[str], None]) -> None:
        import desktop_notifier as library  # noqa: PLC0415 - only when there is something to say

        notifier = self._opened()
        await self._clear(notification.key)
        # Asked first: this raises where nobody shows notifications, which `send` would swallow.
        abilities = await notifier.get_capabilities()
        has_buttons = library.Capability.BUTTONS in abilities
        pressed = _Once(on_button)
        buttons = [
            library.Button(title=label, on_pressed=pressed.of(name))
            for name, label in notification.buttons.items()
        ]
        first = next(iter(notification.buttons), None)
        picture = self._pictures.get(notification.sign)
        is_critical = notification.urgency is Urgency.CRITICAL
        shown = await notifier.send(
            title=notification.title,
            message=notification.body,
            urgency=library.Urgency.Critical if is_critical else library.Urgency.Normal,
            buttons=buttons if has_buttons else (),
            on_clicked=pressed.of(first) if first else None,
            icon=library.Icon(path=picture) if picture else None,
        )
        if shown not in await notifier.get_current_notifications():
            raise _NotShown
        self._shown[notification.key] = shown

    def _opened(self) -> Any:
        if self._notifier is None:
            import desktop_notifier as library  # noqa: PLC0415

            # It warns of every single failure, with a traceback; we say it once.
            logging.getLogger(library.__name__).setLevel(logging.ERROR)
            own = self._pictures.get(Sign.PROGRAM)
            icon = library.Icon(path=own) if own else None
            self._notifier = library.DesktopNotifier(app_name=self._app_name, app_icon=icon)
        return self._notifier

    async def _withdraw(self, key: str) -> None:
        async with self._turn:
            await self._clear(key)

    async def _clear(self, key: str) -> None:
        shown = self._shown.pop(key, None)
        if shown is not None and self._notifier is not None:
            # Whatever hinders it, the notification is gone or will be: a person closed it
            # (the library then raises KeyError), or its daemon ended.
            with suppress(Exception):
                await self._notifier.clear(shown)

    async def _take_leave(self, keep: Collection[str]) -> None:
        async with self._turn:  # what is just being shown goes, too
            for key in self._shown.keys() - set(keep):
                await self._clear(key)
            await self._hang_up()

    async def _hang_up(self) -> None:
        """Lets go of the library, and on Linux of its bus, which it never closes itself."""
        notifier, self._notifier = self._notifier, None
        self._shown.clear()
        bus = getattr(getattr(notifier, "_backend", None), "bus", None)
        if bus is not None and bus.connected:
            import asyncio  # noqa: PLC0415 - see _submit

            bus.disconnect()
            with suppress(Exception):
                await asyncio.wait_for(bus.wait_for_disconnect(), 1)


class _NotShown(Exception):
    """The library logged why."""


class _Once:
    """A notification's buttons: one of them, one time."""

    def __init__(self, on_button: Callable[[str], None]) -> None:
        self._on_button = on_button
        self._is_pressed = False

    def of(self, name: str) -> Callable[[], None]:
        """What pressing `name` does."""

        def pressed() -> None:
            if not self._is_pressed:
                self._is_pressed = True
                self._on_button(name)

        return pressed


def _run(loop: "asyncio.AbstractEventLoop") -> None:
    import asyncio  # noqa: PLC0415 - it is loaded

    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()
