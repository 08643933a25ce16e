"""The way back: letters that only look like what is meant; part of LP310.

A digit within a word, a letter within a number, letters of full width or of mathematics, and whole words of another alphabet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

from letterpack.lookalikes import in_script, script_of
from letterpack.patterns import late

_CJK: Final = late("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
STYLED: Final = late("[\u2102-\u2138\u24b6-\u24e9\uff21-\uff5a\U0001d400-\U0001d7ff\U0001f130-\U0001f189]{2,}")
STYLED_BEGIN: Final = "\u2102"
_KINDS: Final = ("<font>", "<wide>", "<circle>", "<square>")
_DIGIT_IN_WORD: Final = late(
    r"(?<![\w./@#&=?-])(?:0[a-zа-яё]{4,}|[^\W\d_][015][a-zа-яё]{3,}|[^\W\d_][a-zа-яё]+[01][a-zа-яё]+|[^\W\d_][a-zа-яё]{2,}5[a-zа-яё]+)(?![\w@/-])"
)
_DIGITS: Final = str.maketrans({"0": "o", "1": "l", "5": "s"})
_LETTER_IN_NUMBER: Final = late(
    r"(?<![\w./@#&=?-])(?:\d+[OoОо]\d+|\d+[OО]{1,3}(?![\w-])|\d+[lI|]\d+|[lI]\d{1,2}(?=\s[^\W\d_]{3,}\s\d{4})|l[89]\d\d|[12][OО]\d\d)(?![\w@/-])"
)
_NUMBERS: Final = str.maketrans({"O": "0", "o": "0", "О": "0", "о": "0", "l": "1", "I": "1", "|": "1"})
_L_FOR_I: Final = late(
    r"(?<![\w’'./@#-])l(?=[bcdfgkmnpqrstvwxz][^\W\d_A-Z]*[aeiouáéíóú])[^\W\d_A-Z]{3,}(?![\w@/-])"
    r"|(?<![\w./@#])(?!Mc|Mac|O)[A-Z]?[a-z]+I[a-z]{2,}(?![\w@/-])|\b[a-z]{2,}I{1,2}(?![\w@/-])"
)
_SHORT_FORMS: Final = frozenset({"lbs", "lbw", "ltd", "lxx", "lvi", "lvii", "llp"})
_MADE_NAMES: Final = late(
    r"[a-z]?[A-Z][a-z]+I(?:n|d|D|t|s|ce|de)\b|^[A-Z][a-z]+I(?:n[a-z]|mm|mp|dea|dent|mag|ran|raq|rel|sla|sra|tal)|Linked|^[ei][A-Z]|^lgbt"
)
"""Words that were made of two, as names of organisations are: `AccessInfo`; no l stands before these letters."""
_WITHOUT_LN: Final = frozenset({"en", "fr", "de", "es", "it", "pt", "nl", "ca"})
"""Languages in which no word begins with an l and another consonant."""
_LEAST_WHOLE: Final = 4
_QUOTING: Final = frozenset('«“("')


class OddLetters(NamedTuple):
    """Letters ``start`` to ``end`` of a text that look like others: a message, and what to write."""

    start: int
    end: int
    message: str
    hint: str


def odd_letters(text: str, language: str = "") -> Iterator[OddLetters]:
    """Yield where ``text`` holds letters or digits that only look like what is meant."""
    if any(map(str.isdigit, text)):
        for match in _DIGIT_IN_WORD.finditer(text):
            yield OddLetters(*match.span(), f"`{match[0]}` has a digit for a letter", _written(match[0]))
        for match in _LETTER_IN_NUMBER.finditer(text):
            yield OddLetters(*match.span(), f"`{match[0]}` has a letter for a digit", f"write `{match[0].translate(_NUMBERS)}`")
    if language in _WITHOUT_LN:
        for match in _L_FOR_I.finditer(text):
            if match[0] not in _SHORT_FORMS and not _MADE_NAMES.search(match[0]):
                right = "I" + match[0][1:] if match[0][0] == "l" else match[0].replace("I", "l")
                yield OddLetters(*match.span(), f"`{match[0]}` has an I or an l for the other", f"write `{right}`")
    if not text.isascii():
        yield from _styled(text)


def _written(word: str) -> str:
    """Return what to write for ``word``: a 1 looks like an l and like an i, and a reader knows which."""
    readings = dict.fromkeys([_in_letters(word), _in_letters(word.replace("1", "i"))])
    return f"write {' or '.join([f'`{each}`' for each in readings])}"


def _in_letters(word: str) -> str:
    right = word.translate(_DIGITS)
    return right.capitalize() if word[0] == "0" else right


def _styled(text: str) -> Iterator[OddLetters]:
    """Yield words in letters of full width, of mathematics, in circles; in Chinese, Japanese and Korean full width is usual."""
    for match in STYLED.finditer(text):
        kinds = {unicodedata.decomposition(char).partition(" ")[0] for char in match[0]}
        if kinds <= set(_KINDS) and not ("<wide>" in kinds and _CJK.search(text)):
            right = unicodedata.normalize("NFKC", match[0])
            yield OddLetters(
                *match.span(), f"`{match[0]}` is in letters of another width or style", f"type it plainly: `{right}`"
            )


def whole_words(text: str) -> Iterator[OddLetters]:
    """Yield words of four letters and more, wholly of look-alikes of another alphabet, among Latin words: where no other word is
    written in it.
    """
    words = list(re.finditer(r"[^\W\d_]+", text))
    scripts = [script_of(match[0][0]) for match in words]
    if "LATIN" not in scripts:
        return
    written = {script for match, script in zip(words, scripts, strict=True) if script != "LATIN" and not _looks_latin(match[0])}
    for at, match in enumerate(words):
        beside = {scripts[near] for near in (at - 1, at + 1) if 0 <= near < len(words)}
        is_quoted = text[max(0, match.start() - 1) : match.start()] in _QUOTING
        if len(match[0]) < _LEAST_WHOLE or scripts[at] in {"LATIN", *written} or beside != {"LATIN"} or is_quoted:
            continue
        if _looks_latin(match[0]):
            right = "".join([in_script(char, "LATIN") for char in match[0]])
            message = f"`{match[0]}` is typed in {scripts[at].title()} letters among Latin ones"
            yield OddLetters(*match.span(), message, f"type it in Latin letters: `{right}`")


def _looks_latin(word: str) -> bool:
    """Whether each letter of ``word`` passes for a Latin one."""
    return all(in_script(char, "LATIN") for char in word)
