"""Lists 200 accounts of 5 roles at 20 calls a second and 100 ms latency: seconds, ratio, 429s.

`python -m tests.benchmarks.bench_listing`. The bound is 9.5 s: 202 calls at
that rate, less what the server lets through in one burst.
"""

import sys
import threading
import time

from tests.contract.places import Place
from tests.fakes import ManualClock
from tray.adapters.system.clock import SystemClock
from tray.core.snapshot import ListingProgress
from tray.core.vocabulary.model import Listing
from tray.demo.emulator import Emulator
from tray.demo.organisation import generated_organisation
from tray.demo.rules import DemoRules
from tray.demo.server import DemoServer
from tray.services.concurrency.rate_limiter import RateLimiter
from tray.services.directory.listing import list_directory

BOUND_SECONDS = 9.5


def main() -> int:
    clock = SystemClock()
    rules = DemoRules(latency=0.1)
    with DemoServer(Emulator(clock, generated_organisation(200, 5), rules)) as server:
        place = Place(server, ManualClock(clock.now()))
        _, token = place.sign_in()
        threading.Event().wait(1.0)  # the bucket is full again
        started = time.monotonic()
        first: list[float] = []

        def progress(listing: Listing, moved: ListingProgress) -> None:
            first.append(time.monotonic() - started)

        listing = list_directory(
            place.center, place.session, token.access_token, RateLimiter(clock, 20), clock, progress
        )
        seconds = time.monotonic() - started
        refused = server.emulator.throttle.refused
    assert sum(len(known.role_names) for known in listing.accounts) == 1000
    sys.stdout.write(
        f"{seconds:.1f} s, {seconds / BOUND_SECONDS:.2f} x the bound of {BOUND_SECONDS} s; "
        f"{refused} answers of 429; first accounts after {first[0]:.2f} s\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
