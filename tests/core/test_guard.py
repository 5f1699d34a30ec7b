"""Rules for guarded roles, who asks for one, and how long a yes holds."""

from datetime import timedelta

import pytest

from tests.fakes import START
from tray.core.asker import UNKNOWN, Asker, Process, asker_of
from tray.core.consent import A_WHILE, Answer, Consents, Question
from tray.core.guard import GuardRule, rule_for, rule_in_doubt
from tray.core.model import AccountId, RoleRef, SessionName

ADMIN = RoleRef(SessionName("acme"), AccountId("111122223333"), "AdministratorAccess")
PROD = GuardRule(account="prod*", label="production")


@pytest.mark.parametrize(
    ("rule", "is_guarded"),
    [
        (GuardRule(account="Prod"), True),
        (GuardRule(account="prod"), True),
        (GuardRule(account="p?od"), True),
        (GuardRule(account="111122223333"), True),
        (GuardRule(account="1111*"), True),
        (GuardRule(role="*admin*"), True),
        (GuardRule(account="Prod", role="ReadOnly"), False),
        (GuardRule(account="Production"), False),
        (GuardRule(account=""), False),
    ],
    ids=str,
)
def test_which_roles_a_rule_fits(rule: GuardRule, is_guarded: bool) -> None:
    assert (rule_for([rule], ADMIN, "Prod") is rule) == is_guarded


def test_the_first_rule_that_fits_counts() -> None:
    first, second = GuardRule(account="x"), GuardRule()
    assert rule_for([first, PROD, second], ADMIN, "Prod") is PROD
    assert rule_for([], ADMIN, "Prod") is None


@pytest.mark.parametrize(
    ("rule", "is_asked_by"),
    [
        (GuardRule(account="Prod"), True),
        (GuardRule(account="111122223333"), True),
        (GuardRule(account="999988887777"), False),
        (GuardRule(account="1111*"), True),
        (GuardRule(account="Prod", role="*Admin*"), True),
        (GuardRule(account="Prod", role="ReadOnly"), False),
    ],
    ids=str,
)
def test_while_an_account_has_no_name_what_may_fit_asks(rule: GuardRule, is_asked_by: bool) -> None:
    assert (rule_in_doubt([rule], ADMIN, "") is rule) == is_asked_by


def test_once_it_has_one_nothing_is_in_doubt() -> None:
    assert rule_in_doubt([PROD], ADMIN, "Dev") is None
    assert rule_in_doubt([PROD], ADMIN, "Prod") is PROD


def process(line: str, pid: int = 42, directory: str = "/home/ada/infra") -> Process:
    words = tuple(line.split())
    return Process(pid, words[0], words, directory)


HELPER = process(
    "/usr/bin/python3 -I -S /opt/tray/credential_helper.py /run/agent.sock acme:1/Admin"
)
BASH = process("/bin/bash", 7)


@pytest.mark.parametrize(
    ("chain", "name", "command", "parent"),
    [
        ([process("terraform apply -auto-approve")], "terraform",
         "terraform apply -auto-approve", ""),
        ([HELPER, process("terraform plan"), BASH], "terraform", "terraform plan", "bash"),
        (
            [HELPER, process("/usr/bin/python3 /usr/bin/aws s3 ls s3://secret"), BASH],
            "aws",
            "aws s3 ls …",
            "bash",
        ),
        ([HELPER, process("/bin/sh -c x"), process("tofu apply")], "tofu", "tofu apply", ""),
        ([process("python3 -m http.server 80")], "http.server", "http.server …", ""),
        ([process("python3 -c print(1)"), BASH], "python3", "python3", "bash"),
        ([process("/opt/sso-tray/sso-tray-credentials s r"), BASH], "bash", "bash", ""),
        (
            [process("/usr/bin/python3 -m tray exec Prod/Admin -- make deploy TOKEN=1"), BASH],
            "make",
            "make deploy …",
            "bash",
        ),
        ([process("sso-tray env Prod/Admin"), BASH], "bash", "bash", ""),
        ([process("python3 -Ic token=s3cret")], "python3", "python3", ""),
        ([process("perl -ne print_s3cret x")], "perl", "perl", ""),
        ([process("node --eval s3cret")], "node", "node", ""),
        ([Process(9, "/opt/worker", ("worker: s3cret of ada", ""))], "worker", "worker", ""),
        ([process("/opt/x sso-tray credential_helper.py"), BASH], "x", "x …", "bash"),
        ([process("python3 x.py -m tray exec a/b -- make"), BASH], "x.py", "x.py -m …", "bash"),
        ([process("node --inspect /srv/app/server.js --key=1")], "server.js",
         "server.js --key=…", ""),
        ([Process(9, "/usr/bin/terraform")], "terraform", "terraform", ""),
        ([Process(9, "C:\\tools\\terraform.exe", ("C:\\tools\\terraform.exe", "plan"))],
         "terraform", "terraform plan", ""),
        ([Process(9)], "process 9", "process 9", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_who_asks(chain: list[Process], name: str, command: str, parent: str) -> None:
    asker = asker_of(chain)
    assert (asker.name, asker.command, asker.parent) == (name, command, parent)


def test_nobody_is_known() -> None:
    assert asker_of([]) is UNKNOWN
    assert asker_of([HELPER]) is UNKNOWN
    assert UNKNOWN.words == "a program that could not be told"


def test_an_asker_in_words() -> None:
    assert asker_of([process("terraform apply")]).words == "terraform (pid 42, in infra)"


TERRAFORM = Asker("terraform", 1, "/usr/bin/terraform", directory="/infra")
QUESTION = Question(1, ADMIN, PROD, START, TERRAFORM)


@pytest.mark.parametrize(
    ("answer", "at_once", "later"),
    [
        (Answer.ONCE, False, False),
        (Answer.DENY, False, False),
        (Answer.FOR_A_WHILE, True, False),
        (Answer.UNTIL_RELEASE, True, True),
    ],
)
def test_how_long_an_answer_holds(answer: Answer, at_once: bool, later: bool) -> None:
    given = Consents().after(QUESTION, answer, START)
    assert given.allows(ADMIN, TERRAFORM, START) == at_once
    assert given.allows(ADMIN, TERRAFORM, START + A_WHILE + timedelta(seconds=1)) == later
    another = Asker("terraform", 2, "/usr/bin/terraform", directory="/infra")
    assert given.allows(ADMIN, another, START) == at_once, "the next process of the same program"
    assert not given.allows(ADMIN, Asker("terraform", 1, "/elsewhere/terraform"), START)
    assert not given.without(ADMIN).allows(ADMIN, TERRAFORM, START)
