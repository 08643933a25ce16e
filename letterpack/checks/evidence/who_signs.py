"""The way back: what tells two who sign apart, when their names are one: title, organisation, country, e-mail.

A name of one word, or one whose parts many on the list have, may be two people's: that is a question, and no fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.checks.evidence.same_name import key_of, name_words
from letterpack.model.campaign import Signatory
from letterpack.patterns import late

Likeness: TypeAlias = Literal["one", "perhaps", "two"]

_EXPECTED_BY_CHANCE: Final = 0.05
"""So many pairs of one name that are expected among all rows, by how often its parts stand there, make two people likely."""
_WITHOUT_SPACE: Final = late("[\u3400-\u9fff\uac00-\ud7a3]{2,}")
_LONGEST_WITHOUT_SPACE: Final = 4
_OF_A_SLIP: Final = 2
_CHANCE_MATTERS: Final = 30
"""Rows. In a shorter list a name that appears twice is no chance."""


class Signer(Struct, frozen=True):
    """A signatory as it is compared: the words of its name, and keys of what else it says; empty where it says nothing."""

    words: tuple[str, ...]
    organization: str
    title: str
    country: str
    mail: str

    @property
    def who(self) -> tuple[str, str]:
        """What two rows must share to be one: name and organisation."""
        return "".join(self.words), self.organization


def signer_of(signatory: Signatory) -> Signer:
    """Return ``signatory`` as it is compared."""
    return Signer(
        _parts(name_words(signatory.name)),
        key_of(signatory.organization),
        key_of(signatory.title),
        key_of(signatory.country),
        signatory.email.casefold(),
    )


def _parts(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parts of a name, family name first where no space parts them, as in Chinese and Korean."""
    if len(words) == 1 and len(words[0]) <= _LONGEST_WITHOUT_SPACE and _WITHOUT_SPACE.fullmatch(words[0]):
        return words[0][:1], words[0][1:]
    return words


class NameCounts:
    """How often the parts of persons' names stand in a list."""

    def __init__(self, signers: Iterable[Signer]) -> None:
        self._rows = 0
        self._parts: Counter[str] = Counter()
        self._judged: dict[tuple[str, ...], bool] = {}
        for each in signers:
            self._rows += bool(each.words)
            self._parts.update(set(each.words))

    def is_common(self, words: tuple[str, ...]) -> bool:
        """Whether two people may well have the name of ``words``."""
        if self._rows < _CHANCE_MATTERS:
            return False
        if words not in self._judged:
            self._judged[words] = self._is_common(words)
        return self._judged[words]

    def _is_common(self, words: tuple[str, ...]) -> bool:
        chance = float(self._rows)
        for word in set(words):
            chance *= self._parts[word] / self._rows
        return chance >= _EXPECTED_BY_CHANCE

    def is_rare(self, word: str) -> bool:
        """Whether ``word`` stands in a row or two, as a slip does and a name that many have does not."""
        return self._parts[word] <= _OF_A_SLIP


def likeness(one: Signer, other: Signer, counts: NameCounts) -> Likeness:
    """Return whether two rows of one name and organisation are one signatory: two things that tell them apart are enough, and of
    those who sign for themselves one.
    """
    if one.mail and one.mail == other.mail:
        return "one"
    if not one.words:
        return "two" if contradict(one.country, other.country) else "one"
    titles, mails = contradict(one.title, other.title), contradict(one.mail, other.mail)
    apart = [titles and not _goes_on(one.title, other.title), contradict(one.country, other.country)]
    if sum([*apart, mails]) > 1 or (any(apart) and not one.organization):
        return "two"
    is_common = counts.is_common(one.words)
    if any(apart) or titles or mails:
        return "two" if is_common else "perhaps"
    if one == other:
        return "one" if one.organization or not (len(one.words) == 1 or is_common) else "perhaps"
    # What one of the two rows says more may be what tells them apart.
    return "two" if len(one.words) == 1 or is_common else "one" if one.organization else "perhaps"


def likeness_behind_mail(one: str, other: str) -> Likeness:
    """Return whether two names behind one e-mail address and organisation, or behind one address where a name or an organisation
    is missing, are one person's: where all words of the one are words of the other, or their initials. Who shares a word and has
    another name beside it may be a relative.
    """
    first, second = sorted((name_words(one), name_words(other)), key=len)
    if first and set(first).isdisjoint(second):
        return "two"
    own, others = ([each for each in words if each not in beside] for words, beside in ((first, second), (second, first)))
    is_one = _are_initials(own, others) or _are_initials(others, own)
    return "one" if not own or is_one else "perhaps"


def _are_initials(words: list[str], names: list[str]) -> bool:
    """Whether ``words``, written apart or together, are the first initials of ``names``: `J. K.` of `Jo Kim Lee`."""
    return "".join([each[0] for each in names]).startswith("".join(words))


def contradict(one: str, other: str) -> bool:
    """Whether both say something, and not the same."""
    return bool(one and other and one != other)


def _goes_on(one: str, other: str) -> bool:
    """Whether one title goes on where the other ends: `Journalist` and `Journalist and editor`."""
    return one.startswith(other) or other.startswith(one)


def called(signatory: Signatory) -> str:
    """Return what a finding calls ``signatory``."""
    return ", ".join(filter(None, (signatory.name, signatory.organization)))


def part_called(signatory: Signatory) -> str:
    """Return the column that a finding about ``signatory`` points at."""
    return "organization" if signatory.organization else "name"
