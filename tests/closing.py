"""What has to be closed, closed by a with-block."""

from types import TracebackType
from typing import Self


class Closing:
    """A thing with `close()`, which the end of a with-block calls whatever happened."""

    def close(self) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
