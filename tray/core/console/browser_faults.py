"""What hinders a page in a browser, profile or container: shown before, raised where it fails."""

from collections.abc import Sequence

from tray.core.console.browser_rules import BrowserPlace, BrowserProfile, InstalledBrowser
from tray.core.vocabulary.errors import BrowserMissing
from tray.core.vocabulary.translatable import said

CONTAINER_ADD_ON = "Open external links in a container"
"""The add-on that gives Firefox the scheme `ext+container:`."""

WAY_OUT = said("Choose another browser in Settings, or remove the rule.")


def what_is_missing(
    place: BrowserPlace, browsers: Sequence[InstalledBrowser]
) -> BrowserMissing | None:
    """Why no page can open there; None where it can, or the system chooses."""
    if not place.browser:
        return None
    found = next((one for one in browsers if one.key == place.browser), None)
    if found is None:
        known = ", ".join(one.key for one in browsers) or "none"
        title = said("Browser “{browser}” not found.", browser=place.browser)
        hint = said("Available: {known}. {hint}", known=known, hint=WAY_OUT)
        return BrowserMissing(title, hint)
    profile = found.profile(place.profile)
    if place.profile and profile is None:
        # NOTE: refused, since a browser would make a new profile of that name.
        names = ", ".join(one.title for one in found.profiles) or "none"
        title = said(
            "{title} has no profile “{profile}”.", title=found.title, profile=place.profile
        )
        return BrowserMissing(title, said("Available: {names}. {hint}", names=names, hint=WAY_OUT))
    return _without_container(found, profile) if place.container else None


def _without_container(
    browser: InstalledBrowser, profile: BrowserProfile | None
) -> BrowserMissing | None:
    if not browser.has_containers:
        title = said("{title} has no containers. Only Firefox does.", title=browser.title)
        return BrowserMissing(title, WAY_OUT)
    if profile is not None and profile.can_open_containers:
        return None
    where = said("its profile “{title}”", title=profile.title) if profile else said("its profile")
    return BrowserMissing(
        said("Firefox needs an add-on to open a page in a container."),
        said(
            "Install “{add_on}” in {where}, or remove the container from the rule.",
            add_on=CONTAINER_ADD_ON,
            where=where,
        ),
    )
