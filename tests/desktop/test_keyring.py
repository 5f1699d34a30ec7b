"""A keyring that is locked, not there yet, or absent: said clearly, and in nobody's way."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from jeepney import DBusAddress

from tests.contract.places import Place
from tests.desktop.bed import KEYRING_PASSWORD, Bed
from tests.desktop.bed_options import BedOptions, Keyring, Notifications, Panel
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_real_program import prepare
from tests.desktop.tray_items import TrayItem, find_item
from tests.desktop.waiting import wait_until
from tests.fakes import ManualClock
from tray.adapters.system.clock import SystemClock
from tray.core.sessions.token_codec import encode_token
from tray.core.vocabulary.model import SsoToken
from tray.demo.emulator import Emulator
from tray.demo.organisation import sample_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer

PROMPT = "gcr-prompter"
KINDS = {
    Keyring.LOCKED: "The keyring couldn't read the sign-in: it is locked.",
    Keyring.FRESH: "The keyring couldn't read the sign-in: its dialog was dismissed.",
    Keyring.NONE: "No secure keyring found on this computer.",
}
ALL_KINDS = pytest.mark.parametrize(
    "bed",
    [pytest.param(BedOptions(keyring=kind), id=kind.value) for kind in KINDS],
    indirect=True,
    scope="module",
)
OPEN_TWICE = """
import sys, time
from pathlib import Path
from tray.adapters.storage.keyring_store import open_secret_store
from tray.core.vocabulary.errors import SecretStoreError
from tray.core.settings.settings import TokenStorage
try:
    open_secret_store(TokenStorage.KEYRING)
except SecretStoreError as error:
    print(error.title, flush=True)
while not Path(sys.argv[1]).exists():
    time.sleep(0.02)
print(open_secret_store(TokenStorage.KEYRING).description, flush=True)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(Emulator(SystemClock(), sample_organisation(), DemoRules())) as server:
        yield server


def dismiss(hands: Hands) -> None:
    """Waits for the keyring's window, and closes it as a person does who does not want it."""
    window = hands.wait_for_window(wm_class=PROMPT, timeout=20)
    hands.key("Escape")
    wait_until(
        lambda: window.id not in {each.id for each in hands.windows(wm_class=PROMPT)},
        10,
        "the keyring's window is gone",
    )


def offers(item: TrayItem, title: str) -> bool:
    return any(title in label for label in item.menu().tree().labels())


@ALL_KINDS
def test_without_a_keyring_everything_goes_on_in_memory(
    bed: Bed,
    bus: SessionBus,
    hands: Hands,
    chromium: Chromium,
    server: DemoServer,
    output: Path,
) -> None:
    kind = bed.options.keyring
    credentials = prepare(bed.home, server)
    program = bed.start("sso-tray")
    item = find_item(bus, program, 30)
    if kind is not Keyring.NONE:
        hands.wait_for_window(wm_class=PROMPT, timeout=20)
        assert "signed out" in item.tooltip(), "the window is open, and the program answers"
        dismiss(hands)
    wait_until(lambda: offers(item, KINDS[kind]), 20, "it says what is wrong")
    item.activate()
    chromium.wait_for_page(lambda url: "/authorize" in url, 30)
    chromium.click("#allow")
    if kind is not Keyring.NONE:
        hands.wait_for_window(wm_class=PROMPT, timeout=20)
    wait_until(lambda: "about 7 h" in item.tooltip(), 30, "signed in, the window still open")
    if kind is not Keyring.NONE:
        dismiss(hands)
    wait_until(lambda: item.menu().offers("Accounts", "Prod"), 30, "the accounts")
    item.menu().click("Accounts", "Prod", "ReadOnly", "Use")
    wait_until(lambda: b"[default]" in credentials.read_bytes(), 15, "keys")
    hands.screenshot(output / "signed-in.png")
    assert program.stop() == 0
    assert b"[default]" not in credentials.read_bytes()
    assert "Traceback" not in program.output()


def test_it_ends_although_the_keyrings_window_is_open(
    desktop_programs: None, server: DemoServer
) -> None:
    """In a bed of its own: the window stays, and the next program would find it."""
    with Bed(BedOptions(keyring=Keyring.LOCKED)) as bed, bed.bus() as bus:
        prepare(bed.home, server)
        program = bed.start("sso-tray")
        find_item(bus, program, 30)
        Hands(bed.env).wait_for_window(wm_class=PROMPT, timeout=20)
        assert program.stop() == 0


@pytest.mark.parametrize(
    "bed",
    [BedOptions(panel=Panel.NONE, notifications=Notifications.NONE, keyring=Keyring.NONE)],
    indirect=True,
    scope="module",
)
def test_a_keyring_that_comes_up_after_us_is_found(bed: Bed, bus: SessionBus) -> None:
    go_on = bed.root / "go-on"
    program = bed.start(sys.executable, "-c", OPEN_TWICE, str(go_on))
    program.said("No secure keyring")
    bed.start("gnome-keyring-daemon", "--foreground", "--components=secrets")
    wait_until(lambda: bus.has_owner("org.freedesktop.secrets"), 20, "a keyring")
    go_on.touch()
    program.said("SecretService Keyring", 20)


SECRETS = DBusAddress(
    "/org/freedesktop/secrets", "org.freedesktop.secrets", "org.freedesktop.Secret.Service"
)
LOGIN = "/org/freedesktop/secrets/collection/login"
HEARS = """
import threading
from tray.adapters.storage.keyring_signals import KeyringSignals, is_keyring_open
changed = threading.Event()
signals = KeyringSignals()
signals.start(changed.set)
while True:
    changed.wait()
    changed.clear()
    print("open" if is_keyring_open() else "shut", flush=True)
"""


@pytest.mark.parametrize("bed", [BedOptions(panel=Panel.NONE)], indirect=True, scope="module")
def test_it_is_heard_that_a_keyring_is_locked(bed: Bed, bus: SessionBus) -> None:
    program = bed.start(sys.executable, "-u", "-c", HEARS)
    program.said("open", 20)
    bus.call(SECRETS, "Lock", "ao", [LOGIN])
    program.said("shut", 20)


STORE = """
import sys
from pathlib import Path
from tray.adapters.storage.keyring_store import open_secret_store
from tray.core.settings.settings import TokenStorage
from tray.core.vocabulary.secret import Secret
open_secret_store(TokenStorage.KEYRING).set("token/acme", Secret(Path(sys.argv[1]).read_text()))
print("stored", flush=True)
"""


def test_unlocking_the_keyring_brings_the_sign_in_back(
    desktop_programs: None, server: DemoServer
) -> None:
    """As on a desktop that logs in by itself, and whose keyring is opened by the first who asks."""
    with Bed(BedOptions()) as bed, bed.bus() as bus:
        hands, token = Hands(bed.env), bed.root / "token"
        prepare(bed.home, server)
        token.write_text(encode_token(signed_in(server)).reveal())
        bed.start(sys.executable, "-c", STORE, str(token)).said("stored", 20)
        bus.call(SECRETS, "Lock", "ao", [LOGIN])
        program = bed.start("sso-tray")
        item = find_item(bus, program, 30)
        dismiss(hands)
        wait_until(lambda: offers(item, KINDS[Keyring.LOCKED]), 20, "it says what is wrong")
        assert "signed out" in item.tooltip()
        _, prompt = bus.call(SECRETS, "Unlock", "ao", [LOGIN])
        asks = DBusAddress(prompt, SECRETS.bus_name, "org.freedesktop.Secret.Prompt")
        bus.call(asks, "Prompt", "s", "")
        hands.wait_for_window(wm_class=PROMPT, timeout=20)
        hands.type(KEYRING_PASSWORD)
        hands.key("Return")
        wait_until(lambda: "about" in item.tooltip(), 30, "signed in by what was stored")
        assert not hands.windows(wm_class=PROMPT), "nobody was asked again"
        assert not offers(item, KINDS[Keyring.LOCKED])
        assert program.stop() == 0


def signed_in(server: DemoServer) -> SsoToken:
    """What an earlier run has left."""
    registration, issued = Place(server, cast(ManualClock, SystemClock())).sign_in()
    now = SystemClock().now()
    return SsoToken(
        issued.access_token, now, issued.expires_at, issued.refresh_token, registration, now
    )
