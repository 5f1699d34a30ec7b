"""Checks of the machine: the AWS CLI, the keyring, the tray, and registrations that have ended."""

import re
from collections.abc import Iterable
from typing import assert_never

from tray.core.doctor.facts import Facts, KeyringState
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.keyring_signals import how_to_have_one
from tray.core.vocabulary.translatable import said

_VERSION = re.compile(r"aws-cli/(\d+)\.(\d+)(?:\.\d+)?")
_PKCE = (2, 22)
"""Since then `aws sso login` uses PKCE (AWS CLI changelog)."""


def aws_cli(facts: Facts) -> Iterable[Finding]:
    """The first `aws` on the PATH. SSO Tray does without, but people do not."""
    cli = facts.aws_cli
    if cli is None:
        return
    if cli.path is None:
        yield fine("aws-cli", said("The AWS CLI is not on the PATH. SSO Tray does not need it."))
        return
    version = _VERSION.search(cli.output or "")
    if cli.output is None:
        yield note(
            "aws-cli",
            said("{path} does not start, or not within a few seconds.", path=cli.path),
            said("Its installation may be broken; SSO Tray does not need it."),
            said("Install the AWS CLI anew."),
        )
    elif version is None:
        yield note(
            "aws-cli",
            said("{path} does not say which version it is.", path=cli.path),
            said("It may be another program of that name."),
            said("Install the AWS CLI 2, or put it first on the PATH."),
        )
    else:
        yield _aged(cli.path, int(version[1]), int(version[2]), version[0].partition("/")[2])


def _aged(path: str, major: int, minor: int, version: str) -> Finding:
    if major < 2:
        return trouble(
            "aws-cli",
            said("The first aws on the PATH is an old AWS CLI: {version}.", version=version),
            said(
                "{path} has no “aws sso login”, and misses much that profiles may say.", path=path
            ),
            said("Install the AWS CLI 2, or put it first on the PATH."),
        )
    if (major, minor) < _PKCE:
        return note(
            "aws-cli",
            said("The AWS CLI is {version}.", version=version),
            said(
                "It works. From 2.22 on its own sign-in is the safer one, without a code to "
                "compare."
            ),
            said("Update it when it suits you."),
        )
    return fine("aws-cli", said("The AWS CLI is {version}.", version=version))


def keyring(facts: Facts) -> Iterable[Finding]:
    """Where sign-ins rest."""
    store = facts.keyring
    if store is None:
        return
    if facts.keeps_in_memory:
        yield fine("keyring", said("Sign-ins are kept in memory only, as the settings say."))
        return
    advice = said("{how}, or keep sign-ins in memory only.", how=how_to_have_one(facts.environment))
    match store.state:
        case KeyringState.SAFE:
            yield fine("keyring", said("Sign-ins are kept in {name}.", name=store.name))
        case KeyringState.LOCKED:
            yield trouble(
                "keyring",
                said("{name} is locked.", name=store.name),
                said("SSO Tray cannot read or keep a sign-in until it is open."),
                said("Unlock it."),
            )
        case KeyringState.UNSAFE:
            yield trouble(
                "keyring",
                said("The keyring here is not safe: {module}.", module=store.module),
                said(
                    "It keeps secrets in a plain file or elsewhere that others can read; "
                    "SSO Tray does not use it."
                ),
                advice,
            )
        case KeyringState.NONE:
            yield trouble(
                "keyring",
                said("There is no keyring on this machine."),
                said("SSO Tray never writes sign-ins to a plain file, so it cannot keep them."),
                advice,
            )
        case KeyringState.FAILED:
            yield trouble(
                "keyring",
                said("{name} does not answer.", name=store.name or "The keyring"),
                said("SSO Tray cannot read or keep a sign-in."),
                advice,
            )
        case _:
            assert_never(store.state)


def tray_host(facts: Facts) -> Iterable[Finding]:
    """Whether the desktop has a place for icons."""
    match facts.tray_host:
        case None:
            return
        case True:
            yield fine("tray-host", said("The desktop shows tray icons."))
        case False:
            yield trouble(
                "tray-host",
                said("This desktop shows no tray icons."),
                said("SSO Tray runs all the same; start it once more and its window opens."),
                said(
                    "On GNOME, turn on the AppIndicator extension; elsewhere, add a tray to "
                    "the panel."
                ),
            )


def client_registration(facts: Facts) -> Iterable[Finding]:
    """Registrations with AWS that have ended: nothing that hangs on them can be renewed."""
    if facts.files is None or facts.own_tokens is None:
        return
    found = [
        trouble(
            "client-registration",
            said("The registration for “{session}” has ended.", session=own.session),
            said("AWS lets this sign-in end with its present token, and renews it no more."),
            said("Sign in to “{session}” again.", session=own.session),
        )
        for own in facts.own_tokens
        if own.is_refreshable and own.registration_expires_at <= facts.now
    ]
    for cached in facts.files.cached_tokens:
        ends = cached.registration_expires_at
        if not cached.is_readable:
            found.append(
                note(
                    "client-registration",
                    said("{path} cannot be read as a sign-in.", path=cached.path),
                    said("An AWS tool was stopped while it wrote it, or another program did."),
                    said("Sign in with “aws sso login”; that writes it anew."),
                )
            )
        elif cached.is_refreshable and ends is not None and ends <= facts.now:
            found.append(
                note(
                    "client-registration",
                    said(
                        "The AWS CLI's registration for {session} has ended.",
                        session=cached.session,
                    ),
                    said("Its sign-in there cannot be renewed any more."),
                    said("If you use it, sign in with “aws sso login”."),
                    cached.path,
                )
            )
    yield from found or [fine("client-registration", said("No registration with AWS has ended."))]
