"""What every command has: where things are, and the way to the agent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer

from tray.adapters.storage.paths import ProgramPaths
from tray.cli.connection.connection import Connection, connect


@dataclass(frozen=True, slots=True)
class Scope:
    """Set by the options before the command."""

    is_demo: bool = False

    @property
    def places(self) -> ProgramPaths:
        """The person's own, or the demo's."""
        return ProgramPaths.of_demo() if self.is_demo else ProgramPaths.for_user()

    @contextmanager
    def agent(self) -> Iterator[Connection]:
        """The agent that runs, or one of this command's own."""
        with connect(self.places, is_demo=self.is_demo) as connection:
            yield connection


def scope_of(context: typer.Context) -> Scope:
    """The scope of a command's context."""
    found = context.obj
    return found if isinstance(found, Scope) else Scope()
