"""What is remembered from run to run: the roles used and pinned, how long sessions live."""

from dataclasses import replace

from tray.core.directory.usage import with_use
from tray.core.ports.files import StateStore
from tray.core.problems import ProblemKey, ProblemKind
from tray.core.vocabulary.model import Memory, RoleRef
from tray.services.concurrency.workers import WorkerQueue
from tray.services.context.messages import Post
from tray.services.state.agent_state import AgentState
from tray.services.state.saving import save_soon

_MEMORY = ProblemKey(ProblemKind.MEMORY)


class SavedMemory:
    """Changes it, and saves every change. Used on the agent's thread."""

    def __init__(
        self, state: AgentState, store: StateStore, files: WorkerQueue, post: Post
    ) -> None:
        self._state = state
        self._store = store
        self._files = files
        self._post = post

    def change(self, memory: Memory) -> None:
        """Remembers this from now on."""
        self._state.memory = memory
        save_soon(self._files, self._post, _MEMORY, lambda: self._store.save_memory(memory))

    def note_use(self, role: RoleRef) -> None:
        """Puts a role first among the recent ones, and counts."""
        self.change(with_use(self._state.memory, role))

    def pin(self, role: RoleRef, *, is_pinned: bool) -> None:
        """Puts a role last among those at the top, or takes it out of them."""
        others = tuple(pinned for pinned in self._state.memory.pinned if pinned != role)
        pinned = (*others, role) if is_pinned else others
        self.change(replace(self._state.memory, pinned=pinned))
