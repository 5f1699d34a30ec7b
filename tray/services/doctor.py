"""Runs all probes at once, and each check as soon as its facts are there."""

import queue
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from tray.core.doctor.checks.registry import CHECKS, Check, Part
from tray.core.doctor.facts import EndpointFacts, Facts, Outcome, OwnToken
from tray.core.doctor.masking import host_of
from tray.core.doctor.probes import Probes
from tray.core.doctor.report import Finding, Report
from tray.core.ports.clock import Clock
from tray.core.settings.policy import NO_POLICY, Policy
from tray.services.concurrency.workers import WorkerQueue

_SECONDS = 9.0
"""Real seconds for everything; a probe of an endpoint takes up to seven."""

Learnt: TypeAlias = Callable[[Facts], Facts]
"""Facts with what a probe brought."""
Job: TypeAlias = Callable[[], Learnt]
ResultHandlers: TypeAlias = "queue.SimpleQueue[tuple[Part, Learnt]]"


@dataclass(frozen=True, slots=True)
class Progress:
    """One check is done: its findings, and how many of all checks are done with it."""

    check: Check
    findings: tuple[Finding, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Visit:
    """What only the program itself knows.

    `endpoints` are the addresses to ask (see `probes.addresses`); `own_tokens`
    may block; `keeps_in_memory` is the setting that no keyring is used; `policy`
    is the administrator's.
    """

    endpoints: tuple[str, ...] = ()
    own_tokens: Callable[[], tuple[OwnToken, ...]] = tuple
    keeps_in_memory: bool = False
    policy: Policy = NO_POLICY


class Doctor:
    """Finds and explains what goes wrong on this machine. It changes nothing."""

    def __init__(self, clock: Clock, probes: Probes, seconds: float = _SECONDS) -> None:
        self._clock = clock
        self._probes = probes
        self._seconds = seconds

    def examine(
        self, visit: Visit, on_progress: Callable[[Progress], None] = lambda _: None
    ) -> Report:
        """The report, within ten seconds. `on_progress` is called in the caller's own thread.

        What has not answered by then is given up, and the report says so.
        """
        facts, jobs = self._start(visit), self._jobs(visit)
        pending = Counter(part for part, _ in jobs)
        found: dict[str, tuple[Finding, ...]] = {}
        deadline = self._clock.monotonic() + self._seconds
        with _running(jobs) as arrivals:
            while True:
                for check in CHECKS:
                    if check.id not in found and check.needs.isdisjoint(+pending):
                        found[check.id] = check.examine(facts)
                        on_progress(Progress(check, found[check.id], len(found), len(CHECKS)))
                if not +pending:
                    break
                try:
                    left = max(0.0, deadline - self._clock.monotonic())
                    part, learnt = arrivals.get(timeout=left)
                except queue.Empty:
                    pending.clear()  # what is still on its way is given up
                else:
                    pending[part] -= 1
                    facts = learnt(facts)
        return Report(tuple(finding for check in CHECKS for finding in found[check.id]))

    def _start(self, visit: Visit) -> Facts:
        """What is known before any probe; an endpoint that is not heard of has timed out."""
        silent = (host_of(url) or "(not an address)" for url in visit.endpoints)
        return Facts(
            self._probes.environment,
            self._probes.home,
            self._clock.to_wall(self._clock.now()),
            endpoints=tuple(EndpointFacts(host, Outcome.TIMED_OUT) for host in silent),
            keeps_in_memory=visit.keeps_in_memory,
            policy=visit.policy,
        )

    def _jobs(self, visit: Visit) -> list[tuple[Part, Job]]:
        probes = self._probes

        def files() -> Learnt:
            found = probes.files()
            return lambda facts: replace(facts, files=found)

        def bundles() -> Learnt:
            found = probes.bundles()
            return lambda facts: replace(facts, bundles=found)

        def aws_cli() -> Learnt:
            found = probes.aws_cli()
            return lambda facts: replace(facts, aws_cli=found)

        def keyring() -> Learnt:
            found = probes.keyring()
            return lambda facts: replace(facts, keyring=found)

        def own_tokens() -> Learnt:
            found = visit.own_tokens()
            return lambda facts: replace(facts, own_tokens=found)

        def tray_host() -> Learnt:
            found = probes.tray_host()
            return lambda facts: replace(facts, tray_host=found)

        def endpoint(index: int, url: str) -> Learnt:
            found = probes.endpoint(url)
            return lambda facts: _with_endpoint(facts, index, found)

        return [
            *((Part.ENDPOINTS, partial(endpoint, *each)) for each in enumerate(visit.endpoints)),
            (Part.AWS_CLI, aws_cli),
            (Part.KEYRING, keyring),
            (Part.FILES, files),
            (Part.BUNDLES, bundles),
            (Part.OWN_TOKENS, own_tokens),
            (Part.TRAY_HOST, tray_host),
        ]


def _with_endpoint(facts: Facts, index: int, found: EndpointFacts) -> Facts:
    before, after = facts.endpoints[:index], facts.endpoints[index + 1 :]
    return replace(facts, endpoints=(*before, found, *after))


@contextmanager
def _running(jobs: list[tuple[Part, Job]]) -> Iterator[ResultHandlers]:
    """All jobs at once, each on a thread that nobody waits for: one that hangs harms none."""
    arrivals: ResultHandlers = queue.SimpleQueue()
    workers = WorkerQueue("doctor", len(jobs))

    def run(part: Part, job: Job) -> None:
        learnt: Learnt = _nothing
        try:
            learnt = job()
        finally:  # the queue logs a defect of a probe
            arrivals.put((part, learnt))

    try:
        for part, job in jobs:
            workers.submit(partial(run, part, job))
        yield arrivals
    finally:
        workers.close(0)


def _nothing(facts: Facts) -> Facts:
    return facts
