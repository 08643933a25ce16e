"""What signatories answer under ``consent`` and ``withdrawn``: yes, no, nothing, or the day on which they said yes.

``read_answers`` turns the cells of a column, in whatever language, into those; ``answer_of`` reads what it gives. Only whole
answers are understood: `yes, but anonymously` is not a yes, and `no objection` is not a no.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from letterpack.datafiles import program_table
from letterpack.patterns import late

Answer: TypeAlias = Literal["", "yes", "no", "unclear"]

ANSWERED: Final = ("consent", "withdrawn")
"""The columns that hold answers."""
_PLAIN: Final[dict[str, Answer]] = {"": "", "yes": "yes", "no": "no"}
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
    """Return what each of ``cells``, the different ones of one column, answers: ``yes``, ``no``, an ISO date, or an empty text
    for an empty cell; None where it is none of these, or may be either.

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


def begins_as_a_no(text: str) -> bool:
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


def long_refusals() -> frozenset[str]:
    """Return the answers that say no in so many words that they say it within a longer text too."""
    denied = chain.from_iterable(no for _, (_, no) in _languages())
    return frozenset(text for text in denied if len(text) >= _LONGEST_WORD_OF_NAMES or (" " in text and len(text) >= _LONG))


_LONG: Final = 6
_LONGEST_WORD_OF_NAMES: Final = 9
"""Letters: shorter words for no are found in names, `Against Torture`."""


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
    return _word_answer(text, company) or _date(text) or _in_parts(text, company)


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
        yield from ((language, words) for language, words in _file(name).items() if language != "polite")


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
