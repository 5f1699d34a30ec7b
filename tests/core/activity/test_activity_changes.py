"""What the activity log says of two snapshots that follow each other."""

from dataclasses import replace

import pytest

from tests.fakes import START
from tests.ui.samples import (
    ACME,
    HOUR,
    MINUTE,
    activation,
    named_listing,
    role,
    signed_in,
    signing_in,
    snapshot,
    view,
)
from tray.core.activity.entries import ActivityEntry, Way
from tray.core.activity.entries import ActivityKind as Kind
from tray.core.activity_changes import entries_between
from tray.core.profiles.activation import (
    Activation,
    CredentialsFacts,
    Fetching,
    Resting,
    Retrying,
    Stuck,
)
from tray.core.sessions.states import Expired, SessionState, SignedIn, SignedOut
from tray.core.settings.settings import DeliveryKind
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.errors import TrayError
from tray.core.vocabulary.model import ProfileName

NOW = START + 10 * MINUTE
GONE = TrayError("The session ended at AWS.")
DENIED = TrayError("The sign-in was denied.")
BLIP = TrayError("AWS is busy.")
OUT = SignedOut()
ASKING = replace(signing_in(), previous=OUT)
TOKEN = signed_in().token
REFRESHED = SignedIn(replace(TOKEN, issued_at=NOW, expires_at=NOW + HOUR))
ANEW = SignedIn(replace(TOKEN, issued_at=NOW, session_started_at=NOW))


def kinds(before: AppSnapshot, after: AppSnapshot) -> list[Kind]:
    return [entry.kind for entry in entries_between(before, after, NOW)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (ASKING, signed_in(), [Kind.SIGNED_IN]),
        (signing_in(), ANEW, [Kind.SIGNED_IN]),
        (OUT, signed_in(), [Kind.FOUND]),
        (ASKING, replace(ASKING, previous=signed_in()), [Kind.FOUND]),
        (signed_in(), ANEW, [Kind.FOUND]),
        (signed_in(), REFRESHED, [Kind.REFRESHED]),
        (signing_in(), replace(signing_in(), previous=REFRESHED), [Kind.REFRESHED]),
        (signed_in(), Expired(START, GONE), [Kind.ENDED]),
        (Expired(START, GONE), signed_in(), [Kind.FOUND]),
        (signed_in(), OUT, [Kind.SIGNED_OUT]),
        (ASKING, SignedOut(DENIED), [Kind.SIGN_IN_FAILED]),
        (signing_in(), replace(signed_in(), sign_in_error=DENIED), [Kind.SIGN_IN_FAILED]),
        (SignedOut(DENIED), SignedOut(DENIED), []),
        (OUT, ASKING, []),
        (ASKING, OUT, []),
        (Expired(START), OUT, []),
        (signed_in(), signed_in(), []),
    ],
    ids=[
        "a sign-in",
        "a sign-in before the old one ended",
        "a sign-in of an earlier run",
        "another tool was quicker",
        "another tool signed in anew",
        "a refresh",
        "a refresh while signing in",
        "the end",
        "found again after the end",
        "a sign-out",
        "a sign-in that failed",
        "a new sign-in that failed while the old one lives",
        "the same failure",
        "a sign-in begins",
        "a sign-in is cancelled",
        "what had ended is forgotten",
        "nothing",
    ],
)
def test_what_is_told_of_a_session(
    before: SessionState, after: SessionState, told: list[Kind]
) -> None:
    assert kinds(snapshot(view(before)), snapshot(view(after))) == told


def test_a_session_that_appears_signed_in_was_found() -> None:
    (entry,) = entries_between(snapshot(), snapshot(view(signed_in())), NOW)
    assert entry == ActivityEntry(NOW, Kind.FOUND, ACME, until=START + 8 * HOUR)
    assert not kinds(snapshot(), snapshot(view(SignedOut())))
    assert kinds(snapshot(), snapshot(view(SignedOut(DENIED)))) == [Kind.SIGN_IN_FAILED]


def test_an_end_says_when_and_why() -> None:
    before = snapshot(view(signed_in()))
    (entry,) = entries_between(before, snapshot(view(Expired(START, GONE))), NOW)
    assert (entry.when, entry.note) == (START, GONE.title)
    (entry,) = entries_between(before, snapshot(view(Expired(NOW + HOUR))), NOW)
    assert (entry.when, entry.note) == (NOW, "")


def in_use(*active: Activation) -> AppSnapshot:
    return snapshot(
        view(signed_in(), accounts=named_listing((role().account_id, "Prod"))), activations=active
    )


REST = activation()
WAITS = activation(Fetching(), minutes=None)
OTHER = replace(activation(Fetching(), minutes=None), role=role(1), serial=2, replaces=REST)
OTHER_IN_FORCE = replace(activation(), role=role(1), serial=2)
NEWER = replace(REST, keys=CredentialsFacts(NOW, NOW + HOUR))
DEMANDED = replace(activation(Resting(), minutes=None), delivery=DeliveryKind.ON_DEMAND)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((), (REST,), [Kind.IN_USE]),
        ((), (WAITS,), []),
        ((WAITS,), (REST,), [Kind.IN_USE]),
        ((), (DEMANDED,), [Kind.IN_USE]),
        ((REST,), (NEWER,), [Kind.RENEWED]),
        ((REST,), (OTHER,), []),
        ((OTHER,), (OTHER_IN_FORCE,), [Kind.RELEASED, Kind.IN_USE]),
        ((OTHER,), (replace(REST, setback=GONE),), [Kind.FAILED]),
        ((REST,), (DEMANDED,), [Kind.RELEASED, Kind.IN_USE]),
        ((REST,), (), [Kind.RELEASED]),
        ((WAITS,), (), []),
        ((REST,), (replace(REST, work=Stuck(GONE)),), [Kind.FAILED]),
        ((replace(REST, work=Stuck(GONE)),), (replace(REST, work=Stuck(GONE)),), []),
        ((REST,), (replace(REST, work=Retrying(NOW, BLIP, 1)),), []),
        ((REST,), (replace(REST, work=Retrying(NOW, BLIP, 3, is_told=True)),), [Kind.FAILED]),
    ],
    ids=[
        "a role is used",
        "a role is wanted",
        "its keys are there",
        "on demand",
        "renewed",
        "another role is wanted",
        "another role takes its place",
        "another role cannot be had",
        "the same role in another way",
        "released",
        "no longer wanted",
        "stuck",
        "stuck still",
        "a blip is no news",
        "keys are about to die",
    ],
)
def test_what_is_told_of_a_profile(
    before: tuple[Activation, ...], after: tuple[Activation, ...], told: list[Kind]
) -> None:
    assert kinds(in_use(*before), in_use(*after)) == told


def test_a_line_of_a_profile_says_all_there_is() -> None:
    (entry,) = entries_between(in_use(), in_use(REST), NOW)
    assert entry == ActivityEntry(
        NOW,
        Kind.IN_USE,
        ACME,
        role(),
        "Prod",
        ProfileName("default"),
        Way.CREDENTIALS_FILE,
        until=START + 43 * MINUTE,
    )
    (entry,) = entries_between(in_use(REST), in_use(replace(REST, work=Stuck(GONE))), NOW)
    assert entry.note == GONE.title


def test_what_an_earlier_run_put_in_force_is_not_told_again() -> None:
    starting = AppSnapshot()
    assert kinds(starting, in_use(REST)) == [Kind.FOUND]


def test_a_sign_out_is_told_after_what_it_took_back() -> None:
    before, after = in_use(REST), snapshot(view(OUT))
    assert kinds(before, after) == [Kind.RELEASED, Kind.SIGNED_OUT]
    assert kinds(snapshot(view(ASKING)), in_use(REST)) == [Kind.SIGNED_IN, Kind.IN_USE]
