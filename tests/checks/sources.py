"""Rules over sources, run on a folder or on a world made of a dict."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from letterpack.campaign import read_campaign
from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Diagnostic, Report
from letterpack.disk import Disk
from letterpack.forms import campaign_form
from letterpack.pipeline.source_rules import source_findings
from letterpack.pipeline.sources import SourceLookup
from letterpack.world import NoFonts, World, inside

ADDRESSEES = "to: [{title: Minister, address: [1 Example Square, 12345 Sampleton], country: DE}]\n"
HEAD = "---\ndate: 2026-10-30\nsubject: Release of Jane Example\n---\n\n"


class Dict:
    """A world of texts."""

    fonts = NoFonts()

    def __init__(self, files: dict[str, str | bytes]) -> None:
        self.files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def exists(self, path: str) -> bool:
        return inside(path) in self.files

    def read(self, path: str) -> bytes:
        try:
            return self.files[inside(path)]
        except KeyError:
            raise FileNotFoundError(path) from None

    def open(self, path: str) -> BinaryIO:
        return BytesIO(self.read(path))

    def names(self, folder: str) -> tuple[str, ...]:
        prefix = f"{folder}/" if folder else ""
        below = (path[len(prefix) :] for path in self.files if path.startswith(prefix))
        return tuple(sorted(name for name in below if "/" not in name))

    def today(self) -> date:
        return date(2026, 10, 30)


def sources_of(world: World, today: date | None = None, report: Report | None = None) -> Sources:
    """What rules are given of the campaign in ``world``; today is the letter's own date unless another is said. What reading it
    finds is in ``report``.
    """
    campaign = read_campaign(world, Report() if report is None else report)
    assert campaign is not None
    form = campaign_form(campaign)
    return Sources(campaign, form, today or campaign.letter.date, world, SourceLookup(world))


def found(sources: Sources, *codes: str) -> list[Diagnostic]:
    """The findings of the rules over sources with these ``codes`` (all by default), in the contract's order."""
    report = Report()
    report.extend(source_findings(sources, codes))
    return list(report)


def letter(body: str, **files: str) -> Sources:
    """A campaign with one addressee and this ``body``; ``files`` by name, with ``_`` for the dot."""
    named = {name.replace("_", "."): text for name, text in files.items()}
    return sources_of(Dict({"addressees.yaml": ADDRESSEES, "letter.md": HEAD + body + "\n", **named}))


def folder(path: Path, today: date | None = None) -> Sources:
    return sources_of(Disk(path), today)
