"""Which version is newer (PEP 440), and which of them a person hears of."""

from itertools import pairwise

import pytest
from packaging.version import Version as Reference

from tray.core.releases import is_newer, version_of

ORDERED = (
    "0.9",
    "1.0.dev1",
    "1.0.dev2",
    "1.0a1.dev1",
    "1.0a1",
    "1.0a2",
    "1.0b1",
    "1.0rc1.dev3",
    "1.0rc1",
    "1.0rc10",
    "1.0",
    "1.0.post1.dev1",
    "1.0.post1",
    "1.0.1",
    "1.2",
    "1.10",
    "2.0",
)


@pytest.mark.parametrize(("older", "newer"), list(pairwise(ORDERED)), ids=lambda text: text)
def test_the_order(older: str, newer: str) -> None:
    first, second = version_of(older), version_of(newer)
    assert first is not None
    assert second is not None
    assert first < second
    assert Reference(older) < Reference(newer), "the order of PEP 440"


@pytest.mark.parametrize(("one", "other"), [("1", "1.0.0"), ("v1.2", "1.2"), (" 1.2\n", "1.2")])
def test_the_same(one: str, other: str) -> None:
    assert version_of(one) == version_of(other) is not None


@pytest.mark.parametrize(
    "text",
    ["", "latest", "1.2-beta", "1!2.0", "1.0+local", "-1", "1..2", "9" * 99, "1.2 x", "1,2"],
)
def test_what_is_no_version(text: str) -> None:
    assert version_of(text) is None
    assert not is_newer(text, "0.1")
    assert not is_newer("9.0", text)


@pytest.mark.parametrize(
    ("offered", "installed", "is_told"),
    [
        pytest.param("1.1", "1.0", True, id="newer"),
        pytest.param("1.0", "1.0", False, id="the same"),
        pytest.param("1.0", "1.1", False, id="older"),
        pytest.param("1.0.post1", "1.0", True, id="mended"),
        pytest.param("2.0rc1", "1.0", False, id="not for everybody yet"),
        pytest.param("2.0rc2", "2.0rc1", True, id="who tries one hears of the next"),
        pytest.param("2.0", "2.0rc1", True, id="and of the release"),
        pytest.param("2.0.dev1", "1.0", False, id="in development"),
    ],
)
def test_who_is_told(offered: str, installed: str, *, is_told: bool) -> None:
    assert is_newer(offered, installed) is is_told
