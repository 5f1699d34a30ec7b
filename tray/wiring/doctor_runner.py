"""The doctor, wired to this machine, for the command line and the Diagnostics window."""

import os
from collections.abc import Callable
from pathlib import Path

from tray.adapters.policy.reader import system_policy, toml_policy
from tray.adapters.probes.machine import versions
from tray.adapters.probes.system import SystemProbes
from tray.adapters.storage.keyring_store import open_secret_store
from tray.adapters.storage.paths import ProgramPaths
from tray.adapters.system.clock import SystemClock
from tray.core.doctor.bug_report import bundle
from tray.core.doctor.facts import OwnToken
from tray.core.doctor.probes import addresses
from tray.core.doctor.report import Report
from tray.core.sessions.token_codec import decode_token
from tray.core.settings.policy import Policy
from tray.core.settings.settings import Settings, TokenStorage
from tray.core.vocabulary.errors import SecretStoreError
from tray.services.doctor import Doctor, Progress, Visit
from tray.services.sessions.session_source import SessionSource
from tray.services.tokens.keyring_tokens import secret_name
from tray.wiring.composition import aws_files, settings_of


def examine(
    places: ProgramPaths,
    on_progress: Callable[[Progress], None],
    tray_host: Callable[[], bool | None] | None = None,
    policy_file: Path | None = None,
) -> Report:
    """Looks at everything, in ten seconds at most. Blocks; changes nothing.

    `policy_file` is looked at in the place of the machine's own policy.
    """
    policy = toml_policy(policy_file) if policy_file is not None else system_policy()
    clock, settings = SystemClock(), _settings(places, policy)
    source = SessionSource(aws_files(places, is_demo=False), os.environ)
    sessions, _ = source.read(settings)

    def own_tokens() -> tuple[OwnToken, ...]:
        try:
            store = open_secret_store(settings.token_storage)
            found = [(one, store.get(secret_name(one))) for one in sessions]
        except SecretStoreError:
            return ()  # the keyring has a check of its own
        tokens = ((one, decode_token(text)) for one, text in found if text is not None)
        return tuple(OwnToken.of(one.name, token, clock) for one, token in tokens if token)

    visit = Visit(
        addresses((one.region, source.endpoints_of(one.name)) for one in sessions),
        own_tokens,
        policy=policy,
        keeps_in_memory=settings.token_storage is TokenStorage.MEMORY,
    )
    probes = SystemProbes(os.environ, Path.home(), clock, tray_host=tray_host)
    return Doctor(clock, probes).examine(visit, on_progress)


def bug_report(report: Report) -> str:
    """What may be sent to anybody: the report and the versions of everything, nothing secret."""
    return bundle(report, versions(), str(Path.home()))


def _settings(places: ProgramPaths, policy: Policy) -> Settings:
    """What is wrong with them is said where they are used."""
    return settings_of(places, lambda: policy).load().settings
