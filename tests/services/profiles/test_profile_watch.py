"""What other programs do to a profile in use is noticed within seconds, and said."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.services.stage import DEFAULT, Stage, is_working, wait_for
from tray.core import commands
from tray.core.profiles.activation import Resting
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.services.broker.reports import Reporter

SECONDS = timedelta(seconds=6)


def strip_comments(text: str) -> str:
    """As tools do that write the file by configparser."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))


def use(stage: Stage, kind: DeliveryKind) -> None:
    stage.sign_in()
    stage.agent.post(commands.UseRole(stage.place.role(), DEFAULT, delivery=kind))
    stage.until(is_working(Resting))


def noticed(stage: Stage, seen: Callable[[AppSnapshot], object]) -> AppSnapshot:
    """After some looks at the files: one that may have met half a file is repeated."""

    def passes() -> bool:
        stage.pass_time(SECONDS)
        return bool(seen(stage.snapshot))

    wait_for(passes)
    return stage.snapshot


def changed(seen: AppSnapshot) -> str:
    return str(seen.activations[0].changed or "")


@pytest.mark.parametrize(
    ("kind", "file", "change", "words"),
    [
        (
            DeliveryKind.KEYS,
            "credentials",
            lambda text: text.replace("aws_access_key_id = ", "aws_access_key_id = AKIA"),
            "Another program changed aws_access_key_id of profile default:",
        ),
        (
            DeliveryKind.KEYS,
            "credentials",
            lambda _: "",
            "Another program removed aws_access_key_id of profile default from",
        ),
        (
            DeliveryKind.ON_DEMAND,
            "config",
            lambda text: text + "sso_account_id = 000000000001\n",
            "sso_account_id in ",
        ),
        (
            DeliveryKind.ON_DEMAND,
            "config",
            lambda text: text + "[profile default]\nregion = x\n",
            "Another program removed credential_process of",
        ),
        (
            DeliveryKind.ON_DEMAND,
            "config",
            lambda text: text + "rubbish\n",
            "this isn't a [section]",
        ),
        (
            DeliveryKind.ON_DEMAND,
            "credentials",
            lambda _: "[default]\naws_access_key_id = AKIA\n",
            "gives profile default a different identity",
        ),
        (
            DeliveryKind.AWS_CLI,
            "config",
            lambda text: text.replace("/start", "/other"),
            "Another program changed sso_start_url of",
        ),
    ],
    ids=[
        "aws configure",
        "keys deleted",
        "an SSO account added",
        "a second section",
        "broken",
        "keys beside it",
        "different access portal",
    ],
)
def test_what_another_program_changes_is_seen_and_said_until_it_is_mended(
    stage: Stage, kind: DeliveryKind, file: str, change: Callable[[str], str], words: str
) -> None:
    use(stage, kind)
    path = stage.aws / file
    before = path.read_text() if path.exists() else ""
    path.write_text(change(before))
    seen = noticed(stage, lambda seen: words in changed(seen))
    assert seen.activations[0].changed in seen.troubles
    report = Reporter(stage.clock).profile(seen, seen.activations[0])
    assert report.state == "changed"
    assert report.error is not None
    path.write_text(before)
    noticed(stage, lambda seen: not changed(seen))


@pytest.mark.parametrize("kind", DeliveryKind, ids=lambda kind: kind.value)
def test_what_does_not_alter_the_profile_is_no_news(stage: Stage, kind: DeliveryKind) -> None:
    use(stage, kind)
    for file in ("config", "credentials"):
        path = stage.aws / file
        text = path.read_text() if path.exists() else ""
        path.write_text(strip_comments(text) + "\n[profile other]\nrole_arn = x\n")
    stage.pass_time(SECONDS)
    (stage.aws / "config").write_text("rubbish\n")
    seen = noticed(stage, changed)
    assert "this comes before the first" in changed(seen), "and only that is ever said"


def test_using_the_role_again_settles_it(stage: Stage) -> None:
    use(stage, DeliveryKind.KEYS)
    (stage.aws / "credentials").write_text("")
    noticed(stage, changed)
    stage.agent.post(commands.UseRole(stage.place.role(), DEFAULT, delivery=DeliveryKind.KEYS))
    stage.until(lambda seen: not changed(seen) and is_working(Resting)(seen))
    stage.pass_time(SECONDS)
    assert "ASIA" in stage.credentials()
