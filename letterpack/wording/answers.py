"""What signatories answer under ``consent`` and ``withdrawn``: yes, no, nothing, or the day on which they said yes; and what
people write who do not want to be printed, in whatever column and language.

``read_answers`` turns the cells of a column into answers; ``answer_of`` reads what it gives. Only whole answers are understood:
`yes, but anonymously` is not a yes, and `no objection` is not a no. The words are ``answers.toml``, ``cldr_answers.toml`` and
``refusals.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

Answer: TypeAlias = Literal["", "yes", "no", "organization", "unclear"]
"""``organization``: it may be printed, and not who speaks for it."""

ANSWERED: Final = ("consent", "withdrawn")
"""The columns that hold answers."""
_PLAIN: Final[dict[str, Answer]] = {"": "", "yes": "yes", "no": "no", "organization": "organization"}
_ISO_LENGTH: Final = len("2026-10-25")
_YEAR_FIRST: Final = late(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T]\d.*)?")
_DAY_FIRST: Final = late(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,]+\d.*)?")
_SLASHED: Final = late(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,]+\d.*)?")
_BETWEEN: Final = late(r"[,.;:!()/|–—、，。；：！،؛।-]+")
_HYPHEN: Final = late(r"(?<=\w)-(?=\w)")
"""Within a word, which answers nothing by its half: `Busan-si`."""
_NO_MARKS: Final = dict.fromkeys((0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Without marks of direction, which a text that is copied out of a terminal brings along."""
_NO_WORD: Final = late(r"\W")
_MARK: Final = "x"
"""A tick in a column of nothing else; beside other signs it may be a no, as `×` is beside `○` in Japan."""
_DIGITS: Final = {"1": "yes", "0": "no"}
_LOOSE_SCRIPTS: Final = ("LATIN", "GREEK")
"""Scripts that people often write without their accents; in others a mark is a letter."""
_USUAL: Final = {"da": "yes"}
"""Words that are yes in one language of CLDR and no in another: what they are where nothing else in the column tells which."""


def answer_of(text: str) -> Answer:
    """Return what ``text``, an answer as ``read_answers`` gives it, says; a date is a yes."""
    plain = _PLAIN.get(text.casefold())
    return plain if plain is not None else "yes" if day_of(text) else "unclear"


def day_of(text: str) -> date | None:
    """Return the ISO date that ``text`` is, None where it is not one."""
    if len(text) != _ISO_LENGTH or not text.isascii():
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_answers(cells: Collection[str], said: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Return what each of ``cells``, the different ones of a column, answers: ``yes``, ``no``, ``organization``, an ISO date, or
    an empty text for an empty cell; None if it is none of these, or may be either.

    ``said`` has what the user says that certain cells answer. Cells of one column are read together: a word that is yes in one
    language and no in another is read as its neighbours are, and a digit or a cross as its neighbours allow.
    """
    if not said and all(cell in _PLAIN or day_of(cell) for cell in cells):
        return {cell: cell for cell in cells}
    own = {fold_answer(cell): answer for cell, answer in (said or {}).items()}
    filled = {cell: fold_answer(cell) for cell in cells}
    company = _Company.of([text for text in filled.values() if text and text not in own])
    return {cell: own.get(text, "" if not text else _answer(text, company)) for cell, text in filled.items()}


def is_answer(cell: str) -> bool:
    """Whether ``cell``, of a column that nobody has said the meaning of, begins or ends as an answer does in any language."""
    text = fold_answer(cell)
    parts = [part for part in map(str.strip, _BETWEEN.split(_HYPHEN.sub(" ", text))) if part]
    words = parts[:1] + parts[-1:] if parts else [text]
    return any(_words(word) or word in _DIGITS or word == _MARK for word in (text, *words) if word)


def says_no(cell: str, *, of_names: bool = False) -> bool:
    """Whether ``cell``, a text that is no answer to a question, is nothing but a no in any language. A letter is none; nor,
    ``of_names``, where names stand, is a short word of a language whose forms are not known: `Dave`, `Maya`, `Hani`.
    """
    text = fold_answer(cell)
    parts = [part for part in map(str.strip, _BETWEEN.split(text)) if part and part not in _polite()]
    return any(each and all(_may_deny(part, of_names=of_names) for part in each) for each in ([text], parts))


def _begins_as_a_no(text: str) -> bool:
    """Whether ``text``, folded and without accents, begins with the first word of a no, or of what is said beside one."""
    return _first_word(text) in _first_words()


@cache
def _first_words() -> frozenset[str]:
    denied = chain.from_iterable(no for _, (_, no) in _languages())
    return frozenset(_first_word(without_accents(fold_answer(text))) for text in chain(denied, _polite()))


def _first_word(text: str) -> str:
    return _NO_WORD.split(text.lstrip(" -\"'([«“„"), maxsplit=1)[0]


def _may_deny(text: str, *, of_names: bool) -> bool:
    word = _words(text)
    if word is None or not word.no or (len(text) == 1 and text.isascii()):
        return False
    return not of_names or not text.isascii() or (bool(word.no & _file("answers").keys()) and text not in _FIRST_NAMES)


_FIRST_NAMES: Final = ("maya", "vals", "le", "laz", "na")
"""Short words for no that are common names too."""


def fold_answer(text: str) -> str:
    """Return ``text`` as answers are compared: compatible forms, no case, single spaces, one kind of apostrophe and of i."""
    if text.isascii():
        text = text.lower()
    else:
        text = unicodedata.normalize("NFKC", text.translate(_NO_MARKS)).casefold().replace("\u2019", "'")
        text = text.replace("\u0131", "i").replace("i\u0307", "i").replace("\ufe0f", "")
    return " ".join(text.split()).strip(' ."!*')


class _Company(Struct, frozen=True):
    """What stands in a column: the languages of its unmistakable answers, and whether it has nothing but ticks, or 0 and 1."""

    languages: frozenset[str]
    only_marks: bool
    only_digits: bool

    @classmethod
    def of(cls, texts: Collection[str]) -> _Company:
        found = [_words(text) for text in texts]
        sure = [word for word in found if word and not (word.yes and word.no)]
        languages = frozenset().union(*[word.yes | word.no for word in sure])
        return cls(languages, all(text == _MARK for text in texts), all(_digit(text) in _DIGITS for text in texts))


class _Word(Struct, frozen=True):
    """The languages in which an answer is yes, and those in which it is no."""

    yes: frozenset[str]
    no: frozenset[str]


def _answer(text: str, company: _Company) -> str | None:
    if text == _MARK:
        return "yes" if company.only_marks else None
    if (digit := _digit(text)) in _DIGITS:
        return _DIGITS[digit] if company.only_digits else None
    return _word_answer(text, company) or _date(text) or _in_parts(text, company) or _of_organization(text)


def _word_answer(text: str, company: _Company) -> str | None:
    word = _words(text)
    if word is None:
        return None
    if word.yes and word.no:
        yes, no = bool(word.yes & company.languages), bool(word.no & company.languages)
        return _USUAL.get(text) if yes == no else "yes" if yes else "no"
    return "yes" if word.yes else "no"


def _in_parts(text: str, company: _Company) -> str | None:
    """What several answers in one cell say where all say the same, politely or not: `Yes, I agree` and `Oui / Yes`."""
    parts = [part.strip(" '\"") for part in _BETWEEN.split(text)]
    answers = {_word_answer(part, company) for part in parts if part and part not in _polite()}
    return answers.pop() if len(answers) == 1 else None


def _of_organization(text: str) -> str | None:
    """Return ``organization`` for `Only my organization` and its like: nothing but words for only, for it, and small ones."""
    only, it, *small = map(frozenset, _file("answers")["organization"])
    said = frozenset(_NO_WORD.split(text)) - {""}
    return "organization" if said & it and (said & only or text in it) and said <= only.union(it, *small) else None


def _date(text: str) -> str | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return _iso(match[1], match[2], match[3])
    if match := _DAY_FIRST.fullmatch(text):
        return _iso(match[3], match[2], match[1])
    if match := _SLASHED.fullmatch(text):
        readings = {_iso(match[3], match[2], match[1]), _iso(match[3], match[1], match[2])} - {None}
        return readings.pop() if len(readings) == 1 else None
    return None


def _iso(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _digit(text: str) -> str:
    """Return ``text`` in ASCII where it is one digit of any script, else an empty text."""
    return str(unicodedata.digit(text, "")) if len(text) == 1 else ""


def _words(text: str) -> _Word | None:
    """Return what the answer ``text``, folded, is in all languages; None where no language has it."""
    known = _known()
    return known.get(text) or _known(accents=False).get(without_accents(text))


@cache
def _known(*, accents: bool = True) -> Mapping[str, _Word]:
    yes: dict[str, set[str]] = {}
    no: dict[str, set[str]] = {}
    for language, words in _languages():
        for kind, cells in zip((yes, no), words, strict=True):
            for cell in map(fold_answer, cells):
                kind.setdefault(cell if accents else without_accents(cell), set()).add(language)
    return {text: _Word(frozenset(yes.get(text, ())), frozenset(no.get(text, ()))) for text in (*yes, *no)}


def _languages() -> Iterator[tuple[str, list[list[str]]]]:
    for name in ("cldr_answers", "answers"):
        yield from ((language, words) for language, words in _file(name).items() if language not in ("polite", "organization"))


@cache
def _polite() -> frozenset[str]:
    return frozenset(chain.from_iterable(_file("answers")["polite"]))


@cache
def _file(name: str) -> dict[str, list[list[str]]]:
    return program_table("wording", name)


def without_accents(text: str) -> str:
    """Return ``text``, folded, without the accents that people often leave out."""
    return text if text.isascii() else text.translate(_PLAIN_LETTERS)


class _PlainLetters(dict[int, str]):
    """Letters without their accents, in the scripts that are often written without."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFD", chr(code))[0]
        self[code] = plain if unicodedata.name(plain, "").startswith(_LOOSE_SCRIPTS) else chr(code)
        return self[code]


_PLAIN_LETTERS: Final = _PlainLetters()


_SPACELESS: Final = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
"""Scripts, as names of characters begin, in which words are not told apart by spaces, or grow together."""
_PREFIXED: Final = (("ARABIC", frozenset("وفبلسا")), ("HEBREW", frozenset("והבלמשכ")))
"""Scripts in which words begin with small words, and the letters of those: `باسمي`, in my name; but no `اسمي` in `ياسمين`."""
_UNKNOWN_PREFIXES: Final = "ETHIOPIC"
_ALONE: Final = "="
"""In the file, before a word that refuses where it is a whole cell, and stands in names otherwise; behind one that ends there."""
_ANY_WORDS: Final = "~"
"""In the file, in a name: up to three words."""
_SENTENCE: Final = 5
"""Words of a text that begins small and is no name of a place any more."""
_LONGEST_NO: Final = 40
"""Letters of what is nothing but a no; a longer one has words that tell."""
_SIGNS_BETWEEN: Final = late(r"[\s_\-\u2010-\u2014]+")
_INSIDE: Final = late(r"[^\w'’\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff]+")


def refusals_among(cells: Collection[str], *, bare: bool = True, of_names: bool = False) -> frozenset[str]:
    """Return those of ``cells`` that say that somebody does not want to be printed.

    They do by words for it, or, with ``bare``, by nothing but a no. ``of_names`` are cells where names stand.
    """
    plain = {cell: _plain(cell) for cell in cells}
    everything = "\n".join(plain.values())
    # Few of all the words stand anywhere: those alone are looked for in each cell.
    met = [stem for stem in _refusals().stems if stem.removesuffix(_ALONE) in everything]
    return frozenset(
        cell
        for cell, text in plain.items()
        if text in _refusals().whole
        or _says_so(text, met)
        or (bare and len(text) <= _LONGEST_NO and _begins_as_a_no(text) and says_no(cell, of_names=of_names))
    )


def _says_so(text: str, met: Iterable[str]) -> bool:
    """Whether ``text`` has one of the words ``met``, but for those of names: `Société Anonyme`, `Anonyme Alkoholiker`."""
    said = [stem for stem in met if begins_a_word(stem, text)]
    rest = _named().sub(" ", text) if said else text
    return bool(said) and (rest == text or any(begins_a_word(stem, rest) for stem in said))


def begins_a_word(stem: str, text: str) -> bool:
    """Whether ``stem`` stands in ``text``, at the beginning of a word if words stand apart: no `san non` in `Susan Nonaka`."""
    word = stem.removesuffix(_ALONE)
    is_whole, behind = word != stem, len(word)
    at = text.find(word)
    while at >= 0:
        if not (is_whole and text[at + behind : at + behind + 1].isalpha()) and (stem.startswith("n't") or _may_begin(text, at)):
            return True
        at = text.find(word, at + 1)
    return False


def _may_begin(text: str, at: int) -> bool:
    """Whether a word may begin at ``at``: behind none, or in a script whose words are not apart, or have others before them."""
    start = at
    while start and (text[start - 1].isalpha() or unicodedata.category(text[start - 1]).startswith("M")):
        start -= 1
    name = unicodedata.name(text[at], "")
    if start == at or name.startswith((*_SPACELESS, _UNKNOWN_PREFIXES)):
        return True
    return any(name.startswith(script) and letters.issuperset(text[start:at]) for script, letters in _PREFIXED)


def withholds(cell: str) -> bool:
    """Whether ``cell``, of a column of places or numbers, denies something, or is a sentence: what no place is called."""
    text = _folded_text(cell)
    parts = frozenset(filter(None, _INSIDE.split(text)))
    if parts & _refusals().apart or any(part in text for part in _refusals().within):
        return True
    return len(cell.split()) >= _SENTENCE and cell.lstrip()[:1].islower() and not any(char.isdigit() for char in cell)


def _folded_text(text: str) -> str:
    """Return ``text`` as its words are looked for: as answers are compared, and without the signs between words."""
    return _SIGNS_BETWEEN.sub(" ", fold_answer(text)).strip()


def _plain(text: str) -> str:
    return without_accents(_folded_text(text))


class _Refusals(Struct, frozen=True):
    """Words for a refusal anywhere (``stems``), whole cells, and what denies a place."""

    stems: tuple[str, ...]
    whole: frozenset[str]
    apart: frozenset[str]
    within: tuple[str, ...]


@cache
def _refusals() -> _Refusals:
    stems, denials = set(map(_plain, _long_refusals())), set[str]()
    for anywhere, in_places, *_ in program_table("wording", "refusals").values():
        stems.update(map(_plain, _split(anywhere)))
        denials.update(_split(in_places))
    within = {word for word in denials if _is_spaceless(word)}
    whole = {stem[1:] for stem in stems if stem.startswith(_ALONE)}
    inside = tuple(sorted(stem for stem in stems if not stem.startswith(_ALONE)))
    return _Refusals(inside, frozenset(whole), frozenset(denials - within), tuple(sorted(within)))


def _long_refusals() -> Iterator[str]:
    """Yield the answers that say no in so many words that they say it within a longer text too."""
    for _, (_, no) in _languages():
        yield from (text for text in no if len(text) >= _LONGEST_WORD_OF_NAMES or (" " in text and len(text) >= _LONG))


_LONG: Final = 6
_LONGEST_WORD_OF_NAMES: Final = 9
"""Letters: shorter words for no are found in names, `Against Torture`."""


@cache
def _named() -> re.Pattern[str]:
    """Names that hold what refuses elsewhere."""
    names = (name for words in program_table("wording", "refusals").values() for name in _split("".join(words[2:])))
    return re.compile("|".join(sorted({_pattern(_plain(name)) for name in names})))


def _pattern(name: str) -> str:
    words = [rf"{re.escape(word)}\w*\s+" if word != _ANY_WORDS else r"(?:\w+\s+){0,3}" for word in name.split()]
    return ("" if _is_spaceless(name) else r"\b") + "".join(words).removesuffix(r"\s+")


def _split(words: str) -> Iterator[str]:
    return (folded for word in words.split("|") if (folded := _folded_text(word)))


def _is_spaceless(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_SPACELESS)
