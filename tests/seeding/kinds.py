"""The kinds of faults: for each, how it is seeded in a language, and the rule that must find it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from babel.dates import get_month_names

from letterpack.languages import language
from letterpack.languages.tags import primary
from letterpack.languages.words import SignatoryKind
from tests.seeding.slips import slips
from tests.seeding.tongues import Person, Tongue

Entry = dict[str, Any]
_WHERE: Final = "address: [1 Example Square, 12345 Sampleton], country: DE"
_LEAST_LETTERS: Final = 4
_DAYS: Final = (date(2026, 11, 26), date(2026, 12, 15), date(2027, 3, 5), date(2026, 2, 9), date(2027, 5, 31), date(2026, 8, 22))
_NO_DAYS: Final = ((30, 31, 11), (28, 30, 2), (30, 31, 4), (30, 31, 9), (30, 31, 6))
_NUMBERS: Final = (2, 3, 5, 6, 7, 9, 11, 12, 13, 15, 20, 21, 24, 30, 43)


class Seeded(NamedTuple):
    """A campaign, as ``tests.checks.faulty.files_of`` takes it, with one fault; ``way`` is what the fault is called."""

    entry: Entry
    way: str


Seed = Callable[[Tongue], Iterator[Seeded]]


class Kind(NamedTuple):
    """``seed`` yields faults that the rule ``code`` must find, ``clean`` the same letters without them."""

    code: str
    seed: Seed
    clean: Seed | None = None


def _to(tongue: Tongue, name: str, salutation: str, title: str = "Director") -> Entry:
    fields = f"name: {json.dumps(name, ensure_ascii=False)}, title: {json.dumps(title, ensure_ascii=False)}"
    return {"language": tongue.tag, "to": f"{fields}, salutation: {json.dumps(salutation, ensure_ascii=False)}, {_WHERE}"}


def _said(salutation: str, family: str, whole: str) -> str:
    return salutation.replace("FAMILY", family).replace("WHOLE", whole)


def salutation_slips(tongue: Tongue) -> Iterator[Seeded]:
    for person, said in tongue.spoken_to():
        for part in (person.given, person.family) if "WHOLE" in said else (person.family,):
            if " " in part:
                continue
            for way, slip in slips(part):
                other = person.with_slip(part, slip)
                yield Seeded(_to(tongue, person.whole, _said(said, other.family, other.whole)), way)


def salutation_sex(tongue: Tongue) -> Iterator[Seeded]:
    if tongue.to_man == tongue.to_woman or not tongue.she:
        return
    for people, before, said in ((tongue.women, tongue.she, tongue.to_man), (tongue.men, tongue.he, tongue.to_woman)):
        for person in people:
            told = _said(said, person.family, person.whole)
            yield Seeded(_to(tongue, f"{before} {person.whole}", told), "before the name")
            yield Seeded(_to(tongue, person.whole, told, before), "the title")


def salutations_right(tongue: Tongue) -> Iterator[Seeded]:
    for person, said in tongue.spoken_to():
        told = _said(said, person.family, person.whole)
        yield Seeded(_to(tongue, person.whole, told), "the name")
    for people, before, said in ((tongue.women, tongue.she, tongue.to_woman), (tongue.men, tongue.he, tongue.to_man)):
        for person in people:
            if before and tongue.tag != "my":
                yield Seeded(_to(tongue, f"{before} {person.whole}", _said(said, person.family, person.whole)), "before the name")


def weekdays(tongue: Tongue, *, shift: int = 1) -> Iterator[Seeded]:
    for index, day in enumerate(_DAYS):
        wrong = day + timedelta(days=shift * (1 + index % 6))
        right_full, wrong_day = tongue.dated(day, "full"), tongue.weekday(wrong)
        full = right_full.replace(tongue.weekday(day), wrong_day)
        ways = {
            "before": f"— {full}.",
            "in brackets": f"— {tongue.dated(day)} ({wrong_day}).",
            "native digits": f"— {tongue.native(full)}.",
        }
        for way, text in ways.items():
            if way in {"before", "native digits"} and shift and full == right_full:
                continue  # CLDR's date has another form of the weekday.
            if shift or way != "native digits" or tongue.native(full) != full:
                yield Seeded({"language": tongue.tag, "letter": text}, way)


def weekdays_right(tongue: Tongue) -> Iterator[Seeded]:
    yield from weekdays(tongue, shift=0)


def no_days(tongue: Tongue) -> Iterator[Seeded]:
    for last, wrong, month in _NO_DAYS:
        day = date(2026, month, last)
        said = tongue.dated(day)
        if said.count(str(last)) == 1 or primary(tongue.tag) == "vi":
            yield Seeded({"language": tongue.tag, "letter": f"— {said.replace(str(last), str(wrong), 1)}."}, "no day")
            native = tongue.native(said.replace(str(last), str(wrong), 1))
            yield Seeded({"language": tongue.tag, "letter": f"— {native}."}, "no day, native digits")


def _signed(tongue: Tongue, number: int, rows: int) -> Iterator[Seeded]:
    names = [f"Group {index:02}" for index in range(1, rows + 1)]
    kinds: tuple[SignatoryKind, ...] = ("organizations", "people")
    for kind in kinds:
        text = f"— {language(tongue.tag).undersigned(number, kind)} —"
        yield Seeded({"language": tongue.tag, "letter": text, "signatories": names}, kind)


def signed(tongue: Tongue) -> Iterator[Seeded]:
    for number in _NUMBERS:
        yield from _signed(tongue, number, number + 1)


def signed_right(tongue: Tongue) -> Iterator[Seeded]:
    for number in _NUMBERS:
        yield from _signed(tongue, number, number)


_GAPS: Final = (
    "XXXX", "___", "______", "…………", "......", "???", "[...]", "[…]", "[ ]", "[XX]", "[?]", "{name}", "{{ name }}",
    "{NAME}", "«Name»", "<<name>>", "<NAME>",
    "[NAME]", "[name]", "TBD", "TBC", "TODO", "#NAME#", "%NAME%", "$NAME$", "[insert name]",
    "(name to be added)",
)  # fmt: skip


def placeholders(tongue: Tongue) -> Iterator[Seeded]:
    for sentence in tongue.blank:
        for gap in _GAPS:
            yield Seeded({"language": tongue.tag, "letter": sentence.replace("BLANK", gap)}, gap)
    months = get_month_names("wide", "format", tongue.locale)
    for month in (1, 5, 11):
        for gap in ("xx", "XX", "__", "??", "[ ]"):
            said = tongue.dated(date(2026, month, 27))
            if said.count("27") == 1 and str(months[month]) in said:
                yield Seeded({"language": tongue.tag, "letter": f"— {said.replace('27', gap)}."}, f"{gap} before a month")
    for gap in ("XX.XX.2026", "__.__.2026", "XX/XX/2026", "20XX", "DD.MM.YYYY", "dd/mm/yyyy", "??.??.2026"):
        yield Seeded({"language": tongue.tag, "letter": f"— {gap}."}, gap)
        yield Seeded({"language": tongue.tag, "letter": tongue.blank[-1].replace("BLANK", gap)}, gap)


def placeholders_right(tongue: Tongue) -> Iterator[Seeded]:
    for sentence in tongue.blank:
        for said in ("300", "“1984”", "XX1984"[2:]):
            yield Seeded({"language": tongue.tag, "letter": sentence.replace("BLANK", said)}, "filled")


def enclosed(tongue: Tongue) -> Iterator[Seeded]:
    for sentence in tongue.enclosed:
        yield Seeded({"language": tongue.tag, "letter": sentence}, "not there")


def enclosed_right(tongue: Tongue) -> Iterator[Seeded]:
    for sentence in tongue.enclosed:
        head = "enclosures: [enclosures/report.pdf]"
        yield Seeded({"language": tongue.tag, "letter": sentence, "head": head, "lying": ["report.pdf"]}, "there")


def _watched(person: Person) -> str:
    return f"names: [{json.dumps(person.whole, ensure_ascii=False)}]\n"


def protected(tongue: Tongue) -> Iterator[Seeded]:
    frame = tongue.blank[0]
    for person in (*tongue.women, *tongue.men):
        for part in (person.given, person.family):
            if " " in part or len(part) < _LEAST_LETTERS:
                continue  # Names of three letters have real neighbours.
            for way, slip in slips(part):
                text = frame.replace("BLANK", person.with_slip(part, slip).whole)
                yield Seeded({"language": tongue.tag, "letter": text, "settings": _watched(person)}, way)


def protected_right(tongue: Tongue) -> Iterator[Seeded]:
    for person in (*tongue.women, *tongue.men):
        text = tongue.blank[0].replace("BLANK", person.whole)
        yield Seeded({"language": tongue.tag, "letter": text, "settings": _watched(person)}, "right")


_MARKUP: Final = (
    "**WORDS", "WORDS**", "** WORDS **", "##WORDS", "###WORDS", "[WORDS] (https://example.org)",
    "[WORDS](https://example.org/a b)",
    "~~WORDS",
    "`WORDS", "1.WORDS", "-WORDS", "•WORDS", "&amp;amp; WORDS", "| WORDS | WORDS |", "==WORDS==",
    "[b]WORDS[/b]",
    "\\WORDS", "http:/WORDS.example.org", "__WORDS", "＊＊WORDS＊＊", "＃＃WORDS", "'''WORDS'''", "WORDS\n=====x",
)  # fmt: skip


def markup(tongue: Tongue) -> Iterator[Seeded]:
    sentence = tongue.blank[0].replace("BLANK", "Example")
    for way in _MARKUP:
        if way in {"##WORDS", "###WORDS", "1.WORDS", "-WORDS", "•WORDS", "＃＃WORDS"} and not sentence[0].isalpha():
            continue
        words = sentence.rstrip(".。។။ ") if "http:/" not in way else "www"
        yield Seeded({"language": tongue.tag, "letter": way.replace("WORDS", words)}, way)


_QUOTES: Final = ("“”", "„“", "„”", "””", "‘’", "‚‘", "»«", "‹›", "「」", "『』", "＂＂", "``")


def quoted(tongue: Tongue) -> Iterator[Seeded]:
    person = tongue.men[0]
    for left, right in _QUOTES:
        for place in ("name", "title", "address", "subject", "salutation"):
            value = {"name": f"{left}{person.whole}{right}", "title": f"{left}Director{right}"}
            lines = (
                f"[{left}1 Example Square{right}, 12345 Sampleton]"
                if place == "address"
                else "[1 Example Square, 12345 Sampleton]"
            )
            fields = {"name": person.whole, "title": "Director", **({place: value[place]} if place in value else {})}
            shown = ", ".join(
                [f"{key}: {json.dumps(each, ensure_ascii=False) if left in '`＂' else each}" for key, each in fields.items()]
            )
            said = (
                f", salutation: {left}{_said(tongue.to_man, person.family, person.whole)}{right}" if place == "salutation" else ""
            )
            if place == "salutation" and ("," in said[14:] or ":" in said[14:]):
                said = f", salutation: '{left}{_said(tongue.to_man, person.family, person.whole)}{right}'"
            head = f"subject: {left}{tongue.blank[0].replace('BLANK', 'Example')}{right}" if place == "subject" else ""
            if left == "`" or (place == "subject" and left in "«»‹「『"):
                continue  # So may a report's title stand.
            yield Seeded(
                {"language": tongue.tag, "to": f"{shown}{said}, address: {lines}, country: DE", "head": head},
                f"{left}{right} {place}",
            )


KINDS: Final = {
    "a slip in a salutation": Kind("LP351", salutation_slips, salutations_right),
    "a man as a woman": Kind("LP351", salutation_sex),
    "a weekday": Kind("LP314", weekdays, weekdays_right),
    "no day": Kind("LP314", no_days),
    "a number of signatories": Kind("LP306", signed, signed_right),
    "a placeholder": Kind("LP302", placeholders, placeholders_right),
    "an enclosure": Kind("LP419", enclosed, enclosed_right),
    "a slip in a protected name": Kind("LP309", protected, protected_right),
    "markup": Kind("LP350", markup),
    "quotation marks": Kind("LP350", quoted),
}
