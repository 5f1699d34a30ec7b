"""Type-ahead over all roles: an index made once per listing, an answer at every keystroke.

Words are looked for in any order in account name, alias, number and role. An
account and a role name are compared once, however many roles share them. Only
where nothing has all words, sso-sessions count, as `SESSION:` or a word of its
own; then typing errors are forgiven.

rapidfuzz says how far words are apart; what counts for more, and why a role stands where it
stands, is this program's and in no library.
"""

import heapq
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tray.core.directory.resolution import NamedRole
from tray.core.snapshot import AppSnapshot
from tray.core.vocabulary.model import RoleRef
from tray.services.directory.lazy_sequence import LazySequence
from tray.services.directory.typo_index import TypoIndex

_EXACT, _BEGINNING, _WORD, _PART, _SLIP = 100.0, 80.0, 60.0, 30.0, 15.0
_PINNED, _RECENT, _FREQUENT, _FREQUENT_MOST = 40.0, 20.0, 3.0, 15.0
_SEPARATORS = re.compile(r"[\s/]+")
_NUMBER = re.compile(r"(\d{4})-(\d{4})-(\d{4})", re.ASCII)
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]|(?<=[^\W\d_A-Z])[A-Z]|(?<=[^\W\d_])\d")

Span = tuple[int, int]
"""Characters `start` to `end` (excluded) of a text."""


@dataclass(frozen=True, slots=True)
class RoleUsage:
    """What lifts a role over others that fit as well; `recent` has the latest first."""

    pinned: tuple[RoleRef, ...] = ()
    recent: tuple[RoleRef, ...] = ()
    uses: Mapping[RoleRef, int] = field(default_factory=dict)

    @classmethod
    def of(cls, snapshot: AppSnapshot) -> "RoleUsage":
        """What a snapshot knows of it; roles in use count as pinned."""
        active = dict.fromkeys(one.role for one in snapshot.activations)
        return cls(tuple(active | dict.fromkeys(snapshot.pinned)), snapshot.recent, snapshot.uses)


@dataclass(frozen=True, slots=True)
class Match:
    """A role that was found, and where in its texts the words stand: sorted, disjoint spans.

    `is_guess`: a typing error was forgiven.
    """

    role: NamedRole
    score: float
    is_guess: bool
    account_name: tuple[Span, ...]
    alias: tuple[Span, ...]
    account_id: tuple[Span, ...]
    role_name: tuple[Span, ...]


class _Texts:
    """The texts of one account, or a role's name, ready to be searched as one string."""

    __slots__ = ("folded", "offsets", "texts", "word_starts")

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.folded = "\n" + "".join(f"{folded(text)}\n" for text in texts)
        self.offsets: list[int] = []
        starts: list[int] = []
        offset = 1
        for text in texts:
            self.offsets.append(offset)
            starts += [offset + match.start() for match in _WORD_START.finditer(text)]
            offset += len(text) + 1
        self.word_starts = frozenset(starts)

    def score(self, word: str) -> float:
        """How well a word fits the best of these texts; 0 if none has it."""
        if f"\n{word}" in self.folded:
            return _EXACT if f"\n{word}\n" in self.folded else _BEGINNING
        return _WORD if self.place(word) in self.word_starts else _PART

    def place(self, word: str) -> int:
        """Where the word stands best: at a text's beginning, at a word's, or else first; or -1."""
        first = at = self.folded.find(word)
        beginning = self.folded.find(f"\n{word}") + 1
        if beginning:
            return beginning
        while at >= 0:
            if at in self.word_starts:
                return at
            at = self.folded.find(word, at + 1)
        return first

    def spans(self, places: Iterable[Span]) -> tuple[tuple[Span, ...], ...]:
        """For each text the spans of the places (start, length) that lie in it, merged."""
        found: list[list[Span]] = [[] for _ in self.texts]
        for start, length in sorted(places):
            which = max(index for index, offset in enumerate(self.offsets) if offset <= start)
            begin, spans = start - self.offsets[which], found[which]
            end = min(begin + length, len(self.texts[which]))
            if spans and begin <= spans[-1][1]:
                begin, end = spans[-1][0], max(end, spans.pop()[1])
            spans.append((begin, end))
        return tuple(tuple(spans) for spans in found)


def folded(text: str) -> str:
    """The text without case and accents, each character still in its place."""
    if text.isascii():
        return text.lower()
    return "".join(map(_folded_character, text))


def _folded_character(character: str) -> str:
    lowered = unicodedata.normalize("NFD", character)[0].lower()
    return lowered if len(lowered) == 1 else character


def words_of(text: str) -> tuple[str, ...]:
    """What was typed, as the words that are looked for; 1234-5678-9012 is a number."""
    words = _SEPARATORS.split(folded(text))
    return tuple(dict.fromkeys(_NUMBER.sub(r"\1\2\3", word) for word in words if word))


class RoleIndex:
    """All roles, prepared for searching. Not changed by it; may be made on any thread."""

    def __init__(self, roles: Sequence[NamedRole], habits: RoleUsage | None = None) -> None:
        self._roles = sorted(roles, key=_alphabetical)
        self._by_ref = {role.ref: role for role in self._roles}
        accounts: dict[tuple[str, str, str], int] = {}
        names: dict[str, int] = {}
        self._pairs: list[tuple[int, int]] = []
        for role in self._roles:
            texts = (role.account_name, role.alias, role.ref.account_id)
            account = accounts.setdefault(texts, len(accounts))
            self._pairs.append((account, names.setdefault(role.ref.role_name, len(names))))
        self._accounts = [_Texts(*texts) for texts in accounts]
        self._names = [_Texts(name) for name in names]
        self._vocabulary = TypoIndex(
            (texts.folded, texts.word_starts) for texts in (*self._accounts, *self._names)
        )
        self._lifts: list[float] = []
        self.learn(habits or RoleUsage())

    @property
    def roles(self) -> Sequence[NamedRole]:
        """All of them, by account and role name."""
        return self._roles

    def named(self, role: RoleRef) -> NamedRole | None:
        """What people call the role; None if it is not known."""
        return self._by_ref.get(role)

    def learn(self, habits: RoleUsage) -> None:
        """Takes over what is pinned and used; cheap beside making the index."""
        lifts = _lifts(habits)
        self._lifts = [lifts.get(role.ref, 0.0) for role in self._roles]

    def search(self, text: str, limit: int = 200) -> tuple[Match, ...]:
        """The best matches, best first; with nothing typed, what one is likely to want."""
        return tuple(self.search_counted(text, limit)[0])

    def search_counted(self, text: str, limit: int) -> tuple[Sequence[Match], int]:
        """The same, each made as it is looked at, and how many there are beyond the limit."""
        fits = [self._fit(word) for word in words_of(text)]
        scored, is_guess = self._scored(fits), False
        if not scored:
            rest, sessions = self._without_sessions(text)
            fits = [self._fit(word) for word in rest]
            scored = self._seen_through(sessions, self._scored(fits)) if sessions else []
            if not scored:
                fits, is_guess = [self._forgiving(fit) for fit in fits], True
                scored = self._seen_through(sessions, self._scored(fits))
        best = heapq.nlargest(limit, scored)

        def match(place: int) -> Match:
            score, index = best[place]
            return self._match(-index, score, fits, is_guess)

        return LazySequence(len(best), match), len(scored)

    def _without_sessions(self, text: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """The words that name no sso-session, and the sessions that the others name."""
        names: dict[str, set[str]] = {}
        for session in {role.ref.session for role in self._roles}:
            names.setdefault(folded(session), set()).add(session)
        typed, first = folded(text).lstrip(), ""
        for name in sorted(names, key=len, reverse=True):
            if typed.startswith(f"{name}:"):
                first, typed = name, typed[len(name) + 1 :]
                break
        words = words_of(typed)
        named = names.get(first, set()).union(*(names[word] for word in words if word in names))
        return tuple(word for word in words if word not in names), frozenset(named)

    def _seen_through(
        self, sessions: frozenset[str], scored: list[tuple[float, int]]
    ) -> list[tuple[float, int]]:
        if not sessions:
            return scored
        return [one for one in scored if self._roles[-one[1]].ref.session in sessions]

    def _fit(self, word: str) -> "_Fit":
        accounts = [each.score(word) if word in each.folded else 0.0 for each in self._accounts]
        names = [each.score(word) if word in each.folded else 0.0 for each in self._names]
        return _Fit(word, accounts, names, {})

    def _forgiving(self, fit: "_Fit") -> "_Fit":
        """The same with texts that the word was perhaps to have been."""
        accounts, names, meant = list(fit.accounts), list(fit.names), {}
        for number, (text, slips) in self._vocabulary.alike(fit.word).items():
            name = number - len(accounts)
            scores, at = (accounts, number) if name < 0 else (names, name)
            if not scores[at]:
                scores[at] = _SLIP / slips
                meant[number] = text
        return _Fit(fit.word, accounts, names, meant)

    def _scored(self, fits: Sequence["_Fit"]) -> list[tuple[float, int]]:
        """(score, -place) of the roles that every word fits, somewhere."""
        if not fits:
            return [(lift, -place) for place, lift in enumerate(self._lifts)]
        columns = []
        for fit in fits:
            accounts, names = fit.accounts, fit.names
            columns.append([max(accounts[one], names[other]) for one, other in self._pairs])
        rows = zip(self._lifts, *columns, strict=True)
        share = 1 / len(fits)
        return [
            (lift + share * sum(scores), -place)
            for place, (lift, *scores) in enumerate(rows)
            if 0.0 not in scores
        ]

    def _match(self, place: int, score: float, fits: Sequence["_Fit"], is_guess: bool) -> Match:
        account, name = self._pairs[place]
        in_account, in_name = [], []
        for fit in fits:
            if fit.accounts[account]:
                text = fit.meant.get(account, fit.word)
                in_account.append((self._accounts[account].place(text), len(text)))
            if fit.names[name]:
                text = fit.meant.get(len(self._accounts) + name, fit.word)
                in_name.append((self._names[name].place(text), len(text)))
        account_name, alias, number = self._accounts[account].spans(in_account)
        (role_name,) = self._names[name].spans(in_name)
        role = self._roles[place]
        return Match(role, score, is_guess, account_name, alias, number, role_name)


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well a word fits each account and each role name; `meant` is what it hit by a slip.

    `meant` goes by number: the accounts' first, then the names'.
    """

    word: str
    accounts: Sequence[float]
    names: Sequence[float]
    meant: Mapping[int, str]


def _alphabetical(role: NamedRole) -> tuple[str, str, RoleRef]:
    return folded(role.account_name or role.ref.account_id), folded(role.ref.role_name), role.ref


def _lifts(habits: RoleUsage) -> dict[RoleRef, float]:
    """Pinned beats recent and frequent together; each in its order."""
    lifts = {
        role: min(_FREQUENT_MOST, _FREQUENT * math.log2(1 + count))
        for role, count in habits.uses.items()
    }
    for place, role in enumerate(habits.recent):
        lifts[role] = lifts.get(role, 0.0) + _RECENT * 0.8**place
    for place, role in enumerate(habits.pinned):
        lifts[role] = _PINNED + 1 / (1 + place)
    return lifts
