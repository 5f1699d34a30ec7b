"""The activity log's lines: what is found in them, and what they are as text."""

import csv
import io
import json
from dataclasses import replace

import pytest

from tests.core.activity.activity_samples import (
    ACME,
    ADMIN,
    AWS,
    TERRAFORM,
    asked,
    at,
    of_role,
    of_session,
)
from tray.core.activity.codec import entry_fields, entry_of
from tray.core.activity.entries import (
    KIND_WORDS,
    WAY_WORDS,
    ActivityEntry,
    ActivityFilter,
    ActivityKind,
    Way,
    filtered,
    role_words,
)
from tray.core.activity.export import COLUMNS, as_csv, as_json, harmless
from tray.core.guards.requester import UNKNOWN, Requester
from tray.core.vocabulary.model import SessionName
from tray.core.vocabulary.moments import moment_of

SIGNED_IN = of_session(0, ActivityKind.SIGNED_IN, until=8)
IN_USE = of_role(1, ActivityKind.IN_USE, until=2)
GIVEN = asked(1.5)
REFUSED = asked(2, AWS, ActivityKind.REFUSED, note="You're not signed in to Acme.")
ALL = (SIGNED_IN, IN_USE, GIVEN, REFUSED)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ActivityFilter(), ALL),
        (ActivityFilter("TERRA"), (GIVEN,)),
        (ActivityFilter("4300"), (REFUSED,)),
        (ActivityFilter("prod admin"), (IN_USE, GIVEN, REFUSED)),
        (ActivityFilter("000000000042 zsh"), (GIVEN,)),
        (ActivityFilter("prod nothing"), ()),
        (ActivityFilter("credentials file"), (IN_USE,)),
        (ActivityFilter("not signed"), (REFUSED,)),
        (ActivityFilter(kinds=frozenset({ActivityKind.GIVEN, ActivityKind.REFUSED})), ALL[2:]),
        (ActivityFilter(session=ACME), ALL),
        (ActivityFilter(session=SessionName("Globex")), ()),
        (ActivityFilter(since=at(1.5)), (GIVEN, REFUSED)),
    ],
)
def test_what_a_filter_leaves(wanted: ActivityFilter, found: tuple[ActivityEntry, ...]) -> None:
    assert filtered(ALL, wanted) == found


def test_each_kind_and_way_has_words() -> None:
    assert set(KIND_WORDS) == set(ActivityKind)
    assert set(WAY_WORDS) == set(Way)


def test_an_account_without_a_name_is_its_number() -> None:
    assert role_words(GIVEN) == "Prod / Admin"
    assert role_words(replace(GIVEN, account_name="")) == "000000000042 / Admin"
    assert not role_words(SIGNED_IN)


@pytest.mark.parametrize(
    "entry", [*ALL, asked(1, UNKNOWN), asked(1, Requester("", 7))], ids=lambda one: one.kind.value
)
def test_a_line_comes_back_from_its_members(entry: ActivityEntry) -> None:
    assert entry_of(json.loads(json.dumps(entry_fields(entry)))) == entry


def test_what_is_empty_is_left_out() -> None:
    assert entry_fields(SIGNED_IN) == {
        "when": "2026-01-15T09:00:00.000Z",
        "kind": "signed-in",
        "session": "Acme",
        "until": "2026-01-15T17:00:00.000Z",
    }


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "invented later"},
        {"kind": None},
        {"when": "yesterday"},
        {"when": "2026-01-15T09:00:00"},
        {"when": 7},
        {"until": "never"},
    ],
    ids=str,
)
def test_a_line_that_is_not_understood_is_none(change: dict[str, object]) -> None:
    assert entry_of(entry_fields(IN_USE) | change) is None
    assert entry_of([change]) is None
    assert entry_of({}) is None


def test_a_newer_version_may_say_more() -> None:
    told = entry_fields(GIVEN) | {"mood": "good", "way": "telepathy", "asker": {"pid": "x"}}
    assert entry_of(told) == replace(GIVEN, way=Way.NONE, asker=Requester(""))


def test_what_was_typed_behind_a_program_is_not_kept() -> None:
    typed = replace(TERRAFORM, command="mysql hunter")
    assert "hunter" not in as_json([asked(1, typed)]) + as_csv([asked(1, typed)])


def test_moments_of_other_zones_are_the_same_moment() -> None:
    assert moment_of("2026-01-15T10:00:00+01:00") == at(0)


def test_json_holds_every_line() -> None:
    document = json.loads(as_json(ALL))
    assert document["version"] == 1
    assert [entry_of(one) for one in document["entries"]] == list(ALL)


def test_csv_holds_every_line() -> None:
    header, *rows = csv.reader(io.StringIO(as_csv(ALL)))
    assert tuple(header) == COLUMNS
    assert [row[1] for row in rows] == [one.kind.value for one in ALL]
    given = dict(zip(COLUMNS, rows[2], strict=True))
    assert given == {
        "when": "2026-01-15T10:30:00.000Z",
        "kind": "given",
        "session": "Acme",
        "account_id": "000000000042",
        "account_name": "Prod",
        "role_name": "Admin",
        "profile": "",
        "way": "process",
        "program": "terraform",
        "pid": "4242",
        "executable": "/usr/local/bin/terraform",
        "directory": "/home/ada/infra",
        "parent": "zsh",
        "until": "",
        "note": "",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"], ids=repr)
def test_no_cell_of_a_table_is_a_formula(start: str) -> None:
    program = f'{start}HYPERLINK("https://evil")'
    entry = asked(1, Requester(program, 7, program, directory=program, parent=program))
    _, row = csv.reader(io.StringIO(as_csv([entry])))
    assert not [cell for cell in row if cell.startswith(start)]
    assert row.count(f"'{program}") == 4


def test_other_cells_stay_as_they_are() -> None:
    assert harmless("terraform") == "terraform"
    assert not harmless("")
    assert ADMIN.account_id in as_csv([GIVEN])
    assert TERRAFORM.directory in as_csv([GIVEN])
