"""The settings file: a person's own, and never lost."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from tray.adapters.settings.decoding import policy_of
from tray.adapters.settings.file import TomlSettingsStore
from tray.core.console.browser_rules import BrowserRule
from tray.core.guards.rules import GuardRule
from tray.core.settings.settings import (
    ConsoleLink,
    ConsoleSettings,
    FlowChoice,
    SessionSettings,
    Settings,
    TokenStorage,
)
from tray.core.vocabulary.errors import SettingsError
from tray.core.vocabulary.model import AccountId

CHANGED = Settings(
    sessions=(SessionSettings("acme", "https://acme.example/start", "us-east-1"),),
    sign_in=FlowChoice.DEVICE_CODE,
    token_storage=TokenStorage.MEMORY,
    default_profile="work",
    console_link=ConsoleLink.FEDERATION,
    warn_minutes=(30,),
    calls_per_second=5,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sso-tray/settings.toml"


@pytest.fixture
def store(path: Path) -> TomlSettingsStore:
    return TomlSettingsStore(path)


def load(store: TomlSettingsStore) -> Settings:
    """The settings, where nothing is wrong with them."""
    in_force = store.load()
    for problem in in_force.problems:
        raise problem
    return in_force.settings


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def test_without_a_file_the_defaults_are_in_force(store: TomlSettingsStore, path: Path) -> None:
    assert load(store) == Settings()
    assert not path.exists()


def test_what_is_saved_is_loaded(store: TomlSettingsStore, path: Path) -> None:
    store.save(CHANGED)
    assert load(store) == CHANGED
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    store.save(Settings())
    assert load(store) == Settings()
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_only_what_differs_from_the_defaults_is_written(
    store: TomlSettingsStore, path: Path
) -> None:
    store.save(replace(Settings(), default_profile="work"))
    assert path.read_text() == 'version = 1\ndefault_profile = "work"\n'


def test_comments_and_unknown_keys_stay(store: TomlSettingsStore, path: Path) -> None:
    write(path, '# mine\ncalls_per_second = 7 # slow\nfuture = "x"\n\n[other]\na = 1\n')
    settings = load(store)
    assert settings.calls_per_second == 7
    store.save(replace(settings, calls_per_second=8))
    text = path.read_text()
    for kept in ("# mine", "# slow", 'future = "x"', "[other]\na = 1"):
        assert kept in text
    assert load(store).calls_per_second == 8


def test_unknown_keys_of_a_session_stay(store: TomlSettingsStore, path: Path) -> None:
    write(path, '[[sessions]]\nname = "acme"\nfuture = 1 # mine\n\n[[sessions]]\nname = "b"\n')
    settings = load(store)
    store.save(replace(settings, default_profile="work"))
    assert "future = 1 # mine" in path.read_text()
    acme, other = settings.sessions
    store.save(replace(settings, sessions=(other, replace(acme, default_region="eu-west-1"))))
    text = path.read_text()
    assert "future = 1 # mine" in text
    assert [each.name for each in load(store).sessions] == ["b", "acme"]
    assert load(store).sessions[1].default_region == "eu-west-1"


def test_guards_stay_as_they_were_written(store: TomlSettingsStore, path: Path) -> None:
    write(path, '[[guards]]\naccount = "Prod*" # ours\nlabel = "production"\n')
    settings = load(store)
    store.save(replace(settings, default_profile="work"))
    assert '[[guards]]\naccount = "Prod*" # ours\nlabel = "production"\n' in path.read_text()
    store.save(replace(settings, guards=(*settings.guards, GuardRule("x", minutes=5))))
    assert load(store).guards == (*settings.guards, GuardRule("x", minutes=5))
    store.save(replace(settings, guards=()))
    assert load(store).guards == ()


ONE, TWO = AccountId("111122223333"), AccountId("444455556666")


def test_aliases_come_and_go_beside_what_the_person_wrote(
    store: TomlSettingsStore, path: Path
) -> None:
    write(path, f'[aliases] # mine\n{ONE} = "live" # ours\n"{TWO}" = "lab"\n')
    settings = load(store)
    assert settings.aliases == {ONE: "live", TWO: "lab"}
    store.save(replace(settings, aliases={ONE: "live", TWO: "play"}))
    assert "# mine" in path.read_text()
    assert '"live" # ours' in path.read_text()
    assert load(store).aliases == {ONE: "live", TWO: "play"}
    store.save(replace(settings, aliases={ONE: "live"}))
    assert load(store).aliases == {ONE: "live"}
    store.save(replace(settings, aliases={}))
    assert "aliases" not in path.read_text()
    store.save(replace(settings, aliases={TWO: "lab"}))
    assert load(store).aliases == {TWO: "lab"}


def test_a_preset_alias_can_be_taken_away_and_comes_back(path: Path) -> None:
    preset = policy_of({"aliases": {ONE: "live", TWO: "lab"}}, "/etc/policy")
    assert preset.faults == ()
    store = TomlSettingsStore(path, lambda: preset)
    assert load(store).aliases == {ONE: "live", TWO: "lab"}
    store.save(Settings(aliases={TWO: "play"}))
    assert load(store).aliases == {ONE: "", TWO: "play"}
    store.save(Settings(aliases={ONE: "live", TWO: "lab"}))
    assert load(store).aliases == {ONE: "live", TWO: "lab"}


def test_rules_of_the_console_are_kept_with_what_stands_beside_them(
    store: TomlSettingsStore, path: Path
) -> None:
    write(
        path,
        '[console] # mine\nlanding = "s3" # my bucket\nfuture = 1\n\n'
        '[[console.browsers]] # work\naccount = "Prod*"\nbrowser = "firefox"\n',
    )
    settings = load(store)
    rule = BrowserRule(account="Prod*", browser="firefox")
    assert settings.console == ConsoleSettings(landing="s3", browsers=(rule,))
    store.save(replace(settings, console=replace(settings.console, services=("ec2", "sqs"))))
    text = path.read_text()
    for kept in ("# mine", "# my bucket", "future = 1", "# work"):
        assert kept in text
    rules = (BrowserRule(role="Read*", browser="chrome", profile="Work"), rule)
    changed = ConsoleSettings(services=("ec2", "sqs"), browsers=rules)
    store.save(replace(settings, console=changed))
    assert load(store).console == changed
    assert "future = 1" in path.read_text()
    store.save(replace(settings, console=ConsoleSettings()))
    assert load(store).console == ConsoleSettings()


def test_a_console_is_written_only_where_it_is_set(store: TomlSettingsStore, path: Path) -> None:
    store.save(Settings(default_profile="work"))
    assert "console" not in path.read_text()
    wanted = ConsoleSettings(browsers=(BrowserRule(browser="firefox", container="Work"),))
    store.save(Settings(console=wanted))
    assert "[[console.browsers]]" in path.read_text()
    assert load(store).console == wanted


BROKEN = {
    "open landing": "[console]\nlanding = 'http://acme.example/'",
    "no service": "[console]\nservices = ['']",
    "address as service": "[console]\nservices = ['https://a.example']",
    "lost container": "[[console.browsers]]\ncontainer = 'Work'",
    "an alias of no account": "[aliases]\nProd = 'live'",
    "an alias like a number": "[aliases]\n111122223333 = '42'",
    "no TOML": "rubbish",
    "a text": "calls_per_second = 'many'",
    "too slow": "calls_per_second = 0",
    "negative": "warn_minutes = [-1]",
    "unknown": "sign_in = 'telepathy'",
    "no version": "version = 'x'",
    "not here": "[[sessions]]\nname = 'a'\nstart_url = 'http://127.0.0.1.evil.example/'",
    "open": "[[sessions]]\nname = 'a'\nsso_endpoint = 'http://acme.example'",
    "no scheme": "[[sessions]]\nname = 'a'\nsignin_endpoint = '//acme.example'",
    "no https": "[[sessions]]\nname = 'a'\nstart_url = 'http://acme.example/start'",
    "no text": b"\xff\xfe",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_not_understood_is_named_and_no_byte_is_lost(
    store: TomlSettingsStore, path: Path, text: str | bytes
) -> None:
    write(path, text)
    before = path.read_bytes()
    for _ in range(3):  # at every start
        with pytest.raises(SettingsError) as caught:
            load(store)
        assert "settings.toml" in caught.value.title
        assert path.read_bytes() == before
    store.save(store.load().settings)
    assert before in [each.read_bytes() for each in path.parent.iterdir()] or store.load().problems


def test_after_a_broken_file_every_role_asks_until_the_person_says_otherwise(
    store: TomlSettingsStore, path: Path
) -> None:
    write(path, "rubbish")
    store.save(replace(store.load().settings, default_profile="work"))
    assert path.with_name("settings.toml.broken-1").read_text() == "rubbish"
    assert load(store).guards == (FOR_ALL,)
    assert load(store).token_storage is TokenStorage.MEMORY
    store.save(replace(load(store), guards=(PROD,)))
    assert load(store).guards == (PROD,)


KEYRING, MEMORY = TokenStorage.KEYRING, TokenStorage.MEMORY
FOR_ALL = GuardRule(label="settings not understood", confirm=True, ask_programs=True)
PROD = GuardRule("Prod", ask_programs=True)
ASKING = replace(PROD, confirm=True)
RULE = '[[guards]]\naccount = "Prod"\nask_programs = true\n'


@pytest.mark.parametrize(
    ("text", "guards", "storage"),
    [
        ("warn_minutes = [0]\n" + RULE, (PROD,), KEYRING),
        ("colour = 'x'\n" + RULE, (PROD,), KEYRING),
        ("sign_in = 'telepathy'\n" + RULE, (PROD,), KEYRING),
        (b"\xef\xbb\xbf" + RULE.encode(), (PROD,), KEYRING),
        (RULE + "[[sessions]]\nname = 'a'\nstart_url = 'http://x.example/'\n", (PROD,), KEYRING),
        (RULE + "[[guards]]\nminutes = 'x'\n", (ASKING, FOR_ALL), KEYRING),
        (
            RULE + "[[guards]]\nask_program = true\n",
            (replace(PROD, confirm=True), FOR_ALL),
            KEYRING,
        ),
        ("[[guard]]\naccount = 'Prod'\n", (FOR_ALL,), KEYRING),
        ("guards = 'Prod'\n", (FOR_ALL,), KEYRING),
        ("version = 99\n" + RULE, (FOR_ALL,), MEMORY),
        (RULE + "x = \n", (FOR_ALL,), MEMORY),
        ("x = " + "[" * 5000, (FOR_ALL,), MEMORY),
        (RULE.encode("utf-16"), (FOR_ALL,), MEMORY),
    ],
    ids=str,
)
def test_guards_hold_whatever_else_is_wrong(
    store: TomlSettingsStore,
    path: Path,
    text: str | bytes,
    guards: tuple[GuardRule, ...],
    storage: TokenStorage,
) -> None:
    write(path, text)
    settings = store.load().settings
    assert (settings.guards, settings.token_storage) == (guards, storage)


@pytest.mark.skipif(os.name != "posix", reason="pipes and modes")
@pytest.mark.parametrize("kind", ["pipe", "directory", "device"])
def test_what_is_no_file_keeps_nobody_waiting(
    store: TomlSettingsStore, path: Path, kind: str
) -> None:
    path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")
    assert store.load().settings.guards == (FOR_ALL,)
    with pytest.raises(SettingsError, match="Couldn't read"):
        store.save(CHANGED)
    assert path.exists()


def test_a_storage_that_is_not_understood_is_the_safer_one(
    store: TomlSettingsStore, path: Path
) -> None:
    write(path, "token_storage = 'memori'\n" + RULE)
    in_force = store.load()
    assert in_force.settings.token_storage is TokenStorage.MEMORY
    assert in_force.settings.guards == (PROD,)
    assert "memory only" in in_force.problems[0].hint
    store.save(replace(in_force.settings, default_profile="work"))
    assert "memori" in path.read_text(), "nobody chose another"
    store.save(replace(in_force.settings, token_storage=TokenStorage.KEYRING))
    assert store.load().problems == ()


def test_a_broken_rule_stays_until_the_rules_are_changed(
    store: TomlSettingsStore, path: Path
) -> None:
    text = RULE + "\n[[guards]]\naccount = 'Dev'\nminutes = 'x' # mine\n"
    write(path, text)
    in_force = store.load()
    assert "line 7" in in_force.problems[0].title
    store.save(replace(in_force.settings, default_profile="work"))
    assert "minutes = 'x' # mine" in path.read_text()
    assert store.load().settings.guards == in_force.settings.guards
    store.save(replace(in_force.settings, guards=(PROD,)))
    assert load(store).guards == (PROD,)


def test_broken_files_are_set_aside_side_by_side_before_one_is_written(
    store: TomlSettingsStore, path: Path
) -> None:
    for number in (1, 2):
        write(path, f"broken {number}")
        with pytest.raises(SettingsError, match="Couldn't read"):
            load(store)
        store.save(CHANGED)
        aside = path.with_name(f"settings.toml.broken-{number}")
        assert aside.read_text() == f"broken {number}"
        assert load(store) == CHANGED


def test_a_file_of_a_newer_program_is_left_alone(store: TomlSettingsStore, path: Path) -> None:
    write(path, "version = 2\nsign_in = 'telepathy'\n")
    for attempt in (lambda: load(store), lambda: store.save(CHANGED)):
        with pytest.raises(SettingsError, match="newer"):
            attempt()
    assert path.read_text() == "version = 2\nsign_in = 'telepathy'\n"


def test_a_setting_that_is_cleared_goes(store: TomlSettingsStore, path: Path) -> None:
    store.save(CHANGED)
    kept = replace(CHANGED.sessions[0], region="")
    store.save(replace(CHANGED, sessions=(kept,)))
    assert "region" not in path.read_text().replace("default_region", "")
    assert load(store).sessions == (kept,)
    store.save(replace(CHANGED, sessions=()))
    assert load(store).sessions == ()


def test_sessions_on_one_line_are_read_and_rewritten(store: TomlSettingsStore, path: Path) -> None:
    write(path, 'sessions = [{name = "acme", region = "us-east-1"}]\n')
    settings = load(store)
    store.save(replace(settings, sessions=(*settings.sessions, SessionSettings("b"))))
    assert [each.name for each in load(store).sessions] == ["acme", "b"]


@pytest.mark.parametrize("host", ["127.0.0.1:4711", "localhost", "[::1]:1"])
def test_endpoints_on_this_machine_need_no_tls(
    store: TomlSettingsStore, path: Path, host: str
) -> None:
    write(path, f"[[sessions]]\nname = 'a'\nsso_endpoint = 'http://{host}/x'\n")
    assert load(store).sessions[0].sso_endpoint


def test_a_place_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    write(tmp_path / "x", "a file")
    store = TomlSettingsStore(tmp_path / "x/settings.toml")
    with pytest.raises(SettingsError, match=r"settings\.toml"):
        store.save(CHANGED)
    store = TomlSettingsStore(tmp_path)
    with pytest.raises(SettingsError, match="Couldn't read"):
        load(store)
