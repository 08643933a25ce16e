"""Stage 2 of 7: ``enclosures`` of ``letterpack.yaml``: how PDFs are enclosed. Who gets them, letters and addressees say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast

from letterpack.campaign.values import check_file, choice_value, text_value, tidy_path, unknown_keys
from letterpack.diagnostics import Report
from letterpack.languages import canonical_tag
from letterpack.languages.called import tag_hint
from letterpack.model.campaign import PLAIN_ENCLOSURE, EnclosureSetting
from letterpack.model.sources import Places, PlacesBelow, SourceValue
from letterpack.patterns import late
from letterpack.values import replace
from letterpack.wording.enclosures import NUMBER
from letterpack.world import World

KEY: Final = "enclosures"
KEYS: Final = ("file", "title", "start", "scale", "stamp")
_HINT: Final = "write `- {file: enclosures/report.pdf, title: Annual report}`"
_BRACED: Final = late(r"\{[^{}]*\}?")


def read_enclosures(
    values: Mapping[str, SourceValue], places: Places, world: World, report: Report
) -> Mapping[str, EnclosureSetting]:
    """Return how enclosures are sent, by their paths; under ``""`` what an entry without a ``file`` says of all others."""
    given = values.get(KEY)
    if not isinstance(given, list):
        if given:
            report.error("LP152", places.key(KEY), f"`{KEY}` is a list", _HINT)
        return {}
    read = [_EnclosureEntry(each, index, PlacesBelow(places, (KEY, index)), world, report) for index, each in enumerate(given)]
    entries = [each for each in read if each.is_mapping()]
    found: dict[str, EnclosureSetting] = {}
    for entry in sorted(entries, key=_has_file):
        path = entry.path()
        if path in found:
            what = f"`{path}` appears twice" if path else "two entries have no `file`"
            report.error("LP159", entry.places.span(), f"{what} under `{KEY}`", "keep one of them")
        elif path is not None:
            found[path] = entry.setting(found.get("", PLAIN_ENCLOSURE))
    return found


class _EnclosureEntry:
    def __init__(self, given: SourceValue, index: int, places: Places, world: World, report: Report) -> None:
        self.given, self.index, self.places, self.world, self.report = given, index, places, world, report
        self.values: Mapping[str, SourceValue] = given if isinstance(given, dict) else {}

    def is_mapping(self) -> bool:
        """Whether the entry is a mapping of known keys; says so where it is not."""
        if not isinstance(self.given, dict):
            hint = f"{_HINT}; letter.md names what every letter encloses" if isinstance(self.given, str) else _HINT
            self.report.error("LP152", self.places.span(), f"an entry of `{KEY}` is a mapping", hint)
            return False
        unknown_keys(self.values, KEYS, self.places, self.report)
        return True

    def path(self) -> str | None:
        """Return the path of the file, empty for the entry of all others; None where there is no such file."""
        path = tidy_path(text) if (text := text_value(self.values, "file", self.places, self.report, exact=True)) else ""
        if not path:
            if self.values.get("title"):
                self.report.error("LP153", self.places.span(), "a title belongs to one file", "add `file: enclosures/…`")
                return None
            return "" if "file" not in self.values else None
        return path if check_file(self.world, path, self.places, ("file",), self.report) else None

    def setting(self, default: EnclosureSetting) -> EnclosureSetting:
        """Return what the entry says; ``default`` where it says nothing."""
        made = replace(default, titles=self._by_language("title"), entry=self.index)
        if "start" in self.values:
            start = choice_value(self.values, "start", ("any", "front"), self.places, self.report)
            made = replace(made, starts_front=start == "front")
        if "scale" in self.values:
            scale = choice_value(self.values, "scale", ("fit", "refuse"), self.places, self.report)
            made = replace(made, scale=cast(Literal["fit", "refuse"], scale))
        if "stamp" in self.values:
            made = replace(made, stamps=self._stamps())
        return made

    def _stamps(self) -> Mapping[str, str]:
        stamps = self._by_language("stamp")
        for tag, text in stamps.items():
            other = next((each[0] for each in _BRACED.finditer(text) if each[0] != NUMBER), "")
            if other:
                at = ("stamp", tag) if tag and isinstance(self.values.get("stamp"), dict) else ("stamp",)
                hint = f"write `{NUMBER}` where the number stands: `stamp: Annex {NUMBER}`"
                self.report.error("LP159", self.places.span(*at), f"`{other}` means nothing in a stamp", hint)
        return stamps

    def _by_language(self, key: str) -> Mapping[str, str]:
        """Return the text under ``key`` as that of all languages, or those of a mapping by its tags."""
        given = self.values.get(key)
        if not isinstance(given, dict):
            text = text_value(self.values, key, self.places, self.report)
            return {"": text} if text else {}
        places = PlacesBelow(self.places, (key,))
        found: dict[str, str] = {}
        for typed in given:
            tag = canonical_tag(typed)
            if tag is None:
                hint = tag_hint(typed, "write `en: …`, a line a language")
                self.report.error("LP159", places.key(typed), f"`{typed}` is not a language tag", hint)
            elif text := text_value(given, typed, places, self.report):
                found[tag] = text
        return found


def _has_file(entry: _EnclosureEntry) -> bool:
    return "file" in entry.values
