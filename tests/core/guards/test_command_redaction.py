"""What of a command line is shown: what was to be done, and no word that could be a value."""

import pytest

from tray.core.guards.command_redaction import shown_command


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("terraform", "terraform"),
        ("terraform apply -auto-approve", "terraform apply -auto-approve"),
        ("terraform apply -var password=hunter", "terraform apply -var …"),
        ("terraform apply -var=password=hunter", "terraform apply -var=…"),
        ("terraform -chdir=infra destroy", "terraform -chdir=… …"),
        ("terraform workspace select hunter", "terraform workspace …"),
        ("aws s3 rm s3://bucket --recursive", "aws s3 rm … --recursive"),
        ("aws iam create-user --password hunter", "aws iam create-user --password …"),
        ("aws --profile hunter s3 ls", "aws --profile …"),
        ("aws s3 hunter2! ls", "aws s3 …"),
        ("kubectl delete pod", "kubectl delete …"),
        ("mysql hunter", "mysql …"),
        ("mysql -u root -phunter --port=33", "mysql -u … -p… --port=…"),
        ("deploy.py prod hunter -x", "deploy.py … -x"),
        ("tool --Passw0rd!", "tool …"),
        ("tool -1hunter -", "tool …"),
        ("tool -v -- mysql --password", "tool -v …"),
        ("git push --force", "git push --force"),
        ("git hunter", "git …"),
        ("make hunter", "make …"),
        ("npm hunter", "npm …"),
        ("aws mine hunter", "aws mine …"),
        ("aws s3api list-objects-v2 --bucket hunter", "aws s3api list-objects-v2 --bucket …"),
        ("aws sts assume-role hunter", "aws sts assume-role …"),
        ("aws iam create-user-", "aws iam …"),
    ],
)  # fmt: skip
def test_what_is_shown(line: str, shown: str) -> None:
    name, *arguments = line.split()
    assert shown_command(name, arguments) == shown


def test_a_long_line_is_cut() -> None:
    options = [f"--option-{number}" for number in range(30)]
    assert shown_command("tool", options) == f"tool {' '.join(options[:9])} …"


def test_arguments_that_are_no_words() -> None:
    assert shown_command("tool", ["", "two words", "--a b"]) == "tool …"
