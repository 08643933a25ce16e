"""The way back, last: would a careful person send these packets? ``RULES`` is the table; a rule or a family of rules is a file.

A rule says what it finds and knows nothing of overrides and suppressions: ``verdict`` applies them to all.
"""

from __future__ import annotations

from typing import Final

from letterpack.checks.rule import Rule
from letterpack.checks.rules import (
    conformance,
    consent,
    countries,
    current,
    dates,
    duplicates,
    emails,
    enclosed_and_copied,
    gone,
    metadata,
    mojibake,
    near_duplicates,
    other_data,
    packets_there,
    page_geometry,
    page_looks,
    placeholders,
    printed_placeholders,
    private_data,
    protected_names,
    rows,
    scripts,
    sealed,
    signatories_printed,
    stale,
    text_is_source,
    tidiness,
    window_block,
    wording,
)

RULES: Final[tuple[Rule, ...]] = (
    Rule("LP301", "error", packets_there, batch=packets_there.check_batch, packet=packets_there.check_packet),
    Rule(
        "LP302",
        "error",
        placeholders,
        sources=placeholders.check_sources,
        text=placeholders.check_text,
        packet=printed_placeholders.check_packet,
    ),
    Rule("LP303", "error", other_data, addressees=other_data.OthersNamed, packet=other_data.check_packet),
    Rule("LP304", "error", text_is_source, packet=text_is_source.check_packet),
    Rule("LP305", "error", consent, sources=consent.check_sources),
    Rule(
        "LP306", "error", signatories_printed, sources=signatories_printed.check_sources, packet=signatories_printed.check_packet
    ),
    Rule("LP307", "error", duplicates, sources=duplicates.check_sources, addressees=duplicates.AddresseesTwice),
    Rule("LP308", "error", window_block, addressees=window_block.Salutations, packet=window_block.check_packet),
    Rule("LP309", "error", protected_names, sources=protected_names.check_sources, text=protected_names.check_text),
    Rule("LP310", "error", scripts, sources=scripts.check_sources, text=scripts.check_text),
    Rule("LP311", "error", current, batch=current.check_batch, packet=current.check_packet),
    Rule("LP312", "error", rows, text=rows.check_text),
    Rule("LP313", "error", mojibake, sources=mojibake.check_sources, text=mojibake.check_text),
    Rule("LP314", "error", dates, sources=dates.check_sources),
    Rule("LP315", "error", page_geometry, packet=page_geometry.check_packet),
    Rule("LP316", "error", gone, sources=gone.check_sources),
    Rule("LP317", "warning", near_duplicates, sources=near_duplicates.check_sources),
    Rule("LP318", "warning", stale, sources=stale.check_sources),
    Rule("LP319", "warning", countries, sources=countries.check_sources),
    Rule("LP320", "error", enclosed_and_copied, batch=enclosed_and_copied.check_batch, packet=enclosed_and_copied.check_packet),
    Rule("LP321", "error", private_data, packet=private_data.check_packet),
    Rule("LP322", "warning", metadata, packet=metadata.check_packet),
    Rule("LP323", "warning", page_looks, batch=page_looks.check_batch, packet=page_looks.check_packet),
    Rule("LP324", "warning", wording, sources=wording.check_sources),
    Rule("LP325", "note", tidiness, sources=tidiness.check_sources),
    Rule("LP326", "warning", emails, sources=emails.check_sources),
    Rule("LP327", "error", conformance, batch=conformance.check_batch, packet=conformance.check_packet),
    Rule("LP328", "error", sealed, sources=sealed.check_sources, batch=sealed.check_batch),
)
"""Every rule in the order of its number. A row: ``Rule("LP307", "error", duplicates, sources=duplicates.check_sources)``."""
