"""Who AWS tools are now: the report and the snapshot as rows."""

from dataclasses import replace

from tests.fakes import START
from tests.ui.samples import activation, listing, signed_in, snapshot, view
from tray.core.doctor.report import Report, fine, note, trouble
from tray.core.profiles.activation import Stuck
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import FileError
from tray.core.vocabulary.model import ProfileName
from tray.ui.texts.account_names import AccountNames
from tray.ui.windows.who_now import Standing, WhoRow, who_now

KEYS = trouble("env-keys", "AWS keys in the environment.", "They win.", "Remove them.")


def rows(shown: AppSnapshot, *findings: object) -> tuple[WhoRow, ...]:
    report = Report(findings)  # type: ignore[arg-type]
    return who_now(shown, report, AccountNames(), START)


def test_without_a_role_it_says_so() -> None:
    (row,) = rows(snapshot())
    assert (row.standing, row.who) == (Standing.NONE, "No role from SSO Tray")


def test_each_profile_says_who_it_is_and_for_how_long() -> None:
    dev = replace(activation(), profile=ProfileName("dev"), delivery=DeliveryKind.ON_DEMAND)
    shown = snapshot(view(signed_in(), accounts=listing(1, 1)), activations=(dev, activation()))
    assert rows(shown) == (
        WhoRow(
            Standing.GOOD, "New terminals, default", "Account 0000 / Role0", "43 min, from SSO Tray"
        ),
        WhoRow(
            Standing.GOOD,
            "--profile dev",
            "Account 0000 / Role0",
            "on demand, 43 min, from SSO Tray",
        ),
    )


def test_what_wins_over_every_profile_comes_first() -> None:
    first, second = rows(snapshot(), note("env-profile", "A note."), KEYS, fine("keyring", "Open."))
    assert first == WhoRow(Standing.BAD, "Your desktop session", KEYS.title, KEYS.meaning)
    assert second.where == "New terminals, default"


def test_a_role_in_trouble_says_why() -> None:
    stuck = activation(Stuck(FileError("No space.")))
    (row,) = rows(snapshot(view(signed_in()), activations=(stuck,)))
    assert (row.standing, row.why) == (Standing.BAD, "No space.")
