"""Checks of what stands in the AWS files: identities that are not what they seem."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from tray.core.aws_files.ini_document import Section
from tray.core.doctor.facts import AwsFileFacts, Facts, FileFacts
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.doctor.sections import config_profiles
from tray.core.profiles.identity import identity_settings
from tray.core.sso_files.session_reader import read_sso_sessions
from tray.core.vocabulary.translatable import said

_POINTERS = ("sso_session", "sso_start_url", "credential_process")
_KEY = "aws_access_key_id"
_KEYS_WIN = said("Tools use these keys and never run credential_process, whatever role you chose.")
_NOT_ALL_AGREE = said(
    "The AWS CLI, boto3, Ruby and Rust use SSO, while the JavaScript and C++ SDKs "
    "silently use the keys: two identities under one name."
)
_LONGEST_LIFE = timedelta(hours=36)
"""Temporary keys live no longer (AWS STS API reference, GetSessionToken)."""


def wrong_identity(facts: Facts) -> Iterable[Finding]:
    """Keys under the name of an SSO or `credential_process` profile: tools disagree on who wins."""
    files = facts.files
    if files is None:
        return
    found = [
        trouble(
            "wrong-identity",
            said(
                "Profile “{name}” has both {pointer} and its own keys.",
                name=name,
                pointer=pointer,
            ),
            _KEYS_WIN if pointer == "credential_process" else _NOT_ALL_AGREE,
            said(
                "Remove aws_access_key_id, aws_secret_access_key and aws_session_token "
                "from “{name}”.",
                name=name,
            ),
            place,
        )
        for name, section, pointer in _pointing(files.config)
        for place in _keys_of(files, name, section)
    ]
    yield from found or [fine("wrong-identity", said("No conflicting profiles."))]


def _pointing(config: AwsFileFacts) -> Iterator[tuple[str, Section, str]]:
    for name, section in config_profiles(config):
        pointer = next((key for key in _POINTERS if section.get(key)), None)
        if pointer is not None:
            yield name, section, pointer


def _keys_of(files: FileFacts, profile: str, in_config: Section) -> Iterator[str]:
    """Where keys of that profile stand that are not ours."""
    in_credentials = files.credentials.document.sections.get(profile)
    for file, section in ((files.credentials, in_credentials), (files.config, in_config)):
        if section is not None and _KEY in section.options:
            found = dict(identity_settings(file.document, file.file, profile))
            if _KEY in found:
                yield said("{path}, line {line}", path=file.path, line=found[_KEY])


def static_keys(facts: Facts) -> Iterable[Finding]:
    """Keys that another tool left in the credentials file, stale ones above all."""
    if facts.files is None:
        return
    file = facts.files.credentials
    pointing = {name for name, _, _ in _pointing(facts.files.config)}
    found = [
        finding
        for name, section in file.document.sections.items()
        if name not in pointing and _KEY in section.options
        if (finding := _keys_finding(facts, file, name)) is not None
    ]
    yield from found or [
        fine("static-keys", said("No keys from other tools in the credentials file."))
    ]


def _keys_finding(facts: Facts, file: AwsFileFacts, name: str) -> Finding | None:
    found = dict(identity_settings(file.document, file.file, name))
    if _KEY not in found:
        return None
    place = said("{path}, line {line}", path=file.path, line=found[_KEY])
    if "aws_session_token" in found or "aws_security_token" in found:
        age = facts.now - file.changed_at if file.changed_at else timedelta(0)
        if age > _LONGEST_LIFE:
            return trouble(
                "static-keys",
                said("The keys of “{name}” have expired.", name=name),
                said(
                    "Temporary keys don't last that long. Every call with this profile "
                    "fails{by_default}.",
                    by_default=_by_default(name),
                ),
                said(
                    "Remove the keys of “{name}”. SSO Tray offers to when you use a role there.",
                    name=name,
                ),
                place,
            )
        return note(
            "static-keys",
            said("“{name}” has temporary keys that SSO Tray doesn't renew.", name=name),
            said(
                "Another tool wrote them, or they were pasted{by_default}.",
                by_default=_by_default(name),
            ),
            said("Remove them once they expire."),
            place,
        )
    return note(
        "static-keys",
        said("“{name}” has long-term keys.", name=name),
        said(
            "They belong to an IAM user and override the config file{by_default}.",
            by_default=_by_default(name),
        ),
        said("If you no longer use them, remove the keys of “{name}”.", name=name),
        place,
    )


def _by_default(name: str) -> str:
    return said(", and tools use this profile by default") if name == "default" else ""


def hybrid_profiles(facts: Facts) -> Iterable[Finding]:
    """`sso_session` and `sso_start_url` together: the Rust SDK refuses such a profile."""
    if facts.files is None:
        return
    config = facts.files.config
    found = [
        trouble(
            "hybrid-profiles",
            said("Profile “{name}” has both sso_session and sso_start_url.", name=name),
            said("Tools built on the Rust SDK reject it, and others fail if the two differ."),
            said("Remove sso_start_url and sso_region; the sso-session already has them."),
            said(
                "{path}, line {line}",
                path=config.path,
                line=section.options["sso_start_url"].start + 1,
            ),
        )
        for name, section in config_profiles(config)
        if section.get("sso_session") and section.get("sso_start_url")
    ]
    yield from found or [
        fine("hybrid-profiles", said("No profile mixes old and new SSO settings."))
    ]


def sso_sessions(facts: Facts) -> Iterable[Finding]:
    """sso-sessions that are incomplete, and profiles that name one that is not there."""
    if facts.files is None:
        return
    config = facts.files.config
    found = [
        trouble(
            "sso-sessions",
            problem,
            said("No tool can sign in with this."),
            said("Complete it, or remove it."),
            config.path,
        )
        for problem in read_sso_sessions(config.document)[1]
    ]
    sections = config.document.sections.values()
    known = {section.name_after("sso-session") for section in sections}
    found += [
        trouble(
            "sso-sessions",
            said(
                "Profile “{name}” refers to sso-session “{wanted}”, which doesn't exist.",
                name=name,
                wanted=wanted,
            ),
            said("AWS tools fail when they use this profile."),
            said("Add [sso-session {wanted}], or correct the name.", wanted=wanted),
            said(
                "{path}, line {line}",
                path=config.path,
                line=section.options["sso_session"].start + 1,
            ),
        )
        for name, section in config_profiles(config)
        if (wanted := section.get("sso_session")) and wanted not in known
    ]
    yield from found or [fine("sso-sessions", said("All sso-sessions are complete."))]
