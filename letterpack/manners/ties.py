"""Spaces at which no line may end: between words that are read as one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Final

from letterpack.manners.counted import counted_words, currency_codes
from letterpack.manners.language import Manners
from letterpack.manners.months import dated_months
from letterpack.manners.phones import phone_spaces
from letterpack.manners.texts import FIELD, Mending, RunText
from letterpack.manners.words import any_of, is_joined, sentence_forms
from letterpack.patterns import late

TIES: Final = "spaces at which no line may end"
ABBREVIATIONS: Final = "abbreviations"
NO_BREAK: Final = "\u00a0"
_LETTER: Final = r"[^\W\d_]"
_NUMBER: Final = rf"[\d{FIELD}]"
_GROUPED: Final = late(rf"(?<![\w.,\u00a0\u202f{FIELD}])(?:R(?=\d))?\d{{1,3}}(?: \d{{3}})+(?![\w{FIELD}])")
"""Digits in groups, also behind the sign of the rand, which is a letter."""
_BEFORE_SIGN: Final = late(rf"(?<={_NUMBER}) (?=[%‰°٪$£¥¢฿៛৳؋﷼\u20a0-\u20cf])")
_SECTION: Final = late(r"(?<=\d) (?=§§?(?! ?[\dIVX§]))")
"""As Swedish and Finnish laws are cited: `5 kap. 2 §`, `2–5 §§`."""
_CLOCK: Final = late(r"(?<=\d[ \u00a0\u202f]h) (?=[0-5]\d(?!\d))")
_BEHIND_SIGN: Final = late(rf"(?<=[§¶№$£¥฿\u20a0-\u20cf]) (?={_NUMBER})")
_GEORGIAN: Final = late("[\u10d0-\u10fa]")
"""Letters whose capitals no name begins with."""
_BEFORE_DASH: Final = late(r"(?<=\S) (?=[–—](?:[\s’”»)\]]|$))")
_DATE: Final = late(r"(?<![\w.])\d{1,2}\. (?=\d{1,2}\.(?: \d{4}|(?!\w)))")
_YEAR_FIRST: Final = late(r"(?<![\w.])\d{4}\. (?=\d{1,2}\.[ \u00a0]\d{1,2}\.)")
"""As Hungarian and Korean dates begin: `2020. 5. 3.`"""
_RATIO: Final = late(r"(?<=\d) (?=[:x×] \d)|(?<=\d [:x×]) (?=\d)|(?<=\d\u00a0[:x×]) (?=\d)")
_CITED: Final = late(rf"(?<![\w.])(?P<letter>{_LETTER})\. (?=\d)")
"""A part of a work, or of a law, by its letter: `art. L. 123-4`."""
_NUMBERED: Final = late(
    rf"(?<!\w)(?P<letter>{_LETTER})[\w’'-]+ "
    r"(?=(?:[IVXІХ]{2,}|[VXХ]|I(?:er|re)|[Α-Ω]{1,3}[΄ʹ΄´])(?!\w)|[IІ](?:[.,;:!?)]|$))"
)
"""A ruler, a war, an annex: `Louis XIV`; also with the Cyrillic letters that look so, `Napoléon Ier`, `Κωνσταντίνος ΙΑ΄`."""
_RULED: Final = late(rf"(?<!\w)[IVXІХ]+ (?=(?P<letter>{_LETTER})[\w’'-]+)")
"""`II Николай`."""
_SURNAME: Final = late(
    rf"(?<!\w)(?P<letter>{_LETTER})[\w’'-]+ (?=(?P<initial>{_LETTER})\.(?:[ \u00a0]?{_LETTER}\.)?(?:[ \u00a0]?(?P<next>\w)|))"
)
"""A name with its initials behind it: `Пушкин А. С.`"""
_PERCENT: Final = late(r"(?<!\d%)(?<!\d[ \u00a0\u202f]%)(?<=%) (?=\d)")
"""Turkish and Basque have the sign before the number."""
_FIRST: Final = late(rf"(?<!\w)(?P<letter>{_LETTER})[\w’'-]+ (?=[IІ] )")
"""One whose number could be a word: `Juan Carlos I`."""
_RULER: Final = late(rf"(?<!\w)(?P<letter>{_LETTER})[\w’'-]+ (?=\d{{1,2}}\.(?![\d\w]))")
"""`Kristján 10.`"""
_COUNTED_IDEOGRAPH: Final = late(rf"(?<={_NUMBER}) (?=[\u3007\u4e00-\u9fff])(?!第)")
"""A Chinese or Japanese word that counts: `5 名`, `2026 年`."""
_ORDINAL: Final = late(rf"(?<![\w.,:/–-])(?:\d{{1,3}}\. (?=(?P<next>{_LETTER}))|[IVX]{{2,}}\. (?={_LETTER}))")
_WORD_ENDS: Final = (
    r"(?![\w’'\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
    r"\u0eb1-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3])"
)
"""Neither a letter follows, nor the sign of a vowel, which is no letter to patterns."""
_OF_ENDING: Final = rf"(?:{_LETTER}|[\u0900-\u0963\u0971-\u0d7f])"
"""A letter of an ordinal number's ending, or a sign of a vowel with one of India's letters, which is no letter to patterns."""
_ENDINGS: Final = ("", r"\.", "L", "LL", "LLL", "-L", "-LL", "-LLL")
"""What an ordinal number in figures may end in, L a letter: `19.`, `19th`, `19-го`."""
_BEHIND_OTHERS: Final = "|".join([rf"(?<={FIELD})", *[rf"(?<=\d{each.replace('L', _OF_ENDING)})" for each in _ENDINGS]])
_NEAR_CODE: Final = late(rf"[\d{FIELD}]\S{{0,4}} [A-Z]{{3}}|[A-Z]{{3}} [\d{FIELD}]")
"""Where a code of money may stand beside a number, or behind an ending of one."""
_SPACES: Final = late(" ")


def tie_edits(text: RunText) -> Iterator[Mending]:
    """Yield which spaces of ``text`` keep words together; each once."""
    if " " not in text.text:
        return
    done: set[int] = set()
    for manners in dict.fromkeys(text.manners):
        for edit in _ties(text, manners):
            if edit.start not in done:
                done.add(edit.start)
                yield edit


def abbreviation_edits(text: RunText) -> Iterator[Mending]:
    """Yield the spaces within abbreviations of several words: the language's own where others stand, or where none does."""
    for manners in dict.fromkeys(text.manners):
        pattern = _pattern(manners, "abbreviations", _abbreviations)
        for found in text.found(pattern, manners) if pattern else ():
            space = manners.file.abbreviation_space
            is_parted = found[0].replace(" ", "") in _parted(manners.file.abbreviations)
            written = re.sub(r"(?<=\.) ?(?=\S)", space, found[0]) if is_parted else found[0].replace(" ", space)
            if written != found[0]:
                yield Mending(*found.span(), written, ABBREVIATIONS)


@lru_cache(maxsize=256)
def _parted(abbreviations: tuple[str, ...]) -> frozenset[str]:
    """Return those of ``abbreviations`` that have spaces in them, without these."""
    return frozenset([each.replace(" ", "") for each in abbreviations if " " in each])


def _ties(text: RunText, manners: Manners) -> Iterator[Mending]:
    file = manners.file
    for place in phone_spaces(text, manners):
        yield Mending(place, place + 1, NO_BREAK, TIES)
    for found in text.found(_GROUPED, manners):
        for space in _SPACES.finditer(found[0]):
            at = found.start() + space.start()
            yield Mending(at, at + 1, file.groups or NO_BREAK, TIES)
    patterns = [_BEFORE_SIGN, _BEHIND_SIGN, _PERCENT, _SECTION, _CLOCK, _DATE, _YEAR_FIRST, _RATIO, _COUNTED_IDEOGRAPH]
    patterns += [_BEFORE_DASH] if file.dash_kept else []
    patterns += [pattern for name, make in _MADE.items() if (pattern := _pattern(manners, name, make))]
    patterns += _of_money(text.text)
    for pattern in patterns:
        for found in text.found(pattern, manners):
            yield Mending(found.end() - 1, found.end(), NO_BREAK, TIES)
    names = _pattern(manners, "names", _before_names)
    for found in text.found(names, manners) if names else ():
        if len(found["spaces"]) > 1 or _begins_name(found["next"]):
            for space in _SPACES.finditer(found["spaces"]):
                at = found.start("spaces") + space.start()
                yield Mending(at, at + 1, NO_BREAK, TIES)
    for found in _before_capitals(text, manners):
        yield Mending(found.end() - 1, found.end(), NO_BREAK, TIES)


def _before_capitals(text: RunText, manners: Manners) -> Iterator[re.Match[str]]:
    """Yield what stays with a name or the number of one behind it, and ordinal numbers with what they count."""
    if manners.file.ordinals_stop:
        behind = _pattern(manners, "ordinals behind", _ordinals_behind)
        yield from (found for found in text.found(_ORDINAL, manners) if not found["next"] or found["next"].islower())
        yield from text.found(behind, manners) if behind else ()
    if manners.file.initials:
        initial = _pattern(manners, "initials", _initials)
        for found in text.found(initial, manners) if initial else ():
            if _begins_name(found["initial"]) and _begins_name(found["next"]):
                yield found
        days = _pattern(manners, "days", _days)
        for pattern in (_CITED, _NUMBERED, *_of_rulers(manners)):
            named = [found for found in text.found(pattern, manners) if found["letter"].isupper()]
            yield from (found for found in named if not (days and days.match(text.text, found.end())))
        for found in text.found(_SURNAME, manners):
            if found["letter"].isupper() and found["initial"].isupper() and not (found["next"] or "").isupper():
                yield found


def _of_rulers(manners: Manners) -> Iterator[re.Pattern[str]]:
    """Yield what else finds a ruler's number in the language."""
    file = manners.file
    yield from [_FIRST] * file.roman_one + [_RULER] * file.rulers_stop + [_RULED] * file.rulers_before


def _begins_name(char: str) -> bool:
    """Whether a name may begin with ``char``: a capital, a field, or a letter of an alphabet that is written without capitals."""
    has_case = char.lower() != char.upper() and not _GEORGIAN.match(char)
    return char == FIELD or char.isupper() or not has_case


def _pattern(manners: Manners, name: str, make: Callable[[Manners], re.Pattern[str] | None]) -> re.Pattern[str] | None:
    """Return what finds this ``name`` in the language, compiled once; None where the language has none."""
    if name not in manners.patterns:
        manners.patterns[name] = make(manners)
    return manners.patterns[name]


def _compiled(words: Iterable[str], before: str, behind: str) -> re.Pattern[str] | None:
    """Return a pattern of any of ``words`` between two others, the first of which may open a look ahead; None for no words."""
    found = any_of(words).replace(r"\ ", f"[ {NO_BREAK}\u202f]")
    return late(f"{before}(?:{found}){behind}") if found else None


def _kept(manners: Manners) -> re.Pattern[str] | None:
    return _compiled(sentence_forms(manners.file.kept), r"(?<![\w’'.-])", r" (?=\S)")


def _kept_behind(manners: Manners) -> re.Pattern[str] | None:
    return _compiled(manners.file.kept_behind, rf"(?<=[\w{FIELD}]) (?=", r"(?!\w))")


def _after_numbers(manners: Manners) -> re.Pattern[str] | None:
    words = (*manners.file.after_number, *manners.file.units, *counted_words(manners).behind)
    behind_figures = _compiled(words, r"(?:(?<=\d)|(?<=\d\.)) (?=", rf"{_WORD_ENDS})")
    # Nothing parts such a word from the next one, or from its ending: `17 วัน` is counted, `17 วันที่ 3` is not.
    others = any_of([each for each in manners.file.before_number if is_joined(each[0]) and each not in words]) or "(?!)"
    joined = _compiled(filter(_ends_joined, words), rf"(?<={_NUMBER}) (?!{others})(?=", ")")
    # A field, or the ending of an ordinal number, may be a word, which a single letter behind it has nothing to do with.
    longer = [word for word in words if len(word) > 1]
    behind_others = _compiled(longer, rf"(?:{_BEHIND_OTHERS}) (?=", rf"{_WORD_ENDS})")
    # A century, of several letters: `I` and `V` are words.
    behind_roman = _compiled(manners.file.after_number, rf"(?<!\w)[IVXLCХІ]{{2,}}(?:\.|{_LETTER}{{1,3}})? (?=", rf"{_WORD_ENDS})")
    return _any(behind_figures, joined, behind_others, behind_roman)


def _before_numbers(manners: Manners) -> re.Pattern[str] | None:
    words = sentence_forms((*manners.file.before_number, *counted_words(manners).before))
    found = _compiled(words, r"(?<!\w)", rf" (?=\(?(?:[\dIVXLC{FIELD}]|{_LETTER}\)))")
    joined = _compiled([word for word in words if is_joined(word[0])], "", rf" (?={_NUMBER})")
    return _any(found, joined)


def _of_money(text: str) -> list[re.Pattern[str]]:
    return [_codes()] if _NEAR_CODE.search(text) else []


@cache
def _codes() -> re.Pattern[str]:
    """Return what finds spaces between a number and a code of money: three hundred, which few texts have one of."""
    codes = any_of(currency_codes())
    behind = rf"(?:(?<=\d)|(?<=\d\.)|{_BEHIND_OTHERS}) (?=(?:{codes}){_WORD_ENDS})"
    return re.compile(rf"{behind}|(?<!\w)(?:{codes}) (?=[\d{FIELD}])")


def _any(*patterns: re.Pattern[str] | None) -> re.Pattern[str] | None:
    """Return what finds any of ``patterns``; None for none."""
    some = [each.pattern for each in patterns if each]
    return late("|".join(some)) if some else None


def _ends_joined(word: str) -> bool:
    """Whether a letter behind ``word`` does not make it another: in scripts without spaces, and before an ending in Korean."""
    return (len(word) > 1 and is_joined(word[-1])) or "\uac00" <= word[-1] <= "\ud7a3"


def _before_letters(manners: Manners) -> re.Pattern[str] | None:
    return _compiled(sentence_forms(manners.file.before_letter), r"(?<!\w)", rf" (?={_LETTER}(?!\w))")


def _before_names(manners: Manners) -> re.Pattern[str] | None:
    """Return what finds words that stay with a name, and with words before that: `Frau von Muster`, `Prof. Dr. Muster`."""
    words = any_of(sentence_forms(manners.file.before_name))
    between = any_of((*manners.file.particles, *manners.file.before_name))
    found = rf"(?<!\w)(?:{words})(?P<spaces> (?:(?:{between}) )*)(?=(?P<next>{_LETTER}|{FIELD}))"
    return re.compile(found) if words else None


def _initials(manners: Manners) -> re.Pattern[str]:
    particle = rf"(?:(?:{any_of(manners.file.particles)}) )*" if manners.file.particles else ""
    before = rf"(?<!{_LETTER})(?<![\u202f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff])"
    initial = rf"(?P<initial>{_LETTER})(?:(?!{_LETTER})[\u0900-\u0963\u0971-\u0dff])*"
    return re.compile(rf"{before}{initial}(?:\.|׳) (?={particle}(?P<next>{_LETTER}|{FIELD}))")


def _ordinals_behind(manners: Manners) -> re.Pattern[str] | None:
    return _compiled(sentence_forms(manners.file.before_ordinal), r"(?<!\w)", rf"[ \u00a0]\d{{1,3}}\. (?={_LETTER})")


def _days(manners: Manners) -> re.Pattern[str] | None:
    names = dated_months(manners)
    return _compiled(names, rf"(?<!\d)\d{{1,2}}(?:\.|[º°ª]|-?{_LETTER}{{1,3}})? (?=(?:(?:de|ta’) )?", r"\w{0,6}(?!\w))")


def _of_months(manners: Manners) -> re.Pattern[str] | None:
    names = dated_months(manners)
    return _compiled(names, r"(?:(?<=\d[ \u00a0]de)|(?<=\d[º°][ \u00a0]de)) (?=", r"(?!\w))")


def _months(manners: Manners) -> re.Pattern[str] | None:
    names = dated_months(manners)
    return _compiled(names, r"(?<!\w)", r"\.? (?=\d{1,2}(?!\w))")


def _abbreviations(manners: Manners) -> re.Pattern[str] | None:
    words = [re.sub(r"\\\.(?:\\ )?(?=.)", r"\\. ?", re.escape(each)) for each in manners.file.abbreviations]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(sorted(words, key=lambda word: (-len(word), word)))})(?!\w)") if words else None


_MADE: Final[Mapping[str, Callable[[Manners], re.Pattern[str] | None]]] = {
    "kept": _kept,
    "kept_behind": _kept_behind,
    "after_numbers": _after_numbers,
    "before_numbers": _before_numbers,
    "before_letters": _before_letters,
    "days": _days,
    "of months": _of_months,
    "months": _months,
}
"""What finds a space that keeps words together: it ends in that space."""
