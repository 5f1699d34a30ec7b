"""The AWS files on a real disk: atomic, through links, or not at all."""

import errno
import itertools
import os
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tray.adapters.aws_files.files import DiskAwsFiles
from tray.adapters.aws_files.replacement import BACKUP_SUFFIX
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.final_newline import MARK
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.managed_blocks import Edit, edited
from tray.core.aws_files.marks import KEYS_MARK
from tray.core.vocabulary.errors import FileError

BEFORE = b"# mine\r\n[default]\r\nregion = eu-west-1"


def inserted(document: IniDocument, index: int, *lines: str) -> IniDocument:
    return edited(document, [Edit(index, index, lines)])


def deleted(document: IniDocument, start: int, end: int) -> IniDocument:
    return edited(document, [Edit(start, end)])


def add(document: IniDocument) -> IniDocument:
    return inserted(document, len(document.lines), "# sso-tray added")


@pytest.fixture
def files(tmp_path: Path) -> DiskAwsFiles:
    return DiskAwsFiles({}, tmp_path, tmp_path / "locks")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / ".aws/credentials"
    path.parent.mkdir()
    return path


def edit(files: DiskAwsFiles) -> bool:
    return files.edit(AwsFile.CREDENTIALS, add)


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_a_new_file_is_private(files: DiskAwsFiles, tmp_path: Path) -> None:
    assert edit(files)
    path = tmp_path / ".aws/credentials"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not path.with_name(path.name + BACKUP_SUFFIX).exists()


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_mode_stays_and_one_backup_is_kept(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(BEFORE)
    path.chmod(0o640)
    assert edit(files)
    assert edit(files)
    assert path.read_bytes() == BEFORE + b"\r\n" + b"\r\n".join(
        [MARK.encode(), b"# sso-tray added", b"# sso-tray added", b""]
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.with_name(path.name + BACKUP_SUFFIX).read_bytes() == BEFORE


def test_nothing_is_written_where_nothing_changes(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(BEFORE)
    before = path.stat()
    assert not files.edit(AwsFile.CREDENTIALS, lambda document: document)
    assert path.stat().st_ino == before.st_ino


@pytest.mark.skipif(os.name != "posix", reason="links take rights on Windows")
def test_a_links_target_is_replaced_not_the_link(
    files: DiskAwsFiles, path: Path, tmp_path: Path
) -> None:
    target = tmp_path / "dotfiles"
    target.write_bytes(BEFORE)
    (tmp_path / "middle").symlink_to(target)
    path.symlink_to(tmp_path / "middle")
    assert edit(files)
    assert path.is_symlink()
    assert target.read_bytes().endswith(b"\n# sso-tray added\r\n")


def test_the_environment_moves_the_files(tmp_path: Path) -> None:
    named = {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "x"), "AWS_CONFIG_FILE": "~/y"}
    files = DiskAwsFiles(named, tmp_path, tmp_path)
    assert files.path(AwsFile.CREDENTIALS) == str(tmp_path / "x")
    assert files.path(AwsFile.CONFIG) == str(tmp_path / "y")


def test_what_another_program_writes_meanwhile_is_read_again(
    files: DiskAwsFiles, path: Path
) -> None:
    path.write_bytes(BEFORE)
    tries: list[IniDocument] = []

    def change(document: IniDocument) -> IniDocument:
        if not tries:
            path.write_bytes(b"[other]\n")
        tries.append(document)
        return add(document)

    assert files.edit(AwsFile.CREDENTIALS, change)
    assert path.read_bytes() == b"[other]\n# sso-tray added\n"


def test_a_malformed_file_is_left_alone(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(b"[a]\nrubbish\n")
    with pytest.raises(FileError, match="line 2"):
        edit(files)
    assert path.read_bytes() == b"[a]\nrubbish\n"


def test_a_directory_a_loop_and_a_giant_are_named(files: DiskAwsFiles, path: Path) -> None:
    path.mkdir()
    with pytest.raises(FileError, match="is a folder"):
        edit(files)
    path.rmdir()
    if os.name == "posix":  # links take rights on Windows
        path.symlink_to(path)
        with pytest.raises(FileError, match="points to itself"):
            edit(files)
        path.unlink()
    path.write_bytes(b"#" * (4 * 1024 * 1024 + 1))
    with pytest.raises(FileError, match="4 MB"):
        edit(files)


_SOMEBODY = """
import os, sys
from pathlib import Path
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.core.vocabulary.errors import FileError
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.managed_blocks import Edit, edited
home = Path(sys.argv[1])
files = DiskAwsFiles({}, home, home / "locks")
os.chdir(home)
if os.geteuid() == 0:
    os.setgid(65534)  # root may do everything; whoever this is may not
    os.setuid(65534)
try:
    if sys.argv[2] == "read":
        files.read(AwsFile.CREDENTIALS)
    else:
        files.edit(AwsFile.CREDENTIALS, lambda d: edited(d, [Edit(0, 0, ("# sso-tray added",))]))
except FileError as error:
    print(error.title)
"""


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
@pytest.mark.parametrize(
    ("mode", "deed"),
    [(0o000, "read"), (0o000, "edit"), (0o444, "edit")],
    ids=["unreadable", "unreadable, to be written", "read-only"],
)
def test_a_file_of_somebody_elses_is_named_and_left_alone(
    homes: Path, mode: int, deed: str
) -> None:
    home = homes / f"shared-{mode:o}-{deed}"
    path = home / ".aws/credentials"
    (home / "locks").mkdir(parents=True)
    path.parent.mkdir()
    homes.chmod(0o711)
    if os.geteuid() == 0:
        os.chown(home / "locks", 65534, 65534)
    path.write_bytes(BEFORE)
    path.chmod(mode)
    said = subprocess.run(
        [sys.executable, "-c", _SOMEBODY, str(home), deed],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    path.chmod(0o600)
    assert said == f"{path} belongs to root.\n"
    assert path.read_bytes() == BEFORE
    assert [found.name for found in path.parent.iterdir()] == ["credentials"]


_WRITER = """
import sys
from pathlib import Path
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.core.aws_files.ini_document import IniDocument
from tray.core.aws_files.final_newline import MARK
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.marks import KEYS_MARK
home = Path(sys.argv[1])
files = DiskAwsFiles({}, home, home / "locks")
print("ready", flush=True)
number = 0
while True:
    number += 1
    text = f"[a]\\n{KEYS_MARK}\\nx = {number}\\n" + f"# {number}\\n" * 2000
    files.edit(AwsFile.CREDENTIALS, lambda _: IniDocument.parse(text.encode()))
"""


@pytest.mark.skipif(os.name != "posix", reason="kills with SIGKILL")
def test_killed_at_any_moment_the_file_is_whole(
    files: DiskAwsFiles, path: Path, tmp_path: Path
) -> None:
    for _ in range(8):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        with writer.stdout as said:
            assert said.readline() == "ready\n"
            while not path.exists():
                assert writer.poll() is None
        writer.send_signal(signal.SIGKILL)
        writer.wait(10)
        lines = path.read_text().splitlines()
        number = lines[2].removeprefix("x = ")
        assert lines[3:] == [f"# {number}"] * 2000
    assert edit(files)
    assert not list(path.parent.glob(".sso-tray-*.tmp"))


_FULL = """
import resource, sys
from pathlib import Path
from tray.adapters.aws_files.files import DiskAwsFiles
from tray.core.vocabulary.errors import FileError
from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.managed_blocks import Edit, edited
from tray.core.aws_files.marks import KEYS_MARK
import signal
import socket
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
home = Path(sys.argv[1])
files = DiskAwsFiles({}, home, home / "locks")
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    files.edit(AwsFile.CREDENTIALS, lambda d: edited(d, [Edit(0, 0, (*["# long enough"] * 100,))]))
except FileError as error:
    print(error.title)
"""


@pytest.mark.skipif(os.name != "posix", reason="limits file sizes")
def test_a_full_disk_leaves_the_file_as_it_was(path: Path, tmp_path: Path) -> None:
    path.write_bytes(BEFORE)
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert "The disk is full" in done.stdout
    assert path.read_bytes() == BEFORE
    assert not list(path.parent.glob(".sso-tray-*.tmp"))


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="needs a file that is no file")
def test_what_is_no_regular_file_is_never_replaced(tmp_path: Path) -> None:
    """As with AWS_CONFIG_FILE=/dev/null; a socket here, for a fault must not harm the machine."""
    special = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(special))
    files = DiskAwsFiles({"AWS_CONFIG_FILE": str(special)}, tmp_path, tmp_path)
    assert files.read(AwsFile.CONFIG) == IniDocument()
    with pytest.raises(FileError, match="isn't a regular file"):
        files.edit(AwsFile.CONFIG, add)
    assert special.is_socket()


def test_a_strange_path_is_an_error_and_no_crash(tmp_path: Path) -> None:
    files = DiskAwsFiles({"AWS_CONFIG_FILE": "."}, tmp_path, tmp_path)
    with pytest.raises(FileError, match="is a folder"):
        files.read(AwsFile.CONFIG)


def test_one_file_does_not_clean_up_after_the_other(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(BEFORE)

    def change_both(document: IniDocument) -> IniDocument:
        return add(document)

    other = path.parent / ".sso-tray-config-abc.tmp"
    other.write_bytes(b"another edit, under way")
    assert files.edit(AwsFile.CREDENTIALS, change_both)
    assert other.exists()
    assert files.edit(AwsFile.CONFIG, change_both)
    assert not other.exists()


def test_a_backup_never_holds_our_keys(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(f"[a]\n{KEYS_MARK} note\nx = 1\n".encode())
    assert edit(files)
    assert not path.with_name(path.name + BACKUP_SUFFIX).exists()


@pytest.mark.parametrize("fault", [OSError(5, "made up"), RuntimeError("made up")], ids=repr)
def test_what_a_change_raises_is_no_fault_of_the_file(
    files: DiskAwsFiles, path: Path, fault: Exception
) -> None:
    path.write_bytes(BEFORE)

    def change(_: IniDocument) -> IniDocument:
        raise fault

    with pytest.raises(type(fault), match="made up"):
        files.edit(AwsFile.CREDENTIALS, change)
    assert path.read_bytes() == BEFORE
    assert edit(files), "and the lock is free again"


def test_a_file_that_another_copy_of_us_edits_is_waited_for_not_for_ever(
    tmp_path: Path, path: Path
) -> None:
    path.write_bytes(BEFORE)
    files = DiskAwsFiles({}, tmp_path, tmp_path / "locks", patience=0.1)
    (tmp_path / "locks").mkdir()
    with (
        FileLock(tmp_path / "locks/aws-credentials.lock"),
        pytest.raises(FileError, match="Another SSO Tray is editing") as caught,
    ):
        edit(files)
    assert caught.value.hint
    assert path.read_bytes() == BEFORE
    assert edit(files)


def test_a_place_for_locks_that_cannot_be_is_named_itself(tmp_path: Path, path: Path) -> None:
    (tmp_path / "locks").write_bytes(b"a file")
    path.write_bytes(BEFORE)
    with pytest.raises(FileError, match="locks"):
        edit(DiskAwsFiles({}, tmp_path, tmp_path / "locks"))


@pytest.mark.skipif(os.name != "posix", reason="counts hard links")
def test_another_name_of_the_same_file_never_sees_our_keys(
    files: DiskAwsFiles, path: Path, tmp_path: Path
) -> None:
    """A snapshot made of hard links must stay what it was; so must a repository of dotfiles."""
    path.write_bytes(BEFORE)
    snapshot = tmp_path / "snapshot"
    snapshot.hardlink_to(path)
    assert edit(files)
    assert snapshot.read_bytes() == BEFORE
    assert path.read_bytes() != BEFORE


def test_a_file_that_changes_all_the_time_is_left_alone(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(BEFORE)
    numbers = itertools.count()

    def change(document: IniDocument) -> IniDocument:
        path.write_bytes(b"# %d\n" % next(numbers))
        return add(document)

    with pytest.raises(FileError, match="keeps changing"):
        files.edit(AwsFile.CREDENTIALS, change)
    assert b"added" not in path.read_bytes()


INDENTED = """    [profile dev]
    [profile prod]
    region = us-east-1
"""


def test_an_edit_that_hides_another_section_from_aws_tools_is_refused(
    files: DiskAwsFiles, tmp_path: Path
) -> None:
    """botocore takes a header that is deeper than the setting above it as more of its value."""
    config = tmp_path / ".aws/config"
    config.parent.mkdir()
    config.write_text(INDENTED)
    with pytest.raises(FileError, match=r"would alter \[profile prod\] in .*, line 2"):
        files.edit(
            AwsFile.CONFIG,
            lambda document: inserted(document, 1, "# sso-tray uses: x", "credential_process = y"),
        )
    with pytest.raises(FileError, match=r"would alter \[profile prod\]"):
        files.edit(AwsFile.CONFIG, lambda document: deleted(document, 1, 3))
    assert config.read_text() == INDENTED


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_a_file_that_gets_keys_becomes_private(
    files: DiskAwsFiles, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(b"[other]\nx = 1\n")
    path.chmod(0o644)
    assert edit(files)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644, "no keys are in it yet"
    caplog.set_level("INFO")
    assert files.edit(
        AwsFile.CREDENTIALS, lambda document: inserted(document, 0, "[a]", f"{KEYS_MARK} note")
    )
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "readable by others" in caplog.text


def test_a_mode_that_cannot_be_kept_costs_no_change(
    files: DiskAwsFiles, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems know no modes, and refuse to set any."""
    path.write_bytes(b"[other]\nx = 1\n")
    path.chmod(0o640)

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    assert edit(files)
    assert b"x = 1" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "private rather than open"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="takes root on POSIX")
def test_a_group_that_we_are_not_in_costs_no_change(homes: Path) -> None:
    """`sudo aws configure`, and then `sudo chown $USER`: the group is root's still."""
    home = homes / "group"
    path = home / ".aws/credentials"
    (home / "locks").mkdir(parents=True)
    path.parent.mkdir()
    homes.chmod(0o711)
    path.write_bytes(BEFORE)
    path.chmod(0o664)
    for each in (home / "locks", path.parent, path):
        os.chown(each, 65534, 4321 if each == path else 65534)
    words = [sys.executable, "-c", _SOMEBODY, str(home), "edit"]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    status = path.stat()
    assert (said, status.st_uid, status.st_gid) == ("", 65534, 65534)
    assert path.read_bytes() != BEFORE
    assert stat.S_IMODE(status.st_mode) == 0o604, "our own group gets nothing"


def mark(document: IniDocument) -> IniDocument:
    return inserted(document, len(document.lines), "[a]", "# sso-tray mine", "x = 1")


def without(document: IniDocument) -> IniDocument:
    return deleted(document, len(document.lines) - 3, len(document.lines))


def test_a_file_that_we_made_goes_again_and_never_becomes_a_backup(
    files: DiskAwsFiles, path: Path
) -> None:
    backup = path.with_name(path.name + BACKUP_SUFFIX)
    assert files.edit(AwsFile.CREDENTIALS, mark)
    assert files.edit(AwsFile.CREDENTIALS, lambda document: inserted(document, 3, "y = 2"))
    assert not backup.exists()
    assert files.edit(AwsFile.CREDENTIALS, lambda document: deleted(document, 3, 4))
    assert files.edit(AwsFile.CREDENTIALS, without)
    assert not path.exists()
    path.write_bytes(BEFORE)
    assert files.edit(AwsFile.CREDENTIALS, mark)
    assert backup.read_bytes() == BEFORE


def test_an_empty_file_that_was_there_stays(files: DiskAwsFiles, path: Path) -> None:
    path.write_bytes(b"")
    assert files.edit(AwsFile.CREDENTIALS, mark)
    assert files.edit(AwsFile.CREDENTIALS, without)
    assert path.read_bytes() == b""


def test_a_backup_of_our_own_text_gives_way_to_a_true_one(files: DiskAwsFiles, path: Path) -> None:
    """Earlier versions left such."""
    backup = path.with_name(path.name + BACKUP_SUFFIX)
    backup.write_bytes(b"[a]\n# sso-tray mine\n")
    path.write_bytes(BEFORE)
    assert edit(files)
    assert backup.read_bytes() == BEFORE


@pytest.mark.skipif(os.name != "posix", reason="links take rights on Windows")
def test_the_backup_of_a_linked_file_is_beside_the_link(
    files: DiskAwsFiles, path: Path, tmp_path: Path
) -> None:
    repository = tmp_path / "dotfiles"
    repository.mkdir()
    (repository / "credentials").write_bytes(BEFORE)
    path.symlink_to(repository / "credentials")
    assert edit(files)
    assert [each.name for each in repository.iterdir()] == ["credentials"]
    assert path.with_name(path.name + BACKUP_SUFFIX).read_bytes() == BEFORE


@pytest.mark.skipif(os.name != "posix", reason="POSIX spellings")
def test_a_path_in_the_environment_is_expanded_as_botocore_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ = {"HOME": str(tmp_path), "X": "y", "AWS_CONFIG_FILE": "$HOME/${X}/cfg"}
    files = DiskAwsFiles(environ, tmp_path, tmp_path / "locks")
    assert files.path(AwsFile.CONFIG) == str(tmp_path / "y/cfg")
    files = DiskAwsFiles({"AWS_CONFIG_FILE": "~root/cfg"}, tmp_path, tmp_path)
    assert files.path(AwsFile.CONFIG) == os.path.expanduser("~root/cfg")  # noqa: PTH111
    monkeypatch.chdir(tmp_path)
    files = DiskAwsFiles({"AWS_CONFIG_FILE": "here/cfg"}, Path("/nowhere"), tmp_path)
    monkeypatch.chdir("/")
    assert files.path(AwsFile.CONFIG) == str(tmp_path / "here/cfg")


def test_nothing_is_written_below_the_name_of_a_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    files = DiskAwsFiles({"AWS_CONFIG_FILE": "$NOBODY_SET_IT/cfg"}, tmp_path, tmp_path / "locks")
    assert files.read(AwsFile.CONFIG) == IniDocument()
    with pytest.raises(FileError, match="NOBODY_SET_IT, which isn't set"):
        files.edit(AwsFile.CONFIG, add)
    assert not any("NOBODY" in each.name for each in tmp_path.iterdir())


def test_a_file_does_not_grow_so_large_that_it_could_not_be_edited_any_more(
    files: DiskAwsFiles, path: Path
) -> None:
    path.write_bytes(BEFORE)
    with pytest.raises(FileError, match="would become larger than 4 MB"):
        files.edit(
            AwsFile.CREDENTIALS, lambda document: inserted(document, 0, "#" * (4 * 1024 * 1024))
        )
    assert path.read_bytes() == BEFORE


_READ_ONLY = _SOMEBODY.replace("if os.geteuid() == 0:", "if sys.argv[3:]:").replace(
    "print(error.title)", "print(error)"
)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="becomes another user")
@pytest.mark.parametrize("is_link", [False, True], ids=["mode 0400", "a link to a sealed store"])
def test_a_file_that_may_only_be_read_says_why_and_what_works(
    homes: Path, *, is_link: bool
) -> None:
    home = homes / f"sealed-{is_link}"
    path = home / ".aws/credentials"
    (home / "locks").mkdir(parents=True)
    path.parent.mkdir()
    homes.chmod(0o711)
    os.chown(home / "locks", 65534, 65534)
    file = home / "store" if is_link else path
    file.write_bytes(BEFORE)
    file.chmod(0o400)
    os.chown(file, 65534, 65534)
    if is_link:
        path.symlink_to(file)
    said = subprocess.run(
        [sys.executable, "-c", _READ_ONLY, str(home), "edit", "somebody"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert ("is a link to" in said and str(file) in said) == is_link
    assert "read-only" in said
    assert ("chmod u+w" in said) != is_link
    assert "--as process" in said
    assert file.read_bytes() == BEFORE


def test_what_another_byte_than_utf_8_does_is_said(files: DiskAwsFiles, path: Path) -> None:
    """AWS tools read nothing of such a file, whatever it says further down."""
    path.write_bytes(b"[a]\nx = 1\n# caf\xe9\n")
    if os.name == "posix":
        with pytest.raises(FileError, match="line 3: byte 0xE9") as caught:
            edit(files)
        assert "Save the file as UTF-8" in caught.value.hint
