"""The way back, last: would a careful person send these packets? ``RULES`` is the table; a rule or a family of rules is a file.

A rule says what it finds and knows nothing of overrides and suppressions: ``verdict`` applies them to all.
"""

from __future__ import annotations

from typing import Final

from letterpack.check import (
    consent,
    countries,
    dates,
    duplicates,
    emails,
    gone,
    mojibake,
    near_duplicates,
    placeholders,
    protected_names,
    rows,
    scripts,
    sealed,
    stale,
    tidiness,
    wording,
)
from letterpack.check.rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    Rule("LP302", "error", placeholders, sources=placeholders.check_sources),
    Rule("LP305", "error", consent, sources=consent.check_sources),
    Rule("LP307", "error", duplicates, sources=duplicates.check_sources),
    Rule("LP309", "error", protected_names, sources=protected_names.check_sources),
    Rule("LP310", "error", scripts, sources=scripts.check_sources),
    Rule("LP312", "error", rows, sources=rows.check_sources),
    Rule("LP313", "error", mojibake, sources=mojibake.check_sources),
    Rule("LP314", "error", dates, sources=dates.check_sources),
    Rule("LP316", "error", gone, sources=gone.check_sources),
    Rule("LP317", "warning", near_duplicates, sources=near_duplicates.check_sources),
    Rule("LP318", "warning", stale, sources=stale.check_sources),
    Rule("LP319", "warning", countries, sources=countries.check_sources),
    Rule("LP324", "warning", wording, sources=wording.check_sources),
    Rule("LP325", "note", tidiness, sources=tidiness.check_sources),
    Rule("LP326", "warning", emails, sources=emails.check_sources),
    Rule("LP328", "error", sealed, sources=sealed.check_sources, batch=sealed.check_batch),
)
"""Every rule in the order of its number. A row: ``Rule("LP307", "error", duplicates, sources=duplicates.check_sources)``."""
