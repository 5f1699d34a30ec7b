"""boto3 gets a role's keys by our credential process while AWS has a bad day.

Its own way, by an sso-session, is the measure: what passes there has to pass here.
"""

from collections.abc import Callable

import pytest

from tests.clients.office import Office
from tests.clients.tools import TOOLS
from tests.services.test_bad_answers import KINDS
from tray.demo.faults import Fault, FaultKind

BOTO3 = next(tool for tool in TOOLS if tool.name == "boto3")
QUICK = (FaultKind.THROTTLED, FaultKind.UNAVAILABLE, FaultKind.RESET, FaultKind.TRUNCATED)


def identity(office: Office, profile: str) -> str:
    """Whom STS takes a profile for; each call is another program's."""
    environ = {**office.environ, "AWS_PROFILE": profile}
    with BOTO3.start(environ, office.place.server.url) as program:
        arn, error = program.communicate(timeout=60)
    return arn.strip() if program.returncode == 0 else f"failed: {error[-400:]}"


def test_a_credential_process_survives_bad_answers(
    office: Office,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    kinds = KINDS if pytestconfig.getoption("--long") else QUICK
    cells = [(kind, count) for kind in kinds for count in (1, 2)]
    roles = [
        f"{known.account.name}/{role}"
        for known in office.emulator.organisation.accounts
        for role in known.role_names
    ]
    assert len(roles) >= len(cells)
    failed: dict[str, list[str]] = {"process": [], "sso": []}
    # A role for each cell: no keys are held yet.
    for (kind, count), role in zip(cells, roles, strict=False):
        for way, found in failed.items():
            office.tray("use", role, "--profile", way, "--as", way)
            office.place.server.faults.clear()
            office.place.server.faults.order(Fault("GetRoleCredentials", kind, count))
            answer = identity(office, way)
            if answer.startswith("failed"):
                found.append(f"{count} x {kind.value}: {answer}")
    record_property("boto3 by itself", f"{len(failed['sso'])} of {len(cells)} fail")
    assert not failed["process"], failed
