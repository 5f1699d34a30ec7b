"""Which choice counts: the wish, the settings', or the administrator's."""

from dataclasses import replace

import pytest

from tray.core.settings.choices import (
    as_locked,
    chosen,
    delivery_of_profiles,
    refuse_other,
    region_of,
    sign_in_flow,
)
from tray.core.settings.settings import DeliveryKind, FlowChoice, SessionSettings, Settings
from tray.core.vocabulary.errors import PolicyError
from tray.core.vocabulary.model import SessionName, SignInFlow, SsoSession

FREE, LOCKED = frozenset[str](), frozenset({"delivery", "sign_in"})
KEYS, ON_DEMAND, AWS_CLI = DeliveryKind.KEYS, DeliveryKind.ON_DEMAND, DeliveryKind.AWS_CLI
AUTO, PKCE, CODE = FlowChoice.AUTO, FlowChoice.PKCE, FlowChoice.DEVICE_CODE
ACME = SsoSession(SessionName("acme"), "https://acme.awsapps.com/start", "eu-west-1")


@pytest.mark.parametrize(
    ("locked", "wanted", "counts"),
    [(FREE, None, KEYS), (FREE, AWS_CLI, AWS_CLI), (LOCKED, AWS_CLI, KEYS), (LOCKED, None, KEYS)],
)
def test_a_wish_counts_unless_the_setting_is_locked(
    locked: frozenset[str], wanted: DeliveryKind | None, counts: DeliveryKind
) -> None:
    assert chosen(locked, "delivery", wanted, KEYS) is counts


def test_who_can_be_answered_at_once_is_refused() -> None:
    refuse_other(FREE, "delivery", AWS_CLI, KEYS)
    refuse_other(LOCKED, "delivery", None, KEYS)
    refuse_other(LOCKED, "delivery", KEYS, KEYS)
    with pytest.raises(PolicyError, match=r"how tools get keys \("):
        refuse_other(LOCKED, "delivery", AWS_CLI, KEYS)


def test_profiles_for_all_roles_hold_no_keys_whatever_the_settings_say() -> None:
    own = Settings(delivery=KEYS)
    assert delivery_of_profiles(own, FREE, None) is ON_DEMAND
    assert delivery_of_profiles(own, FREE, AWS_CLI) is AWS_CLI
    with pytest.raises(PolicyError):
        delivery_of_profiles(own, LOCKED, None)
    managed = Settings(delivery=AWS_CLI)
    assert delivery_of_profiles(managed, LOCKED, None) is AWS_CLI
    with pytest.raises(PolicyError):
        delivery_of_profiles(managed, LOCKED, ON_DEMAND)


@pytest.mark.parametrize(
    ("standing", "locked", "wanted", "has_browser", "flow"),
    [
        (AUTO, FREE, AUTO, True, SignInFlow.PKCE),
        (AUTO, FREE, AUTO, False, SignInFlow.DEVICE_CODE),
        (CODE, FREE, AUTO, True, SignInFlow.DEVICE_CODE),
        (CODE, FREE, PKCE, False, SignInFlow.PKCE),
        (CODE, LOCKED, PKCE, True, SignInFlow.DEVICE_CODE),
        (PKCE, LOCKED, CODE, False, SignInFlow.PKCE),
    ],
)
def test_the_flow_of_a_sign_in(
    standing: FlowChoice,
    locked: frozenset[str],
    wanted: FlowChoice,
    has_browser: bool,
    flow: SignInFlow,
) -> None:
    settings = Settings(sign_in=standing)
    assert sign_in_flow(settings, locked, wanted, has_browser=has_browser) is flow


def test_the_region_is_the_nearest_that_anybody_named() -> None:
    own = SessionSettings("acme", default_region="eu-north-1")
    anywhere = Settings(default_region="us-east-2")
    assert region_of(Settings(), ACME.name, ACME) == "eu-west-1"
    assert region_of(anywhere, ACME.name, ACME) == "us-east-2"
    assert region_of(replace(anywhere, sessions=(own,)), ACME.name, ACME) == "eu-north-1"
    assert region_of(Settings(), ACME.name, None) == ""


def test_what_is_locked_stays_when_the_rest_changes() -> None:
    before, wanted = Settings(delivery=KEYS), Settings(delivery=AWS_CLI, default_profile="work")
    after = as_locked(frozenset({"delivery"}), before, wanted)
    assert (after.delivery, after.default_profile) == (KEYS, "work")
