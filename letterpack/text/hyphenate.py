"""Text layer: where a word may be hyphenated, by its language's patterns.

Decides the points inside one word; line breaking decides which of them are used. The patterns are pyphen's (Liang, "Word
hy-phen-a-tion by com-put-er", 1983); they are looked up here, since pyphen's own parser takes 53 ms for English and 330 ms
for German before the first word (0.18) and keeps every word it ever saw. Points that would change a word's spelling are
left out. Of languages that it does not have, some have patterns in ``patterns/``, in the same format, and others are divided by a
rule: ``languages/syllables.toml`` says which letters are which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final
from unicodedata import category

from msgspec import Struct, field

from letterpack.datafiles import BrokenData, FileTable, convert, program_table
from letterpack.languages import primary
from letterpack.languages.traits import traits
from letterpack.patterns import late

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
        return tuple([start + point for point in syllables(core, primary(language))])
    if points := aksharas(core, language):
        return tuple([start + point for point in points])
    patterns = load_patterns(_POLYTONIC if primary(language) == _GREEK and _ACCENTED.search(core) else language)
    return tuple(start + point for point in _points(core, patterns)) if patterns else ()


def protected_words(names: Iterable[str]) -> frozenset[str]:
    """Return the words of the campaign's protected names, as ``hyphenate`` takes them."""
    return frozenset(_core(word)[1] for name in names for word in name.split())


def _core(word: str) -> tuple[int, str]:
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


# Web and mail addresses: broken behind their own signs, and never with a hyphen, which a reader would type.

_ADDRESS: Final = late(
    r"[^\w]*(?:[a-z][a-z0-9+.-]*://|www\.|mailto:)\S+|[^\s@]+@[^\s@]+\.[^\s@]+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S+"
    r"|(?-i:(?:[\w-]+\.)*[\w-]{4,}\.[a-z]{2,}\W*$)",
    re.IGNORECASE,
)
_SIGN: Final = "/.?&=:;,_%#@+-"
_STRETCH: Final = late(rf".*?(?:(?<![{_SIGN}])[{_SIGN}]+|[‐–—][-‐–—]*)(?=[^{_SIGN}])|.+", re.DOTALL)
"""Signs are looked at from the first of them alone: a word that ends in nothing else is gone through once."""
_LONGEST: Final = 24
"""Characters of a part that is broken between signs alone; a longer one, a key without any, is broken anywhere."""
_WHOLE: Final = 4
"""Fewest characters of such a part on either side."""
_HYPHENS: Final = ("-", "‐", "–", "—")
"""Signs that at the end of a line look as if the break had put them in; PDFium reads them so, too."""


def is_address(word: str) -> bool:
    """Whether ``word`` is a web or mail address, with what punctuation is around it."""
    return ("." in word or "://" in word) and _ADDRESS.match(word) is not None


def address_parts(word: str) -> list[tuple[str, bool]]:
    """Split an address at the places where a line may end; each part with whether that is a good place: behind a sign, but
    not behind a hyphen.

    Put together the parts are ``word``.
    """
    parts: list[tuple[str, bool]] = []
    for part in _STRETCH.findall(word):
        if len(part) <= _LONGEST:
            parts.append((part, not part.endswith(_HYPHENS)))
            continue
        cuts = [0, *range(_WHOLE, len(part) - _WHOLE + 1), len(part)]
        parts.extend((part[start:end], end == len(part) and not part.endswith(_HYPHENS)) for start, end in pairwise(cuts))
    return parts


# Languages that divide words by a rule: every syllable has one vowel and takes the last consonant before it.

_FILE: Final = "syllables"
_APOSTROPHE_SIGNS: Final = "'’‘"
"""How people write what stands with the letter before it."""
_APOSTROPHE: Final = late(f"[{_APOSTROPHE_SIGNS}]")
_MOST_TOGETHER: Final = 3
"""Consonants that may begin a syllable together."""
_DOTTED: Final = str.maketrans("İ", "i")
"""Whose small letter has two characters to Python."""


class SyllableRule(FileTable, frozen=True):
    """A table of ``syllables.toml``, which explains the keys."""

    source: str
    vowels: str
    pairs: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    glides: str = ""
    joined: str = ""
    syllabic: str = ""
    never: tuple[str, ...] = ()
    onsets: frozenset[str] = frozenset()
    joints: tuple[str, ...] = ()
    least: tuple[int, int] = field(default=(2, 2))


class _Divider(Struct, frozen=True):
    """A rule, and what finds the parts of a word in it: each one vowel, or one consonant, with what is joined to it."""

    rule: SyllableRule
    parts: re.Pattern[str]
    never: re.Pattern[str] | None


def syllables(word: str, language: str) -> tuple[int, ...]:
    """Return the positions in ``word`` (no digits or signs but apostrophes) before which a syllable begins, the first left out.

    ``language`` is one that has a rule (``has_rule``). Costs time linear in the word.
    """
    divider = _divider(language)
    lower = word.translate(_DOTTED).lower()
    if len(lower) != len(word):
        return ()
    before, behind = divider.rule.least
    barred = _barred(lower, divider)
    joint = next((len(each) for each in divider.rule.joints if lower.startswith(each)), 0)
    points = _syllable_points(lower, divider)
    if joint and joint < len(word) and lower[joint] in divider.rule.vowels:
        points = [joint if point == joint - 1 else point for point in points]
    return tuple([point for point in points if before <= point <= len(word) - behind and point not in barred])


def _syllable_points(word: str, divider: _Divider) -> list[int]:
    """Return where the syllables of ``word`` begin, but the first."""
    parts = [(part.start(), part[0]) for part in divider.parts.finditer(word)]
    points: list[int] = []
    consonants: list[tuple[int, str]] = []
    has_vowel = was_vowel = False
    # A vowel alone, however it is written, does not stay behind.
    alone = parts[0][1] if parts and parts[0][1][0] in divider.rule.vowels else ""
    for index, (start, text) in enumerate(parts):
        following = parts[index + 1][1][0] if index + 1 < len(parts) else ""
        is_vowel = _is_vowel(text[0], following, divider.rule, was_vowel=was_vowel, is_first=index == 0)
        if not is_vowel:
            consonants.append((start, text))
        elif has_vowel:
            points.append(_begin(start, consonants, divider.rule))
        if is_vowel:
            has_vowel, consonants = True, []
        was_vowel = is_vowel
    return points[1:] if alone and points[:1] == [len(alone)] else points


def _is_vowel(letter: str, following: str, rule: SyllableRule, *, was_vowel: bool, is_first: bool) -> bool:
    """Whether ``letter`` makes a syllable: a vowel, or a consonant between others that does."""
    if letter in rule.vowels:
        return not (was_vowel and letter in rule.glides)
    return letter in rule.syllabic and not (was_vowel or is_first) and following not in ("", *rule.vowels)


def _begin(vowel: int, consonants: list[tuple[int, str]], rule: SyllableRule) -> int:
    """Return where the syllable begins whose vowel is at ``vowel``, behind ``consonants``: a joined sign parts it from these."""
    if not consonants:
        return vowel
    start, last = consonants[-1]
    if last[-1] in rule.joined:
        return vowel
    for count in range(min(_MOST_TOGETHER, len(consonants) - 1), 1, -1) if rule.onsets else ():
        if "".join([text for _, text in consonants[-count:]]) in rule.onsets:
            return consonants[-count][0]
    return start


def _barred(word: str, divider: _Divider) -> frozenset[int]:
    """Return the places in ``word`` where it is never divided: in what is not parted, and behind an apostrophe."""
    found = divider.never.finditer(word) if divider.never else ()
    barred = [place for match in found for place in range(match.start(), match.end())]
    return frozenset([*barred, *[match.end() for match in _APOSTROPHE.finditer(word)]])


@lru_cache(maxsize=64)
def _divider(language: str) -> _Divider:
    made = convert(program_table("languages", _FILE)[language], SyllableRule)
    if isinstance(made, list):
        raise BrokenData(f"languages/{_FILE}.toml", made)
    units = "|".join([*map(re.escape, (*made.pairs, *made.letters)), "."])
    joined = re.escape(made.joined + _APOSTROPHE_SIGNS)
    never = re.compile("|".join(map(re.escape, made.never))) if made.never else None
    return _Divider(made, re.compile(f"(?:{units})[{joined}\u0300-\u036f]*", re.DOTALL), never)


_BEGINS: Final[Mapping[str, str]] = {
    "ta": "(?=[\u0b85-\u0b94]|[\u0b95-\u0bb9](?!\u0bcd))(?<!க்(?=ஷ))(?<!ஸ்(?=ரீ))",
    "kn": "(?<!\u0ccd)(?=[\u0c85-\u0c94]|[\u0c95-\u0cb9](?!\u0ccd(?:[^\u0c95-\u0cb9]|$)))",
    "te": "(?<!\u0c4d)(?=[\u0c05-\u0c14]|[\u0c15-\u0c39](?!\u0c4d(?:[^\u0c15-\u0c39]|$)))",
    "ml": "(?<![\u0d4d\u200d])(?=[\u0d05-\u0d14]|[\u0d15-\u0d3a](?!\u0d4d(?:[^\u0d15-\u0d3a]|$)))",
}
"""By language (BCP 47): where an akshara begins."""
_PULLI: Final = "\u0bcd"
_CLOSED: Final = late(f"{_PULLI}\\W*\\Z")
"""How a Tamil word ends whose last akshara has a consonant behind its vowel: that may stand alone on a line, as in ``-கும்``, and
so may a first one, as in ``ஒவ்-``. With two aksharas in each case, 92 of 100 Tamil lines were even at 442 pt, with this, 95.
"""


def aksharas(word: str, language: str) -> tuple[int, ...]:
    """Return the positions in ``word`` before which an akshara begins, behind two at least or one that is closed, and before
    such; none for languages that are not divided so.
    """
    begins = _BEGINS.get(primary(language))
    found = [match.start() for match in re.finditer(begins, word) if match.start()] if begins else []
    first = 0 if found and word[found[0] - 1] == _PULLI else 1
    return tuple(found[first:] if _CLOSED.search(word) else found[first:-1])
