"""LP309: a protected name is misspelled by a letter
severity: error

## What

A name in a text is nearly, but not quite, one that `letterpack.yaml` protects under `names`: one or two letters of it are wrong,
and at most one in four of a word. A word of a name that stands alone is compared if it has seven letters or more, a Chinese,
Japanese or Korean name if it has four signs or more. Names in capitals and grammatical endings are accepted: in a language that
gives names endings, other last letters are a slip only if no case exchanges them.

## Why

A petition that misspells the prisoner's name looks as if its authors do not know the prisoner.

## Example

```
letter.md:31:64: error[LP309]: `Amengeldy Batyrbekov` is nearly the protected name `Amangeldy Batyrbekov`
  31 | 3. Ensure an open and fair hearing of an appeal of the case of Amengeldy Batyrbekov
     |                                                                ^^^^^^^^^^^^^^^^^^^^
  = hint: correct it; if it is another name, add it to `names`
```

## Remedy

Correct the name. If it is somebody else's, or another usual spelling, add it under `names` too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from msgspec import Struct

from letterpack.checks.evidence.enclosed_texts import enclosed_texts
from letterpack.checks.evidence.name_cases import bare_forms, bends_names, folded_name, slips_of
from letterpack.checks.evidence.texts import Text, TextsOfOne, passages
from letterpack.checks.evidence.written_words import WORD, may_begin_name
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP309"
_GENITIVE: Final = late(r"(?<=\w{3})[’'ʼ]\w{0,6}$")
"""Behind a word: `O’Connor` has none."""
_SHORTEST_ALONE: Final = 7
"""Letters of one word that is compared alone: shorter ones have real neighbours (Ivanov, Ivanova; Petrov, Petrova)."""
_MOST_SLIPS: Final = 2
_LETTERS_A_SLIP: Final = 4
_UNSPACED: Final = late("[\u3005\u3040-\u30ff\u3400-\u9fff・·\uff66-\uff9f\uac00-\ud7a3]{4,}")
"""Names without spaces; shorter ones have real neighbours."""


_CHINESE: Final = late("[\u3005\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")
_NameWords: TypeAlias = tuple[str, tuple[str, ...]]
"""As it is shown, and its words as they are compared."""


class _Near(NamedTuple):
    start: int
    end: int
    name: str


class Watch(Struct, frozen=True, eq=False):
    """The protected names, made ready to be looked for: each as its words, by how their first words begin; all words that are
    right as they are; and what finds names without spaces with one other sign.
    """

    begun: Mapping[str, list[_NameWords]]
    right: frozenset[str]
    unspaced: list[tuple[str, re.Pattern[str]]]

    def near(self, text: str, *, bends: bool) -> Iterator[_Near]:
        """Yield every stretch of ``text`` that is nearly a name; its language ``bends`` names or not."""
        words = list(WORD.finditer(text))
        said = [folded_name(_GENITIVE.sub("", word[0])) for word in words]
        at = 0
        while at < len(said):
            name, parts = self._name_at(said, at, bends=bends) if may_begin_name(words[at][0][0]) else ("", ())
            last = words[at + max(1, len(parts)) - 1]
            if name and not self.right.issuperset(said[at : at + len(parts)]):
                yield _Near(words[at].start(), last.start() + len(_GENITIVE.sub("", last[0])), name)
            at += max(1, len(parts))
        for name, other in self.unspaced:
            yield from [_Near(*found.span(), name) for found in other.finditer(text) if found[0] != name]

    def _name_at(self, said: list[str], at: int, *, bends: bool) -> _NameWords:
        """Return the name that is nearly what is ``said`` from the word ``at`` on, and its words; no name if it is right."""
        for name, parts in _begun_by(self, said[at]):
            there = said[at : at + len(parts)]
            if len(there) == len(parts):
                slips = [slips_of(part, word, bends=bends) for part, word in zip(parts, there, strict=True)]
                if not any(slips):
                    return "", parts
                of_all = min(_MOST_SLIPS, len(parts))
                if sum(slips) <= of_all and all(
                    slip * _LETTERS_A_SLIP <= len(part) for slip, part in zip(slips, parts, strict=True)
                ):
                    return name, parts
        return "", ()


@lru_cache(maxsize=1 << 12)
def _begun_by(watch: Watch, word: str) -> list[_NameWords]:
    """Return the names whose first word may be ``word`` with a slip, the longest first: its first letter is right, or the next
    two are, one place on or back if a letter is missing or too much.
    """
    keys = [key for form in bare_forms(word) for key in (form[0], *[f"-{form[at : at + 2]}" for at in range(3)])]
    found = dict.fromkeys([name for key in keys for name in watch.begun.get(key, ())])
    return sorted(found, key=lambda name: -len(name[1]))


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every near miss of a protected name in the letters."""
    if not sources.campaign.settings.names:
        return
    watch = watch_for(sources.campaign.settings.names)
    for passage in passages(sources):
        for near in watch.near(passage.text, bends=bends_names(passage.language)):
            yield _finding(passage.text[near.start : near.end], near, passage.place(sources, near.start, near.end))
    for title in (each for each in enclosed_texts(sources) if each.is_title):
        for near in watch.near(title.text, bends=True):
            yield _finding(title.text[near.start : near.end], near, title.span)


def is_watched(sources: Sources, _: TextsOfOne) -> bool:
    """Whether there are names to look for."""
    return bool(sources.campaign.settings.names)


def check_text(sources: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every near miss of a protected name in a text of the settings or the lists."""
    if not sources.campaign.settings.names:
        return ()
    found = watch_for(sources.campaign.settings.names).near(text.text, bends=True)
    return [_finding(text.text[near.start : near.end], near, text.part(near.start, near.end)) for near in found]


@lru_cache(maxsize=4)
def watch_for(names: tuple[str, ...]) -> Watch:
    """Return what to look for: whole names, and each of their long words alone."""
    whole = [(name, tuple([folded_name(word[0]) for word in WORD.finditer(name)])) for name in names]
    alone = [(word[0], (folded_name(word[0]),)) for name in names for word in WORD.finditer(name)]
    first: dict[tuple[str, ...], str] = {}  # Names may differ in signs and figures alone.
    spaced = [each for each in whole if not _CHINESE.match(each[0])]
    for name, parts in (*spaced, *[each for each in alone if len(each[1][0]) >= _SHORTEST_ALONE]):
        if parts:
            first.setdefault(parts, name)
    begun: dict[str, list[_NameWords]] = defaultdict(list)
    for parts, name in first.items():
        for key in (parts[0][0], f"-{parts[0][1:3]}"):
            begun[key].append((name, parts))
    unspaced = [(name, _with_another_sign(name)) for name in names if _UNSPACED.fullmatch(name)]
    right = frozenset(word for _, parts in whole for word in parts)
    return Watch(begun, right, unspaced)


def _with_another_sign(name: str) -> re.Pattern[str]:
    ways = [re.escape(name[:at]) + r"\w" + re.escape(name[at + 1 :]) for at in range(len(name))]
    return re.compile("|".join(ways))


def _finding(said: str, near: _Near, span: Span) -> Diagnostic:
    message = f"`{said}` is nearly the protected name `{near.name}`"
    return Diagnostic(CODE, "error", message, span, "correct it; if it is another name, add it to `names`")
