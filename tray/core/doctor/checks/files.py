"""Checks of the AWS files as files: whether they can be read, by whom, and as what."""

from collections.abc import Iterable, Iterator

from tray.core.aws_files.files import AwsFile
from tray.core.aws_files.ini_document import FOR_ALL, Section
from tray.core.doctor.facts import AwsFileFacts, Facts, FileFacts, FileState, Permissions
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.vocabulary.profile_names import profile_name_problem
from tray.core.vocabulary.translatable import said

_KINDS = ("profile", "sso-session", "services", "plugins", "preview", "login-session")
_OWNER_WRITE = 0o200
_GROUP_READ, _GROUP_WRITE, _OTHERS_READ, _OTHERS_WRITE = 0o040, 0o020, 0o004, 0o002


def file_syntax(facts: Facts) -> Iterable[Finding]:
    """Whether AWS tools can read the two files at all, and where they trip."""
    files = facts.files
    if files is None:
        return
    for each in (files.config, files.credentials):
        match each.state:
            case FileState.READ:
                yield fine("file-syntax", said("{path} is readable.", path=each.path))
            case FileState.MISSING:
                yield fine("file-syntax", said("{path} doesn't exist.", path=each.path))
            case FileState.NOT_A_FILE:
                yield trouble(
                    "file-syntax",
                    said("{path} isn't a file.", path=each.path),
                    said("AWS tools expect a text file there."),
                    said("Move it elsewhere."),
                )
            case FileState.TOO_LARGE:
                yield trouble(
                    "file-syntax",
                    said("{path} is larger than 4 MB.", path=each.path),
                    said("AWS tools may read it, but SSO Tray doesn't edit files that large."),
                    said("Remove sections you no longer use."),
                )
            case FileState.UNREADABLE:
                yield _unreadable(each)
            case FileState.MALFORMED:
                yield trouble(
                    "file-syntax",
                    said("{path} isn't valid: {reason}.", path=each.path, reason=each.reason),
                    said(
                        "The AWS CLI and boto3 reject the whole file, and SSO Tray won't change it."
                    ),
                    said("{remedy}.", remedy=each.remedy)
                    if each.remedy
                    else said("Fix line {line}.", line=each.line),
                    said("{path}, line {line}", path=each.path, line=each.line),
                )


def _unreadable(file: AwsFileFacts) -> Finding:
    is_theirs = file.permissions is not None and not file.permissions.is_mine
    return trouble(
        "file-syntax",
        said("No permission to read {path}: {reason}.", path=file.path, reason=file.reason),
        said("Neither AWS tools nor SSO Tray can see its profiles."),
        f"sudo chown $USER {file.path}"
        if is_theirs
        else said("Give yourself read and write permission."),
    )


def file_modes(facts: Facts) -> Iterable[Finding]:
    """Who else on this machine can read keys, or write what your tools run (POSIX only)."""
    if facts.files is None:
        return
    found = [
        finding
        for path, allowed, is_secret in _permissions(facts.files)
        if (finding := _mode_finding(path, allowed, is_secret=is_secret)) is not None
    ]
    yield from found or [
        fine("file-modes", said("Only you can read your keys and change your AWS files."))
    ]


def _permissions(files: FileFacts) -> Iterator[tuple[str, Permissions, bool]]:
    for each in (files.config, files.credentials):
        if each.permissions is not None:
            yield each.path, each.permissions, each.file is AwsFile.CREDENTIALS
    for other in files.others:
        # A directory's own mode tells names only; what lies in the cache is looked at by itself.
        yield other.path, other.permissions, not other.is_directory


def _mode_finding(path: str, allowed: Permissions, *, is_secret: bool) -> Finding | None:
    mode = allowed.mode
    is_open = bool(mode & _OTHERS_WRITE or (is_secret and mode & _OTHERS_READ))
    told = trouble if is_open else note
    who = said("Everyone on this computer") if is_open else said("Your group")
    if not allowed.is_mine:
        return trouble(
            "file-modes",
            said("{path} belongs to another user.", path=path),
            said(
                "This happens when a tool was run with sudo. Your tools may not be able to "
                "write to it."
            ),
            f"sudo chown $USER {path}",
        )
    if not mode & _OWNER_WRITE:
        return note(
            "file-modes",
            said("{path} is read-only (mode {mode:o}).", path=path, mode=mode),
            said("SSO Tray can't write a role or its keys to it."),
            f"chmod u+w {path}",
        )
    if mode & (_OTHERS_WRITE | _GROUP_WRITE):
        return told(
            "file-modes",
            said("{who} can change {path} (mode {mode:o}).", who=who, path=path, mode=mode),
            said("This file controls which programs your AWS tools run."),
            f"chmod go-w {path}",
        )
    if is_secret and mode & (_OTHERS_READ | _GROUP_READ):
        return told(
            "file-modes",
            said("{who} can read {path} (mode {mode:o}).", who=who, path=path, mode=mode),
            said("It contains keys and tokens."),
            f"chmod 600 {path}",
        )
    return None


def section_headers(facts: Facts) -> Iterable[Finding]:
    """Headers that say something else than they seem to."""
    if facts.files is None:
        return
    found = [
        finding
        for each in (facts.files.config, facts.files.credentials)
        for section in each.document.sections.values()
        for finding in _header_findings(each, section)
    ]
    found += [finding for each in _both(facts.files) for finding in _twice(each)]
    yield from found or [fine("section-headers", said("All section headers are valid."))]


def _header_findings(file: AwsFileFacts, section: Section) -> Iterator[Finding]:
    place = said("{path}, line {line}", path=file.path, line=section.start + 1)
    first = section.header.split(maxsplit=1)[0] if section.header.strip() else ""
    if section.header == FOR_ALL:
        return  # AWS tools use it for every profile; `profile_names` says so
    if section.header != section.header.strip():
        yield trouble(
            "section-headers",
            said("[{header}] has spaces next to its brackets.", header=section.header),
            said("AWS tools don't find it under its apparent name."),
            said("Change it to [{header}].", header=section.header.strip()),
            place,
        )
    elif file.file is AwsFile.CREDENTIALS:
        if (name := section.name_after("profile")) is not None:
            yield trouble(
                "section-headers",
                said(
                    "[{header}] in the credentials file doesn't define profile “{name}”.",
                    header=section.header,
                    name=name,
                ),
                said("This file uses bare names, so AWS tools don't find these keys."),
                said("Change it to [{name}].", name=name),
                place,
            )
    elif first not in {*_KINDS, "default"} and section.options:
        yield trouble(
            "section-headers",
            said("Most tools ignore [{header}] in the config file.", header=section.header),
            said("In this file, profile headers must start with “profile”."),
            said("Change it to [profile {header}], or remove the section.", header=section.header),
            place,
        )


def _twice(file: AwsFileFacts) -> Iterator[Finding]:
    """The same profile under two spellings: the parser sees two sections, tools one of them."""
    seen: dict[tuple[str, str], int] = {}
    for section in file.document.sections.values():
        kind = next((each for each in _KINDS if section.name_after(each) is not None), "")
        name = section.name_after(kind) if kind else section.header
        if kind == "profile" and name == "default":
            kind, name = "", "default"
        first = seen.setdefault((kind, name or ""), section.start)
        if first != section.start:
            yield trouble(
                "section-headers",
                said(
                    "“{name}” appears twice in {path}: lines {first} and {line}.",
                    name=name,
                    path=file.path,
                    first=first + 1,
                    line=section.start + 1,
                ),
                said("Some tools use the first, some the second, and some fail."),
                said("Merge the two sections."),
                said("{path}, line {line}", path=file.path, line=section.start + 1),
            )


def profile_names(facts: Facts) -> Iterable[Finding]:
    """Names of profiles and sso-sessions that one SDK or another cannot read."""
    if facts.files is None:
        return
    found = [
        note(
            "profile-names",
            said("The profile name “{name}” doesn't work in every tool.", name=name),
            problem,
            said("Choose a simpler name."),
            said("{path}, line {line}", path=each.path, line=section.start + 1),
        )
        for each in _both(facts.files)
        for section in each.document.sections.values()
        for name in (_name(each, section),)
        if name is not None and (problem := profile_name_problem(name)) is not None
    ]
    yield from found or [fine("profile-names", said("All profile names work in every tool."))]


def _name(file: AwsFileFacts, section: Section) -> str | None:
    if file.file is AwsFile.CREDENTIALS:
        return section.header
    kind, _, rest = section.header.partition(" ")
    if kind not in {"profile", "sso-session"}:
        return None
    # What shlex cannot split, quotes left open say, is a name that tools do not read either.
    return section.name_after(kind) or rest.strip()


def _both(files: FileFacts) -> tuple[AwsFileFacts, AwsFileFacts]:
    return files.config, files.credentials
