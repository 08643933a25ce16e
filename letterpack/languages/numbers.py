"""Numbers as a language writes them: its own figures where CLDR says so, and the first twelve in words.

Vocabulary. Figures and words are CLDR's (its default numbering systems, and its rules for spelling numbers out), by ICU.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from letterpack.languages.tags import locale_of, primary

LAST_IN_WORDS: Final = 12
"""The last number that is written in words: all style guides write out the first ten, and most the first twelve."""
SPELLED: Final = {"words": "", "feminine": "feminine", "masculine": "masculine"}
"""What stands in braces for a number that is written in words up to twelve, and the gender that each has."""
_ENGLISH: Final = "en"
_LATIN_SYSTEM: Final = "latn"
_LATIN: Final = "0123456789"
FORMS: Final = (
    "", "masculine", "feminine", "neuter", "masculine-genitive", "feminine-genitive", "masculine-dative",
    "masculine-instrumental", "masculine-accusative-animate", "oblique",
)  # fmt: skip
"""The forms of a number in words that texts are read with: ICU's names of them, the plain one first."""
_GENDERS: Final = ("masculine", "feminine", "neuter", "common")
_SLIPS: Final = {"be": ("i", "\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}")}
"""What CLDR has mistyped in words of numbers: a Latin letter in Belarusian `one`."""
_SPELLED: Final = "{{n, spellout{}}}"
_RULE: Final = ",%spellout-cardinal-{}"


@lru_cache(maxsize=256)
def _own_figures(tag: str) -> dict[int, int] | None:
    """Return what turns Latin figures into those of ``tag``; None where they are Latin."""
    if locale_of(tag).default_numbering_system == _LATIN_SYSTEM:
        return None  # Most languages: ICU need not be loaded.
    from icu4py.messageformat import MessageFormat

    shown = MessageFormat("{n, number, ::group-off}", tag.replace("-", "_")).format({"n": 1234567890})
    own = shown[-1:] + shown[:-1]
    return str.maketrans(_LATIN, own) if len(own) == len(_LATIN) and own != _LATIN else None


def in_figures(text: str, tag: str) -> str:
    """Return ``text`` with its Latin figures as the language ``tag`` writes them."""
    own = _own_figures(tag)
    return text.translate(own) if own else text


def in_words(number: int, tag: str, form: str = "") -> str:
    """Return ``number`` in words, in the gender or case ``form`` (``feminine``, ``neuter-genitive`` …), in figures where it is
    above twelve, below nought or where CLDR cannot spell it in ``tag``.
    """
    if not 0 <= number <= LAST_IN_WORDS:
        return in_figures(str(number), tag)
    return _spelled(tag, form)[number] if can_spell(tag) else in_figures(str(number), tag)


@lru_cache(maxsize=256)
def can_spell(tag: str) -> bool:
    """Whether the language ``tag`` has words for numbers in CLDR; where it has none, ICU gives figures or English words."""
    words = _spelled(tag, "")
    is_english = tag.split("-", maxsplit=1)[0] == _ENGLISH
    return not any(char.isdigit() for char in "".join(words)) and (is_english or words != _spelled(_ENGLISH, ""))


def has_form(tag: str, form: str) -> bool:
    """Whether numbers have the gender or case ``form`` in the language ``tag``; all have the plain one.

    ICU does not say which rules a language has: one that it does not know spells as the plain one does. The gender that is also
    the plain one is known by the others.
    """
    plain = _spelled(tag, "")
    if form in _GENDERS:
        return any(_spelled(tag, gender) != plain for gender in _GENDERS)
    return not form or _spelled(tag, form) != plain


def spell_pattern(form: str) -> str:
    """Return ICU's pattern for the number ``n`` in words, in ``form``."""
    return _SPELLED.format(_RULE.format(form) if form else "")


@lru_cache(maxsize=256)
def spellings(number: int, tag: str) -> frozenset[str]:
    """Return ``number`` as texts in the language ``tag`` may have it, in small letters: in figures, and in words of all forms."""
    spelled = [numbers_in_words((number,), tag, form)[0] for form in FORMS]
    return frozenset([each.casefold() for each in (str(number), in_figures(str(number), tag), *spelled)])


def numbers_in_words(numbers: Iterable[int], tag: str, form: str = "") -> tuple[str, ...]:
    """Return ``numbers`` in words as ICU has them in the language ``tag`` and ``form``, its slips mended."""
    return _by_rule(spell_pattern(form), numbers, tag)


def _by_rule(pattern: str, numbers: Iterable[int], tag: str) -> tuple[str, ...]:
    listed = tuple(numbers)
    spelled = _of_icu(pattern, listed, tag)
    # Soft hyphens are ICU's, for breaking words: hyphenation is the program's own. Arabic ordinals have two spaces in them.
    words = [" ".join(each.replace("\u00ad", "").split()) for each in spelled]
    slip, right = _SLIPS.get(primary(tag), ("", ""))
    return tuple([each.replace(slip, right) for each in words] if slip else words)


def _of_icu(pattern: str, numbers: tuple[int, ...], tag: str) -> list[str]:
    from icu4py.messageformat import MessageFormat

    rule = MessageFormat(pattern, tag.replace("-", "_"))
    return [rule.format({"n": number}) for number in numbers]


@lru_cache(maxsize=256)
def _spelled(tag: str, form: str) -> tuple[str, ...]:
    return numbers_in_words(range(LAST_IN_WORDS + 1), tag, form)
