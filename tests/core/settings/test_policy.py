"""What an administrator presets, beside what a person sets."""

from collections.abc import Mapping

import pytest

from tests.core.doctor.doctor_samples import bad, examined, spoiled
from tray.core.doctor.report import Severity
from tray.core.settings.policy import NAMES, NO_POLICY, Policy, PolicyFault
from tray.core.settings.toml_lines import line_of

Said = Mapping[str, object]

MINE, THEIRS = {"name": "mine"}, {"name": "theirs"}
FOR_ALL = {"label": "policy not understood", "confirm": True, "ask_programs": True}


def policy(presets: Said, *locked: str) -> Policy:
    return Policy("/etc/policy", presets, frozenset(locked))


@pytest.mark.parametrize(
    ("presets", "locked", "own", "in_force"),
    [
        pytest.param({}, (), {"delivery": "sso"}, {"delivery": "sso"}, id="no preset"),
        pytest.param({"delivery": "sso"}, (), {}, {"delivery": "sso"}, id="a preset"),
        pytest.param(
            {"delivery": "sso"}, (), {"delivery": "keys"}, {"delivery": "keys"}, id="own wins"
        ),
        pytest.param(
            {"delivery": "sso"},
            ("delivery",),
            {"delivery": "keys"},
            {"delivery": "sso"},
            id="locked wins",
        ),
        pytest.param({}, ("delivery",), {"delivery": "keys"}, {}, id="locked at its default"),
        pytest.param({}, (), {"future": 1}, {"future": 1}, id="unknown keys pass"),
        pytest.param(
            {"network": {"proxy": "a", "ca_bundle": "b"}},
            (),
            {"network": {"proxy": "c"}},
            {"network": {"proxy": "c", "ca_bundle": "b"}},
            id="a table key by key",
        ),
        pytest.param(
            {"sessions": [THEIRS]},
            (),
            {"sessions": [MINE]},
            {"sessions": [THEIRS, MINE]},
            id="sessions of both",
        ),
        pytest.param(
            {"sessions": [{"name": "x", "region": "a"}]},
            (),
            {"sessions": [{"name": "x", "region": "b"}]},
            {"sessions": [{"name": "x", "region": "b"}]},
            id="one's own session of that name",
        ),
        pytest.param(
            {"sessions": [THEIRS]},
            ("sessions",),
            {"sessions": [MINE]},
            {"sessions": [THEIRS]},
            id="locked sessions",
        ),
        pytest.param(
            {"guards": [THEIRS]},
            (),
            {"guards": [MINE]},
            {"guards": [MINE, THEIRS]},
            id="one's own guards first",
        ),
        pytest.param(
            {"guards": [THEIRS]},
            ("guards",),
            {"guards": [MINE]},
            {"guards": [THEIRS, MINE]},
            id="locked guards first",
        ),
    ],
)
def test_what_is_in_force(
    presets: Said, locked: tuple[str, ...], own: Said, in_force: Said
) -> None:
    found = policy(presets, *locked).over(own)
    assert {name: value for name, value in found.items() if value != []} == in_force


@pytest.mark.parametrize(
    ("presets", "locked", "in_force", "own"),
    [
        pytest.param({}, (), {"delivery": "sso"}, {"delivery": "sso"}, id="no preset"),
        pytest.param({}, ("delivery",), {"delivery": "sso"}, {}, id="locked"),
        pytest.param(
            {"sessions": [THEIRS]},
            (),
            {"sessions": [THEIRS, MINE]},
            {"sessions": [MINE]},
            id="sessions",
        ),
        pytest.param(
            {"sessions": [THEIRS]}, ("sessions",), {"sessions": [THEIRS]}, {}, id="locked sessions"
        ),
        pytest.param(
            {"guards": [THEIRS]},
            ("guards",),
            {"guards": [THEIRS, MINE]},
            {"guards": [MINE]},
            id="guards",
        ),
    ],
)
def test_what_is_the_person_s_own(
    presets: Said, locked: tuple[str, ...], in_force: Said, own: Said
) -> None:
    assert policy(presets, *locked).without(in_force) == own


@pytest.mark.parametrize("setting", ["", "guards"])
def test_while_nobody_knows_what_was_to_be_guarded_all_is(setting: str) -> None:
    broken = Policy("/etc/policy", faults=(PolicyFault("/etc/policy", "rubbish", setting),))
    own = {"guards": [{"role": "*", "ask_programs": True}]}
    in_force = broken.over(own)
    assert in_force["guards"] == [{"role": "*", "ask_programs": True, "confirm": True}, FOR_ALL]
    assert "guards" not in broken.without(in_force)
    assert "every role asks" in broken.problems[0].hint


def test_a_fault_elsewhere_guards_nothing() -> None:
    broken = Policy("/etc/policy", faults=(PolicyFault("/etc/policy", "rubbish", "network", 7),))
    assert broken.over({})["guards"] == []
    (problem,) = broken.problems
    assert "/etc/policy, line 7: rubbish" in problem.title
    assert "every role" not in problem.hint


def test_without_a_policy_nothing_changes() -> None:
    own = {"delivery": "sso", "guards": [MINE], "sessions": [MINE]}
    assert NO_POLICY.over(own) == own
    assert NO_POLICY.without(own) == own
    assert NO_POLICY.problems == ()


def test_every_setting_can_be_locked() -> None:
    assert "guards" in NAMES
    assert "version" not in NAMES


TEXT = """version = 1
locked = ["guards"]

[[sessions]]
name = "a"
[[guards]] # the first
minutes = 1
[[guards]]
  account = "x"
  minutes = "y"
[network]
proxy = "z"
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param(("locked",), 2, id="a key"),
        pytest.param(("sessions", 0, "name"), 5, id="in a table of a list"),
        pytest.param(("guards", 0, "minutes"), 7, id="in the first"),
        pytest.param(("guards", 1, "minutes"), 10, id="in the second"),
        pytest.param(("guards", 1, "colour"), 8, id="what it lacks"),
        pytest.param(("guards",), 6, id="a list of tables"),
        pytest.param(("network", "proxy"), 12, id="in a table"),
        pytest.param(("network",), 11, id="a table"),
        pytest.param(("elsewhere",), 0, id="nowhere"),
        pytest.param(("proxy",), 0, id="not at the top"),
    ],
)
def test_on_which_line_it_stands(path: tuple[str | int, ...], line: int) -> None:
    assert line_of(TEXT, path) == line


def test_the_doctor_names_file_and_line() -> None:
    faults = (
        PolicyFault("/etc/policy", "“gards” isn't a setting", "guards", 3),
        PolicyFault("/etc/policy", "proxy: expected `str`", "network"),
    )
    facts = spoiled(policy=Policy("/etc/policy", faults=faults))
    (first, first_words), (second, second_words) = bad("policy", facts)
    assert first is second is Severity.TROUBLE
    assert "“gards” isn't a setting" in first_words
    assert "every role asks" in first_words
    assert "/etc/policy, line 3" in first_words
    assert "own settings" in second_words
    assert second_words.endswith("/etc/policy")


def test_the_doctor_says_what_is_locked() -> None:
    (finding,) = examined("policy", spoiled(policy=policy({}, "guards", "delivery")))
    assert finding.severity is Severity.FINE
    assert "delivery, guards" in finding.title
