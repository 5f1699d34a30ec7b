"""Rules for guarded roles, who asks for one, and how long a yes holds."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from tests.fakes import START
from tray.core.guards.consent import A_WHILE, Answer, Consents, Question
from tray.core.guards.requester import UNKNOWN, Process, Requester, asker_of
from tray.core.guards.rules import GuardRule, rule_for, rule_in_doubt
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName

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


class Named:
    """Words that end like a file's are files, and the tools are found."""

    def is_file(self, word: str, directory: str) -> bool:
        return word.endswith((".py", ".js", "/aws"))

    def is_program(self, word: str, directory: str) -> bool:
        return word in {"make", "python3"} or self.is_file(word, directory)


FILES = Named()
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
            "make …",
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
        ([Process(9, "", ("hunter",), name="sudo")], "sudo", "sudo", ""),
        ([process("/usr/bin/python3 -m tray exec a/b -- TOKEN=hunter aws")], "sso-tray exec",
         "sso-tray exec", ""),
        ([process("sso-tray exec a/b -- python3 - hunter")], "python3", "python3", ""),
        ([process("sso-tray exec a/b -- python3 x.py hunter")], "x.py", "x.py …", ""),
        ([process("python3 -W ignore x.py hunter")], "x.py", "x.py …", ""),
        ([process("python3 -Wignore -X dev -- x.py")], "x.py", "x.py", ""),
        ([process("python3 -mdeploy hunter")], "deploy", "deploy …", ""),
        ([process("python3 -Im awscli s3")], "awscli", "awscli …", ""),
        ([process("java -cp hunter -jar app.jar hunter")], "app.jar", "app.jar …", ""),
        ([process("ruby -I hunter -rhunter x.py")], "x.py", "x.py", ""),
        ([process("perl -lne hunter x.py")], "perl", "perl", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_who_asks(chain: list[Process], name: str, command: str, parent: str) -> None:
    asker = asker_of(chain, FILES)
    assert (asker.name, asker.command, asker.parent) == (name, command, parent)


def test_nobody_is_known() -> None:
    assert asker_of([], FILES) is UNKNOWN
    assert asker_of([HELPER], FILES) is UNKNOWN
    assert UNKNOWN.words == "an unknown program"


def test_an_asker_in_words() -> None:
    assert asker_of([process("terraform apply")], FILES).words == "terraform (pid 42, in infra)"


# ---- no value of a line ever comes out ------------------------------------------------------

INTERPRETERS = "python3 python3.11 pypy3 node nodejs ruby perl java"
DASHES = """- -- -W -X -I -S -c -m -r -e -p -pe -ne -x -E -C -cp -jar -b -B --require --import
    --eval --check-hash-based-pycs --unknown -Dx=y --env-file --inspect --unknown=1 -lne"""
TOOLS = "aws make npm git docker kubectl terraform psql bash curl cdk helm"
HUNTERS = ("hunter2", "hunter2", "a=hunter2")


class NoFiles:
    def is_file(self, word: str, directory: str) -> bool:
        return False

    def is_program(self, word: str, directory: str) -> bool:
        return False


def _lines(random: Random) -> Iterator[list[str]]:
    for interpreter in INTERPRETERS.split():
        for _ in range(400):
            words = random.choices((*DASHES.split(), *HUNTERS), k=random.randint(1, 6))
            yield [f"/usr/bin/{interpreter}", *words]
            yield ["/usr/bin/sso-tray", "exec", "a/b", "--", *words]
            yield [f"/usr/bin/{random.choice(TOOLS.split())}", *words]


def test_no_value_of_a_line_comes_out() -> None:
    """Where no word names a file, only what follows `-m` or `-jar` is a name."""
    named = re.compile(r"(-\S*m|-jar|--module) ?(a=)?hunter2")
    for line in _lines(Random(1)):  # noqa: S311 - no secrets
        asker = asker_of([Process(42, line[0], tuple(line), "/srv")], NoFiles())
        said = f"{asker.name} {asker.command} {asker.parent}"
        if line[0].endswith("/aws") and line[1] == "hunter2":
            continue  # an alias of the person's own, at a place where no value can be
        if "hunter2" in said:
            assert asker.name in HUNTERS, line
            assert named.search(" ".join(line)), line


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("python3 -W ignore a.py", "python3 -W ignore b.py"),
        ("python3 /x/a.py", "python3 /y/a.py"),
        ("python3 -c print(1)", "python3 -c print(2)"),
        ("python3 -mdeploy", "python3 -mdestroy"),
        ("java -cp x.jar Main", "java -cp x.jar Other"),
        ("node -r ./x.js a.js", "node a.js"),
        ("python3 --mystery a.py", "python3 --mystery b.py"),
    ],
)
def test_two_scripts_are_two_programs(one: str, other: str) -> None:
    first, second = asker_of([process(one)], FILES), asker_of([process(other)], FILES)
    assert first.key != second.key
    again = asker_of([process(one, pid=43)], FILES)
    assert (again.key == first.key) != ("mystery" in one)


def test_code_that_nobody_can_see_is_asked_about_each_time() -> None:
    keys = {asker_of([process("python3 - x", pid)], FILES).key for pid in (1, 2)}
    assert len(keys) == 2


def test_a_name_is_one_line_of_bounded_length() -> None:
    forged = "x\n\nProgram:  aws\r\x1b[2K\u202e" + "y" * 300 + ".py"
    line = Process(1, "/usr/bin/python3", ("python3", forged), "/srv/" + "d" * 400)
    asker = asker_of([line], FILES)
    assert len(asker.name) == 60
    assert asker.name.startswith("x??Program:  aws?")
    assert asker.name.endswith("y.py")
    assert all(each.isprintable() for each in asker.name + asker.command + asker.directory)
    assert len(asker.directory) == 160
    longer = replace(line, directory=line.directory + "/other")
    assert asker_of([longer], FILES).key != asker.key, "what is cut still counts"


TERRAFORM = Requester("terraform", 1, "/usr/bin/terraform", directory="/infra")
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
    another = Requester("terraform", 2, "/usr/bin/terraform", directory="/infra")
    assert given.allows(ADMIN, another, START) == at_once, "the next process of the same program"
    assert not given.allows(ADMIN, Requester("terraform", 1, "/elsewhere/terraform"), START)
    assert not given.without(ADMIN).allows(ADMIN, TERRAFORM, START)
