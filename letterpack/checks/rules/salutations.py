"""LP351: a salutation does not fit its addressee
severity: error

## What

A salutation has a name that is nearly the addressee's, or nobody's, or is spelled otherwise than in the entry; it names nobody
(`Dear ,`), or says a title twice (`Dear Mr Mr Carter`), or speaks to a man and a woman at once; it speaks to a man and the
honorific, name or title says that the addressee is a woman, or the other way round; or it is in another language than the
letter. A salutation that another addressee's name is in is LP303 or LP308.

A salutation by the office that another addressee has (`Dear Prime Minister` to a minister of justice) is an error, too.

The rule knows the words by which 33 languages begin a letter, the words for men and women of sixty, family names and offices
that only one of them has (`Wiśniewska`, `Ministerin`, `Ministro`), and how twenty languages without capitals speak to a person
by name. A name stands as in the entry, or as its language calls somebody (`Procházko`): another case or another spelling of one
sound (`Koskynen`) is a slip. A name that stands in no entry is an error where the entry has a name, and a warning where it has
none: the letter may know it. In languages in which a woman's title may be a man's word, such as Italian and French, a salutation
by a woman's word to a man's title is a warning.

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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, lru_cache, partial
from typing import Final
from unicodedata import combining, normalize

from letterpack.checks.evidence.name_cases import calls, folded_name, grammar_of, heard, slips_of
from letterpack.checks.evidence.offices import OfficesOfOthers, gender_in_salutation, gender_in_title
from letterpack.checks.evidence.romanized import romanized
from letterpack.checks.evidence.said_twice import may_say_twice, said_twice
from letterpack.checks.evidence.uncased_names import is_office, is_uncased, plain_keys, wrong_uncased
from letterpack.checks.evidence.unfilled import placeholders
from letterpack.checks.evidence.written_words import WORD
from letterpack.checks.inputs import Sources
from letterpack.checks.lexicon.words import greeting_words, openings, words
from letterpack.countries.naming import courtesy_gender
from letterpack.diagnostics import Diagnostic, Severity
from letterpack.languages import primary
from letterpack.lookalikes import script_of
from letterpack.model.campaign import Addressee
from letterpack.model.letter import Letter
from letterpack.patterns import late
from letterpack.spans import Span

CODE: Final = "LP351"
_OWN: Final = "write this addressee's own salutation, or delete it"
_LEAST_LETTERS: Final = 4
_LETTERS_A_SLIP: Final = 4
_LONGEST_ENDING: Final = 3
_NOMINATIVES: Final = ("s", "os", "as", "is", "us")
"""Endings of names and titles in Greek and the Baltic languages, which go in the vocative: `Υπουργός`, `Υπουργέ`."""
_MOST_SLIPS: Final = 2
_PARTS_WITH_A_FATHERS: Final = 3
_PARTS_OF_ONE: Final = 3
_TWICE: Final = late(r"(.)\1+")
_TO_WHOM: Final = late(r"(?:ому|ему|аму|эму|[оеа]й|emu|omu|ému|ej|ojai|ajam|ajai)$")
"""At the end of a greeting's first word: it is in the case of who gets something."""
_NAMELESS: Final = late(r"\s[,:!]$")
_SIGNS: Final = str.maketrans("’ʼ`ʻ‘ё", "'''''е")
_JOINED: Final = late(
    r"[,/&()|]|\s(?:and|or|und|oder|bzw\.?|et|ou|y|o|e|и|или|та|або|және|немесе|i|lub|a|en|of|og|och|eller|ja|tai|ve|veya|și|sau|και|ή|و|أو|ו|կամ|և|ան|ან|და|жана|эсвэл|болон|va|yoki|və|wa|we|arba|ir|vai|un|või|dhe|ose|agus|nó|jew|এবং|বা|ও|और|या|व|वा|र|اور|یا|หรือ|และ|hoặc|và|atau|dan|at|na|እና|ወይም)\s",
    re.IGNORECASE,
)
_WOMANS_NAME: Final = late(
    r"\w{4}(?:ова|ева|ёва|ская|цкая|ська|цька|ska|cka)$|(?:ová|ská|cká|dóttir|ienė|aitė|ytė|utė|ūtė)$", re.IGNORECASE
)
_MANS_NAME: Final = late(r"\w{4}(?:ов|ев|ёв)$|\w(?:ский|цкий|ський|цький)$", re.IGNORECASE)
"""Endings of family names, as far as they leave no doubt: a woman may be a Latin `Mikulski`, a man a `Голова`."""
_POLISH_MAN: Final = late(r"^\w*[^\Wa]\s(?:.*[\s-])?\w+[sc]ki$", re.IGNORECASE)
"""In a Polish text a first name of a woman ends in `a`."""
_OF_OFFICE: Final = late(r"\bLord (?=[A-Z])")
"""Part of what British offices are called, whoever holds them: `Lord Chancellor`."""
_FATHERS_SON: Final = late(r"(?:[вьм]ич|ұлы|улы|уулу)$|(?:^|-)(?:оглы|oğlu)$", re.IGNORECASE)
_FATHERS_DAUGHTER: Final = late(r"(?:вна|ична|қызы|кызы|кизи|qızı)$", re.IGNORECASE)


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield a finding for every salutation that does not fit who reads it.

    Where it stands is asked for a finding alone: a line of JSON is read again for that.
    """
    joint = sources.campaign.mailing.joint
    others = OfficesOfOthers()
    for addressee in sources.everybody() if "salutation" in sources.campaign.mailing.given else ():
        others.see(addressee)
        if addressee.salutation and addressee.id not in joint and not list(placeholders(addressee.salutation)):
            place = partial(addressee.origin.span, "salutation")
            yield from _of_addressee(addressee, addressee.salutation, addressee.language, place)
            yield from _language(addressee.salutation, addressee.language, f"the salutation of `{addressee.id}`", place)
    for addressee, other in others.called():
        message = f"the salutation of `{addressee.id}` speaks to the holder of another office, which `{other}` has"
        yield Diagnostic(CODE, "error", message, addressee.origin.span("salutation"), _OWN)
    for letter in sources.campaign.letters.values():
        yield from _of_letter(sources, letter)


def _of_letter(sources: Sources, letter: Letter) -> Iterator[Diagnostic]:
    """Yield what is wrong with the one salutation that a letter has for all."""
    if not letter.salutation:
        return
    said = "".join([run.text for run in letter.salutation])
    yield from _language(said, letter.language, "the salutation", partial(letter.span, "salutation"))
    if (
        any(run.field for run in letter.salutation)
        or list(placeholders(said))
        or not (_names_of(said, letter.language) or _gender(said, letter.language) or is_uncased(said[0]))
    ):
        return
    for addressee in sources.everybody():
        is_said = addressee.name or addressee.honorific
        if addressee.kind == "to" and addressee.language == letter.language and not addressee.salutation and is_said:
            yield from _of_addressee(addressee, said, letter.language, partial(letter.span, "salutation"))


def _of_addressee(addressee: Addressee, said: str, tag: str, place: Callable[[], Span]) -> Iterator[Diagnostic]:
    who = f"the salutation of `{addressee.id}`"
    if is_uncased(addressee.name[:1]) and (wrong := wrong_uncased(said, addressee.name, _office_of(addressee), tag)):
        yield Diagnostic(CODE, "error", f"{who} says `{wrong}`, but their name is {addressee.name}", place(), _OWN)
        return
    names = _words(addressee.name)
    if may_say_twice(said) and (twice := said_twice(said, tag)) and f"{twice[1]} {twice[2]}" not in addressee.name:
        yield Diagnostic(CODE, "error", f"{who} says `{twice[1]} {twice[2]}`: once is enough", place(), "delete one of the two")
    for word in [each for each in _capitalised(said) if each not in names and _is_name(each, tag)]:
        if (
            _is_own(word, names, tag, said)
            or _is_of_office(word, _office_of(addressee))
            or _is_after_first_name(word, _names_of(said, tag), names)
        ):
            continue
        near = next((each for each in names if _is_near(romanized(word), romanized(each))), "")
        if near or addressee.name:
            message = f"{who} says `{word}`, but their name is {near or addressee.name}"
            yield Diagnostic(CODE, "error", message, place(), _OWN)
        elif _has_honorific(said):
            message = f"{who} says `{word}`, a name that their entry does not have"
            yield Diagnostic(CODE, "warning", message, place(), "write the name into the entry, too, or delete it")
        return
    if wrong := _short_miss(said, addressee.name, tag):
        yield Diagnostic(CODE, "error", f"{who} says `{wrong}`, but their name is {addressee.name}", place(), _OWN)
    if _NAMELESS.search(said) and primary(tag) != "fr":
        message = f"{who} has a space before its last sign, as if a name were missing"
        yield Diagnostic(CODE, "error", message, place(), "write the name, or delete the space")
    if gender := _wrong_gender(addressee, said, tag):
        severity, message = gender
        yield Diagnostic(CODE, severity, f"{who} {message}", place(), _OWN)


def _wrong_gender(addressee: Addressee, said: str, tag: str) -> tuple[Severity, str] | None:
    """Return how grave it is that ``said`` speaks to a man or a woman and the entry says otherwise, and what is wrong."""
    spoken = _gender(said, tag)
    if not spoken and _speaks_to_both(said, tag):
        return "error", "speaks to a man and to a woman at once"
    by_office = "" if spoken else gender_in_salutation(said, tag, _words(addressee.name))
    office, is_sure = gender_in_title(addressee.title, tag)
    by_name = _gender_of(addressee) or next(filter(None, map(_fathers, _names_of(said, tag))), "")
    if by_office == "man" and office != "woman":
        return None  # A woman may hold an office that she is called by as a man would be.
    if not by_name and not is_sure and gender_in_salutation(said, tag, _words(addressee.name)) != "woman":
        return None
    spoken, meant = spoken or by_office, by_name or office
    if not spoken or not meant or spoken == meant:
        return None
    severity: Severity = "error" if by_name or is_sure else "warning"
    return severity, f"speaks to a {spoken}, but the entry says that they are a {meant}"


@lru_cache(maxsize=1 << 4)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a name or a salutation: of one addressee several questions ask for them."""
    return tuple(WORD.findall(text))


def _is_called_to(said: str) -> bool:
    """Whether the salutation ``said`` calls to somebody, as nearly all do: one that begins otherwise (`Министру Каримову`,
    `Уважаемому господину Каримову`) may have the name in any case.
    """
    begin = said.strip().casefold()
    return begin.startswith(openings("salutations")) and not _TO_WHOM.search(begin.partition(" ")[0])


def _is_of_office(word: str, office: Collection[str]) -> bool:
    """Whether ``word`` is one of the ``office``, in any case."""
    key = romanized(word)
    return key in office or any(_is_case(key, each) for each in office)


def _is_own(word: str, names: Sequence[str], tag: str, said: str) -> bool:
    """Whether ``word`` is of the addressee's name: as the entry has it, as the language ``tag`` calls somebody of this name or
    writes a foreign one, or, where the salutation ``said`` does not call, in any case.
    """
    grammar, spelt = grammar_of((primary(tag),)), _spelt(word)
    same = [name for name in names if script_of(name[0]) == script_of(word[0])]
    if any(
        calls(way, spelt_way, grammar)
        for name in same
        for way in heard(_spelt(name), grammar)
        for spelt_way in _firsts(spelt, tag)
    ):
        return True
    may_bend = not _is_called_to(said) and not _is_misspelt(word, names, tag)
    if may_bend and any(slips_of(folded_name(name), folded_name(word), grammar) == 0 for name in same):
        return True
    key, others = romanized(word), set(map(romanized, names)) - set(map(romanized, same))
    return key in others or (grammar.bends and any(_is_case(key, each) for each in others))


def _firsts(spelt: str, tag: str) -> tuple[str, ...]:
    """Return ``spelt``, and what it is where its language softens the first sound of who is called: Irish `Mháirín`."""
    return (spelt, spelt[0] + spelt[2:]) if primary(tag) == "ga" and spelt[1:2] == "h" else (spelt,)


def _short_miss(said: str, name: str, tag: str) -> str:
    """Return the short word of ``said`` that stands in a whole ``name`` for another, as `Phm Ngọc` for `Phạm Ngọc`, in a language
    that leaves names as they are.
    """
    from rapidfuzz.distance import OSA

    own = [_spelt(word) for word in _words(name)]
    if len(own) == 1 or grammar_of((primary(tag),)).bends:
        return ""
    found = _words(said)
    spelt = list(map(_spelt, found))
    for start in range(len(found) - len(own) + 1):
        others = [at for at, each in enumerate(own, start) if spelt[at] != each]
        if len(others) != 1 or not found[at := others[0]][0].isupper():
            continue
        # What stands behind the first parts of a long name is a part of it, too.
        if (len(own) >= _PARTS_OF_ONE and at > start) or OSA.distance(spelt[at], own[at - start]) == 1:
            return found[at]
    return ""


def _is_after_first_name(word: str, said_names: Sequence[str], names: Sequence[str]) -> bool:
    """Whether ``word`` is a name after the father's behind the addressee's own first name: few lists have it."""
    own = set(map(romanized, names))
    return bool(_fathers(word)) and not any(map(_fathers, names)) and not own.isdisjoint(map(romanized, said_names))


@cache
def _beginnings() -> Mapping[str, tuple[str, ...]]:
    """Return how the salutations of each language begin."""
    return {language: tuple(starts.split("|")) for language, starts in greeting_words("begins").items()}


def _language(said: str, tag: str, who: str, place: Callable[[], Span]) -> Iterator[Diagnostic]:
    """Yield a finding where a salutation begins as those of other languages do, and as none of its letter's."""
    language = primary(tag)
    language = greeting_words("shared").get(language, language)
    begins, folded = _beginnings(), said.strip().casefold()
    if language not in begins or folded.startswith(begins[language]):
        return
    spoken = [each for each, starts in begins.items() if folded.startswith(starts)]
    if spoken:
        message = f"{who} is in another language (`{spoken[0]}`) than its letter (`{language}`)"
        hint = f"write it in the letter's language, or write `language: {spoken[0]}` into letter.md if that is the letter's"
        yield Diagnostic(CODE, "error", message, place(), hint)


def _names_of(said: str, tag: str) -> list[str]:
    """Return the words of a salutation that may be names."""
    return [word for word in _capitalised(said) if _is_name(word, tag)]


def _capitalised(said: str) -> list[str]:
    """Return the longer words with a capital behind the first of a salutation."""
    return [word for word in _words(said)[1:] if len(word) >= _LEAST_LETTERS and word[0].isupper()]


def _is_name(word: str, tag: str) -> bool:
    """Whether a word with a capital may be a name, as it is no title and no word of honour."""
    return romanized(word) not in plain_keys() and not is_office(word, tag) and not _is_plain_case(word)


def _is_plain_case(word: str) -> bool:
    """Whether a word is a title in another case or of a woman: `Ministerin`, `министру`."""
    key, plain = romanized(word), _plain_by_beginning()
    return any(_is_case(key, each) for end in range(len(key) + 1) for each in plain.get(key[:end], ()))


@cache
def _plain_by_beginning() -> Mapping[str, Sequence[str]]:
    """Return plain words by what all their cases begin with: a list has many names, and few begin as any of these."""
    found: dict[str, list[str]] = {}
    for each in plain_keys():
        if len(each) > _LEAST_LETTERS:
            found.setdefault(each[: _least_shared(each)], []).append(each)
    return found


def _least_shared(word: str) -> int:
    """Return how many letters every case of ``word`` begins with as it does."""
    return max(_LEAST_LETTERS - 1, len(word) - 2)


def _is_case(key: str, word: str) -> bool:
    """Whether ``key`` is a case of ``word``: both begin alike, and end in a few other letters."""
    shared = next((at for at, pair in enumerate(zip(key, word, strict=False)) if pair[0] != pair[1]), min(len(key), len(word)))
    gone = word[shared:]
    return (
        shared >= _least_shared(word)
        and len(key) - shared <= _LONGEST_ENDING
        and (all(letter in "aeiou" for letter in gone) or gone in _NOMINATIVES)
    )


def _is_misspelt(word: str, names: Sequence[str], tag: str) -> bool:
    """Whether ``word``, which reads as one of ``names``, is spelled otherwise in the script of that name: Smyth for Smith. A
    language that bends names and is written in Latin letters may write foreign ones as it hears them (`Nazarbajew`): only
    other accents and doubled letters are misspelt there.
    """
    alike = [name for name in names if romanized(name) == romanized(word) and script_of(name[0]) == script_of(word[0])]
    if grammar_of((primary(tag),)).bends and script_of(word[0]) == "LATIN":
        alike = [name for name in alike if _bare(name) == _bare(word)]
    return bool(alike) and _spelt(word) not in map(_spelt, alike)


def _bare(word: str) -> str:
    """Return ``word`` without accents, and each doubled letter once."""
    return _TWICE.sub(r"\1", "".join([char for char in normalize("NFKD", word.casefold()) if not combining(char)]))


@lru_cache(maxsize=1 << 8)
def _spelt(word: str) -> str:
    """Return ``word`` as its spellings are compared: one kind of apostrophe, and no ё, which Russian may print as е."""
    return normalize("NFC", word.casefold()).translate(_SIGNS)


def _is_near(key: str, own: str) -> bool:
    from rapidfuzz.distance import OSA

    return min(len(key), len(own)) >= _LEAST_LETTERS and OSA.distance(key, own) <= min(_MOST_SLIPS, len(own) // _LETTERS_A_SLIP)


def _has_honorific(said: str) -> bool:
    return not words("honorifics").isdisjoint(word.casefold() for word in _words(said))


def _gender(said: str, tag: str) -> str:
    """Return `man` or `woman`, as the words of ``said`` say; empty where they say neither or both."""
    men, women = _spoken_to(said, tag)
    return "" if men == women else "man" if men else "woman"


@lru_cache(maxsize=1 << 4)
def _spoken_to(said: str, tag: str) -> tuple[bool, bool]:
    """Return whether ``said`` speaks to a man, and whether to a woman."""
    found = [word.casefold() for word in _words(said)]
    men, women = (_gendered(who, primary(tag)) for who in ("men", "women"))
    return _says(men, said, found), _says(women, said, found)


def _says(known: tuple[frozenset[str], re.Pattern[str] | None], said: str, found: Sequence[str]) -> bool:
    return not known[0].isdisjoint(found) or (known[1] is not None and bool(known[1].search(said)))


@cache
def _gendered(who: str, language: str) -> tuple[frozenset[str], re.Pattern[str] | None]:
    """Return the words for ``who`` (men or women), and the pattern of those that ``language`` writes as one with the name."""
    table = greeting_words(who)
    joined = table.get(language)
    return frozenset(table["words"].casefold().split()), re.compile(joined) if joined else None


def _speaks_to_both(said: str, tag: str) -> bool:
    """Whether one person is spoken to as a man and as a woman: `Sehr geehrter Frau`. What joins two of them says so."""
    return all(_spoken_to(said, tag)) and not _JOINED.search(said.rstrip(" ,:!"))


def _gender_of(addressee: Addressee) -> str:
    """Return what name and titles say of the addressee: an honorific, or a name after the father's."""
    said = courtesy_gender(addressee.honorific) or _gender(
        f"{addressee.name} {_OF_OFFICE.sub('', addressee.title)}", addressee.language
    )
    if said:
        return said
    parts = _words(addressee.name)
    told = {gender for gender in map(_fathers, parts) if gender} if len(parts) >= _PARTS_WITH_A_FATHERS else set()
    told |= {gender for gender in map(_family, parts) if gender} if len(parts) > 1 else set()
    if primary(addressee.language) == "pl" and _POLISH_MAN.search(addressee.name):
        told.add("man")
    return told.pop() if len(told) == 1 else ""


def _family(word: str) -> str:
    """Return `man` or `woman` where ``word`` is a family name that only one of them has; else nothing."""
    return "woman" if _WOMANS_NAME.search(word) else "man" if _MANS_NAME.search(word) else ""


def _fathers(word: str) -> str:
    """Return `man` or `woman` where ``word`` is a name after the father's, as far as its ending says; else nothing."""
    return "man" if _FATHERS_SON.search(word) else "woman" if _FATHERS_DAUGHTER.search(word) else ""


def _office_of(addressee: Addressee) -> set[str]:
    """Return the keys of the words of an office."""
    return {romanized(word) for word in WORD.findall(f"{addressee.title} {addressee.organization}")}
