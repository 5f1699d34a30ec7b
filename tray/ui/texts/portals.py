"""An access portal in few words."""

from urllib.parse import urlsplit

from tray.core.vocabulary.model import SsoSession


def where_words(session: SsoSession) -> str:
    """Where it is: `acme.awsapps.com · eu-central-1`."""
    return _with_region(urlsplit(session.start_url).netloc or session.start_url, session)


def address_words(session: SsoSession) -> str:
    """The same with the whole address, as a browser shows it: `acme.awsapps.com/start`."""
    return _with_region(session.start_url.removeprefix("https://"), session)


def _with_region(place: str, session: SsoSession) -> str:
    return f"{place} · {session.region}" if session.region else place
