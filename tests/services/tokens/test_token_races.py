"""Programs that refresh one shared sign-in at the same moment: no session is lost to the race.

The other program is what AWS's clients are: no lock, and the file is written in place.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.contract.places import DirectPlace
from tests.fakes import ManualClock
from tray.adapters.aws_files.sso_token_cache import CliTokenCache
from tray.adapters.storage.keyring_store import MemorySecretStore
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.errors import SessionEnded, TrayError
from tray.core.vocabulary.model import SsoToken
from tray.core.vocabulary.secret import Secret
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.services.tokens.token_vault import TokenVault

MINUTE = timedelta(minutes=1)


class Race:
    """One sign-in in the AWS CLI's cache, which we and another program hold."""

    def __init__(self, home: Path, session_length: timedelta) -> None:
        clock = ManualClock(datetime.now(UTC))  # files have the real time
        rules = DemoRules(calls_per_second=0, session_length=session_length)
        self.place = DirectPlace(Emulator(clock, sample_organisation(), rules), clock)
        cache = CliTokenCache(home / "cache", home, clock)
        self.vault = TokenVault(lambda _: MemorySecretStore(), TokenStorage.KEYRING, cache)
        registration, issued = self.place.sign_in()
        now = clock.now()
        token = SsoToken(
            issued.access_token, now, issued.expires_at, issued.refresh_token, registration, now
        )
        self.vault.share([self.place.session.name])
        self.vault.put_in_force(self.place.session.name, token)
        self.vault.store(self.place.session, token)
        (self.file,) = (home / "cache").glob("*.json")

    def ours(self) -> None:
        session = self.place.session
        old = self.vault.get(session.name)
        newer = self.vault.refreshed(session, old, self._asked)
        self.vault.put_in_force(session.name, newer)

    def _asked(self, old: SsoToken) -> SsoToken:
        assert old.refresh_token
        issued = self.place.center.refresh(self.place.session, old.registration, old.refresh_token)
        return replace(
            old,
            access_token=issued.access_token,
            issued_at=self.place.clock.now(),
            expires_at=issued.expires_at,
            refresh_token=issued.refresh_token,
        )

    def theirs(self) -> None:
        """Botocore's `SSOTokenProvider`: a refused refresh is let go."""
        try:
            found = json.loads(self.file.read_text())
        except ValueError:
            return  # half a file
        old = self.vault.get(self.place.session.name)
        try:
            issued = self.place.center.refresh(
                self.place.session, old.registration, Secret(found["refreshToken"])
            )
        except SessionEnded:
            return
        assert issued.refresh_token
        found |= {
            "accessToken": issued.access_token.reveal(),
            "refreshToken": issued.refresh_token.reveal(),
            "expiresAt": f"{issued.expires_at:%Y-%m-%dT%H:%M:%SZ}",
        }
        found.pop("ssoTraySessionStartedAt", None)
        self.file.write_text(json.dumps(found))

    def run(self) -> None:
        """Both at once; whoever comes second. Afterwards both tokens are good."""
        start, failures = threading.Barrier(2), list[BaseException]()

        def do(work: Callable[[], None]) -> None:
            start.wait(5)
            try:
                work()
            except (TrayError, AssertionError) as error:
                failures.append(error)

        threads = [threading.Thread(target=do, args=(work,)) for work in (self.ours, self.theirs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert not failures
        session, center = self.place.session, self.place.center
        center.list_accounts(session, self.vault.get(session.name).access_token, None)
        in_file = json.loads(self.file.read_text())["accessToken"]
        center.list_accounts(session, Secret(in_file), None)


@pytest.mark.parametrize(
    "session_length", [timedelta(days=90), timedelta(minutes=55)], ids=["tokens", "capped"]
)
def test_no_race_ends_a_session(
    own_home: Path,
    session_length: timedelta,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    rounds = 200 if pytestconfig.getoption("--long") else 20
    race = Race(own_home, session_length)
    for number in range(rounds):
        if session_length > timedelta(hours=1):
            race.place.clock.advance(MINUTE)
        try:
            race.run()
        except (AssertionError, TrayError) as error:
            pytest.fail(f"round {number}: {error}")
    record_property("rounds", rounds)
