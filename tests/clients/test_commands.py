"""The command line as people and scripts use it, against an agent that runs."""

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.browsers import browser_files
from tests.clients.office import ADMIN, TRAY, Office, open_office
from tests.clients.tools import TOOLS, identities
from tests.services.stage import wait_for
from tray.adapters.settings.decoding import policy_of
from tray.core import commands
from tray.core.settings.settings import Settings

BOTO3 = next(tool for tool in TOOLS if tool.name == "boto3")
SHOW = "import os; print(os.environ['AWS_ACCESS_KEY_ID'], 'AWS_PROFILE' in os.environ)"


def test_status_says_who_is_signed_in_and_for_how_long(office: Office) -> None:
    assert "signed in" in office.tray("status").stdout
    report = json.loads(office.tray("status", "--json").stdout)
    session = report["sessions"][0]
    assert (session["state"], session["accounts"], session["is_end_estimated"]) == (
        "signed-in",
        12,
        True,
    )


def test_sign_out_and_in_again(office: Office) -> None:
    assert "Signed out of acme" in office.tray("logout").stdout
    done = office.tray("credentials", ADMIN, ok=False)
    assert (done.returncode, done.stdout) == (3, ""), done.stderr
    done = office.tray("login")
    assert "Signed in to acme until about" in done.stdout
    assert "Approve the sign-in in your browser" in done.stderr
    assert "Waiting for your approval" in done.stderr


def test_a_code_is_shown_where_it_is_wanted(office: Office) -> None:
    office.tray("logout")
    done = office.tray("login", "acme", "--device-code")
    assert "Check that it shows this code" in done.stderr
    assert "Signed in to acme" in done.stdout


def test_what_no_role_matches_is_said_and_has_its_exit_code(office: Office) -> None:
    done = office.tray("list", "zzz", ok=False)
    assert (done.returncode, done.stderr.strip()) == (4, "No role matches “zzz”.")
    done = office.tray("list", "zzz", "--json", ok=False)
    assert (done.returncode, json.loads(done.stdout)["roles"]) == (4, [])


def test_keys_as_json_and_for_shells_by_their_names(office: Office) -> None:
    assert json.loads(office.tray("env", ADMIN, "--json").stdout)["AWS_ACCESS_KEY_ID"]
    for shell in ("zsh", "sh"):
        assert "export AWS_ACCESS_KEY_ID=" in office.tray("env", ADMIN, "--shell", shell).stdout


def test_list_finds(office: Office) -> None:
    everything = json.loads(office.tray("list", "--json").stdout)
    assert everything["is_complete"]
    assert len(everything["roles"]) == 27
    lines = office.tray("list", "data").stdout.splitlines()
    assert len(lines) == 6
    assert lines[0].split() == ["ACCOUNT", "NUMBER", "ROLE"]


def test_an_alias_is_listed_and_typed(office: Office) -> None:
    number = office.emulator.organisation.accounts[0].account.id
    settings = Settings(aliases={number: "zebra"})
    office.host.agent.post(commands.ChangeSettings(settings))
    wait_for(lambda: "zebra" in office.tray("list", "zebra").stdout)
    lines = office.tray("list", "zebra").stdout.splitlines()
    assert lines[0].split() == ["ACCOUNT", "ALIAS", "NUMBER", "ROLE"]
    assert all(number in line for line in lines[1:])
    assert number in office.tray("console", "zebra/AdministratorAccess", "--print").stdout
    plan = office.tray("profiles", "plan").stdout
    assert "+ zebra-AdministratorAccess" in plan


def test_use_and_release(office: Office) -> None:
    assert "default → Prod / AdministratorAccess, 59 min left" in office.tray("use", ADMIN).stdout
    assert office.stage.credentials()
    assert "Stopped using default" in office.tray("release", "default").stdout
    assert not office.stage.credentials()
    done = office.tray("release", "default", ok=False)
    assert "default has no active role" in done.stderr


def test_a_credentials_file_that_others_could_read_becomes_private_and_that_is_said(
    office: Office,
) -> None:
    credentials = office.stage.aws / "credentials"
    credentials.write_text("[other]\nregion = us-east-1\n")
    credentials.chmod(0o644)
    done = office.tray("use", ADMIN, "--as", "process")
    assert "could read" not in done.stderr, "nothing secret is in it"
    done = office.tray("use", ADMIN, "--profile", "ops", "--as", "keys")
    assert f"Other users could read {credentials}." in done.stderr
    assert credentials.stat().st_mode & 0o777 == 0o600
    assert "could read" not in office.tray("use", ADMIN, "--profile", "ops").stderr
    told = [note.title for note in office.stage.notifier.shown]
    assert told == ["Only you can read your credentials file now"], "once"


def test_what_shadows_a_role_in_this_shell_is_told(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIASHADOWSITALL")
    done = office.tray("use", ADMIN, "--profile", "ops")
    assert "AWS_ACCESS_KEY_ID is set in this shell" in done.stderr
    assert "AWS_PROFILE=ops" in done.stderr
    assert "AKIASHADOWSITALL" not in done.stderr


TOOL = "import json, subprocess, sys; json.loads(subprocess.check_output(sys.argv[1:]))"


def test_the_activity_names_who_asked(office: Office, tmp_path: Path) -> None:
    office.tray("use", ADMIN, "--profile", "ops", "--as", "process")
    config = (office.stage.aws / "config").read_text()
    line = next(line for line in config.splitlines() if "credential_process" in line)
    tool = tmp_path / "plan.py"
    tool.write_text(TOOL)
    words = shlex.split(line.split("=", 1)[1])
    subprocess.run([sys.executable, str(tool), *words], cwd=tmp_path, check=True, timeout=60)
    office.tray("release", "ops")
    printed = office.tray("activity", "plan.py", "--since", "1h").stdout.splitlines()
    assert printed[0].split() == ["TIME", "EVENT", "ROLE", "REQUESTED", "BY", "DETAILS"]
    assert len(printed) == 3, "the day has a row of its own"
    assert "keys provided" in printed[2]
    assert "on demand" in printed[2]
    found = json.loads(office.tray("activity", "plan.py", "--json").stdout)["entries"]
    (asker,) = (entry["asker"] for entry in found)
    assert (asker["program"], asker["directory"]) == ("plan.py", str(tmp_path))
    assert "in-use" in office.tray("activity", "--json").stdout


def test_a_time_that_is_none_is_not_understood(office: Office) -> None:
    assert office.tray("activity", "--since", "soon", ok=False).returncode == 2


def test_use_on_demand_leaves_nothing_secret_on_the_disk(office: Office) -> None:
    office.tray("use", ADMIN, "--profile", "ops", "--as", "process")
    assert not office.stage.credentials()
    config = (office.stage.aws / "config").read_text()
    line = next(line for line in config.splitlines() if "credential_process" in line)
    words = shlex.split(line.split("=", 1)[1])
    answer = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)
    assert answer["Version"] == 1
    assert answer["Expiration"].endswith("Z")
    office.tray("release", "ops")
    assert not (office.stage.aws / "config").exists(), "we made it"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("use", "nosuch/role"), 4, "nosuch/role"),
        (("use", "ReadOnly"), 4, "ReadOnly"),
        (("use", ADMIN, "--profile", "a b"), 1, "isn't a valid profile name"),
        (("login", "globex"), 1, "Available: acme"),
        (("release", "nothing"), 1, "nothing has no active role"),
        (("status", "--nonsense"), 2, "No such option"),
        (("exec", ADMIN, "--", "no-such-program"), 127, "didn't start"),
    ],
    ids=["no role", "many roles", "bad profile", "no session", "not in use", "option", "program"],
)
def test_what_goes_wrong_is_said_in_one_sentence(
    office: Office, words: tuple[str, ...], code: int, says: str
) -> None:
    done = office.tray(*words, ok=False)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr


def test_errors_are_json_where_json_is_asked_for(office: Office) -> None:
    done = office.tray("use", "nosuch", "--json", ok=False)
    assert json.loads(done.stdout)["error"]["kind"] == "RoleUnclear"
    assert done.returncode == 4


def test_env_is_evaluated_by_a_shell(office: Office) -> None:
    command = shlex.join([*TRAY, "env", ADMIN, "--shell", "bash"])
    script = f'eval "$({command})"; echo "$AWS_ACCESS_KEY_ID $AWS_REGION ${{AWS_PROFILE-none}}"'
    environ = office.environ | {"AWS_PROFILE": "old"}
    done = subprocess.run(
        ["sh", "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    key, region, profile = done.stdout.split()
    assert (key[:4], region, profile) == ("ASIA", "us-east-1", "none")


def test_exec_passes_keys_exit_code_and_signals(office: Office) -> None:
    done = office.tray("exec", ADMIN, "--", sys.executable, "-c", SHOW)
    assert done.stdout.split()[0][:4] == "ASIA"
    done = office.tray("exec", ADMIN, "--", "sh", "-c", "exit 7", ok=False)
    assert done.returncode == 7
    for options in ((), ("--endpoint",)):
        command = [*TRAY, "exec", ADMIN, *options, "--", "sh", "-c", "echo ready; exec sleep 30"]
        program = subprocess.Popen(command, env=office.environ, stdout=subprocess.PIPE)
        assert program.stdout
        assert program.stdout.readline() == b"ready\n"
        program.send_signal(signal.SIGTERM)
        assert program.wait(10) in {-signal.SIGTERM, 128 + signal.SIGTERM}
        program.stdout.close()


def test_console_prints_the_portal_link(office: Office) -> None:
    url = office.tray("console", ADMIN, "--print").stdout.strip()
    assert url.startswith(f"{office.place.server.url}/start/#/console?account_id=")
    url = office.tray("console", ADMIN, "--print", "--link", "federation").stdout.strip()
    assert "SigninToken=" in url
    assert "Prod" not in office.place.page(url)[1]


def test_console_opens_in_the_browser_that_was_named(office: Office, tmp_path: Path) -> None:
    home, browser = Path(office.environ["HOME"]), tmp_path / "chromium"
    browser_files.chromium_home(home / ".config/chromium")
    # It follows the address that it is given, as a browser would.
    visit = 'for last; do :; done; curl -s -o /dev/null -w "%{redirect_url}" "$last" >"$0.to"'
    browser_files.program(browser, visit)
    path = f"{tmp_path}:{office.environ['PATH']}"
    words = ("console", ADMIN, "--link", "federation", "--browser", "chromium:Private")
    done = office.tray(*words, env={"PATH": path})
    assert "Opening the console as Prod / AdministratorAccess" in done.stderr
    option, address = browser_files.words_of(browser)
    assert option == "--profile-directory=Default"
    assert address.startswith("http://127.0.0.1:")
    assert "SigninToken" in Path(f"{browser}.to").read_text()
    done = office.tray("console", ADMIN, "--browser", "chromium:Gone", ok=False, env={"PATH": path})
    assert (done.returncode, "no profile “Gone”" in done.stderr) == (1, True)


def test_console_says_in_json_where_it_would_open(office: Office) -> None:
    words = ("console", ADMIN, "--json", "--browser", "firefox:Work", "--container", "Prod")
    answer = json.loads(office.tray(*words).stdout)
    assert [answer[name] for name in ("browser", "profile", "container")] == [
        "firefox",
        "Work",
        "Prod",
    ]


def test_a_pasted_link_opens_that_page_as_a_role_of_its_account(office: Office) -> None:
    account = office.emulator.organisation.accounts[0].account.id
    arn = f"arn:aws:lambda:eu-west-1:{account}:function:pay"
    done = office.tray("console", arn, "--print", ok=False)
    assert done.returncode == 4
    assert "Prod/ReadOnly" in done.stderr
    url = office.tray("console", arn, "--print", "--role", "ReadOnly").stdout.strip()
    assert f"account_id={account}&role_name=ReadOnly&destination=" in url
    assert "go%2Fview%3Farn%3Darn%253Aaws%253Alambda" in url
    done = office.tray("console", "arn:aws:sns:eu-west-1:999999999999:x", "--print", ok=False)
    assert "You have no role in account 999999999999" in done.stderr


def test_without_the_demo_it_says_how_to_start_it(office: Office) -> None:
    office.socket.close()
    done = office.tray("status", ok=False)
    assert (done.returncode, "sso-tray --demo" in done.stderr) == (1, True)


def test_a_profile_for_each_role_comes_and_goes_to_the_byte(office: Office) -> None:
    config = office.stage.aws / "config"
    config.write_text("# mine\n[profile prod-readonly]\nregion = eu-west-1")
    before = config.read_bytes()
    done = office.tray("profiles", "plan", "--lower")
    assert "+ prod-administratoraccess" in done.stdout.splitlines()
    assert "27 to add. Apply with: sso-tray profiles sync" in done.stderr
    done = office.tray("profiles", "plan", "--lower", "--diff")
    assert "+[profile prod-administratoraccess]" in done.stdout.splitlines()
    assert all(line.count("credential_process") < 2 for line in done.stdout.splitlines())
    assert config.read_bytes() == before
    assert office.tray("profiles", "sync", "--lower").stdout == "27 added.\n"
    assert office.tray("profiles", "sync", "--lower").stdout == "Nothing to change.\n"
    environ = office.environ | {"AWS_PROFILE": "staging-developer"}
    environ["AWS_DEFAULT_REGION"] = "us-east-1"
    said = identities(BOTO3.start(environ, office.place.server.url))
    assert "AWSReservedSSO_Developer_" in said[0]
    role = office.emulator.organisation.accounts[0]
    office.emulator.unassign(role.account.id, "AdministratorAccess")
    office.tray("list", "--reload")
    assert office.tray("profiles", "sync", "--lower").stdout == "1 removed.\n"
    assert office.tray("profiles", "prune", "--all").stdout == "26 removed.\n"
    assert config.read_bytes() == before


def test_profiles_of_the_aws_cli_come_with_their_session(office: Office) -> None:
    office.tray("profiles", "sync", "--as", "sso")
    text = (office.stage.aws / "config").read_text()
    assert text.count("[sso-session acme]") == 1
    assert text.count("sso_session = acme") == 27
    office.tray("profiles", "prune", "--all")
    assert not (office.stage.aws / "config").exists(), "we made it"


def test_a_locked_delivery_is_that_of_the_profiles_for_all_roles(own_home: Path) -> None:
    directory = own_home / "demo"
    directory.mkdir()
    said = policy_of({"locked": ["delivery"], "delivery": "sso"}, "/etc/policy")
    with open_office(directory, policy=said) as office:
        office.sign_in()
        config = office.stage.aws / "config"
        done = office.tray("profiles", "sync", "--as", "process", ok=False)
        assert "how tools get keys (sso)" in done.stderr
        assert not config.exists()
        assert office.tray("profiles", "sync").stdout == "27 added.\n"
        assert config.read_text().count("sso_session = acme") == 27


def test_the_doctor_names_what_shadows_a_role(own_home: Path) -> None:
    (own_home / ".aws").mkdir()
    (own_home / ".aws/credentials").write_text("[default]\naws_access_key_id = AKIAOLDANDSTALE1\n")
    environ = os.environ | {"AWS_ACCESS_KEY_ID": "AKIASHADOWSITALL", "PATH": ""}
    words = [sys.executable, "-m", "tray", "doctor"]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert "AWS_ACCESS_KEY_ID" in done.stdout
    assert "Traceback" not in done.stderr
    assert "AKIASHADOWSITALL" not in done.stdout
    words.append("--json")
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    found = {one["check"]: one["severity"] for one in json.loads(done.stdout)["findings"]}
    assert found["env-keys"] == "trouble"
    assert "static-keys" in found
    words[-1] = "--bundle"
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=False)
    assert "Python" in done.stdout
    assert str(own_home) not in done.stdout


def test_two_trays_started_at_once_are_one(own_home: Path) -> None:
    environ = os.environ | {"SSO_TRAY_DEMO_DIR": str(own_home / "demo")}
    both = [
        subprocess.Popen(TRAY, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    try:
        wait_for(lambda: any(one.poll() is not None for one in both))
        (left,) = [one for one in both if one.poll() is None]
        (gone,) = [one for one in both if one.poll() is not None]
        assert gone.returncode == 0
        left.terminate()
        assert left.wait(20) == 0
    finally:
        for one in both:
            one.kill()
            assert one.stderr
            assert b"Traceback" not in one.stderr.read()
            one.wait(10)
            one.stderr.close()
