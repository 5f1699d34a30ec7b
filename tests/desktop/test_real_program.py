"""The program without its demo: the person's own config file, keyring and credentials file."""

import json
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions, Keyring
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until
from tray.adapters.system.clock import SystemClock
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

MINE = b"# mine\n[work]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n"


def prepare(home: Path, server: DemoServer) -> Path:
    """A person's files: an sso-session, somebody's keys, and endpoints in the settings."""
    (home / ".aws").mkdir(exist_ok=True)  # another test of the same bed made it
    config = f"[sso-session acme]\nsso_start_url = {server.start_url}\nsso_region = us-east-1\n"
    (home / ".aws/config").write_text(config)
    credentials = home / ".aws/credentials"
    credentials.write_bytes(MINE)
    settings = home / ".config/sso-tray/settings.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(
        f'[[sessions]]\nname = "acme"\nsso_endpoint = "{server.url}"\n'
        f'oidc_endpoint = "{server.url}"\nsignin_endpoint = "{server.url}/federation"\n'
    )
    return credentials


NO_KEYRING = BedOptions(keyring=Keyring.NONE)
LOCKED = BedOptions(keyring=Keyring.LOCKED)


@pytest.mark.parametrize("bed", [NO_KEYRING, LOCKED], indirect=True, ids=["none", "locked"])
def test_without_a_keyring_it_says_so_and_goes_on_in_memory(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    emulator = Emulator(SystemClock(), sample_organisation(), DemoRules())
    with DemoServer(emulator) as server:
        credentials = prepare(bed.home, server)
        program = bed.start("sso-tray")
        item = find_item(bus, program, 30)
        item.activate()
        chromium.wait_for_page(lambda url: "/authorize" in url, 30)
        chromium.click("#allow")
        wait_until(lambda: "about 7 h" in item.tooltip(), 30, "signed in, in memory")
        if bed.options.keyring is Keyring.LOCKED:
            wait_until(lambda: hands.windows(wm_class="gcr-prompter"), 30, "the keyring asks")
            hands.screenshot(output / "asks.png")
            hands.key("Escape")
        wait_until(lambda: "keyring" in item.tooltip(), 30, "what is wrong stands in the tooltip")
        bed.run("sso-tray", "use", "Prod/ReadOnly")
        assert b"[default]" in credentials.read_bytes()
        status = json.loads(bed.run("sso-tray", "status", "--json"))
        is_locked = bed.options.keyring is Keyring.LOCKED
        kind = "SecretStoreError" if is_locked else "KeyringMissing"
        assert status["problems"][0]["kind"] == kind
        assert status["problems"][0]["remedy"] == "keep tokens in memory only"
        hands.screenshot(output / "in-memory.png")
        assert program.stop() == 0
        assert credentials.read_bytes() == MINE


def without_an_agent(bed: Bed, credentials: Path) -> None:
    """Commands do the work themselves: keyring, network and files."""
    assert "signed in" in bed.run("sso-tray", "status")
    account = sample_organisation().accounts[0].account.id
    keys = json.loads(bed.run("sso-tray", "credentials", f"acme:{account}/ReadOnly"))
    assert keys["Version"] == 1
    bed.run("sso-tray", "use", "Prod/ReadOnly", "--profile", "ops", "--as", "process")
    config = (bed.home / ".aws/config").read_text()
    line = next(text for text in config.splitlines() if "credential_process" in text)
    helper = shlex.split(line.split("=", 1)[1])
    assert json.loads(bed.run(*helper))["AccessKeyId"] != keys["AccessKeyId"]
    assert "ops" in bed.run("sso-tray", "status")
    bed.run("sso-tray", "use", "Prod/ReadOnly")
    assert b"[default]" in credentials.read_bytes()
    bed.run("sso-tray", "release", "default")
    bed.run("sso-tray", "release", "ops")
    assert credentials.read_bytes() == MINE


def with_an_agent_of_no_screen(bed: Bed) -> None:
    """`sso-tray agent` answers commands and ends in good order."""
    agent = bed.start("sso-tray", "agent")
    wait_until(lambda: "agent running at" in agent.output(), 20, "the agent listens")
    assert "signed in" in bed.run("sso-tray", "status")
    with pytest.raises(subprocess.CalledProcessError) as refused:
        bed.run("sso-tray")
    assert b"running as an agent" in refused.value.stderr
    bed.run("sso-tray", "quit")
    assert agent.wait() == 0
    bed.run("sso-tray", "quit")  # nobody is there, and that is what was wanted


def test_the_sign_in_rests_in_the_keyring_and_the_files_come_back(
    bed: Bed, bus: SessionBus, hands: Hands, chromium: Chromium, output: Path
) -> None:
    emulator = Emulator(SystemClock(), sample_organisation(), DemoRules())
    with DemoServer(emulator) as server:
        credentials = prepare(bed.home, server)
        program = bed.start("sso-tray")
        item = find_item(bus, program, 30)
        item.activate()
        chromium.wait_for_page(lambda url: "/authorize" in url, 30)
        chromium.click("#allow")
        wait_until(lambda: "about 7 h" in item.tooltip(), 30, "an estimate counts down")
        menu = item.menu()
        wait_until(lambda: menu.offers("Accounts", "Prod"), 30, "the accounts")
        menu.click("Accounts", "Prod", "ReadOnly", "Use")
        wait_until(lambda: b"[default]" in credentials.read_bytes(), 15, "keys")
        assert credentials.read_bytes().startswith(MINE)
        hands.screenshot(output / "in-use.png")
        bed.run("sso-tray", "quit")
        assert credentials.read_bytes() == MINE
        assert program.wait() == 0
        without_an_agent(bed, credentials)
        with_an_agent_of_no_screen(bed)
        again = bed.start("sso-tray")
        item = find_item(bus, again, 30)
        wait_until(lambda: "about 7 h" in item.tooltip(), 30, "signed in from the keyring")
        item.menu().click("More", "Sign out of acme")
        wait_until(lambda: "signed out" in item.tooltip(), 15, "signed out")
        wait_until(lambda: "POST /logout" in emulator.calls, 10, "AWS was told")
        assert again.stop() == 0
        said = program.output() + again.output()
        assert "Traceback" not in said
