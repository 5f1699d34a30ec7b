"""The diff leads from one version to the other, and shows no more than it must."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tray.core.diffs.patience_diff import unified

HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
lines = st.lists(st.one_of(st.sampled_from("abc"), st.integers(0, 30).map(str)), max_size=40)


def patched(old: list[str], diff: list[str]) -> list[str]:
    """The old lines with a diff applied, every line of which is checked."""
    new, done = list[str](), 0
    for line in diff[2:]:
        if match := HUNK.fullmatch(line):
            start = int(match[1]) - (match[2] != "0")
            new += old[done:start]
            done = start
            assert int(match[3]) - (match[4] != "0") == len(new)
            continue
        if line[0] in " -":
            assert old[done] == line[1:]
            done += 1
        if line[0] in " +":
            new.append(line[1:])
    return new + old[done:]


@given(lines, lines)
def test_the_diff_leads_from_one_to_the_other(old: list[str], new: list[str]) -> None:
    diff = list(unified(old, new, "x"))
    assert patched(old, diff) == new
    assert bool(diff) == (old != new)
    assert diff[:2] == (["--- x", "+++ x"] if diff else [])


@given(
    lines.map(lambda each: list(dict.fromkeys(each))),
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from("xyz")), max_size=3),
)
def test_what_is_inserted_is_all_that_is_shown(
    old: list[str], added: list[tuple[int, str]]
) -> None:
    new = list(old)
    for place, line in added:
        new.insert(min(place, len(new)), line)
    diff = list(unified(old, new, "x"))
    assert sum(line[0] == "+" for line in diff[2:]) == len(added)
    assert not any(line[0] == "-" for line in diff[2:])


def test_far_changes_are_hunks_of_their_own() -> None:
    old = [str(number) for number in range(30)]
    new = ["first", *old, "last"]
    assert list(unified(old, new, "x")) == [
        *("--- x", "+++ x"),
        *("@@ -1,3 +1,4 @@", "+first", " 0", " 1", " 2"),
        *("@@ -28,3 +29,4 @@", " 27", " 28", " 29", "+last"),
    ]


def test_a_single_line() -> None:
    assert list(unified(["a"], ["b"], "x")) == ["--- x", "+++ x", "@@ -1 +1 @@", "-a", "+b"]


def test_a_long_stretch_without_anchors_is_replaced_whole() -> None:
    old, new = ["a", "b"] * 200, ["b", "c"] * 200
    diff = list(unified(old, new, "x"))
    assert patched(old, diff) == new
    assert len(diff) == 3 + 800
