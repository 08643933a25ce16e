"""Text layer: where a word may be hyphenated, by its language's patterns.

Decides the points inside one word; line breaking decides which of them are used. The patterns are pyphen's (Liang, "Word
hy-phen-a-tion by com-put-er", 1983); they are looked up here, since pyphen's own parser takes 53 ms for English and 330 ms
for German before the first word (0.18) and keeps every word it ever saw. Points that would change a word's spelling are
left out. Of languages that it does not have, some have patterns in ``patterns/``, in the same format, and others are divided by a
rule (``syllables``, ``aksharas``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from unicodedata import category

from msgspec import Struct

from letterpack.languages.tags import primary
from letterpack.languages.traits import traits
from letterpack.patterns import late
from letterpack.text.syllables import aksharas

SOFT_HYPHEN: Final = "\u00ad"
_APOSTROPHES: Final = "'’"
_DELETE_DIGITS: Final = dict.fromkeys(b"0123456789")
_HEAD: Final = 4
"""Letters by which the few patterns that are longer are told from the many parts of words that are none."""
_LEAST_LETTERS: Final = 4
"""Of a word that may be broken: two on each side of the hyphen."""
_GREEK: Final = "el"
_POLYTONIC: Final = "el-polyton"
_ACCENTED: Final = late("[\u1f00-\u1fff]")
"""Greek letters with breathings and accents of the old spelling, of which the patterns of the new one know nothing."""
_PART: Final = late(r"(\d?)(\D?)")


class Patterns(Struct, frozen=True):
    """A language's patterns: each without its digits, to its text as written.

    ``heads`` are the first ``_HEAD`` letters of those that are longer; ``longest`` is how many the longest has. ``left`` and
    ``right`` are the fewest letters that may stand before and behind a hyphen.
    """

    entries: Mapping[str, str]
    heads: frozenset[str]
    longest: int
    left: int
    right: int


@lru_cache(maxsize=1 << 14)
def hyphenate(word: str, language: str, protected: frozenset[str] = frozenset()) -> tuple[int, ...]:
    """Return the positions (code points, ascending) before which ``word`` may be broken with a hyphen.

    ``word`` may carry punctuation; ``language`` is a BCP 47 tag. Soft hyphens are the author's own points: they alone count,
    and each position is then a soft hyphen's, which is not printed. Empty for languages without patterns, for words
    with digits, inner capitals or signs (acronyms, web addresses, compounds with a hyphen), and for those in ``protected``.
    """
    if SOFT_HYPHEN in word:
        return tuple(index for index, char in enumerate(word) if char == SOFT_HYPHEN)
    start, core = _core(word)
    if not _is_plain(core) or not protected.isdisjoint((core, re.sub(f"[{_APOSTROPHES}]s?$", "", core))):
        return ()
    if traits(language).hyphens == "syllables":
        from letterpack.text.syllables import syllables

        return tuple([start + point for point in syllables(core, primary(language))])
    if points := aksharas(core, language):
        return tuple([start + point for point in points])
    patterns = load_patterns(_POLYTONIC if primary(language) == _GREEK and _ACCENTED.search(core) else language)
    return tuple(start + point for point in _points(core, patterns)) if patterns else ()


def protected_words(names: Iterable[str]) -> frozenset[str]:
    """Return the words of the campaign's protected names, as ``hyphenate`` takes them."""
    return frozenset(_core(word)[1] for name in names for word in name.split())


def _core(word: str) -> tuple[int, str]:
    """Return ``word`` without the signs around it, and where that begins."""
    if word.isalpha():
        return 0, word
    letters = [index for index, char in enumerate(word) if char.isalnum() or category(char)[0] == "M"]
    return (letters[0], word[letters[0] : letters[-1] + 1]) if letters else (0, "")


def _is_plain(core: str) -> bool:
    """Whether ``core`` is a word of letters, with no capital but at its beginning or behind an apostrophe."""
    if core.isalpha() and core[1:].islower():
        return len(core) >= _LEAST_LETTERS
    before = _APOSTROPHES[0]
    for char in core:
        if char in _APOSTROPHES:
            pass
        elif category(char)[0] not in "LM" or (char.isupper() and before not in _APOSTROPHES):
            return False
        before = char
    return len(core) >= _LEAST_LETTERS


def _points(core: str, patterns: Patterns) -> list[int]:
    """Return the points of ``core`` that the patterns and their minima allow."""
    dotted = f".{core.lower().replace('’', _APOSTROPHES[0])}."
    if len(dotted) != len(core) + 2:
        return []
    values = [0] * (len(dotted) + 1)
    respelt = [False] * (len(dotted) + 1)
    entries, heads = patterns.entries, patterns.heads
    for start in range(len(dotted) - 1):
        longest = patterns.longest if dotted[start : start + _HEAD] in heads else _HEAD
        for stop in range(start + 1, min(start + longest, len(dotted)) + 1):
            if entry := entries.get(dotted[start:stop]):
                _apply(entry, start, values, respelt)
    last = len(core) - patterns.right
    return [
        point
        for point in range(patterns.left, last + 1)
        if values[point + 1] % 2 and not respelt[point + 1] and category(core[point])[0] == "L"
    ]


def _apply(entry: str, start: int, values: list[int], respelt: list[bool]) -> None:
    """Raise ``values`` from ``start`` on to those that ``entry`` has between its letters."""
    weights, respells = _weights(entry)
    for offset, weight in weights:
        at = start + offset
        # Patterns with two digits in a row (Indonesian) have more parts than places.
        if at < len(values) and weight >= values[at]:
            values[at] = weight
            respelt[at] = respells


@lru_cache(maxsize=1 << 14)
def _weights(entry: str) -> tuple[tuple[tuple[int, int], ...], bool]:
    """Return the digits of ``entry``, each with the place that it weighs, and whether a break there changes the spelling."""
    pattern, slash, _ = entry.partition("/")
    parts = enumerate(_PART.findall(pattern))
    return tuple([(offset, int(digit)) for offset, (digit, _) in parts if digit]), bool(slash)


@cache
def load_patterns(language: str) -> Patterns | None:
    """Return the patterns of ``language`` (a BCP 47 tag), or None where there are none."""
    path = _dictionary(language)
    if path is None:
        return None
    encoding, _, rest = path.read_bytes().partition(b"\n")
    lines = rest.decode({"microsoft-cp1251": "cp1251"}.get(name := encoding.decode().strip().lower(), name)).split("\n")
    minima = dict(line.split()[:2] for line in lines if "HYPHENMIN" in line)
    written = [line.strip() for line in lines if line and line[0] not in "%#" and "HYPHENMIN" not in line]
    if any("^^" in line for line in written):
        written = [re.sub(r"\^\^([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), line) for line in written]
    bare = "\n".join(written).translate(_DELETE_DIGITS)
    keys = re.sub(r"/.*", "", bare).split("\n") if "/" in bare else bare.split("\n")
    left, right = int(minima.get("LEFTHYPHENMIN", 2)), int(minima.get("RIGHTHYPHENMIN", 3))
    heads = frozenset([key[:_HEAD] for key in keys if len(key) > _HEAD])
    return Patterns(dict(zip(keys, written, strict=True)), heads, max(map(len, keys)), max(2, left), max(2, right))


def _dictionary(language: str) -> Path | None:
    """Return the patterns' file for ``language``: pyphen's of its region, else of its home region, else the first, else ours."""
    spec = find_spec("pyphen")
    code, *region = language.replace("-", "_").split("_")
    code = code.lower()
    if spec is None or spec.origin is None or not code.isalpha() or traits(code).hyphens == "none":
        return None
    folder, own = Path(spec.origin).parent / "dictionaries", Path(__file__).parent / "patterns"
    whole = "_".join((code, *region))
    names = [whole, traits(code).patterns or code, code]
    known = [own / f"hyph_{whole}.dic", *[folder / f"hyph_{name}.dic" for name in names]]
    known += [*sorted(folder.glob(f"hyph_{code}_*.dic")), own / f"hyph_{code}.dic"]
    return next((path for path in known if path.is_file()), None)
