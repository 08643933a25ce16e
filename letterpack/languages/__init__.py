"""The words a letter needs beside its author's own: labels, salutations, closings, dates, each language a TOML file here
or in a campaign's ``languages/``.

Vocabulary, beside ``model/``. A language without a file takes the words of its parents in CLDR (``lineage``); one whose parents
have none gets English words, and says so (``Language.own``); its dates are still its own, from Babel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, names, over, parse, program_names, program_table
from letterpack.languages.lineage import lineage
from letterpack.languages.shape import LanguageFile
from letterpack.languages.tags import TAG, canonical_tag, primary, runs_right_to_left, usual_script
from letterpack.languages.words import FALLBACK, Language, SignatoryKind
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.values import replace

__all__ = [
    "ABOUT",
    "FALLBACK",
    "LABELS",
    "ROOM",
    "Language",
    "SignatoryKind",
    "canonical_tag",
    "language",
    "languages",
    "primary",
    "read_words",
    "runs_right_to_left",
    "usual_script",
]

ROOM: Final = "languages"
LABELS: Final = "labels"
"""Where single words that a campaign's settings give stand among its own data, under the tags of their languages."""
_OF_THE_PROGRAM: Final = ("traits", "alphabets", "name_orders")
"""What a file of words cannot say: text is set, sorted and checked by its tag alone."""
ABOUT: Final = ("sources", "unsure", "locale")
"""What a file says of itself, and prints nowhere."""


def languages(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the tags that have words of their own, the campaign's ``own`` among them, sorted."""
    return tuple(name for name in names(ROOM, own) if TAG.fullmatch(name))


@lru_cache(maxsize=256)
def language(tag: str, own: OwnData = NO_OWN_DATA) -> Language:
    """Return the words for ``tag`` (BCP 47): its own file's over those of its parents, or English ones; the campaign's first."""
    line = lineage(tag)
    known = languages(own)
    words = next((name for name in line if name in known), FALLBACK)
    made = _made(words, _program(line), list(_campaigns(line, own)))
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{words}.toml", made)
    return replace(made, tag=tag, locale=made.locale if tag == words else tag)


def read_words(tag: str, table: TomlTable) -> Language | list[Fault]:
    """Return the language ``tag`` with the words of ``table``, or all that is wrong with them.

    It need name only what differs from the program's words for that tag or its parents. Where there are none, what it does not
    name is English, and ``lacking`` has it.
    """
    if kept := [key for key in _OF_THE_PROGRAM if key in table]:
        hint = "take the key out, and propose it for `letterpack/languages/{}.toml`"
        return [Fault((key,), f"the {key} of a language are the same in every campaign", hint.format(key)) for key in kept]
    return _made(tag, _program(lineage(tag)), [table])


def _program(line: Iterable[str]) -> TomlTable | None:
    """Return the program's words along a ``lineage``, the nearest over the others; None where it has none."""
    found: TomlTable | None = None
    for name in reversed(tuple(line)):
        if name in program_names(ROOM) and TAG.fullmatch(name):
            table = program_table(ROOM, name)
            found = table if found is None else _over(found, table)
    return found


def _over(base: TomlTable, own: TomlTable) -> TomlTable:
    """Return ``base`` with the words of ``own`` instead; of what ``base`` is not sure, what ``own`` does not name."""
    unsure = [each for each in base.get("unsure", ()) if not _names(own, each.split("."))]
    return {**over(base, own), "unsure": [*unsure, *own.get("unsure", ())]}


def _names(table: TomlTable, keys: list[str]) -> bool:
    below = table.get(keys[0])
    return below is not None and (len(keys) == 1 or (isinstance(below, dict) and _names(below, keys[1:])))


def _campaigns(line: Iterable[str], own: OwnData) -> Iterator[TomlTable]:
    """Yield what the campaign says of the languages of a ``lineage``, the farthest first, single words behind its files."""
    for room in (ROOM, LABELS):
        for name in reversed(tuple(line)):
            if (text := own.text(room, name)) is not None:
                yield parse(text)


def _made(tag: str, program: TomlTable | None, own: list[TomlTable]) -> Language | list[Fault]:
    whole = program_table(ROOM, FALLBACK) if program is None else program
    said: TomlTable = {}
    for table in own:
        whole, said = _over(whole, table), over(said, table)
    # The program's own words are looked at by tests: a build needs no time for that.
    if own:
        file = convert(whole, LanguageFile)
        if isinstance(file, list):
            return file
        if faults := list(file.faults()):
            return faults
    lacking = dict(_lacking(program_table(ROOM, FALLBACK), said)) if program is None else {}
    return _worded(tag, whole, lacking)


def _worded(tag: str, whole: TomlTable, lacking: Mapping[str, str]) -> Language:
    return Language(
        tag=tag,
        words=tag,
        locale=whole["locale"],
        labels=whole["labels"],
        enclosure_forms=whole["enclosures"],
        undersigned_forms=whole["undersigned"],
        salutations=whole["salutation"],
        closing=whole["closing"],
        lacking=lacking,
        unsure=tuple(whole.get("unsure", ())),
    )


def _lacking(base: TomlTable, own: TomlTable, above: str = "") -> Iterator[tuple[str, str]]:
    """Yield where ``base`` has words that ``own`` has none for, and them; a form of the plural that it leaves out is none."""
    for key, value in base.items():
        if not above and key in ABOUT:
            continue
        if isinstance(value, dict) and "other" not in value:
            yield from _lacking(value, own.get(key, {}), f"{above}{key}.")
        elif key not in own:
            yield f"{above}{key}", str(value["other"] if isinstance(value, dict) else value)
