"""The rules that run before a build, too: those over sources alone whose findings are errors. A build loads no others."""

from __future__ import annotations

from typing import Final

from letterpack.checks.rule import Rule
from letterpack.checks.rules import (
    addresses,
    blind_copies,
    consent,
    countries,
    dates,
    duplicates,
    enclosed_words,
    failed_markup,
    gone,
    mojibake,
    other_data,
    placeholders,
    printed_placeholders,
    protected_names,
    rows,
    salutations,
    scripts,
    signatories_printed,
    translations,
    window_block,
    written_twice,
)

PLACEHOLDERS: Final = Rule(
    placeholders,
    sources=placeholders.check_sources,
    text=placeholders.check_text,
    doubts=placeholders.may_be_found,
    packet=printed_placeholders.check_packet,
)
OTHER_DATA: Final = Rule(
    other_data,
    sources=blind_copies.check_sources,
    addressees=other_data.OthersNamed,
    stretches=other_data.stretches,
    asked=other_data.Asked,
)
CONSENT: Final = Rule(consent, sources=consent.check_sources)
SIGNATORIES_PRINTED: Final = Rule(
    signatories_printed, sources=signatories_printed.check_sources, packet=signatories_printed.check_packet
)
DUPLICATES: Final = Rule(duplicates, sources=duplicates.check_sources, addressees=duplicates.RepeatedAddressees)
WINDOW_BLOCK: Final = Rule(window_block, addressees=window_block.OtherSalutations, packet=window_block.check_packet)
PROTECTED_NAMES: Final = Rule(
    protected_names, sources=protected_names.check_sources, text=protected_names.check_text, doubts=protected_names.is_watched
)
SCRIPTS: Final = Rule(scripts, sources=scripts.check_sources, text=scripts.check_text, doubts=scripts.may_be_odd)
ROWS: Final = Rule(rows, text=rows.check_text, doubts=rows.may_be_shifted)
MOJIBAKE: Final = Rule(mojibake, sources=mojibake.check_sources, text=mojibake.check_text, doubts=mojibake.may_be_damaged)
DATES: Final = Rule(dates, sources=dates.check_sources)
COUNTRIES: Final = Rule(countries, sources=countries.check_sources, addressee=countries.check_addressee)
GONE: Final = Rule(gone, sources=gone.check_sources)
WRITTEN_TWICE: Final = Rule(written_twice, sources=written_twice.check_sources)
TRANSLATIONS: Final = Rule(translations, sources=translations.check_sources)
ADDRESSES: Final = Rule(
    addresses, sources=addresses.check_sources, addressee=addresses.check_addressee, addressees=addresses.SignersWritten
)
ENCLOSED_WORDS: Final = Rule(enclosed_words, sources=enclosed_words.check_sources)
SALUTATIONS: Final = Rule(salutations, sources=salutations.check_sources)
FAILED_MARKUP: Final = Rule(
    failed_markup, sources=failed_markup.check_sources, text=failed_markup.check_text, doubts=failed_markup.may_be_markup
)

BEFORE_BUILD: Final[tuple[Rule, ...]] = (
    PLACEHOLDERS,
    OTHER_DATA,
    CONSENT,
    SIGNATORIES_PRINTED,
    DUPLICATES,
    WINDOW_BLOCK,
    PROTECTED_NAMES,
    SCRIPTS,
    ROWS,
    MOJIBAKE,
    DATES,
    GONE,
    COUNTRIES,
    WRITTEN_TWICE,
    TRANSLATIONS,
    ADDRESSES,
    ENCLOSED_WORDS,
    SALUTATIONS,
    FAILED_MARKUP,
)
