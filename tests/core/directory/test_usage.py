"""What is remembered of the roles that a person uses."""

from tests.ui.samples import role
from tray.core.directory.usage import with_use
from tray.core.vocabulary.model import Memory


def test_the_latest_comes_first_and_each_use_counts() -> None:
    memory = Memory()
    for number in (1, 2, 1):
        memory = with_use(memory, role(number))
    assert memory.recent == (role(1), role(2))
    assert memory.uses == {role(1): 2, role(2): 1}


def test_only_eight_are_recent() -> None:
    memory = Memory()
    for number in range(12):
        memory = with_use(memory, role(number))
    assert memory.recent == tuple(role(number) for number in range(11, 3, -1))


def test_what_was_frequent_long_ago_gives_way() -> None:
    memory = Memory(uses={role(1): 150, role(2): 48, role(3): 1})
    memory = with_use(memory, role(2))
    assert memory.uses[role(2)] == 49
    memory = with_use(memory, role(4))
    assert memory.uses == {role(1): 75, role(2): 24}
