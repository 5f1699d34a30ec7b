"""Which texts a mistyped word may have meant: one slip in four letters, two in six and more.

A slip is a letter too many, too few or wrong, or two that changed places
(optimal string alignment). A word that is still being typed is compared with
the beginnings of the words in the texts.
"""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LONGEST = 24
"""Letters from a word's start that are kept; nobody mistypes more than that."""
_USUAL_LENGTHS = range(3, 13)
"""Made ready at once, so that the first slip is answered as quickly as the next."""


class TypoIndex:
    """What stands at the starts of words in numbered texts."""

    def __init__(self, texts: Iterable[tuple[str, Iterable[int]]]) -> None:
        """Each text, already folded, with the places where its words start."""
        self._tails: dict[str, list[int]] = {}
        for number, (text, starts) in enumerate(texts):
            for start in starts:
                tail = text[start : start + _LONGEST].partition("\n")[0]
                if tail.isdigit():
                    continue
                owners = self._tails.setdefault(tail, [])
                if not owners or owners[-1] != number:
                    owners.append(number)
        self._beginnings: dict[int, dict[str, list[int]]] = {}
        for length in _USUAL_LENGTHS:
            self._of_length(length)

    def alike(self, word: str) -> dict[int, tuple[str, int]]:
        """By number of the text: what it has instead of the word, and by how many slips."""
        slips = _slips_forgiven(word)
        found: dict[int, tuple[str, int]] = {}
        lengths = range(len(word) - slips, len(word) + slips + 1) if slips else ()
        for length in lengths:
            beginnings = self._of_length(length)
            close = process.extract(
                word, beginnings.keys(), scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            for text, distance, _ in close:
                # Without a slip the text has the word itself, and needs no forgiving.
                for owner in beginnings[text] if distance else ():
                    if owner not in found or distance < found[owner][1]:
                        found[owner] = text, int(distance)
        return found

    def _of_length(self, length: int) -> dict[str, list[int]]:
        """The first letters of all words, with the texts that have them."""
        if length not in self._beginnings:
            beginnings: dict[str, list[int]] = {}
            for tail, owners in self._tails.items():
                if len(tail) >= length:
                    beginnings.setdefault(tail[:length], []).extend(owners)
            self._beginnings[length] = beginnings
        return self._beginnings[length]


def _slips_forgiven(word: str) -> int:
    """None in short words, which would mean anything then, nor in numbers."""
    if len(word) < 4 or len(word) > _LONGEST or word.isdigit():
        return 0
    return 1 if len(word) < 6 else 2
