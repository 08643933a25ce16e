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
    failed_markup,
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
    remade,
    reviewed,
    rows,
    scripts,
    seal_kept,
    sealed,
    signatories_printed,
    stale,
    text_is_source,
    tidiness,
    window_block,
    wording,
    written_twice,
)

RULES: Final[tuple[Rule, ...]] = (
    Rule(packets_there, batch=packets_there.check_batch, packet=packets_there.check_packet),
    Rule(
        placeholders,
        sources=placeholders.check_sources,
        text=placeholders.check_text,
        packet=printed_placeholders.check_packet,
    ),
    Rule(
        other_data,
        addressees=other_data.OthersNamed,
        stretches=other_data.stretches,
        asked=other_data.Asked,
    ),
    Rule(text_is_source, packet=text_is_source.check_packet),
    Rule(consent, sources=consent.check_sources),
    Rule(signatories_printed, sources=signatories_printed.check_sources, packet=signatories_printed.check_packet),
    Rule(duplicates, sources=duplicates.check_sources, addressees=duplicates.RepeatedAddressees),
    Rule(window_block, addressees=window_block.OtherSalutations, packet=window_block.check_packet),
    Rule(protected_names, sources=protected_names.check_sources, text=protected_names.check_text),
    Rule(scripts, sources=scripts.check_sources, text=scripts.check_text),
    Rule(current, batch=current.check_batch, packet=current.check_packet),
    Rule(rows, text=rows.check_text),
    Rule(mojibake, sources=mojibake.check_sources, text=mojibake.check_text),
    Rule(dates, sources=dates.check_sources),
    Rule(page_geometry, packet=page_geometry.check_packet),
    Rule(gone, sources=gone.check_sources),
    Rule(near_duplicates, sources=near_duplicates.check_sources),
    Rule(stale, sources=stale.check_sources),
    Rule(countries, sources=countries.check_sources),
    Rule(enclosed_and_copied, batch=enclosed_and_copied.check_batch, packet=enclosed_and_copied.check_packet),
    Rule(private_data, packet=private_data.check_packet),
    Rule(metadata, packet=metadata.check_packet),
    Rule(page_looks, batch=page_looks.check_batch, packet=page_looks.check_packet),
    Rule(wording, sources=wording.check_sources),
    Rule(tidiness, sources=tidiness.check_sources),
    Rule(emails, sources=emails.check_sources),
    Rule(conformance, batch=conformance.check_batch, packet=conformance.check_packet),
    Rule(sealed, sources=sealed.check_sources, batch=sealed.check_batch),
    Rule(written_twice, sources=written_twice.check_sources),
    Rule(reviewed, sources=reviewed.check_sources, packet=reviewed.check_packet),
    Rule(failed_markup, sources=failed_markup.check_sources, text=failed_markup.check_text),
    Rule(remade, batch=remade.check_batch, packet=remade.check_packet),
    Rule(seal_kept, sources=seal_kept.check_sources, batch=seal_kept.check_batch),
)
"""Every rule in the order of its number; its code and severity stand in its page, the docstring of its module."""
