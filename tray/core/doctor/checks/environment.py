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
_WHERE = said("Shells, IDEs and .env files set such variables; look there too if it comes back.")


def env_keys(facts: Facts) -> Iterable[Finding]:
    """Keys in the environment win over every profile."""
    found = _set(facts, _KEY_VARIABLES)
    if not found:
        yield fine("env-keys", said("No AWS keys in the environment."))
    elif not _set(facts, _KEY_VARIABLES[:2]):
        yield note(
            "env-keys",
            said("{variables} is set without keys.", variables=_listed(found)),
            said("By itself it does nothing; it is what is left of keys that were set once."),
            _removal(found),
        )
    else:
        yield trouble(
            "env-keys",
            said("AWS keys stand in the environment: {variables}.", variables=_listed(found)),
            said(
                "They win over every profile, so the role you pick is not used here. {where}",
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
            said("AWS tools take that for a profile without a name, and stop."),
            _removal(empty),
        )
    elif not found:
        yield fine("env-profile", said("AWS_PROFILE is not set: tools use the default profile."))
    if not found:
        return
    names = {name: facts.environment[name] for name in found}
    chosen = names.get("AWS_PROFILE") or names["AWS_DEFAULT_PROFILE"]
    if len(set(names.values())) == 2:
        yield note(
            "env-profile",
            said("AWS_PROFILE and AWS_DEFAULT_PROFILE name different profiles."),
            said("Some tools take the one, some the other."),
            _removal(["AWS_DEFAULT_PROFILE"]),
        )
    if _is_missing(facts, chosen):
        yield trouble(
            "env-profile",
            said(
                "{variable} names the profile “{chosen}”, which is in no AWS file.",
                variable=found[0],
                chosen=chosen,
            ),
            said("AWS tools stop with “profile could not be found” before they do anything."),
            said(
                "Use a role for the profile “{chosen}”, or remove {variable}.",
                chosen=chosen,
                variable=found[0],
            ),
        )
    elif chosen != "default":
        yield note(
            "env-profile",
            said("{variable} chooses the profile “{chosen}”.", variable=found[0], chosen=chosen),
            said(
                "A role used for another profile, “default” among them, is not seen in this shell."
            ),
            _doubt(found[:1]),
        )
    else:
        yield fine(
            "env-profile", said("{variable} chooses the default profile.", variable=found[0])
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
        yield fine("env-container", said("No container credentials in the environment."))
    elif profile:
        yield trouble(
            "env-container",
            said("{variable} and {profile} are both set.", variable=found[0], profile=profile[0]),
            said("Nearly all tools use the profile then, and never ask the container's endpoint."),
            said(
                "Remove {profile} to use the endpoint, or {variable} to use the profile.",
                profile=profile[0],
                variable=found[0],
            ),
        )
    else:
        yield note(
            "env-container",
            said("Keys come from an endpoint: {variable} is set.", variable=found[0]),
            said("Tools that find no keys in a default profile ask there, and get its role."),
            _doubt(found[:1]),
        )


def env_web_identity(facts: Facts) -> Iterable[Finding]:
    """A web identity in the environment is asked before the files."""
    found = _set(facts, ("AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"))
    if len(found) == 2:
        yield trouble(
            "env-web-identity",
            said("A web identity is set: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN."),
            said("Tools take that role before they look into the AWS files."),
            _removal(found),
        )
    else:
        yield fine("env-web-identity", said("No web identity in the environment."))


def env_files(facts: Facts) -> Iterable[Finding]:
    """Moved AWS files: another shell, or the tray, may read others."""
    found = _set(facts, _FILES)
    if not found:
        yield fine("env-files", said("The AWS files are in their usual place."))
    for name in found:
        path = facts.shown(facts.environment[name])
        is_there = facts.files is None or name in facts.files.existing
        if is_there:
            yield note(
                "env-files",
                said("{name} moves a file to {path}.", name=name, path=path),
                said(
                    "Programs that were started without this variable read and write another file."
                ),
                _doubt([name]),
            )
        else:
            yield trouble(
                "env-files",
                said("{name} names {path}, which does not exist.", name=name, path=path),
                said("Tools started here see no profiles and say nothing about the reason."),
                said("Name the right file in {name}, or remove it.", name=name),
            )


def env_endpoints(facts: Facts) -> Iterable[Finding]:
    """Endpoint overrides send calls elsewhere than to AWS."""
    found = sorted(name for name in facts.environment if name.startswith(_ENDPOINT))
    found = [name for name in found if facts.environment[name]]
    if not found:
        yield fine("env-endpoints", said("No endpoint of AWS is replaced in the environment."))
    for name in found:
        yield note(
            "env-endpoints",
            said(
                "{name} sends calls to {address}.",
                name=name,
                address=without_password(facts.environment[name]),
            ),
            said("Newer tools go there instead of to AWS; older ones do not know the variable."),
            _doubt([name]),
        )


def _set(facts: Facts, names: Iterable[str]) -> list[str]:
    return [name for name in names if facts.environment.get(name)]


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _removal(names: list[str]) -> str:
    return said("Remove {variables} from the environment.", variables=_listed(names))


def _doubt(names: list[str]) -> str:
    return said(
        "If that is not meant, remove {variables} from the environment.", variables=_listed(names)
    )
