"""An Identity Center on loopback, and a person's files that know it and are signed in there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from tests.contract.places import Place
from tests.fakes import ManualClock
from tests.users.people import Person
from tray.adapters.system.clock import SystemClock
from tray.core.sso_files.token_cache import cache_name, encode_cached
from tray.core.vocabulary.model import SsoToken
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer


@contextmanager
def company() -> Iterator[Place]:
    """Real time, and no limit of calls."""
    emulator = Emulator(SystemClock(), sample_organisation(), DemoRules(calls_per_second=0))
    with DemoServer(emulator) as server:
        yield Place(server, cast(ManualClock, SystemClock()))


def prepare(place: Place, person: Person) -> None:
    """The session's settings, and as after a sign-in that the AWS CLI shares."""
    server, session = place.server, place.session
    registration, issued = place.sign_in()
    now = SystemClock().now()
    token = SsoToken(
        issued.access_token, now, issued.expires_at, issued.refresh_token, registration, now
    )
    settings = (
        'shared_with_aws_cli = ["acme"]\n\n[[sessions]]\nname = "acme"\n'
        f'sso_endpoint = "{server.url}"\noidc_endpoint = "{server.url}"\n'
        f'signin_endpoint = "{server.url}/federation"\n'
    )
    config = f"[sso-session acme]\nsso_start_url = {session.start_url}\nsso_region = us-east-1\n"
    put(person, ".config/sso-tray/settings.toml", settings.encode())
    put(person, ".aws/config", config.encode())
    put(person, f".aws/sso/cache/{cache_name(session)}", encode_cached(token, session, {}))


def put(person: Person, name: str, data: bytes) -> Path:
    """A file of that person's, with its folders."""
    path = person.home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    for each in (path, *path.parents):
        if each.is_relative_to(person.home):
            os.chown(each, person.uid, person.uid)
    return path
