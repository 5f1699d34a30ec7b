"""One sign-in for SSO Tray and the AWS's own tools: who refreshes, and who signs in or out."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from botocore.session import Session
from botocore.tokens import SSOTokenProvider
from botocore.utils import JSONFileCache

from tests.clients.office import ADMIN, Office, open_office
from tests.safety import LogGuard
from tests.services.stage import wait_for
from tray.core.sso_files.token_cache import cache_name
from tray.core.vocabulary.model import SessionName
from tray.demo.rules import DemoRules

ACME = SessionName("acme")
ROUNDS = 100


@pytest.fixture
def office(own_home: Path, network: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    directory = own_home / "demo"
    directory.mkdir()
    # Every token is so short that every tool refreshes it whenever it looks.
    rules = DemoRules(calls_per_second=0, token_lifetime=timedelta(minutes=5))
    with open_office(directory, rules) as opened:
        opened.sign_in()
        opened.tray("use", ADMIN, "--profile", "work", "--as", "sso")
        for name, value in opened.environ.items():
            if name.startswith("AWS_"):
                monkeypatch.setenv(name, value)
        yield opened


def cache(office: Office) -> Path:
    return Path.home() / ".aws/sso/cache" / cache_name(office.place.session)


def botocore_refreshes() -> str:
    """What the AWS CLI and every Python tool do with a token that ends soon."""
    # Where botocore looks by itself was settled when it was imported, before the test's own home.
    files = JSONFileCache(str(Path.home() / ".aws/sso/cache"))
    provider = SSOTokenProvider(Session(profile="work"), cache=files, profile_name="work")
    token = provider.load_token()
    assert token is not None
    return str(token.get_frozen_token().token)


def we_refresh(office: Office) -> None:
    vault = office.stage.environment.tokens.vault
    vault.news(office.place.session)
    old = vault.get(ACME)
    newer = vault.refreshed(
        office.place.session,
        old,
        partial(office.host.assembly.services.refresher.refreshed, office.place.session),
    )
    vault.put_in_force(ACME, newer)


def test_a_hundred_refreshes_at_the_same_moment_lose_no_sign_in(
    office: Office, expected_logs: LogGuard
) -> None:
    expected_logs.expect("SSO token refresh attempt failed")  # botocore's, when it comes second
    with ThreadPoolExecutor(2) as pool:
        for _ in range(ROUNDS):
            both = pool.submit(botocore_refreshes), pool.submit(we_refresh, office)
            for one in both:
                one.result(30)
    fields = json.loads(cache(office).read_text())
    assert fields["refreshToken"]
    assert office.place.center.list_accounts(
        office.place.session, office.stage.environment.tokens.vault.get(ACME).access_token, None
    ).items
    we_refresh(office)
    assert botocore_refreshes()


def test_a_sign_in_of_the_aws_cli_is_ours_and_a_sign_out_too(office: Office) -> None:
    file = cache(office)
    whole = file.read_text()
    file.unlink()
    office.host.assembly.services.tokens.look_for_news(office.place.session)
    wait_for(lambda: office.status().sessions[0].state == "signed-out")
    fields = json.loads(whole)
    _, issued = office.place.sign_in()  # what `aws sso login` does
    fields["accessToken"] = issued.access_token.reveal()
    fields["refreshToken"] = issued.refresh_token and issued.refresh_token.reveal()
    fields["expiresAt"] = f"{datetime.now(UTC) + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SUTC}"
    fields.pop("ssoTraySessionStartedAt")
    file.write_text(json.dumps(fields))
    office.host.assembly.services.tokens.look_for_news(office.place.session)
    wait_for(lambda: office.status().sessions[0].state == "signed-in")
    assert office.tray("credentials", ADMIN).stdout


def test_a_sign_out_here_signs_the_aws_cli_out(office: Office) -> None:
    office.tray("logout")
    wait_for(lambda: not cache(office).exists())


def test_the_next_start_knows_that_the_sign_in_is_shared(office: Office) -> None:
    settings = office.directory / "settings.toml"
    wait_for(settings.exists)
    assert 'shared_with_aws_cli = ["acme"]' in settings.read_text()
