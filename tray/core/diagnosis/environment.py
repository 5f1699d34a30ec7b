"""Checks of environment variables: what shadows the profile that a person picked.

A variable is only named; its value is shown where it is a profile's name, a
path, or an address without its password.
"""

from collections.abc import Iterable

from tray.core.diagnosis.facts import Facts
from tray.core.diagnosis.masking import without_password
from tray.core.diagnosis.report import Finding, fine, note, trouble
from tray.core.profiles import find_section

_KEY_VARIABLES = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
)
_CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
_PROFILE = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_FILES = ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")
_ENDPOINT = "AWS_ENDPOINT_URL"
_WHERE = "Shells, IDEs and .env files set such variables; look there too if it comes back."


def env_keys(facts: Facts) -> Iterable[Finding]:
    """Keys in the environment win over every profile."""
    found = _set(facts, _KEY_VARIABLES)
    if not found:
        yield fine("env-keys", "No AWS keys in the environment.")
    elif not _set(facts, _KEY_VARIABLES[:2]):
        yield note(
            "env-keys",
            f"{_listed(found)} is set without keys.",
            "By itself it does nothing; it is what is left of keys that were set once.",
            _removal(found),
        )
    else:
        yield trouble(
            "env-keys",
            f"AWS keys stand in the environment: {_listed(found)}.",
            f"They win over every profile, so the role you pick is not used here. {_WHERE}",
            _removal(found),
        )


def env_profile(facts: Facts) -> Iterable[Finding]:
    """AWS_PROFILE decides for every command; a name that is nowhere stops them all."""
    found = _set(facts, _PROFILE)
    if not found:
        yield fine("env-profile", "AWS_PROFILE is not set: tools use the default profile.")
        return
    names = {name: facts.environment[name] for name in found}
    chosen = names.get("AWS_PROFILE") or names["AWS_DEFAULT_PROFILE"]
    if len(set(names.values())) == 2:
        yield note(
            "env-profile",
            "AWS_PROFILE and AWS_DEFAULT_PROFILE name different profiles.",
            "Some tools take the one, some the other.",
            _removal(["AWS_DEFAULT_PROFILE"]),
        )
    if _is_missing(facts, chosen):
        yield trouble(
            "env-profile",
            f"{found[0]} names the profile “{chosen}”, which is in no AWS file.",
            "AWS tools stop with “profile could not be found” before they do anything.",
            f"Use a role for the profile “{chosen}”, or remove {found[0]}.",
        )
    elif chosen != "default":
        yield note(
            "env-profile",
            f"{found[0]} chooses the profile “{chosen}”.",
            "A role used for another profile, “default” among them, is not seen in this shell.",
            _removal(found[:1], "If that is not meant, remove"),
        )
    else:
        yield fine("env-profile", f"{found[0]} chooses the default profile.")


def _is_missing(facts: Facts, profile: str) -> bool:
    """Whether no file has it; false where a file could not be read and might."""
    if facts.files is None or profile == "default":
        return False
    both = (facts.files.config, facts.files.credentials)
    if not all(each.is_known for each in both):
        return False
    return all(find_section(each.document, each.file, profile) is None for each in both)


def env_container(facts: Facts) -> Iterable[Finding]:
    """Container credentials come last in most chains, and a profile hides them."""
    found = _set(facts, _CONTAINER)
    profile = _set(facts, _PROFILE)
    if not found:
        yield fine("env-container", "No container credentials in the environment.")
    elif profile:
        yield trouble(
            "env-container",
            f"{found[0]} and {profile[0]} are both set.",
            "Nearly all tools use the profile then, and never ask the container's endpoint.",
            f"Remove {profile[0]} to use the endpoint, or {found[0]} to use the profile.",
        )
    else:
        yield note(
            "env-container",
            f"Keys come from an endpoint: {found[0]} is set.",
            "Tools that find no keys in a default profile ask there, and get its role.",
            _removal(found[:1], "If that is not meant, remove"),
        )


def env_web_identity(facts: Facts) -> Iterable[Finding]:
    """A web identity in the environment is asked before the files."""
    found = _set(facts, ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"))
    if len(found) == 2:
        yield trouble(
            "env-web-identity",
            "A web identity is set: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN.",
            "Tools take that role before they look into the AWS files.",
            _removal(found),
        )
    else:
        yield fine("env-web-identity", "No web identity in the environment.")


def env_files(facts: Facts) -> Iterable[Finding]:
    """Moved AWS files: another shell, or the tray, may read others."""
    found = _set(facts, _FILES)
    if not found:
        yield fine("env-files", "The AWS files are in their usual place.")
    for name in found:
        path = facts.shown(facts.environment[name])
        is_there = facts.files is None or name in facts.files.existing
        if is_there:
            yield note(
                "env-files",
                f"{name} moves a file to {path}.",
                "Programs that were started without this variable read and write another file.",
                _removal([name], "If that is not meant, remove"),
            )
        else:
            yield trouble(
                "env-files",
                f"{name} names {path}, which does not exist.",
                "Tools started here see no profiles and say nothing about the reason.",
                f"Name the right file in {name}, or remove it.",
            )


def env_endpoints(facts: Facts) -> Iterable[Finding]:
    """Endpoint overrides send calls elsewhere than to AWS."""
    found = sorted(name for name in facts.environment if name.startswith(_ENDPOINT))
    found = [name for name in found if facts.environment[name]]
    if not found:
        yield fine("env-endpoints", "No endpoint of AWS is replaced in the environment.")
    for name in found:
        yield note(
            "env-endpoints",
            f"{name} sends calls to {without_password(facts.environment[name])}.",
            "Newer tools go there instead of to AWS; older ones do not know the variable.",
            _removal([name], "If that is not meant, remove"),
        )


def _set(facts: Facts, names: Iterable[str]) -> list[str]:
    return [name for name in names if facts.environment.get(name)]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _removal(names: list[str], verb: str = "Remove") -> str:
    return f"{verb} {_listed(names)} from the environment."
