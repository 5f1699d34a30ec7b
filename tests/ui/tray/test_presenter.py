"""What the tray shows, as tables: snapshot and moment in, values out."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.fakes import START
from tests.ui.samples import (
    ACME,
    HOUR,
    MINUTE,
    activation,
    listing,
    named_listing,
    role,
    signed_in,
    signing_in,
    snapshot,
    view,
)
from tray.core.commands import CancelSignIn, OpenConsole, Pin, Release, SignIn, SignOut, UseRole
from tray.core.guards.colours import GuardColour
from tray.core.guards.rules import GuardRule
from tray.core.profiles.activation import Fetching, Retrying, Stuck, Waiting
from tray.core.profiles.withdrawal import begin, failed
from tray.core.sessions.states import Backoff, Expired, SignedOut
from tray.core.settings.settings import ConsoleSettings, Settings
from tray.core.snapshot import AppSnapshot, ListingProgress
from tray.core.tray_status import TrayStatus
from tray.core.vocabulary.errors import FileError, KeysRemain, Throttled, Unreachable
from tray.ui.mark.model import IconModel
from tray.ui.menu.account_menu import LONGEST_MENU, SMALL
from tray.ui.menu.marks import DotMark, RingMark
from tray.ui.menu.model import (
    CopyText,
    Entry,
    Item,
    Later,
    Separator,
    ShowSignIn,
    Submenu,
    UiRequest,
    children_of,
)
from tray.ui.tray.presenter import Presenter

SECONDS = timedelta(seconds=1)


def labels(items: tuple[Item, ...]) -> list[str]:
    return ["--" if isinstance(item, Separator) else item.label for item in items]


def find(items: tuple[Item, ...], *path: str) -> Entry | Submenu:
    """The item at a path of labels; a prefix of a label is enough."""
    for item in items:
        if not isinstance(item, Separator) and item.label.startswith(path[0]):
            if len(path) == 1:
                return item
            assert isinstance(item, Submenu)
            return find(children_of(item), *path[1:])
    raise LookupError(f"no {path[0]!r} among {labels(items)}")


def menu(shown: AppSnapshot, now: datetime = START) -> tuple[Item, ...]:
    return Presenter().menu(shown, now)


def every_menu(items: tuple[Item, ...]) -> Iterator[tuple[Item, ...]]:
    """The menu and all below it."""
    yield items
    for item in items:
        if isinstance(item, Submenu):
            yield from every_menu(children_of(item))


# ---- icon -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(snapshot(), IconModel(TrayStatus.SIGNED_OUT), id="nothing set up"),
        pytest.param(
            snapshot(view(signed_in())), IconModel(TrayStatus.SIGNED_IN, 1.0), id="signed in"
        ),
        pytest.param(
            snapshot(view(signed_in(started=6 * HOUR))),
            IconModel(TrayStatus.SIGNED_IN, 0.25),
            id="a quarter left",
        ),
        pytest.param(
            snapshot(view(signed_in(started=8 * HOUR - 4 * MINUTE))),
            IconModel(TrayStatus.ENDS_SOON, 1 / 60),
            id="ends soon, never an empty arc",
        ),
        pytest.param(
            snapshot(view(signing_in())), IconModel(TrayStatus.SIGNING_IN), id="signing in"
        ),
        pytest.param(
            snapshot(view(signed_in()), view(Expired(START), "Globex")),
            IconModel(TrayStatus.ENDED),
            id="the worst of two",
        ),
        pytest.param(
            snapshot(view(signed_in()), view(signed_in(started=4 * HOUR), "Globex")),
            IconModel(TrayStatus.SIGNED_IN, 0.5),
            id="the least of two",
        ),
        pytest.param(
            snapshot(view(SignedOut()), problems=(FileError("Broken."),), is_demo=True),
            IconModel(TrayStatus.SIGNED_OUT, has_trouble=True, is_demo=True),
            id="trouble, demo",
        ),
    ],
)
def test_icon(shown: AppSnapshot, expected: IconModel) -> None:
    assert Presenter().icon(shown, START) == expected


def test_the_icon_is_seldom_another_one() -> None:
    shown = snapshot(view(signed_in()))
    minutes = (START + minute * MINUTE for minute in range(8 * 60 - 15))
    assert len({Presenter().icon(shown, moment) for moment in minutes}) <= 60


# ---- tooltip ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(snapshot(), "SSO Tray isn't set up yet", id="nothing set up"),
        pytest.param(AppSnapshot(), "SSO Tray is starting…", id="starting"),
        pytest.param(
            snapshot(view(signed_in(started=48 * MINUTE))),
            "Acme: about 7 h 12 min left",
            id="guess",
        ),
        pytest.param(
            snapshot(
                view(signed_in(is_refreshable=False), accounts=named_listing(("0" * 12, "Prod"))),
                activations=(activation(),),
            ),
            "Acme: 1 h left\ndefault → Prod / Role0, 43 min",
            id="exact, with a profile",
        ),
        pytest.param(
            snapshot(view(Expired(START)), is_demo=True), "DEMO · Acme: session ended", id="demo"
        ),
        pytest.param(
            snapshot(
                view(replace(signed_in(), refresh=Backoff(START + MINUTE, Throttled("Slow."), 1)))
            ),
            "Acme: about 8 h left\nSlow.",
            id="throttled is not signed out",
        ),
        pytest.param(
            snapshot(*(view(SignedOut(), f"S{n}") for n in range(5))),
            "S0: signed out\nS1: signed out\nS2: signed out\n2 more",
            id="many",
        ),
    ],
)
def test_tooltip(shown: AppSnapshot, expected: str) -> None:
    assert Presenter().tooltip(shown, START) == expected


# ---- click --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(AppSnapshot(), UiRequest.HOME, id="starting"),
        pytest.param(snapshot(), UiRequest.FIRST_RUN, id="nothing set up"),
        pytest.param(snapshot(view(SignedOut())), SignIn(ACME), id="signed out"),
        pytest.param(
            snapshot(view(SignedOut(), "Globex"), view(Expired(START))),
            SignIn(ACME),
            id="ended first",
        ),
        pytest.param(snapshot(view(signing_in())), ShowSignIn(ACME), id="signing in"),
        pytest.param(
            snapshot(view(Expired(START), "Globex"), view(signed_in())),
            UiRequest.HOME,
            id="signed in somewhere",
        ),
    ],
)
def test_click(shown: AppSnapshot, expected: object) -> None:
    assert Presenter().click(shown) == expected


def test_where_a_click_opens_the_menu_it_begins_with_what_the_click_would_do() -> None:
    shown = snapshot(view(SignedOut()))
    first, line, *_ = Presenter(click_opens_menu=True).menu(shown, START)
    assert first == Entry("click", "Sign in to Acme…", SignIn(ACME))
    assert isinstance(line, Separator)


# ---- time ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "after"),
    [
        pytest.param(snapshot(view(SignedOut())), None, id="nothing runs"),
        pytest.param(snapshot(view(signed_in())), SECONDS, id="on the full minute"),
        pytest.param(
            snapshot(view(signed_in(started=30 * SECONDS))), 31 * SECONDS, id="in mid-minute"
        ),
        pytest.param(
            snapshot(view(signed_in(started=9 * HOUR - MINUTE / 2), hours=9)),
            31 * SECONDS,
            id="less than a minute",
        ),
        pytest.param(
            snapshot(view(signed_in(), hours=72), activations=(activation(),)), SECONDS, id="keys"
        ),
        pytest.param(
            snapshot(view(signed_in(started=30 * MINUTE), hours=72)),
            30 * MINUTE + SECONDS,
            id="days",
        ),
    ],
)
def test_next_change(shown: AppSnapshot, after: timedelta | None) -> None:
    expected = None if after is None else START + after
    assert Presenter().next_change(shown, START) == expected


def test_between_changes_nothing_is_said_anew() -> None:
    shown = snapshot(view(signed_in(started=7 * HOUR)), activations=(activation(),))
    presenter, now = Presenter(), START
    while (change := presenter.next_change(shown, now)) is not None:
        before = (presenter.tooltip(shown, now), presenter.menu(shown, now))
        last = change - SECONDS - timedelta(microseconds=1)
        if last > now:
            assert (presenter.tooltip(shown, last), presenter.menu(shown, last)) == before
        assert change > now
        now = change
    assert now >= START + HOUR


# ---- menu ----------------------------------------------------------------------------


def test_the_menu_from_top_to_bottom() -> None:
    accounts = listing(2, 2)
    shown = snapshot(
        view(signed_in(started=48 * MINUTE), accounts=accounts),
        view(SignedOut(), "Globex"),
        activations=(activation(),),
        pinned=(role(0, "Role1"),),
        recent=(role(0, "Role1"), role(1, "Role0")),
    )
    assert labels(menu(shown)) == [
        "Acme: about 7 h 12 min left",
        "default → Account 0000 / Role0 (Acme), 43 min",
        "--",
        "Sign in to Globex…",
        "--",
        "★ Account 0000 / Role1 (Acme)",
        "Account 0001 / Role0 (Acme)",
        "--",
        "Find a role…",
        "Accounts",
        "Open access portal",
        "--",
        "More",
        "Settings…",
        "Quit",
    ]
    more = find(menu(shown), "More")
    assert isinstance(more, Submenu)
    assert labels(children_of(more)) == [
        "Activity…",
        "Diagnostics…",
        "--",
        "Refresh accounts",
        "Sign out of Acme",
        "--",
        "About SSO Tray",
    ]


def test_beside_what_is_pinned_and_recent_the_menu_has_eleven_rows_at_most() -> None:
    shown = snapshot(
        view(signed_in(), accounts=listing(40, 3)),
        activations=(activation(),),
        pinned=(role(1),),
        recent=(role(2),),
    )
    favourites = ("★ Account 0001 / Role0", "Account 0002 / Role0", "--")
    rows = [label for label in labels(menu(shown)) if label not in favourites]
    assert len(rows) <= 11


def test_signed_out_there_is_nothing_to_find() -> None:
    assert "Find a role…" not in labels(menu(snapshot(view(SignedOut()))))


def test_small_pictures_tell_the_session_and_what_is_protected_and_in_use() -> None:
    red = GuardColour.RED
    rules = (GuardRule("Account 0001", colour=red), GuardRule("Account 0002", colour=red))
    shown = replace(
        snapshot(
            view(signed_in(started=4 * HOUR), accounts=listing(3, 1)),
            activations=(activation(),),
            pinned=(role(0), role(1)),
            recent=(role(2),),
        ),
        settings=Settings(guards=rules),
    )
    marks = {item.label: item.mark for item in menu(shown) if not isinstance(item, Separator)}
    assert marks["Acme: about 4 h left"] == RingMark(TrayStatus.SIGNED_IN, 0.5)
    assert marks["default → Account 0000 / Role0, 43 min"] == DotMark(is_in_use=True)
    assert marks["★ Account 0000 / Role0"] == DotMark(is_in_use=True)
    protected = DotMark(is_in_use=False, guard=GuardColour.RED)
    assert marks["Account 0002 / Role0 [protected]"] == protected
    assert marks["Find a role…"] is None


@pytest.mark.parametrize(("count", "is_submenu"), [(40, True), (41, False)])
def test_more_accounts_than_a_menu_can_hold_open_the_search(count: int, is_submenu: bool) -> None:
    shown = snapshot(view(signed_in(), accounts=listing(count, 1)))
    accounts = find(menu(shown), "Accounts")
    assert isinstance(accounts, Submenu) is is_submenu
    if isinstance(accounts, Entry):
        assert accounts.label == "Accounts…"
        assert accounts.action is UiRequest.HOME


@pytest.mark.parametrize(
    ("path", "action"),
    [
        (("★ Account 0000 / Role1",), UseRole(role(0, "Role1"))),
        (("Accounts", "Account 0001", "Role0", "Use"), UseRole(role(1))),
        (("Accounts", "Account 0001", "Role0", "Pin"), Pin(role(1), is_pinned=True)),
        (("Accounts", "Account 0000", "Role1", "Unpin"), Pin(role(0, "Role1"), is_pinned=False)),
        (("Accounts", "Account 0000", "Role0", "Copy", "Account ID"), CopyText("0" * 12)),
        (("Accounts", "Account 0000", "Role0", "Copy", "Role"), CopyText("Account 0000/Role0")),
        (("default →", "Stop using"), Release(activation().profile)),
        (("default →", "Copy", "Profile name"), CopyText("default")),
        (("default →", "Open console"), OpenConsole(role(0))),
        (("More", "Sign out of Acme"), SignOut(ACME)),
    ],
    ids=lambda value: " > ".join(value) if isinstance(value, tuple) else "",
)
def test_an_entry_does(path: tuple[str, ...], action: object) -> None:
    shown = snapshot(
        view(signed_in(), accounts=listing(2, 2)),
        activations=(activation(),),
        pinned=(role(0, "Role1"),),
    )
    entry = find(menu(shown), *path)
    assert isinstance(entry, Entry)
    assert entry.action == action


@pytest.mark.parametrize(
    ("work", "minutes", "said"),
    [
        (None, 43, "43 min"),
        (Fetching(), None, "getting keys…"),
        (Fetching(), 12, "12 min, renewing…"),
        (Waiting(), -1, "keys expired, sign in to continue"),
        (Retrying(START, Unreachable("No network."), 1), 12, "12 min, retrying soon"),
        (Stuck(FileError("No space.")), None, "needs attention"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_profile_says(work: object, minutes: int | None, said: str) -> None:
    shown = snapshot(view(signed_in()), activations=(activation(work, minutes),))  # type: ignore[arg-type]
    assert find(menu(shown), "default →").label == f"default → 000000000000 / Role0, {said}"


def test_a_profile_that_another_program_changed_says_so_and_why() -> None:
    active = replace(activation(None, 43), changed=FileError("Another program removed x."))
    shown = menu(snapshot(view(signed_in()), activations=(active,)))
    label = find(shown, "default →").label
    assert label == "default → 000000000000 / Role0, 43 min, changed by another program"
    assert find(shown, "default →", "Another").label == "Another program removed x."


@pytest.mark.parametrize("path", [("Accounts", "Account 0000", "Role0"), ("default →",)])
def test_pinned_services_of_the_console_are_a_click_away(path: tuple[str, ...]) -> None:
    console = ConsoleSettings(services=("s3", "cloudwatch", "s3"))
    shown = replace(
        snapshot(view(signed_in(), accounts=listing(2, 2)), activations=(activation(),)),
        settings=Settings(console=console),
    )
    opened = find(menu(shown), *path, "Open console")
    assert isinstance(opened, Submenu)
    assert isinstance(opened.children, tuple)
    assert labels(opened.children)[-3:] == ["--", "s3", "cloudwatch"]
    entry = find(menu(shown), *path, "Open console", "s3")
    assert isinstance(entry, Entry)
    assert entry.action == OpenConsole(role(0), service="s3")


def test_a_profile_that_is_still_in_the_files_stays_in_the_menu() -> None:
    one = activation()
    leaving = failed(begin(one.profile, one, START), KeysRemain("Still there."), START)
    shown = menu(snapshot(view(signed_in()), withdrawals=(leaving,)))
    entry = find(shown, "default →", "Try again")
    assert isinstance(entry, Entry)
    assert entry.action == Release(one.profile)
    find(shown, "default →", "Still there.")


def test_what_hinders_a_profile_stands_in_its_menu() -> None:
    stuck = activation(Stuck(FileError("No space.")))
    why = find(menu(snapshot(view(signed_in()), activations=(stuck,))), "default →", "No space")
    assert isinstance(why, Entry)
    assert not why.is_enabled


def test_a_sign_in_shows_its_code_and_can_be_cancelled() -> None:
    items = menu(snapshot(view(signing_in("WXYZ-ABCD"))))
    assert find(items, "Signing in").label == "Signing in to Acme, code WXYZ-ABCD…"
    cancel = find(items, "Cancel")
    assert isinstance(cancel, Entry)
    assert cancel.action == CancelSignIn(ACME)
    assert find(items, "Open browser again").label
    with pytest.raises(LookupError):
        find(items, "Sign in to")


def test_accounts_of_one_name_are_told_apart() -> None:
    accounts = named_listing(("111111111111", "Prod"), ("222222222222", "Prod"), ("3" * 12, "Test"))
    submenu = find(menu(snapshot(view(signed_in(), accounts=accounts))), "Accounts")
    assert isinstance(submenu, Submenu)
    expected = ["Prod (111111111111)", "Prod (222222222222)", "Test"]
    assert labels(children_of(submenu)) == expected


def test_roles_that_are_gone_leave_the_favourites() -> None:
    shown = snapshot(
        view(signed_in(), accounts=listing(1, 1)), pinned=(role(9),), recent=(role(0, "Gone"),)
    )
    assert not any("Gone" in label or "★" in label for label in labels(menu(shown)))


@pytest.mark.parametrize(
    ("progress", "error", "said"),
    [
        (None, None, "Loading accounts…"),
        (ListingProgress(120, 1000), None, "Loading accounts… 120 of 1,000"),
        (None, Throttled("AWS is throttling requests."), "AWS is throttling requests."),
    ],
    ids=["nothing yet", "coming in", "throttled"],
)
def test_a_listing_says_how_it_goes(
    progress: ListingProgress | None, error: Throttled | None, said: str
) -> None:
    shown = snapshot(replace(view(signed_in()), progress=progress, listing_error=error))
    line = find(menu(shown), "Accounts", said)
    assert line.label == said
    assert isinstance(line, Entry)
    assert not line.is_enabled


@pytest.mark.parametrize(
    ("accounts", "roles"), [(1, 1), (25, 1), (26, 1), (40, 1), (1, 200), (1, 626), (1, 3000)]
)
def test_every_role_is_in_a_menu_no_longer_than_the_screen(accounts: int, roles: int) -> None:
    shown = snapshot(view(signed_in(), accounts=listing(accounts, roles)))
    menus = list(every_menu(menu(shown)))
    assert max(map(len, menus)) <= LONGEST_MENU
    uses = {
        item.action.role
        for items in menus
        for item in items
        if isinstance(item, Entry) and isinstance(item.action, UseRole)
    }
    assert len(uses) == accounts * roles
    for items in menus:
        assert len({item.key for item in items}) == len(items)


@pytest.mark.parametrize(("roles", "is_late"), [(2, False), (3, True)])
def test_only_long_lists_come_later(roles: int, is_late: bool) -> None:
    shown = snapshot(view(signed_in(), accounts=listing(SMALL // 2, roles)))
    first = find(menu(shown), "Accounts", "Account")
    assert isinstance(first, Submenu)
    assert isinstance(first.children, Later) is is_late


def test_a_menu_of_5000_roles_is_made_in_no_time() -> None:
    presenter, shown = Presenter(), snapshot(view(signed_in(), accounts=listing(1000, 5)))
    presenter.menu(shown, START)  # builds the index
    taken = list[float]()
    for minute in range(1, 6):
        started = time.thread_time()  # what other programs take of the machine does not count
        presenter.menu(shown, START + minute * MINUTE)
        taken.append(time.thread_time() - started)
    assert min(taken) < 0.02


def test_many_sessions_share_submenus() -> None:
    items = menu(snapshot(*(view(SignedOut(), f"S{n}") for n in range(12))))
    assert len(items) <= LONGEST_MENU
    entry = find(items, "Sign in to", "S11")
    assert isinstance(entry, Entry)


def test_the_demo_says_so() -> None:
    assert labels(menu(snapshot(view(SignedOut()), is_demo=True)))[0].startswith("DEMO")


def test_problems_lead_to_the_status_window() -> None:
    shown = snapshot(view(SignedOut()), problems=(FileError("Line 3 makes no sense."),))
    assert menu(shown)[0] == Entry("problem 0", "! Line 3 makes no sense.", UiRequest.HOME)
