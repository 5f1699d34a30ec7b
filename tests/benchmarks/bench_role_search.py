"""A keystroke in the picker with 10,000 roles, beside a plain scan for the same words.

`python -m tests.benchmarks.bench_role_search`. A frame is 16 ms.
"""

import sys
import time
from collections.abc import Callable
from functools import partial

from tray.core.directory.resolution import NamedRole
from tray.core.vocabulary.model import AccountId, RoleRef, SessionName
from tray.services.directory.role_index import RoleIndex, folded

TYPED = ("", "a", "pr", "prod", "prod admin", "acme 42 read", "porduction admn", "qqqqqqqqqq")
ROLES = ("AdministratorAccess", "ReadOnlyAccess", "Billing", "Developer", "NetworkOperator")
STAGES = ("production", "staging", "development", "sandbox")


def roles(accounts: int, names: tuple[str, ...]) -> list[NamedRole]:
    """So many accounts, each with roles of these names."""
    return [
        NamedRole(
            RoleRef(SessionName("acme"), AccountId(f"{number * 7919:012}"), name),
            f"acme-team{number % 97}-{STAGES[number % 4]}-{number}",
        )
        for number in range(accounts)
        for name in names
    ]


def best_ms(call: Callable[[], object], runs: int = 9) -> float:
    """The least of several runs; the first fills caches."""
    spent = []
    for _ in range(runs):
        started = time.perf_counter()
        call()
        spent.append((time.perf_counter() - started) * 1000)
    return min(spent)


def scan(rows: list[str], text: str) -> list[str]:
    """The least that a search can do."""
    words = text.split()
    return [row for row in rows if all(word in row for word in words)]


def compare(all_roles: list[NamedRole]) -> None:
    """One table: ms of the first and of the best search, and the ratio to a scan."""
    started = time.perf_counter()
    index = RoleIndex(all_roles)
    made = (time.perf_counter() - started) * 1000
    rows = [
        folded(f"{each.account_name} {each.ref.account_id} {each.ref.role_name}")
        for each in all_roles
    ]
    sys.stdout.write(f"{len(all_roles)} roles; the index is made in {made:.0f} ms\n")
    sys.stdout.write(f"{'typed':<18}{'found':>7}{'first':>8}{'best':>8}{'scan':>8}{'ratio':>8}\n")
    for text in TYPED:
        started = time.perf_counter()
        found = len(index.search(text))
        first = (time.perf_counter() - started) * 1000
        ours, plain = best_ms(partial(index.search, text)), best_ms(partial(scan, rows, text))
        numbers = f"{first:>8.1f}{ours:>8.1f}{plain:>8.1f}{ours / plain:>8.1f}"
        sys.stdout.write(f"{text!r:<18}{found:>7}{numbers}\n")


def main() -> int:
    """Few and many accounts; both have as many roles."""
    compare(roles(2_000, ROLES))
    compare(roles(10_000, ROLES[:1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
