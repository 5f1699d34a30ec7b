"""The activity window with what really happened, by keyboard, light and dark and at 200 %.

Some days before are made up, so that the pictures show what a person sees in the end.
"""

import csv
import json
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.desktop.bed import Bed
from tests.desktop.bed_options import BedOptions
from tests.desktop.chromium import Chromium
from tests.desktop.hands import Hands
from tests.desktop.session_bus import SessionBus
from tests.desktop.test_main_job import demo, demo_directory, sign_in
from tests.desktop.tray_items import find_item
from tests.desktop.waiting import wait_until
from tray.adapters.storage.activity_file import ActivityFile
from tray.core.activity.entries import ActivityEntry, ActivityKind, Way
from tray.core.guards.requester import Requester
from tray.core.vocabulary.model import AccountId, ProfileName, RoleRef, SessionName

Kind = ActivityKind
ACME = SessionName("Acme")
PROD = RoleRef(ACME, AccountId("000018111153"), "ReadOnly")
STAGING = RoleRef(ACME, AccountId("000029222264"), "Developer")
TERRAFORM = Requester("terraform", 4242, "/usr/local/bin/terraform", directory="/home/ada/infra")

LOOKS = [
    pytest.param(BedOptions(), "light", "1", id="light"),
    pytest.param(BedOptions(), "dark", "1", id="dark"),
    pytest.param(BedOptions(screen="2560x1600x24"), "dark", "2", id="dark 200 %"),
]
TOOL = "import json, subprocess, sys; json.loads(subprocess.check_output(sys.argv[1:]))"


def days_before(now: datetime) -> list[ActivityEntry]:
    """Two working days with a role each, and a tool that asked now and then."""
    entries = []
    for day in (2, 1):
        morning = now - timedelta(days=day, hours=4)
        evening = morning + timedelta(hours=8)
        entries.append(ActivityEntry(morning, Kind.SIGNED_IN, ACME, until=evening))
        for role, name, start, hours in ((STAGING, "Staging", 1, 4), (PROD, "Prod", 3, 2)):
            profile, way = ProfileName(name.lower()), Way.HELPER
            begin = morning + timedelta(hours=start)
            end = begin + timedelta(hours=hours)
            entries += [
                ActivityEntry(begin, Kind.IN_USE, ACME, role, name, profile, way),
                *(
                    ActivityEntry(
                        begin + timedelta(minutes=37 * n),
                        Kind.GIVEN if n % 3 else Kind.REFUSED,
                        ACME,
                        role,
                        name,
                        way=way,
                        asker=TERRAFORM,
                    )
                    for n in range(1, 4)
                ),
                ActivityEntry(end, Kind.RELEASED, ACME, role, name, profile, way),
            ]
        entries.append(ActivityEntry(evening, Kind.ENDED, ACME))
    return entries


def ask_as_a_tool(bed: Bed) -> None:
    """A script called `plan` that runs the line of `credential_process`, as SDKs do."""
    bed.run("sso-tray", "--demo", "use", "Prod/ReadOnly", "--profile", "ops", "--as", "process")
    config = (demo_directory(bed) / "aws/config").read_text()
    line = next(line for line in config.splitlines() if "credential_process" in line)
    infra = bed.home / "infra"
    infra.mkdir(exist_ok=True)
    (infra / "plan").write_text(TOOL)
    words = shlex.split(line.split("=", 1)[1])
    subprocess.run(
        [sys.executable, str(infra / "plan"), *words],
        env=bed.env,
        cwd=infra,
        check=True,
        timeout=60,
    )


@pytest.mark.parametrize(("bed", "look", "scale"), LOOKS, indirect=["bed"])
def test_who_asked_is_seen_searched_and_exported(
    bed: Bed,
    bus: SessionBus,
    hands: Hands,
    chromium: Chromium,
    output: Path,
    look: str,
    scale: str,
) -> None:
    home = demo_directory(bed)
    (home / "settings").mkdir(parents=True, exist_ok=True)
    (home / "settings/settings.toml").write_text(f'appearance = "{look}"\n')
    ActivityFile(home / "state").append(days_before(datetime.now(UTC)))
    with demo(bed, env={"QT_SCALE_FACTOR": scale}) as program:
        item = find_item(bus, program, 30)
        sign_in(item, chromium)
        wait_until(lambda: item.menu().offers("Accounts", "Prod"), 30, "the accounts")
        item.menu().click("More", "Activity…")
        hands.wait_for_window(title="Activity")
        hands.screenshot(output / "1-day.png")
        ask_as_a_tool(bed)
        hands.key("Down", "Down")
        hands.screenshot(output / "2-three-days.png")
        hands.key("Up", "Up", "Home")
        hands.screenshot(output / "3-last-hour.png")
        hands.key("Tab", "Tab", "Tab", "Tab", "Down")
        hands.screenshot(output / "4-by-keyboard.png")
        hands.key("ctrl+f")
        hands.type("plan")
        hands.screenshot(output / "5-searched.png")
        hands.key("Tab", "space")
        hands.wait_for_window(title="Export")
        hands.screenshot(output / "6-export.png")
        table = bed.home / "activity.csv"
        hands.key("ctrl+a")
        hands.type(str(table))
        hands.screenshot(output / "7-named.png")
        hands.key("Return")
        wait_until(table.exists, 10, "the table")
        hands.screenshot(output / "8-exported.png")
        hands.key("Escape")
        wait_until(lambda: not hands.windows(title="Activity"), 5, "it is closed")
        assert program.process.poll() is None
    (row,) = list(csv.DictReader(table.read_text().splitlines()))
    assert (row["program"], row["kind"], row["role_name"]) == ("plan", "given", "ReadOnly")
    assert row["directory"] == str(bed.home / "infra")
    printed = json.loads(bed.run("sso-tray", "--demo", "activity", "plan", "--json"))
    assert [entry["kind"] for entry in printed["entries"]] == ["given"]
