"""Items are made when they are looked at, once, and it is a sequence like any other."""

import pytest

from tray.services.directory.lazy_sequence import LazySequence


def squares(made: list[int], length: int = 5) -> LazySequence[int]:
    def make(place: int) -> int:
        made.append(place)
        return place * place

    return LazySequence(length, make)


def test_an_item_is_made_once_and_only_when_it_is_looked_at() -> None:
    made: list[int] = []
    found = squares(made)
    assert len(found) == 5
    assert bool(found)
    assert made == []
    assert (found[3], found[3], found[-1]) == (9, 9, 16)
    assert made == [3, 4]


def test_it_is_a_sequence() -> None:
    found = squares([])
    assert list(found) == [0, 1, 4, 9, 16]
    assert found[1:3] == [1, 4]
    assert list(reversed(found)) == [16, 9, 4, 1, 0]
    assert not squares([], 0)
    for place in (5, -6):
        with pytest.raises(IndexError):
            found[place]
