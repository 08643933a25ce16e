"""``letterpack.font_table``: what packets are set in, script by script."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

from letterpack.diagnostics import Diagnostic, Report
from letterpack.library.campaign import opened
from letterpack.library.failing import told_plainly
from letterpack.pipeline.font_table import ServedScript
from letterpack.pipeline.font_table import font_table as served_scripts
from letterpack.pipeline.sources import SourceLookup


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
