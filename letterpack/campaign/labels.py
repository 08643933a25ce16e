"""Stage 2 of 7: ``labels: {TAG: {…}}`` of letterpack.yaml: single words of a language, in place of those that letterpack has.

They are read as a file of the campaign's ``languages/`` is (LP196 says what is wrong); a label may stand without its table's
name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from letterpack.campaign.values import text_value
from letterpack.datafiles import Fault, TomlTable
from letterpack.diagnostics import Report
from letterpack.formats.nearest import did_you_mean
from letterpack.languages import LABELS, canonical_tag, read_words
from letterpack.languages.called import tag_hint
from letterpack.languages.shape import Labels
from letterpack.model.sources import Places, PlacesBelow, SourceValue

_KEY: Final = "labels"


def read_labels(values: Mapping[str, SourceValue], places: Places, report: Report) -> tuple[tuple[str, str], ...]:
    """Return the words that the settings give, a TOML text for each language's tag; what is wrong with them is reported."""
    given = values.get(_KEY)
    if not isinstance(given, dict):
        if given:
            report.error("LP152", places.key(_KEY), f"`{_KEY}` is a mapping", 'write `labels: {de: {cc: "Verteiler:"}}`')
        return ()
    below = PlacesBelow(places, (_KEY,))
    found: dict[str, str] = {}
    for typed, words in given.items():
        tag = canonical_tag(typed)
        if tag is None:
            report.error(
                "LP159", below.key(typed), f"`{typed}` is not a language tag", tag_hint(typed, "write `de: …`, a line a language")
            )
        elif not isinstance(words, dict):
            report.error("LP152", below.key(typed), f"the words of `{typed}` are a mapping", 'write `{cc: "Verteiler:"}`')
        elif (text := _read(tag, words, PlacesBelow(below, (typed,)), report)) is not None:
            found[tag] = text
    return tuple(sorted(found.items()))


def _read(tag: str, words: Mapping[str, SourceValue], places: Places, report: Report) -> str | None:
    table = _texts(words, places, report)
    named = {key for key in table if key in Labels.__struct_fields__}
    whole = {key: value for key, value in table.items() if key not in named}
    whole[LABELS] = {**whole.get(LABELS, {}), **{key: table[key] for key in named}}
    made = read_words(tag, {key: value for key, value in whole.items() if value})
    if isinstance(made, list):
        for fault in made:
            _report(fault, named, places, report)
        return None
    return _toml(whole)


def _texts(words: Mapping[str, SourceValue], places: Places, report: Report) -> TomlTable:
    """Return ``words`` as a table of texts."""
    found: TomlTable = {}
    for key, value in words.items():
        if isinstance(value, dict):
            found[key] = _texts(value, PlacesBelow(places, (key,)), report)
        elif text := text_value(words, key, places, report):
            found[key] = text
    return found


def _report(fault: Fault, named: set[str], places: Places, report: Report) -> None:
    keys = fault.keys[1:] if fault.keys[0] == LABELS and fault.keys[-1] in named else fault.keys
    known = (*fault.known, *Labels.__struct_fields__) if len(keys) == 1 else fault.known
    hint = did_you_mean(keys[-1], known, fault.hint) if fault.known else fault.hint
    report.error("LP196", places.key(*keys), fault.message, hint)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _toml(table: TomlTable, above: str = "") -> str:
    """Return ``table`` as TOML: JSON's texts are TOML's too."""
    texts = [f"{_quoted(key)} = {_quoted(value)}" for key, value in table.items() if isinstance(value, str)]
    below = [(f"{above}{_quoted(key)}", value) for key, value in table.items() if isinstance(value, dict) and value]
    return "\n".join([*texts, *[f"[{name}]\n{_toml(value, f'{name}.')}" for name, value in below]])
