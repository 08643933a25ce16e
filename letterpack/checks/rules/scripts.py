"""LP310: letters of two scripts in one word, or invisible characters
severity: error

## What

A word mixes letters that look alike and are of different scripts (Latin, Cyrillic, Greek, Armenian), or a text holds
characters without a shape: zero-width spaces, direction marks where nothing runs from right to left, private-use
characters.

So are a digit for a letter (`0bservatory`) and a letter for a digit (`2O19`), an l for an I (`lnvented`), letters of full width
or of mathematics, and a whole word of look-alikes between Latin words.

## Why

Such a name looks right on paper but is a different one: no search finds it, a screen reader spells it out, and it does
not match any list. These characters come from chats and PDF files, or from the wrong keyboard layout.

## Example

```
addressees.yaml:14:9: error[LP310]: `Mangіlіk` mixes Latin letters with the Cyrillic `і` (U+0456)
  14 |       - Mangіlіk El avenue, 14
     |         ^^^^^^^^
  = hint: type it in Latin letters: `Mangilik`
```

## Remedy

Type the word again in one script, or delete the invisible character. What only looks like a mixture (`Яndex`, `Zoom-ға`) is
not reported.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from letterpack.checks.evidence.odd_letters import STYLED, STYLED_BEGIN, odd_letters, whole_words
from letterpack.checks.evidence.texts import Text, TextsOfOne, passages
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic
from letterpack.languages import primary
from letterpack.lookalikes import DIVIDED, in_script, script_of
from letterpack.patterns import late

CODE: Final = "LP310"
_WORD: Final = late(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_UNSEEN: Final = late(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b-\u200f\u2060-\u2064\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ue000-\uf8ff"
    "\U000e0000-\U000e007f\U000f0000-\U0010fffd]"
)
"""Default-ignorable characters (Unicode 16, DerivedCoreProperties) but variation selectors, private use, Braille without dots."""
_NO_DOT: Final = "\u2800"
_LAST_BRAILLE: Final = "\u28ff"
_DIGIT: Final = late(r"\d")
_MIXED: Final = 2
"""Scripts of a word that was typed in one with a letter of the other; of three, somebody plays with letters."""
_LEAST_GREEK: Final = 4
"""Shorter mixtures of Greek and Latin are units and quantities: kΩ, ΔT."""
_LEAST_ABBREVIATION: Final = 2
_LEAST_AROUND: Final = 5
"""Letters of a word within which one of another script is a slip, whatever it looks like."""
_LEAST_WORDS: Final = 5
_NEARLY_ALL: Final = 0.95
"""Words of a text, and share of its letters, that say which script the text is in."""
_LONGEST_STRANGER: Final = 3
"""Letters. A longer word of another script is a foreign one, and not a slip of the keyboard."""
_WORTH_A_LOOK: Final = late(
    "[\u0370-\u058f"
    "\u13a0-\u13ff\u1c80-\u1c8f\u1f00-\u1fff\u2c80-\u2cff\u2de0-\u2dff\ua640-\ua69f\uab70-\uabbf]|" + _UNSEEN.pattern
)
"""Letters of the divided scripts but Latin (Unicode 16, Blocks), and what nobody sees: no other text holds anything odd."""
_CYRILLIC: Final = late("[ -@\u0400-\u0481\u048a-\u052f]*")
"""Letters of one script alone, beside digits and signs: nothing in such a text is odd."""
_JOINERS: Final = "\u200c\u200d"
_DIRECTIONS: Final = "\u061c\u200e\u200f"
_SPACELESS: Final = frozenset({
    "THAI", "LAO", "KHMER", "MYANMAR", "CJK", "HIRAGANA", "KATAKANA", "TIBETAN", "JAVANESE", "BALINESE", "TAI", "NEW", "AHOM",
    "BUGINESE", "MAKASAR", "KAWI", "CHAM", "BATAK",
})  # fmt: skip
"""Scripts without spaces between words, by the first word of their letters' names (New is New Tai Lue): a zero-width space marks
where a line may end (The Unicode Standard 16.0, 16 and 17; UAX #14, SA and AK).
"""


class Oddity(NamedTuple):
    """What is wrong with the characters ``start`` to ``end`` of a text."""

    start: int
    end: int
    message: str
    hint: str


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every word of the letters that mixes scripts or holds what nobody sees."""
    for passage in passages(sources):
        for look in odd_letters(passage.text, primary(passage.language)):
            yield Diagnostic(CODE, "error", look.message, passage.place(sources, look.start, look.end), look.hint)
        if not passage.text.isascii():
            for odd in oddities(passage.text.replace("\u00ad", "-")):
                yield Diagnostic(CODE, "error", odd.message, passage.place(sources, odd.start, odd.end), odd.hint)


def may_be_odd(_: Sources, said: TextsOfOne) -> bool:
    """Whether a text of an addressee may hold anything odd: Latin letters do beside digits alone."""
    if _DIGIT.search(said.own):
        return True
    if not said.beyond:
        return False
    beyond = "".join(said.beyond)
    return _WORTH_A_LOOK.search(beyond) is not None or (max(beyond) >= STYLED_BEGIN and STYLED.search(said.all) is not None)


def check_text(_: Sources, text: Text) -> Iterable[Diagnostic]:
    """Return a finding for every word of ``text`` that mixes scripts or holds what nobody sees."""
    looks = odd_letters(text.text) if text.role != "address" else ()
    found = [Oddity(*look) for look in looks] + list(() if text.text.isascii() else oddities(text.text))
    return [Diagnostic(CODE, "error", odd.message, text.part(odd.start, odd.end), odd.hint) for odd in found]


def oddities(text: str) -> Iterable[Oddity]:
    """Yield what is odd in ``text``, in order."""
    if _CYRILLIC.fullmatch(text) or not _WORTH_A_LOOK.search(text):
        return ()
    found = [odd for match in _WORD.finditer(text) if not match[0].isascii() and (odd := _mixture(match)) is not None]
    found += [odd for match in _UNSEEN.finditer(text) if (odd := _unseen(text, match.start())) is not None]
    found += _strangers(text)
    found += [Oddity(*look) for look in whole_words(text)]
    return sorted(found)


def _mixture(match: re.Match[str]) -> Oddity | None:
    """The word of ``match`` where it mixes scripts, and each letter of the rarer one passes for a letter of the other."""
    word = match[0]
    if len(set(map(script_of, word))) == 1:
        return None
    scripts = Counter(script for char in word if (script := script_of(char)) in DIVIDED)
    if len(scripts) != _MIXED or ("GREEK" in scripts and len(word) < _LEAST_GREEK) or _is_joined(word):
        return None
    for main, other in ((first, second) for first, _ in scripts.most_common() for second in scripts if second != first):
        if scripts[other] > scripts[main]:
            continue
        wrong = [char for char in word if script_of(char) == other]
        if all(in_script(char, main) for char in wrong):
            right = "".join(in_script(char, main) if script_of(char) == other else char for char in word)
            return Oddity(
                match.start(),
                match.end(),
                _mixed_message(word, main, other, wrong[0]),
                f"type it in {main.title()} letters: `{right}`",
            )
    return _one_within(match, scripts)


def _is_joined(word: str) -> bool:
    """Whether a word of one script was joined on purpose with an abbreviation of another, as names of organisations are:
    `КримSOS`.
    """
    head = word.rstrip("".join([char for char in word if char.isupper()]))
    tail = word[len(head) :]
    return (
        len(tail) >= _LEAST_ABBREVIATION
        and head[-1:].islower()
        and len(set(map(script_of, head))) == 1
        and len(set(map(script_of, tail))) == 1
    )


def _one_within(match: re.Match[str], scripts: Counter[str]) -> Oddity | None:
    """The word of ``match`` where one letter within it is of another script: a key that was pressed in the wrong layout."""
    word, ((main, _), (other, count)) = match[0], scripts.most_common()
    at = next(at for at, char in enumerate(word) if script_of(char) == other)
    if count > 1 or len(word) < _LEAST_AROUND or not 0 < at < len(word) - 1:
        return None
    message = _mixed_message(word, main, other, word[at])
    return Oddity(match.start(), match.end(), message, f"type all of it in {main.title()} letters")


def _mixed_message(word: str, main: str, other: str, char: str) -> str:
    return f"`{word}` mixes {main.title()} letters with the {other.title()} `{char}` (U+{ord(char):04X})"


def _strangers(text: str) -> list[Oddity]:
    """Words of one to three letters that are wholly of another script than nearly all around them, and look like its words."""
    words = list(_WORD.finditer(text))
    if len(words) < _LEAST_WORDS:
        return []
    letters = Counter(script_of(char) for match in words for char in match[0])
    main, count = next(iter(letters.most_common(1)), ("", 0))
    if main not in DIVIDED or count < _NEARLY_ALL * letters.total():
        return []
    return [
        Oddity(
            match.start(),
            match.end(),
            f"`{match[0]}` is typed in {script_of(match[0][0]).title()} letters among {main.title()} ones",
            f"type it in {main.title()} letters: `{''.join(in_script(char, main) for char in match[0])}`",
        )
        for match in words
        if len(match[0]) <= _LONGEST_STRANGER
        and all(script_of(char) in DIVIDED - {main} and in_script(char, main) for char in match[0])
        and (main == "LATIN" or match[0].islower())
    ]


def _unseen(text: str, at: int) -> Oddity | None:
    """The invisible character at ``at``, where it has no work to do."""
    char = text[at]
    around = [script_of(near) for near in text[max(0, at - 1) : at] + text[at + 1 : at + 2]]
    if char in _JOINERS and around and not DIVIDED.intersection(around):
        return None
    if char == "\u200b" and not _SPACELESS.isdisjoint(map(script_of, text)):
        return None
    if char in _DIRECTIONS and any(unicodedata.bidirectional(each) in ("R", "AL") for each in text):
        return None
    if char == _NO_DOT and any(char < near <= _LAST_BRAILLE for near in text):
        return None
    if "\U000e0000" <= char <= "\U000e007f" and "\U0001f3f4" in text[:at]:
        return None
    name = (
        "private-use character" if unicodedata.category(char) == "Co" else unicodedata.name(char, "invisible character").lower()
    )
    return Oddity(
        at,
        at + 1,
        f"the text contains an invisible character: U+{ord(char):04X} ({name})"
        if "private" not in name
        else f"the text contains the private-use character U+{ord(char):04X}, which means something in one font only",
        "delete it; to paste from a document, paste as plain text",
    )
