"""Waiting with a deadline: the only way in which these tests let time pass."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")


def wait_until(
    test: Callable[[], Value | None], timeout: float = 10.0, what: str = "condition"
) -> Value:
    """The first true value of `test`, asked often. Raises `TimeoutError(what)`."""
    deadline = time.monotonic() + timeout
    while True:
        value = test()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {timeout:g} s")
        time.sleep(0.02)
