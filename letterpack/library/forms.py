"""``letterpack.list_forms``, ``list_envelopes``, ``save_form_proof``, ``font_table``: what a letter is set on and in."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from letterpack.campaign.own_data import OwnRead, read_own_data
from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Diagnostic, Report
from letterpack.envelopes import envelope_names
from letterpack.errors import LetterpackError
from letterpack.files import write_named
from letterpack.formats.nearest import did_you_mean
from letterpack.forms import envelope_faults, form_names, load_form
from letterpack.forms.catalogue import EnvelopeEntry, FormEntry, envelope_entries, form_entries
from letterpack.library.campaign import AnyCampaign, opened, told_plainly
from letterpack.pipeline.font_table import ServedScript
from letterpack.pipeline.font_table import font_table as served_scripts
from letterpack.pipeline.sources import SourceLookup
from letterpack.world import World


@told_plainly
def list_forms(campaign: AnyCampaign) -> tuple[FormEntry, ...]:
    """Return every form by name, with the envelopes that it goes with: letterpack's, and those of the folder ``campaign``."""
    return form_entries(_own(_world(campaign)).data)


@told_plainly
def list_envelopes(campaign: AnyCampaign) -> tuple[EnvelopeEntry, ...]:
    """Return every envelope by name: letterpack's, and those of the folder ``campaign``."""
    return envelope_entries(_own(_world(campaign)).data)


@told_plainly
def save_form_proof(
    campaign: AnyCampaign, *, form: str = "", envelopes: tuple[str, ...] = (), path: str | PathLike[str] | None = None
) -> Path:
    """Write the PDF to hold against the real envelope, and return where: ``form`` with what windows of ``envelopes`` show of it.

    Without ``form``, the campaign's; without ``envelopes``, the campaign's for its own form, else the form's; without ``path``,
    `proof-FORM.pdf` in the current folder. An earlier proof is replaced, and nothing else. Raises ``LetterpackError`` where there
    is no such form or envelope, or where they do not go together.
    """
    from letterpack.draw.form_proof import TITLE, form_proof

    world = _world(campaign)
    own = _own(world)
    settings, _ = read_settings(world, Report(), own)
    name = form or settings.form
    chosen = envelopes or (settings.envelopes if name == settings.form else ())
    if name not in (known := form_names(own.data)):
        raise LetterpackError(f"there is no form `{name}`", did_you_mean(name, known, "`letterpack forms` lists them"))
    for each in chosen:
        if each not in (known := envelope_names(own.data)):
            raise LetterpackError(
                f"there is no envelope `{each}`", did_you_mean(each, known, "`letterpack envelopes` lists them")
            )
    if faults := envelope_faults(name, own.data, chosen) if chosen else []:
        hint = f"`letterpack forms {name}` lists the envelopes that it goes with"
        raise LetterpackError(f"`{name}` does not go with {', '.join(chosen)}: {faults[0].message}", hint)
    place = Path(path) if path is not None else Path(f"proof-{name}.pdf")
    write_named(place, form_proof(load_form(name, own.data, chosen)), lambda head, tail: TITLE in head + tail, "--output")
    return place


def _world(campaign: AnyCampaign) -> World:
    return opened(campaign).world


def _own(world: World) -> OwnRead:
    return read_own_data(world, Report())


@dataclass(frozen=True, slots=True)
class FontTable:
    """Each script with what sets it; ``findings`` say what is wrong with the campaign's choice, ``sources`` have its lines."""

    scripts: tuple[ServedScript, ...]
    findings: tuple[Diagnostic, ...]
    sources: SourceLookup

    @property
    def ok(self) -> bool:
        """Whether every font that the campaign chooses can be used."""
        return not any(found.severity == "error" for found in self.findings)


@told_plainly
def font_table(campaign: str | PathLike[str]) -> FontTable:
    """Return which font sets which script in the folder ``campaign``; without a letterpack.yaml there, the defaults.

    Raises ``CampaignNotFound`` where there is no such folder.
    """
    world, report = opened(campaign).world, Report()
    return FontTable(served_scripts(world, report), tuple(report), SourceLookup(world))
