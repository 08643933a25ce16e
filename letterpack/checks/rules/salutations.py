"""LP351: a salutation does not fit its addressee
severity: error

## What

A salutation has a name that is nearly the addressee's (one letter in four is wrong, two at most) or is spelled otherwise than in
the entry; it names nobody (`Dear ,`), or says a title twice (`Dear Mr Mr Carter`), or speaks to a man and a woman at once; it
speaks to a man, and the honorific, the name or the title says that the addressee is a woman, or the other way round; or it is in
another language than the letter. A salutation that another addressee's name is in is LP303 or LP308.

The rule knows the words by which 33 languages begin a letter, the words for men and women of sixty, and family names and offices
that only a woman or only a man has (`Wiśniewska`, `Ministerin`). In a language that gives names endings, an ending is not a
slip; in one that changes how names begin, such as Irish, names are not compared.

## Why

A minister forgives a long letter, and not a wrong name on its first line.

## Example

```
addressees.yaml:4:17: error[LP351]: the salutation of `minister` says `Nurdauletof`, but their name is Nurdauletov
  4 |     salutation: Dear Mr Nurdauletof,
    |                 ^^^^^^^^^^^^^^^^^^^^
  = hint: write this addressee's own salutation, or delete it
```

## Remedy

Write this addressee's own salutation, or delete it: letterpack makes the usual one from title or name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Final

from letterpack.checks.evidence.name_cases import bends_names, folded_name, slips_of
from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.said_twice import may_say_twice, said_twice
from letterpack.checks.evidence.same_name import words_of
from letterpack.checks.evidence.unfilled import placeholders
from letterpack.checks.evidence.written_words import WORD
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import greeting_words, words
from letterpack.countries.naming import courtesy_gender
from letterpack.diagnostics import Diagnostic
from letterpack.languages import primary
from letterpack.languages.tags import locale_of
from letterpack.lookalikes import script_of
from letterpack.model.campaign import Addressee
from letterpack.model.letter import Letter
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP351"
_OWN: Final = "write this addressee's own salutation, or delete it"
_LEAST_LETTERS: Final = 4
_LETTERS_A_SLIP: Final = 4
_MOST_SLIPS: Final = 2
_PARTS_WITH_A_FATHERS: Final = 3
_MUTATES: Final = frozenset({"ga", "gd", "cy", "br"})
"""Celtic languages, which change how a name begins: `Máirín`, `A Mháirín`."""
_NAMELESS: Final = late(r"\s[,:!]$")
_JOINED: Final = late(r"[,/&()|]")
_WOMANS_NAME: Final = late(
    r"\w{4}(?:ова|ева|ёва|ская|цкая|ська|цька|ska|cka)$|(?:ová|ská|cká|dóttir|ienė|aitė|ytė|utė|ūtė)$", re.IGNORECASE
)
_MANS_NAME: Final = late(r"\w{4}(?:ов|ев|ёв)$|\w(?:ский|цкий|ський|цький)$", re.IGNORECASE)
"""Endings of family names, as far as they leave no doubt: a woman may be a Latin `Mikulski`, a man a `Голова`."""
_OF_OFFICE: Final = late(r"\bLord (?=[A-Z])")
"""Part of what British offices are called, whoever holds them: `Lord Chancellor`."""
_FATHERS_SON: Final = late(r"(?:[вьм]ич|ұлы|улы|уулу)$|(?:^|-)(?:оглы|oğlu)$", re.IGNORECASE)
_FATHERS_DAUGHTER: Final = late(r"(?:вна|ична|қызы|кызы|кизи|qızı)$", re.IGNORECASE)


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every salutation that does not fit who reads it.

    Where it stands is asked for a finding alone: a line of JSON is read again for that.
    """
    joint = sources.campaign.mailing.joint
    for addressee in sources.everybody() if "salutation" in sources.campaign.mailing.given else ():
        if addressee.salutation and addressee.id not in joint and not list(placeholders(addressee.salutation)):
            place = partial(addressee.origin.span, "salutation")
            yield from _of_addressee(addressee, addressee.salutation, addressee.language, place)
            yield from _language(addressee.salutation, addressee.language, f"the salutation of `{addressee.id}`", place)
    for letter in sources.campaign.letters.values():
        yield from _of_letter(sources, letter)


def _of_letter(sources: Sources, letter: Letter) -> Iterator[Diagnostic]:
    """Yield what is wrong with the one salutation that a letter has for all."""
    said = "".join([run.text for run in letter.salutation])
    yield from _language(said, letter.language, "the salutation", partial(letter.span, "salutation")) if said else ()
    if not said or any(run.field for run in letter.salutation) or list(placeholders(said)):
        return
    for addressee in sources.everybody():
        if addressee.kind == "to" and addressee.language == letter.language and not addressee.salutation and addressee.name:
            yield from _of_addressee(addressee, said, letter.language, partial(letter.span, "salutation"))


def _of_addressee(addressee: Addressee, said: str, tag: str, place: Callable[[], Span]) -> Iterator[Diagnostic]:
    who = f"the salutation of `{addressee.id}`"
    if may_say_twice(said) and (twice := said_twice(said, tag)) and f"{twice[1]} {twice[2]}" not in addressee.name:
        yield Diagnostic(CODE, "error", f"{who} says `{twice[1]} {twice[2]}`: once is enough", place(), "delete one of the two")
    own = WORD.findall(addressee.name.replace("-", " "))
    for word in _names_of(said, addressee) if primary(tag) not in _MUTATES else ():
        slips = {name: _slips(name, word, tag) for name in own}
        if 0 in slips.values():
            continue
        near = next((name for name in own if slips[name] <= min(_MOST_SLIPS, len(name) // _LETTERS_A_SLIP)), "")
        if near and script_of(near[0]) == script_of(word[0]):
            yield Diagnostic(CODE, "error", f"{who} says `{word}`, but their name is {near}", place(), _OWN)
            return
    if _NAMELESS.search(said) and primary(tag) != "fr":
        message = f"{who} has a space before its last sign, as if a name were missing"
        yield Diagnostic(CODE, "error", message, place(), "write the name, or delete the space")
    if wrong := _wrong_gender(addressee, said, tag):
        yield Diagnostic(CODE, "error", f"{who} {wrong}", place(), _OWN)


def _names_of(said: str, addressee: Addressee) -> Iterator[str]:
    """Yield the words of a salutation that may be names: behind its first word, with a capital or of a script without capitals,
    and no titles or words of the addressee's office, in any case.
    """
    office = {romanized(word) for word in WORD.findall(f"{addressee.title} {addressee.organization}")}
    for word in WORD.findall(said.replace("-", " "))[1:]:
        key = romanized(word)
        is_plain = any(key.startswith(each) for each in (*_plain(), *map(_stem, office)) if len(each) >= _LEAST_LETTERS)
        if len(word) >= _LEAST_LETTERS and not word.islower() and not is_plain:
            yield word


def _slips(name: str, word: str, tag: str) -> int:
    """Return how many letters ``word`` is away from a ``name``, which may be in another script."""
    from rapidfuzz.distance import OSA

    if script_of(name[0]) != script_of(word[0]):
        name, word = romanized(name), romanized(word)
    one, other = folded_name(name), folded_name(word)
    if bends_names(tag):
        return slips_of(one, other, bends=True)
    return 1 if one != other and words_of(one) == words_of(other) else OSA.distance(one, other)


@cache
def _plain() -> tuple[str, ...]:
    """Return how words that name nobody begin: titles, words of honor, what offices are called, in any case."""
    return tuple({_stem(romanized(word)) for name in ("plain", "honorifics", "ranks") for word in words(name)})


def _stem(word: str) -> str:
    return word[: max(_LEAST_LETTERS, len(word) - 2)]


def _wrong_gender(addressee: Addressee, said: str, tag: str) -> str:
    """Return what is wrong if ``said`` speaks to a man or a woman, and the entry says otherwise; else nothing."""
    men, women = _spoken_to(said, tag)
    if men and women:
        is_joint = _JOINED.search(bare := said.rstrip(" ,:!")) or not _joining(tag).isdisjoint(bare.casefold().split())
        return "" if is_joint else "speaks to a man and to a woman at once"
    spoken, meant = "man" if men else "woman" if women else "", _gender_of(addressee)
    if not spoken or not meant or spoken == meant:
        return ""
    return f"speaks to a {spoken}, but the entry says that they are a {meant}"


@cache
def _joining(tag: str) -> frozenset[str]:
    """Return the words that join two in a list, in the language of ``tag``: `and`, `or`."""
    patterns = locale_of(tag).list_patterns
    return frozenset(word for kind in ("standard", "or") for word in patterns[kind]["2"].split())


@lru_cache(maxsize=1 << 4)
def _spoken_to(said: str, tag: str) -> tuple[bool, bool]:
    """Return whether ``said`` speaks to a man, and whether to a woman."""
    spoken = {word.casefold() for word in WORD.findall(said)}
    men, women = (_gendered(who, primary(tag)) for who in ("men", "women"))
    return _says(men, said, spoken), _says(women, said, spoken)


def _says(known: tuple[frozenset[str], re.Pattern[str] | None], said: str, spoken: set[str]) -> bool:
    return not known[0].isdisjoint(spoken) or (known[1] is not None and bool(known[1].search(said)))


@cache
def _gendered(who: str, language: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """Return the words for ``who`` (men or women), and the pattern of those that ``language`` writes as one with the name."""
    table = greeting_words(who)
    offices = greeting_words("women_in_office").get(language, "") if who == "women" else ""
    joined = table.get(language)
    return frozenset(f"{table['words']} {offices}".casefold().split()), re.compile(joined) if joined else None


def _gender_of(addressee: Addressee) -> str:
    """Return what the entry says of the addressee: by an honorific, a title, a name after the father's or a family name."""
    office = _OF_OFFICE.sub("", addressee.title).split(" ")[0]
    men, women = _spoken_to(f"{addressee.name} {office}", addressee.language)
    if said := courtesy_gender(addressee.honorific) or ("" if men == women else "man" if men else "woman"):
        return said
    parts = WORD.findall(addressee.name)
    by_father = set(map(_fathers, parts)) if len(parts) >= _PARTS_WITH_A_FATHERS else set()
    by_family = set(map(_family, parts)) if len(parts) > 1 else set()
    return gender.pop() if len(gender := (by_father | by_family) - {""}) == 1 else ""


def _family(word: str) -> str:
    """Return `man` or `woman` if ``word`` is a family name that only one of them has; else nothing."""
    return "woman" if _WOMANS_NAME.search(word) else "man" if _MANS_NAME.search(word) else ""


def _fathers(word: str) -> str:
    """Return `man` or `woman` if ``word`` is a name after the father's, as far as its ending says; else nothing."""
    return "man" if _FATHERS_SON.search(word) else "woman" if _FATHERS_DAUGHTER.search(word) else ""


@cache
def _beginnings() -> Mapping[str, tuple[str, ...]]:
    """Return how the salutations of each language begin."""
    return {language: tuple(starts.split("|")) for language, starts in greeting_words("begins").items()}


def _language(said: str, tag: str, who: str, place: Callable[[], Span]) -> Iterator[Diagnostic]:
    """Yield a finding if a salutation begins as those of other languages do, and as none of its letter's."""
    language = greeting_words("shared").get(primary(tag), primary(tag))
    begins, folded = _beginnings(), said.strip().casefold()
    spoken = [each for each, starts in begins.items() if folded.startswith(starts)]
    if language in begins and spoken and language not in spoken:
        message = f"{who} is in another language (`{spoken[0]}`) than its letter (`{language}`)"
        hint = f"write it in the letter's language, or write `language: {spoken[0]}` into letter.md if that is the letter's"
        yield Diagnostic(CODE, "error", message, place(), hint)
