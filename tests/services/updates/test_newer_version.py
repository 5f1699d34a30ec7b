"""Which versions a person hears of."""

import pytest

from tray.services.updates.newer_version import is_newer


@pytest.mark.parametrize(
    ("offered", "installed", "is_told"),
    [
        pytest.param("1.1", "1.0", True, id="newer"),
        pytest.param("1.10", "1.9", True, id="numbers, not letters"),
        pytest.param("1.0", "1.0", False, id="the same"),
        pytest.param("v1.0.0", "1", False, id="the same, written otherwise"),
        pytest.param("1.0", "1.1", False, id="older"),
        pytest.param("1.0.post1", "1.0", True, id="mended"),
        pytest.param("2.0rc1", "1.0", False, id="not for everybody yet"),
        pytest.param("2.0rc2", "2.0rc1", True, id="who tries one hears of the next"),
        pytest.param("2.0", "2.0rc1", True, id="and of the release"),
        pytest.param("2.0.dev1", "1.0", False, id="in development"),
        pytest.param("2.0+local", "1.0", False, id="somebody's own build"),
    ],
)
def test_who_is_told(offered: str, installed: str, *, is_told: bool) -> None:
    assert is_newer(offered, installed) is is_told


@pytest.mark.parametrize("text", ["", "latest", "-1", "1..2", "1.2 x", "1,2"])
def test_what_is_no_version(text: str) -> None:
    assert not is_newer(text, "0.1")
    assert not is_newer("9.0", text)
