"""Real AWS tools over every delivery: each says who it is, also after its keys have expired."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.clients.office import ADMIN, TRAY, Office, open_office
from tests.clients.stand_in import standing_in
from tests.clients.tools import TOOLS, Tool, identities
from tests.services.stage import wait_for
from tray.demo.rules import DemoRules

LIFETIME = timedelta(seconds=6)
"""Of role credentials at the demo. The product renews them half-way."""

OUTLIVES = 9.0
"""Seconds that a long run lasts: beyond the first keys' end."""

DELIVERIES = ("keys", "process", "sso", "environment", "endpoint")
ON_DEMAND = ("process", "sso", "endpoint")
"""Deliveries that a running program can ask again."""


@pytest.fixture
def office(own_home: Path, network: object, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Its keys end soon, but for a tool that gets them once: a busy machine is slower than that."""
    directory = own_home / "demo"
    directory.mkdir()
    asked = getattr(request.node, "callspec", None)
    delivery = asked.params.get("delivery") if asked is not None else None
    lifetime = LIFETIME if delivery in {None, *ON_DEMAND} else timedelta(hours=1)
    rules = DemoRules(calls_per_second=0, credentials_lifetime=lifetime)
    with open_office(directory, rules) as opened:
        opened.sign_in()
        yield opened


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_who_it_is(
    office: Office, delivery: str, record_property: Callable[[str, object], None]
) -> None:
    server, environ = office.place.server.url, office.environ
    prefix: tuple[str, ...] = ()
    match delivery:
        case "keys" | "process" | "sso":
            office.tray("use", ADMIN, "--profile", "work", "--as", delivery)
            environ = environ | {"AWS_PROFILE": "work"}
        case "environment":
            prefix = (*TRAY, "exec", ADMIN, "--")
        case _:
            prefix = (*TRAY, "exec", ADMIN, "--endpoint", "--")
    runs = {
        tool: tool.start(environ, server, _seconds(tool, delivery), *prefix)
        for tool in TOOLS
        if delivery != "sso" or tool.has_endpoints
    }
    for tool, process in runs.items():
        said = identities(process)
        assert all(is_admin(office, one) for one in said), tool
        assert len(said) > _seconds(tool, delivery) / 2, tool
        record_property(tool.name, "outlives its keys" if _seconds(tool, delivery) else "works")


def test_a_tool_that_takes_no_other_address_signs_in_by_the_sso_profile(
    office: Office, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    tool = next(tool for tool in TOOLS if not tool.has_endpoints)
    server = office.place.server.url
    office.tray("use", ADMIN, "--profile", "work", "--as", "sso")
    with standing_in(server, tmp_path) as stand_in:
        environ = office.environ | stand_in.environ | {"AWS_PROFILE": "work"}
        (said,) = identities(tool.start(environ, server, 0, *stand_in.prefix))
    assert is_admin(office, said)
    record_property(tool.name, "works")


def test_keys_in_the_file_are_renewed_for_the_next_start(office: Office) -> None:
    office.tray("use", ADMIN)
    first = office.stage.credentials()
    wait_for(lambda: office.stage.credentials() != first)
    boto3 = next(tool for tool in TOOLS if tool.name == "boto3")
    (said,) = identities(boto3.start(office.environ, office.place.server.url))
    assert is_admin(office, said)


def _seconds(tool: Tool, delivery: str) -> float:
    return OUTLIVES if tool.is_long and delivery in ON_DEMAND else 0


def is_admin(office: Office, said: str) -> bool:
    account = office.emulator.organisation.accounts[0].account.id
    role = f"arn:aws:sts::{account}:assumed-role/AWSReservedSSO_AdministratorAccess_"
    return said.startswith(role) and said.endswith(f"/{office.emulator.organisation.person}")
