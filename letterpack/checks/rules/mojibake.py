"""LP313: text that was read in the wrong encoding
severity: error

## What

A text holds `Ã©` where `é` was meant, `РђРЅРЅР°` or `Àííà` for `Анна`, the replacement character `�`, or question marks inside a
name. If the signatories of a country, or a whole letter, have letters that its language does not have (`Ýsmail Þahin`), and none
of those that would have been damaged, that is a warning.

## Why

Somewhere on its way the text was saved in one encoding and opened in another. The characters behind the question marks
and `�` are lost; only the original has them.

## Example

```
signatories.csv:12:1: error[LP313]: `JosÃ© PÃ©rez` was read in the wrong encoding
  12 | JosÃ© PÃ©rez,Director,Example Union
     | ^^^^^^^^^^^^
  = hint: it was probably `José Pérez`; export the file again as UTF-8
```

## Remedy

Export the spreadsheet or form again as UTF-8, and compare the names with where they came from. Do not correct them one by
one: other names may be damaged in ways that you cannot see.
"""

from __future__ import annotations

import re
from codecs import utf_8_decode
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import cache, partial
from typing import Final
from unicodedata import category

from letterpack.checks.evidence.neighbor_page import knows, strange_texts
from letterpack.checks.evidence.other_page import may_be_misread, misread_word
from letterpack.checks.evidence.texts import LetterPassage, Text, TextsOfOne, letter_passages, passages
from letterpack.checks.inputs import Sources
from letterpack.countries import country_code, official_languages
from letterpack.diagnostics import Diagnostic
from letterpack.languages import primary
from letterpack.model.campaign import Signatory
from letterpack.model.letter import Letter
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP313"
_LOST: Final = late(r"\ufffd|(?<=[^\W\d_])\?{1,}(?=[^\W\d_])|\?{3,}|(?<![^\s])\?{2}(?=[^\W\d_])")
"""In a name; a letter's text may ask questions, and there only U+FFFD counts."""
_NAMES: Final = frozenset({"name", "title", "organization", "address", "country", "group", "names"})
_CHUNK: Final = late(r"\S+")
_LIKE_UTF_8: Final = (
    # Windows code pages and ISO 8859
    (
        "Â-ßĀĂĆČĎĐĒĖĘĚĞĢĪİĶĹĻŁŃŅŇŌŐŘŚŞŠŢŪŮŰŲŹŻŽΒ-ΡΣ-ίВ-Я",
        "à-ïāăąćčďēėęěģīįķĺļŕźΰ-οа-п",
        "ð-ôđğńņňōšπ-τр-ф",
        "\x80-¿ÆØæøĄąĽľŁłŒœŖŗŚśŞ-šŤťŸ-žƒˆˇ˘˛-˝΄-ΆΈ-ΊΌΎΏЁ-ЌЎЏё-ќўџҐґ–-―‘-‚“-„†-•…‰‹›€№™",
    ),
    # Macintosh
    (
        "\xa0«¬»ÀÃÕ÷ÿŒœŸƒ–—‘’“”…‹›⁄€∆√≈◊ﬁﬂ",
        "·ÁÂÈÊ-ÏÓÔ‚„‡‰",
        "ÒÙ-Û\uf8ff",
        "¢£¥§-ª®°±´-¶ºÄ-ÇÉÑÖØÜß-ïñ-öø-üΩπ†•™∂∏∑∞∫≠≤≥",
    ),
    # DOS
    (
        "─┌┘├┬┼═╒-╔╘-╚╞-╠╤-╬▀▄█▌▐",
        "µßΓΘΣΦΩαδεπστφ∞∩",
        "±≡≤≥⌠",
        "¡-£¥ª-¬º-½¿Ä-ÇÉÑÖÜà-âä-ïñ-ôöù-üÿƒ₧⌐│┐┤║╕-╗╛-╝╡-╣░-▓",
    ),
)
"""What the bytes of UTF-8 are in the code pages that ``ftfy`` knows: the first of two, of three, of four, and those behind it."""
_SEQUENCES: Final = "|".join(
    rf"[{two}][{more}]|[{three}][{more}]{{2}}|[{four}][{more}]{{3}}" for two, three, four, more in _LIKE_UTF_8
)
_IN_A_ROW: Final = late("[^\x00-\x7f]{2}|[ÂÃ]")
"""What of a text that was read byte by byte is quick to see."""
_SIX_IN_A_ROW: Final = late("[^\x00-\x7f]{6}")
"""Three sequences are as long at least."""


def _signs_of(written: str) -> frozenset[str]:
    """Return the characters of a class as it is ``written`` in a pattern."""
    ranges = re.findall(r"(.)(?:-(.))?", written)
    return frozenset([chr(code) for first, last in ranges for code in range(ord(first), ord(last or first) + 1)])


_FIRST_AND_MORE: Final = tuple([(_signs_of("".join(first)), _signs_of(more)) for *first, more in _LIKE_UTF_8])
"""What is quicker to see: there is none without a first and another."""
_PLAIN_SIGNS: Final = late("[ÂÃâ]")
"""What is left of them where a space stands for a byte, or a sign of four has lost some."""
_CODE_PAGES: Final = (
    "latin-1", "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso-8859-2", "mac-roman", "cp437",
)  # fmt: skip
_EXPORT: Final = "export the file again as UTF-8"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every word of the letters that an encoding has damaged."""
    for passage in passages(sources):
        yield from _in_letter(sources, passage)
    for letter in sources.campaign.letters.values():
        if knows(primary(letter.language)):
            yield from _of_letter(sources, letter)
    yield from _of_signatories(sources)


def _of_letter(sources: Sources, letter: Letter) -> Iterator[Diagnostic]:
    """Yield a finding where the words of ``letter`` have letters of a page that its language is not written in."""
    words = [(passage, match) for passage in letter_passages(letter) for match in _CHUNK.finditer(passage.text)]
    strange = strange_texts([match[0] for _, match in words], primary(letter.language))
    if strange:
        passage, match = words[strange[0].number]
        message = f"`{match[0]}` was read in the wrong encoding{_and_more(len(strange) - 1, 'word')}"
        hint = f"it was probably `{strange[0].meant}`; save the letter as UTF-8"
        yield Diagnostic(CODE, "warning", message, passage.place(sources, *match.span()), hint)


def _of_signatories(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for each country whose signatories have names with letters that its language does not have."""
    by_country: dict[str, list[tuple[Signatory, str]]] = {}
    for signatory in sources.campaign.signatories:
        parts = [part for part in ("name", "organization") if not getattr(signatory, part).isascii()]
        if signatory.country and parts:
            by_country.setdefault(signatory.country, []).extend((signatory, part) for part in parts)
    for country, named in by_country.items():
        languages = official_languages(country_code(country) or country)
        strange = strange_texts([getattr(*each) for each in named], languages[0]) if len(languages) == 1 else []
        if strange:
            signatory, part = named[strange[0].number]
            message = f"`{getattr(signatory, part)}` was read in the wrong encoding{_and_more(len(strange) - 1, 'text')}"
            hint = f"it was probably `{strange[0].meant}`; {_EXPORT}"
            yield Diagnostic(CODE, "warning", message, signatory.origin.span(part), hint)


def _and_more(count: int, what: str) -> str:
    return "" if not count else f", and another {what}" if count == 1 else f", and {count} other {what}s"


def may_be_damaged(_: Sources, said: TextsOfOne) -> bool:
    """Whether an encoding may have damaged a text of an addressee."""
    if "?" in said.signs or "\ufffd" in said.beyond:
        return True
    if said.beyond and may_be_misread(said.all):
        return True
    return _may_have_been(said.beyond) and _IN_A_ROW.search(said.all) is not None and _is_worth_a_look(said.all)


def _is_worth_a_look(text: str) -> bool:
    """Whether ``text`` may have been read byte by byte: no other has. Of `à` the second byte may be left as a space."""
    return "Â" in text or "Ã" in text or _run(1).search(text) is not None


def _may_have_been(signs: AbstractSet[str]) -> bool:
    """Whether there may be something worth a look in a text of these ``signs``."""
    if "Â" in signs or "Ã" in signs:
        return True
    return any(not signs.isdisjoint(more) and not signs.isdisjoint(first) for first, more in _FIRST_AND_MORE)


def check_text(_: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding where an encoding has damaged ``text``."""
    said = text.text
    if ("?" in said or "\ufffd" in said) and text.role in _NAMES and (lost := _LOST.search(said)):
        message = f"`{said}` lost a character on its way: `{lost[0]}`"
        return (Diagnostic(CODE, "error", message, text.part(*lost.span()), f"look up what it was, and {_EXPORT}"),)
    if not said.isascii() and (meant := meant_by(said)):
        message = f"`{said}` was read in the wrong encoding"
        return (Diagnostic(CODE, "error", message, text.span, f"it was probably `{meant}`; {_EXPORT}"),)
    return [] if said.isascii() else _of_other_page(said, text.part, _EXPORT)


def _of_other_page(text: str, place: Callable[[int, int], Span], remedy: str) -> list[Diagnostic]:
    """Return a finding at the first word of ``text`` that is of another alphabet, read as Western European letters."""
    first = misread_word(text)
    if first is None:
        return []
    message = f"`{text[first.start : first.end]}` was read in the wrong encoding{_and_more(first.more, 'word')}"
    hint = f"it was probably {' or '.join([f'`{each}`' for each in first.meant])}; {remedy}"
    return [Diagnostic(CODE, "error", message, place(first.start, first.end), hint)]


def _in_letter(sources: Sources, passage: LetterPassage) -> Iterator[Diagnostic]:
    """Damage is reported word by word in running text: the text around it may be sound."""
    if passage.text.isascii():
        return
    for match in _CHUNK.finditer(passage.text):
        if "\ufffd" in match[0]:
            message = f"`{match[0]}` lost a character on its way"
            yield Diagnostic(CODE, "error", message, passage.place(sources, *match.span()), "look up what it was")
        elif not match[0].isascii() and (meant := meant_by(match[0])):
            message = f"`{match[0]}` was read in the wrong encoding"
            yield Diagnostic(
                CODE,
                "error",
                message,
                passage.place(sources, *match.span()),
                f"it was probably `{meant}`; save the letter as UTF-8",
            )
    yield from _of_other_page(passage.text, partial(passage.place, sources), "save the letter as UTF-8")


@cache
def _run(least: int) -> re.Pattern[str]:
    """Return what finds at least so many sequences in a row; few texts need it."""
    return re.compile(f"(?:{_SEQUENCES}){{{least},}}")


def _was_utf_8(text: str) -> bool:
    """Whether a stretch of ``text`` may be UTF-8 read in one code page, or is long.

    Asked before ``ftfy`` is loaded, which takes longer than building a letter: `Ці`, `Żądnych` and `«Ωδή»` look like it, and are
    words.
    """
    if _PLAIN_SIGNS.search(text) or (_SIX_IN_A_ROW.search(text) and _run(3).search(text)):
        return True
    return any(_decodes(text, *found.span(), page) for found in _run(1).finditer(text) for page in _CODE_PAGES)


def _decodes(text: str, start: int, end: int, page: str) -> bool:
    """Whether a run in ``text`` is UTF-8 read in ``page``: as a word has it, and with letters beside it that the page has too."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    try:
        _written("".join([char for char in before + behind if char.isalpha()]), page)
        # The run may end within a sign.
        meant = utf_8_decode(_written(text[start:end], page), "strict", False)[0]  # noqa: FBT003
    except UnicodeError:
        return False
    kind = category(meant[0]) if meant else "Cn"
    return kind != "Cn" and (kind[0] != "M" or before.isalpha())


def _written(text: str, page: str) -> bytes:
    """Return ``text`` in a code page; a byte that it leaves out is the character of that number, as in programs that guess."""
    return b"".join([char.encode(page, errors="ignore") or char.encode("latin-1") for char in text])


def meant_by(text: str) -> str:
    """Return what ``text`` was before it was read in the wrong encoding; empty where it shows no sign of that."""
    if not (_may_have_been(set(text)) and _is_worth_a_look(text) and _was_utf_8(text)):
        return ""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    meant = fix_encoding(text) if is_bad(text) else _letters_of(text)
    return "" if meant == text else meant


def _letters_of(text: str) -> str:
    """Return ``text`` where three signs or more in a row, and all others, are letters in one code page, and no other letters in
    another; the same where they are not. `РђРЅРЅР°` is too short for ``ftfy``.
    """
    found: set[str] = set()
    for page in _CODE_PAGES if _SIX_IN_A_ROW.search(text) and _run(3).search(text) else ():
        with suppress(UnicodeError):
            found.add(_run(1).sub(partial(_letters, page), text))
    return found.pop() if len(found) == 1 else text


def _letters(page: str, run: re.Match[str]) -> str:
    """Return what a ``run`` read in the code page ``page`` is in UTF-8. Raises ``UnicodeError`` where that is no letters."""
    meant = _written(run[0], page).decode("utf-8")
    if not all(category(char)[0] in "LM" for char in meant):
        raise UnicodeError
    return meant
