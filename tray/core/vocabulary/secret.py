"""A value that must never be seen by accident.

Tokens, keys and client secrets travel through the program inside a `Secret`.
It masks itself wherever Python would turn it into text, and it cannot be
pickled; `reveal()` is the one way out, and easy to find in a review.
"""

import hmac
from typing import NoReturn, final

_MASK = "••••"


def _bytes(text: str) -> bytes:
    """Of any text: what comes from outside may hold halves of a character."""
    return text.encode("utf-8", "surrogatepass")


@final
class Secret:
    """A string that shows itself only through `reveal()`."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        self.__value = value

    def reveal(self) -> str:
        """The secret itself. Call it at the last moment, where it leaves the program."""
        return self.__value

    def matches(self, other: str) -> bool:
        """Whether `other` is this secret, compared in constant time."""
        return hmac.compare_digest(_bytes(self.__value), _bytes(other))

    def __repr__(self) -> str:
        return f"Secret({_MASK})"

    def __str__(self) -> str:
        return _MASK

    def __format__(self, spec: str) -> str:
        return format(_MASK, spec)

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self.matches(other.reveal())

    def __hash__(self) -> int:
        return hash((Secret, self.__value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never pickled")
