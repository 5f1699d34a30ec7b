"""Facts of a healthy machine, to be spoiled one by one."""

from dataclasses import replace
from datetime import timedelta

from tests.fakes import START
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import IniDocument
from tray.core.doctor.checks.registry import CHECKS
from tray.core.doctor.facts import (
    AwsCliFacts,
    AwsFileFacts,
    EndpointFacts,
    Facts,
    FileFacts,
    KeyringFacts,
    KeyringState,
    Outcome,
    Permissions,
    TlsFacts,
    Trust,
)
from tray.core.doctor.report import Finding, Severity

HOME = "/home/ada"


def aws_file(file: AwsFile, text: str = "", **other: object) -> AwsFileFacts:
    facts = AwsFileFacts(
        file,
        f"~/.aws/{file.value}",
        document=IniDocument.parse(text.encode()),
        permissions=Permissions(0o600),
        changed_at=START - timedelta(hours=1),
    )
    return replace(facts, **other)  # type: ignore[arg-type]


def files(config: str = "", credentials: str = "") -> FileFacts:
    return FileFacts(aws_file(AwsFile.CONFIG, config), aws_file(AwsFile.CREDENTIALS, credentials))


HEALTHY = Facts(
    environment={},
    home=HOME,
    now=START,
    files=files("[default]\nregion = eu-west-1\n"),
    bundles=(),
    aws_cli=AwsCliFacts("/usr/bin/aws", "aws-cli/2.31.2 Python/3.13.7 Linux/6.8"),
    keyring=KeyringFacts(KeyringState.SAFE, "GNOME Keyring"),
    endpoints=(
        EndpointFacts(
            "oidc.eu-west-1.amazonaws.com",
            Outcome.ANSWERED,
            tls=TlsFacts("Amazon", Trust.TOOLS),
            ahead=timedelta(seconds=1),
        ),
    ),
    own_tokens=(),
    tray_host=True,
)


def spoiled(**facts: object) -> Facts:
    return replace(HEALTHY, **facts)  # type: ignore[arg-type]


def examined(check: str, facts: Facts) -> tuple[Finding, ...]:
    (found,) = (each for each in CHECKS if each.id == check)
    return found.examine(facts)


def bad(check: str, facts: Facts) -> list[tuple[Severity, str]]:
    """What is not fine: severity and all words of each finding."""
    return [
        (each.severity, f"{each.title} {each.meaning} {each.action} {each.place}")
        for each in examined(check, facts)
        if each.severity is not Severity.FINE
    ]
