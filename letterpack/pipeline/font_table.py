"""Which font sets which script, for this machine and this campaign: what ``letterpack fonts`` shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from letterpack.campaign.settings import read_settings
from letterpack.diagnostics import Report
from letterpack.fonts import Script, scripts
from letterpack.pipeline.build.fonts import DEFAULT, CampaignFonts
from letterpack.text.families import FAMILY, Choice, bundled_choice
from letterpack.text.font_set import styled
from letterpack.text.fonts import STYLES, Font
from letterpack.text.formats import UnreadableFont
from letterpack.world import World

FontSource = Literal["bundled", "campaign", "package", "system"]
_BUNDLED: Final[FontSource] = "bundled"


@dataclass(frozen=True, slots=True)
class ServedStyle:
    """What sets a ``style``: a face whose own style ``set_in`` is another where its family lacks that. ``path`` is where the
    file is; a bundled one has none.
    """

    style: str
    set_in: str
    file: str
    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ServedScript:
    """A script, and the family that sets it: none where ``family`` is empty."""

    script: Script
    family: str = ""
    source: FontSource | None = None
    styles: tuple[ServedStyle, ...] = ()


def font_table(world: World, report: Report) -> tuple[ServedScript, ...]:
    """Return what sets each script in the campaign of ``world``; with no ``letterpack.yaml`` there, what would by default.

    What is wrong with the campaign's choice is reported.
    """
    settings, _ = read_settings(world, report)
    fonts = CampaignFonts(settings, world, report)
    return tuple([_served(script, fonts, settings.language) for script in scripts().values()])


def _served(script: Script, fonts: CampaignFonts, language: str) -> ServedScript:
    for choice, source in _choices(script, fonts, language):
        if choice.covers("regular", script.sample):
            try:
                styles = tuple([_style(style, choice, source) for style in STYLES])
            except (UnreadableFont, OSError):
                continue
            return ServedScript(script, choice.name, source, styles)
    return ServedScript(script)


def _choices(script: Script, fonts: CampaignFonts, language: str) -> Iterator[tuple[Choice, FontSource]]:
    """Yield the families that may set ``script``, in the order in which setting asks them."""
    if script.code in fonts.chosen:
        yield _placed(fonts.chosen[script.code], fonts)
    if DEFAULT in fonts.chosen:
        yield _placed(fonts.chosen[DEFAULT], fonts)
    yield bundled_choice(), _BUNDLED
    for choice in (*fonts.brought_choices, *fonts.machine.candidates(script.code, language)):
        if choice.name != FAMILY:
            yield _placed(choice, fonts)


def _placed(choice: Choice, fonts: CampaignFonts) -> tuple[Choice, FontSource]:
    if choice.font_set is not fonts.machine.font_set:
        return choice, "campaign"
    return choice, "package" if choice.faces[0].from_package else "system"


def _style(style: str, choice: Choice, source: FontSource) -> ServedStyle:
    font: Font = choice.load(style)
    path = "" if source == _BUNDLED else styled(choice.faces, style).face.path
    return ServedStyle(style, font.style, font.program.file, path, font.sha256)
