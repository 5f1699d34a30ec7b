"""Names for profiles of many roles: readable, fit for every SDK, and the same tomorrow.

A name comes from a template. Where two roles would have the same, or it is
taken, the account's number is added, then the sso-session, then a counter. A
role that has one of its own names already keeps it.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice

from tray.core.directory.resolution import NamedRole
from tray.core.vocabulary.errors import SettingsError
from tray.core.vocabulary.model import ProfileName, RoleRef
from tray.core.vocabulary.translatable import said

DEFAULT_TEMPLATE = "{account}-{role}"
LONGEST_NAME = 120

_LONGEST_SESSION = 40
_MOST_NAMES = 20
"""How far a present name is compared with those that the template gives."""

_FIELDS = frozenset({"session", "account", "account_id", "role"})
_RESERVED = frozenset({"default", "DEFAULT"})
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_LONG_ENDINGS = (("administratoraccess", "admin"), ("access", ""))
_UNFIT = re.compile(r"[^A-Za-z0-9._/@+:-]+")
_LATIN = str.maketrans(
    {
        "\u00e4": "ae",
        "\u00f6": "oe",
        "\u00fc": "ue",
        "\u00c4": "Ae",
        "\u00d6": "Oe",
        "\u00dc": "Ue",
        "\u00df": "ss",
        "\u1e9e": "SS",
        "\u00e6": "ae",
        "\u00c6": "Ae",
        "\u00f8": "oe",
        "\u00d8": "Oe",
        "\u0153": "oe",
        "\u0152": "Oe",
        "\u0142": "l",
        "\u0141": "L",
        "\u0111": "d",
        "\u0110": "D",
        "\u00f0": "d",
        "\u00d0": "D",
        "\u00fe": "th",
        "\u00de": "Th",
        "\u0131": "i",
        "&": " and ",
        "'": "",
        "\u2019": "",
    }
)


@dataclass(frozen=True, slots=True)
class NameTemplate:
    """How profiles are named. Fields: session, account, account_id, role. Raises `SettingsError`.

    `account` is the account's alias, its name, or its number if it has neither.
    """

    text: str = DEFAULT_TEMPLATE
    is_lower: bool = False

    def __post_init__(self) -> None:
        try:
            parts = list(string.Formatter().parse(self.text))
        except ValueError as error:
            raise _wrong_template(self.text, said("a brace isn't closed")) from error
        fields = [field for _, field, _, _ in parts if field is not None]
        for _, field, spec, conversion in parts:
            if field is not None and field not in _FIELDS:
                raise _wrong_template(
                    self.text, said("{{{field}}} isn't a known field", field=field)
                )
            if spec or conversion:
                raise _wrong_template(
                    self.text, said("{{{field}}} can't have “!” or “:”", field=field)
                )
        if not fields:
            raise _wrong_template(self.text, said("every profile would get the same name"))
        if "role" not in fields:
            raise _wrong_template(
                self.text,
                said(
                    "names wouldn't show which role a profile has: {field} is missing",
                    field="{role}",
                ),
            )

    def name(self, role: NamedRole) -> str:
        """The role's name, made of what every SDK reads; not necessarily its own alone."""
        values = {
            "session": role.ref.session,
            "account": role.alias or role.account_name or role.ref.account_id,
            "account_id": role.ref.account_id,
            "role": role.ref.role_name,
        }
        fit = {field: fit_for_profile(value) for field, value in values.items()}
        fit["account"] = fit["account"] or role.ref.account_id
        name = fit_for_profile(self.text.format_map(fit)) or role.ref.account_id
        return (name.lower() if self.is_lower else name)[:LONGEST_NAME]


def fit_for_profile(text: str) -> str:
    """The text in letters that every SDK reads in a profile's name; empty if none are left."""
    composed = unicodedata.normalize("NFC", text).translate(_LATIN)
    plain = "".join(each for each in unicodedata.normalize("NFKD", composed) if each.isascii())
    return _UNFIT.sub("-", plain.strip()).strip("-")


def suggested_name(account: str, role_name: str) -> str:
    """A name for one role as a person might choose it: `sandbox-admin`."""
    role = role_name.lower()
    for ending, short in _LONG_ENDINGS:
        if role.endswith(ending) and role != ending:
            role = f"{role.removesuffix(ending)}-{short}"
        elif role == ending:
            role = short or role
    parts = (fit_for_profile(part).lower() for part in (account, role))
    name = "-".join(part for part in parts if part)
    return _SEPARATORS.sub("-", name).strip("-")[:LONGEST_NAME]


def _wrong_template(text: str, reason: str) -> SettingsError:
    fields = ", ".join(f"{{{field}}}" for field in sorted(_FIELDS))
    return SettingsError(
        said("The name template {text!r} isn't valid: {reason}.", text=text, reason=reason),
        said("Use {fields}.", fields=fields),
    )


def choose_names(
    roles: Sequence[NamedRole],
    template: NameTemplate,
    present: Mapping[RoleRef, ProfileName],
    taken: Collection[str],
) -> dict[RoleRef, ProfileName]:
    """A name for each role, in whatever order they come.

    `present` are the names that roles have now, `taken` those that are somebody
    else's. A present name stays as long as the template could have given it.
    """
    ordered = sorted(roles, key=lambda role: role.ref)
    bases = {role.ref: template.name(role) for role in ordered}
    used = {*taken, *_RESERVED}
    chosen: dict[RoleRef, ProfileName] = {}
    for role in ordered:
        now = present.get(role.ref)
        names = _names(bases[role.ref], role, template)
        if now is not None and now not in used and now in islice(names, _MOST_NAMES):
            chosen[role.ref] = now
            used.add(now)
    new = [role for role in ordered if role.ref not in chosen]
    bearers = Counter(bases[role.ref] for role in new)
    for role in new:
        names = _names(bases[role.ref], role, template)
        # None of several gets the plain name: which one would depend on who came first.
        names = islice(names, int(bearers[bases[role.ref]] > 1), None)
        name = next(ProfileName(each) for each in names if each not in used)
        chosen[role.ref] = name
        used.add(name)
    return chosen


def _names(base: str, role: NamedRole, template: NameTemplate) -> Iterator[str]:
    """All names that a role may have, the best first; endless."""
    number, session = role.ref.account_id, fit_for_profile(role.ref.session)[:_LONGEST_SESSION]
    if template.is_lower:
        session = session.lower()
    yield base
    yield _with(base, number)
    yield _with(base, f"{number}-{session}")
    yield from (_with(base, f"{number}-{session}-{counter}") for counter in count(2))


def _with(base: str, ending: str) -> str:
    return f"{base[: LONGEST_NAME - len(ending) - 1]}-{ending}"
