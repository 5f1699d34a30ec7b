"""All checks, in the order in which they are shown.

Their ids are stable; docs/doctor.md lists them. A check looks at facts only.
What could not be looked at is said, never passed over.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from tray.core.doctor.checks import (
    environment,
    files,
    machine,
    network,
    policies,
    profiles,
    proxies,
    values,
)
from tray.core.doctor.facts import Facts
from tray.core.doctor.report import Finding, note
from tray.core.vocabulary.translatable import said


class Part(Enum):
    """The parts of the facts, each of which one probe gathers."""

    FILES = "files"
    BUNDLES = "bundles"
    AWS_CLI = "aws cli"
    KEYRING = "keyring"
    ENDPOINTS = "endpoints"
    OWN_TOKENS = "own tokens"
    TRAY_HOST = "tray host"


Examine: TypeAlias = Callable[[Facts], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it looks at in words, which facts it needs, and its verdict.

    `reads_profiles` is for those that need both AWS files understood.
    """

    id: str
    subject: str
    needs: frozenset[Part]
    verdict: Examine
    reads_profiles: bool = False

    def examine(self, facts: Facts) -> tuple[Finding, ...]:
        """At least one finding."""
        unread = self._unread(facts) if self.reads_profiles else None
        if unread is not None:
            return (
                note(
                    self.id,
                    said(
                        "{subject}: not checked, because {unread} couldn't be read.",
                        subject=self.subject,
                        unread=unread,
                    ),
                ),
            )
        found = tuple(self.verdict(facts))
        return found or (note(self.id, said("{subject}: couldn't check.", subject=self.subject)),)

    @staticmethod
    def _unread(facts: Facts) -> str | None:
        if facts.files is None:
            return None
        both = (facts.files.config, facts.files.credentials)
        return next((each.path for each in both if not each.is_known), None)


def _check(
    check: str, subject: str, verdict: Examine, *needs: Part, reads_profiles: bool = False
) -> Check:
    return Check(check, subject, frozenset(needs), verdict, reads_profiles)


_FILES = Part.FILES

CHECKS = (
    _check("env-keys", said("Keys in environment variables"), environment.env_keys),
    _check("env-profile", "AWS_PROFILE", environment.env_profile, _FILES),
    _check("env-container", said("Container credentials"), environment.env_container),
    _check("env-web-identity", said("Web identity"), environment.env_web_identity),
    _check("env-files", said("AWS file locations"), environment.env_files, _FILES),
    _check("env-endpoints", said("Custom endpoints"), environment.env_endpoints),
    _check("file-syntax", said("AWS files"), files.file_syntax, _FILES),
    _check("file-modes", said("Permissions"), files.file_modes, _FILES),
    _check(
        "section-headers",
        said("Section headers"),
        files.section_headers,
        _FILES,
        reads_profiles=True,
    ),
    _check(
        "profile-names", said("Profile names"), files.profile_names, _FILES, reads_profiles=True
    ),
    _check(
        "wrong-identity",
        said("Conflicting profiles"),
        profiles.wrong_identity,
        _FILES,
        reads_profiles=True,
    ),
    _check(
        "static-keys",
        said("Keys from other tools"),
        profiles.static_keys,
        _FILES,
        reads_profiles=True,
    ),
    _check(
        "hybrid-profiles",
        said("Mixed SSO settings"),
        profiles.hybrid_profiles,
        _FILES,
        reads_profiles=True,
    ),
    _check("sso-sessions", "sso-sessions", profiles.sso_sessions, _FILES, reads_profiles=True),
    _check("remarks", said("Trailing comments"), values.remarks, _FILES, reads_profiles=True),
    _check(
        "config-endpoints",
        said("Endpoints in the config file"),
        values.config_endpoints,
        _FILES,
        reads_profiles=True,
    ),
    _check(
        "client-registration",
        said("Registrations"),
        machine.client_registration,
        _FILES,
        Part.OWN_TOKENS,
    ),
    _check("aws-cli", "AWS CLI", machine.aws_cli, Part.AWS_CLI),
    _check("keyring", said("Keyring"), machine.keyring, Part.KEYRING),
    _check("tray-host", said("Tray"), machine.tray_host, Part.TRAY_HOST),
    _check("policy", said("Policy"), policies.policy),
    _check("proxy", said("Proxy"), proxies.proxy),
    _check("ca-bundle", said("Certificate authorities"), network.ca_bundle, Part.BUNDLES),
    _check("endpoints", said("Connection to AWS"), network.endpoints, Part.ENDPOINTS),
    _check("tls", said("CA bundle"), network.tls, Part.ENDPOINTS),
    _check("clock", said("Clock"), network.clock, Part.ENDPOINTS),
)
