"""What a file of manners holds, and what its marks must be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import field

from letterpack.datafiles import Fault, FileTable

_MARKS: Final = 4
"""An opening and a closing quotation mark, and the two inside a quotation."""
_HEBREW: Final = 2


class MannersFile(FileTable, frozen=True):
    """A table of manners; ``und.toml`` explains the keys."""

    sources: dict[str, str] = field(default_factory=dict)
    quotes: str = ""
    quotes_inside: str = ""
    apostrophe: str = ""
    apostrophe_behind: dict[str, str] = field(default_factory=dict)
    hebrew: str = ""
    unspaced: bool = False
    elided: tuple[str, ...] = ()
    dash: str = ""
    dash_spaced: bool = True
    dash_kept: bool = False
    dash_pairs: bool = False
    ranges: str = ""
    unranged: tuple[str, ...] = ()
    wide: dict[str, str] = field(default_factory=dict)
    ellipsis: str = ""
    before: dict[str, str] = field(default_factory=dict)
    before_added: bool = False
    kept: tuple[str, ...] = ()
    kept_behind: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    abbreviation_space: str = "\u00a0"
    before_number: tuple[str, ...] = ()
    before_letter: tuple[str, ...] = ()
    before_name: tuple[str, ...] = ()
    before_ordinal: tuple[str, ...] = ()
    particles: tuple[str, ...] = ()
    ordinals_stop: bool = False
    rulers_stop: bool = False
    rulers_before: bool = False
    roman_one: bool = False
    phones: tuple[str, ...] = ()
    after_number: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    groups: str = ""
    raised_behind_figures: tuple[str, ...] = ()
    raised_behind_roman: tuple[str, ...] = ()
    raised_before_number: tuple[str, ...] = ()
    initials: bool = False
    dates: bool = False
    months: tuple[str, ...] = ()
    suffixed: bool = False
    calls_behind: bool = False

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with the marks."""
        if len(self.quotes) not in (0, _MARKS):
            hint = "write an opening and a closing one, and the two inside a quotation: quotes = '“”‘’'"
            yield Fault(("quotes",), f"`quotes` has {len(self.quotes)} marks, not four", hint)
        if len(self.hebrew) not in (0, _HEBREW):
            yield Fault(("hebrew",), f"`hebrew` has {len(self.hebrew)} signs, not two", "write a geresh and a gershayim")
        signs = ("apostrophe", "dash", "ranges", "ellipsis", "quotes_inside", "abbreviation_space", "groups")
        for key in signs:
            text = getattr(self, key)
            if len(text) > 1 or (text and text.isalnum() and not text.isspace() and key != "apostrophe"):
                yield Fault((key,), f"`{key}` is not one sign", "write one sign, or nothing")
