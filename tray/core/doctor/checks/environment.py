"""Checks of environment variables: what shadows the profile that a person picked.

A variable is only named; its value is shown where it is a profile's name, a
path, or an address without its password.
"""

from collections.abc import Iterable

from tray.core.aws_files.profile_blocks import find_section
from tray.core.doctor.facts import Facts
from tray.core.doctor.masking import without_password
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.vocabulary.translatable import said

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
_WHERE = said("If they come back, look in your shell's startup files, your IDE and .env files.")


def env_keys(facts: Facts) -> Iterable[Finding]:
    """Keys in the environment win over every profile."""
    found = _set(facts, _KEY_VARIABLES)
    if not found:
        yield fine("env-keys", said("No AWS keys in environment variables."))
    elif not _set(facts, _KEY_VARIABLES[:2]):
        yield note(
            "env-keys",
            said("{variables} is set, but there are no keys.", variables=_listed(found)),
            said("On its own it has no effect. It's probably left over from earlier keys."),
            _removal(found),
        )
    else:
        yield trouble(
            "env-keys",
            said(
                "AWS keys are set in environment variables: {variables}.", variables=_listed(found)
            ),
            said(
                "They override every profile, so the role you choose isn't used here. {where}",
                where=_WHERE,
            ),
            _removal(found),
        )


def env_profile(facts: Facts) -> Iterable[Finding]:
    """AWS_PROFILE decides for every command; a name that is nowhere stops them all."""
    found = _set(facts, _PROFILE)
    if empty := [name for name in _PROFILE if facts.environment.get(name) == ""]:
        yield trouble(
            "env-profile",
            said("{variable} is set but empty.", variable=empty[0]),
            said("AWS tools treat this as a profile without a name and fail."),
            _removal(empty),
        )
    elif not found:
        yield fine("env-profile", said("AWS_PROFILE isn't set, so tools use the default profile."))
    if not found:
        return
    names = {name: facts.environment[name] for name in found}
    chosen = names.get("AWS_PROFILE") or names["AWS_DEFAULT_PROFILE"]
    if len(set(names.values())) == 2:
        yield note(
            "env-profile",
            said("AWS_PROFILE and AWS_DEFAULT_PROFILE are set to different profiles."),
            said("Some tools use one, some the other."),
            _removal(["AWS_DEFAULT_PROFILE"]),
        )
    if _is_missing(facts, chosen):
        yield trouble(
            "env-profile",
            said(
                "{variable} points to profile “{chosen}”, which doesn't exist.",
                variable=found[0],
                chosen=chosen,
            ),
            said("AWS tools fail with “profile could not be found”."),
            said(
                "Use a role as “{chosen}”, or unset {variable}.",
                chosen=chosen,
                variable=found[0],
            ),
        )
    elif chosen != "default":
        yield note(
            "env-profile",
            said("{variable} selects profile “{chosen}”.", variable=found[0], chosen=chosen),
            said(
                "Roles you use as other profiles, including “default”, have no effect in "
                "this shell."
            ),
            _doubt(found[:1]),
        )
    else:
        yield fine(
            "env-profile", said("{variable} selects the default profile.", variable=found[0])
        )


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
        yield fine("env-container", said("No container credentials set."))
    elif profile:
        yield trouble(
            "env-container",
            said("{variable} and {profile} are both set.", variable=found[0], profile=profile[0]),
            said("Most tools then use the profile and never ask the container endpoint."),
            said(
                "Unset {profile} to use the endpoint, or {variable} to use the profile.",
                profile=profile[0],
                variable=found[0],
            ),
        )
    else:
        yield note(
            "env-container",
            said("Keys come from a container endpoint: {variable} is set.", variable=found[0]),
            said("Tools that find no keys in the default profile ask there and get its role."),
            _doubt(found[:1]),
        )


def env_web_identity(facts: Facts) -> Iterable[Finding]:
    """A web identity in the environment is asked before the files."""
    found = _set(facts, ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"))
    if len(found) == 2:
        yield trouble(
            "env-web-identity",
            said("Web identity variables are set: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN."),
            said("Tools use that role before they read the AWS files."),
            _removal(found),
        )
    else:
        yield fine("env-web-identity", said("No web identity variables set."))


def env_files(facts: Facts) -> Iterable[Finding]:
    """Moved AWS files: another shell, or the tray, may read others."""
    found = _set(facts, _FILES)
    if not found:
        yield fine("env-files", said("The AWS files are in their default location."))
    for name in found:
        path = facts.shown(facts.environment[name])
        is_there = facts.files is None or name in facts.files.existing
        if is_there:
            yield note(
                "env-files",
                said("{name} points to {path}.", name=name, path=path),
                said("Programs started without this variable use a different file."),
                _doubt([name]),
            )
        else:
            yield trouble(
                "env-files",
                said("{name} points to {path}, which doesn't exist.", name=name, path=path),
                said("Tools started here see no profiles, and don't say why."),
                said("Point {name} to the right file, or unset it.", name=name),
            )


def env_endpoints(facts: Facts) -> Iterable[Finding]:
    """Endpoint overrides send calls elsewhere than to AWS."""
    found = sorted(name for name in facts.environment if name.startswith(_ENDPOINT))
    found = [name for name in found if facts.environment[name]]
    if not found:
        yield fine("env-endpoints", said("No custom AWS endpoints in environment variables."))
    for name in found:
        yield note(
            "env-endpoints",
            said(
                "{name} sends requests to {address}.",
                name=name,
                address=without_password(facts.environment[name]),
            ),
            said("Newer tools call that address instead of AWS; older ones ignore it."),
            _doubt([name]),
        )


def _set(facts: Facts, names: Iterable[str]) -> list[str]:
    return [name for name in names if facts.environment.get(name)]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _removal(names: list[str]) -> str:
    return said("Unset {variables}.", variables=_listed(names))


def _doubt(names: list[str]) -> str:
    return said("If that's not intended, unset {variables}.", variables=_listed(names))
