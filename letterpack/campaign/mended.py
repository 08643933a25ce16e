"""Stage 2 of 7: letters are mended in their languages' manners, unless the campaign wants them as typed; a note says how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from letterpack.diagnostics import Report
from letterpack.manners import TIES, Mender, manners_of
from letterpack.model.campaign import Settings
from letterpack.model.letter import Letter
from letterpack.model.own_data import OwnData
from letterpack.spans import Span
from letterpack.values import replace
from letterpack.wording.links import noted
from letterpack.wording.lists import numbered

_HINT: Final = "to print what was typed, write `typography: as-typed` in letterpack.yaml"


def mended_letters(letters: Mapping[str, Letter], settings: Settings, own: OwnData, report: Report) -> dict[str, Letter]:
    """Return those of ``letters`` that are not printed as they were typed, by language, in whose notes links say their addresses
    where the settings ask for it. One on which a reader sees that signs were mended has one note (LP188).
    """
    printed: dict[str, Letter] = {}
    if settings.links == "noted":
        letters = {tag: _with_addresses(letter, tag, own) for tag, letter in letters.items()}
        printed.update(letters)
    for tag, typed in letters.items() if settings.typography == "smart" else ():
        body = numbered(typed.body, tag)
        letter = typed if body is typed.body else replace(typed, body=body)
        if letter is not typed:
            printed[tag] = letter
        mender = Mender(own)
        mended = mender.letter(letter)
        if mender.counts:
            printed[tag] = mended
        if set(mender.counts) - {TIES}:
            message = f"typed signs were set as the letter's language has them: {_counted(mender.counts)}"
            report.note("LP188", Span(letter.file), message, _HINT)
    return printed


def _with_addresses(letter: Letter, tag: str, own: OwnData) -> Letter:
    """Return ``letter`` with a note for each link, called where its language calls notes."""
    return replace(letter, body=noted(letter.body, behind_signs=manners_of(tag, own).file.calls_behind))


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{kind} ({count:,})" for kind, count in sorted(counts.items()))
