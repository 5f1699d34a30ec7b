"""The pictures beside notifications: the tray's mark in the state that is told."""

from collections.abc import Mapping
from pathlib import Path

from tray.core.notification import Sign
from tray.resource_files import resource_path


def notification_pictures() -> Mapping[Sign, Path]:
    """A PNG for each; not every notification daemon reads SVG, and Windows' does not."""
    return {sign: resource_path(f"icons/notification-{sign.value}.png") for sign in Sign}
