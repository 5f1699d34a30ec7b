"""Checks of the machine: the AWS CLI, the keyring, the tray, and registrations that have ended."""

import re
from collections.abc import Iterable
from typing import assert_never

from tray.core.doctor.facts import Facts, KeyringState
from tray.core.doctor.report import Finding, fine, note, trouble
from tray.core.ports.keyring_signals import how_to_have_one
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
        yield fine("aws-cli", said("AWS CLI isn't on your PATH. SSO Tray doesn't need it."))
        return
    version = _VERSION.search(cli.output or "")
    if cli.output is None:
        yield note(
            "aws-cli",
            said("{path} didn't start within a few seconds.", path=cli.path),
            said("Its installation may be broken. SSO Tray doesn't need it."),
            said("Reinstall the AWS CLI."),
        )
    elif version is None:
        yield note(
            "aws-cli",
            said("{path} doesn't report its version.", path=cli.path),
            said("It may be a different program with the same name."),
            said("Install AWS CLI 2, or put it first on your PATH."),
        )
    else:
        yield _aged(cli.path, int(version[1]), int(version[2]), version[0].partition("/")[2])


def _aged(path: str, major: int, minor: int, version: str) -> Finding:
    if major < 2:
        return trouble(
            "aws-cli",
            said("The aws command on your PATH is AWS CLI {version}.", version=version),
            said("{path} has no “aws sso login” and ignores many profile settings.", path=path),
            said("Install AWS CLI 2, or put it first on your PATH."),
        )
    if (major, minor) < _PKCE:
        return note(
            "aws-cli",
            said("AWS CLI {version}.", version=version),
            said("It works, but from 2.22 its own sign-in is safer and needs no code."),
            said("Update it when convenient."),
        )
    return fine("aws-cli", said("AWS CLI {version}.", version=version))


def keyring(facts: Facts) -> Iterable[Finding]:
    """Where sign-ins rest."""
    store = facts.keyring
    if store is None:
        return
    if facts.keeps_in_memory:
        yield fine("keyring", said("Sign-ins are kept in memory only, as set in Settings."))
        return
    advice = said("{how}, or keep sign-ins in memory only.", how=how_to_have_one(facts.environment))
    match store.state:
        case KeyringState.SAFE:
            yield fine("keyring", said("Sign-ins are stored in {name}.", name=store.name))
        case KeyringState.LOCKED:
            yield trouble(
                "keyring",
                said("{name} is locked.", name=store.name),
                said("SSO Tray can't read or store sign-ins until it's unlocked."),
                said("Unlock it."),
            )
        case KeyringState.UNSAFE:
            yield trouble(
                "keyring",
                said("This keyring isn't secure: {module}.", module=store.module),
                said("It stores secrets where others can read them, so SSO Tray doesn't use it."),
                advice,
            )
        case KeyringState.NONE:
            yield trouble(
                "keyring",
                said("No keyring found on this computer."),
                said("SSO Tray never stores sign-ins in a plain file, so it can't save them."),
                advice,
            )
        case KeyringState.FAILED:
            yield trouble(
                "keyring",
                said("{name} isn't responding.", name=store.name or "The keyring"),
                said("SSO Tray can't read or store sign-ins."),
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
            yield fine("tray-host", said("This desktop supports tray icons."))
        case False:
            yield trouble(
                "tray-host",
                said("This desktop doesn't show tray icons."),
                said("SSO Tray still runs. Start it again to open its window."),
                said(
                    "On GNOME, turn on the AppIndicator extension. Elsewhere, add a "
                    "system tray to your panel."
                ),
            )


def client_registration(facts: Facts) -> Iterable[Finding]:
    """Registrations with AWS that have ended: nothing that hangs on them can be renewed."""
    if facts.files is None or facts.own_tokens is None:
        return
    found = [
        trouble(
            "client-registration",
            said("SSO Tray's registration for “{session}” has expired.", session=own.session),
            said("This sign-in can't be renewed and ends with its current token."),
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
                    said("{path} isn't a valid sign-in file.", path=cached.path),
                    said("An AWS tool was probably interrupted while writing it."),
                    said("Run “aws sso login” to replace it."),
                )
            )
        elif cached.is_refreshable and ends is not None and ends <= facts.now:
            found.append(
                note(
                    "client-registration",
                    said(
                        "The AWS CLI's registration for {session} has expired.",
                        session=cached.session,
                    ),
                    said("Its sign-in can no longer be renewed."),
                    said("If you use it, run “aws sso login”."),
                    cached.path,
                )
            )
    yield from found or [fine("client-registration", said("All registrations with AWS are valid."))]
