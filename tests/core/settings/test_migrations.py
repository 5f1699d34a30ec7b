"""Steps from one version of a file to the next."""

import pytest

from tray.core.settings.migrations import Fields, NewerVersion, current, migrated, version_of


def add(fields: Fields) -> dict[str, object]:
    return {**fields, "steps": f"{fields.get('steps', '')}a"}


def more(fields: Fields) -> dict[str, object]:
    return {**fields, "steps": f"{fields['steps']}b"}


@pytest.mark.parametrize(
    ("found", "after"),
    [
        pytest.param({}, {"steps": "ab"}, id="without a version"),
        pytest.param({"version": 1, "x": 1}, {"steps": "ab", "x": 1}, id="the first"),
        pytest.param({"version": 2, "steps": "-"}, {"steps": "-b"}, id="the second"),
        pytest.param({"version": 3, "x": 1}, {"x": 1}, id="today's"),
    ],
)
def test_the_steps_that_are_missing_are_taken(found: Fields, after: Fields) -> None:
    before = dict(found)
    assert migrated(found, (add, more)) == {**after, "version": 3}
    assert found == before, "steps are pure"


def test_what_is_newer_is_refused() -> None:
    with pytest.raises(NewerVersion, match="version 4 is newer than 3"):
        migrated({"version": 4}, (add, more))


def test_what_is_not_of_its_version_is_refused() -> None:
    with pytest.raises(ValueError, match="not version 2"):
        migrated({"version": 2}, (add, more))


@pytest.mark.parametrize("version", [0, -1, "1", 1.0, True, None, [1]], ids=repr)
def test_what_is_no_version(version: object) -> None:
    with pytest.raises(ValueError, match="must be a number"):
        version_of({"version": version})


def test_the_version_counts_the_steps() -> None:
    assert [current(()), current((add,))] == [1, 2]
