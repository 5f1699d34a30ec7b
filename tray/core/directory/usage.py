"""Which roles a person uses, lately and often."""

from dataclasses import replace

from tray.core.vocabulary.model import Memory, RoleRef

_RECENT = 8
_MOST_USES = 200


def with_use(memory: Memory, role: RoleRef) -> Memory:
    """The memory after one more use of a role.

    After 200 uses in all each count is halved: what was frequent long ago gives way.
    """
    others = tuple(recent for recent in memory.recent if recent != role)
    uses = {**memory.uses, role: memory.uses.get(role, 0) + 1}
    if sum(uses.values()) > _MOST_USES:
        uses = {each: count // 2 for each, count in uses.items() if count > 1}
    return replace(memory, recent=(role, *others)[:_RECENT], uses=uses)
