"""Files of any kind: AWS's tools are who `use` and `status` say they are, or `use` says why not."""

from pathlib import Path

import pytest

from tests.clients.odd_files import FILES, OddFiles
from tests.clients.office import ADMIN, US, Office
from tests.clients.test_real_clients import is_admin
from tests.clients.tools import TOOLS, identities
from tray.core.ipc import protocol
from tray.core.ipc.reports import ProfileReport
from tray.core.settings.settings import DeliveryKind

ASKED = tuple(tool for tool in TOOLS if tool.name != "AWS CLI v1")


def laid(office: Office, odd: OddFiles) -> None:
    """Puts the files there."""
    other = office.emulator.organisation.accounts[1].account.id
    for name, text in (("config", odd.config), ("credentials", odd.credentials)):
        found = text.replace("PORTAL", office.place.session.start_url).replace("OTHER", other)
        if found:
            office.stage.aws.mkdir(exist_ok=True)
            path = office.stage.aws / name
            path.write_bytes(found.encode("utf-8", "surrogateescape"))


def standing(folder: Path) -> dict[str, bytes]:
    names = (folder / "config", folder / "credentials")
    return {path.name: path.read_bytes() for path in names if path.exists()}


def use(office: Office, odd: OddFiles, delivery: str) -> None:
    request = protocol.UseRole(ADMIN, odd.profile, DeliveryKind(delivery), set_aside=odd.aside)
    answer = office.host.broker.handle(request, US)
    assert isinstance(answer, ProfileReport), answer
    (found,) = (one for one in office.status().profiles if one.profile == odd.profile)
    assert (found.role.account_name, found.role.role_name) == tuple(ADMIN.split("/"))
    assert found.state == "active"


@pytest.mark.parametrize("name", FILES)
def test_who_tools_are_is_what_is_said(office: Office, name: str) -> None:
    odd, aws = FILES[name], office.stage.aws
    laid(office, odd)
    before = standing(aws)
    if odd.refused:
        done = office.tray(
            "use", ADMIN, "--profile", odd.profile, "--as", odd.deliveries[0], ok=False
        )
        assert done.returncode == 1, done.stdout
        assert [word for word in odd.refused if word not in done.stderr] == [], done.stderr
        assert str(aws) in done.stderr, "which file it is"
        assert standing(aws) == before
        if not odd.aside:
            return
    for delivery in odd.deliveries:
        use(office, odd, delivery)
        environ = office.environ | {"AWS_PROFILE": odd.profile}
        asked = [tool for tool in ASKED if delivery != "sso" or tool.has_endpoints]
        runs = {tool: tool.start(environ, office.place.server.url) for tool in asked}
        for tool, process in runs.items():
            (said,) = identities(process)
            assert is_admin(office, said), (tool, delivery)
        assert isinstance(
            office.host.broker.handle(protocol.Release(odd.profile), US), protocol.Done
        )
        assert standing(aws) == before, delivery
