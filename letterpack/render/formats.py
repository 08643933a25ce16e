"""The formats in which ``build`` and ``check`` give their findings: a format is a module and a row here.

Its module is loaded when somebody asks for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Final, cast

from msgspec import Struct, field

from letterpack.render.words import with_campaign
from letterpack.values import replace

if TYPE_CHECKING:  # A command's help names the formats, and loads nothing for it.
    from letterpack.diagnostics import Diagnostic
    from letterpack.model.campaign import CampaignRead
    from letterpack.render.text import Lines

FORMATS: Final = {
    "text": "letterpack.render.text",
    "json": "letterpack.render.json",
    "github": "letterpack.render.annotations:github",
    "gitlab": "letterpack.render.annotations:gitlab",
    "junit": "letterpack.render.junit",
    "sarif": "letterpack.render.annotations:sarif",
    "suppress": "letterpack.render.annotations:suppress",
}
"""The module of each, and its function, if that is not ``report``: it yields the lines of an ``Outcome``."""
FOR_THE_HOUSE: Final = frozenset(("text", "json", "suppress"))
"""Formats for whoever has the sources. All others travel, and keep private texts back."""


class Outcome(Struct, frozen=True):
    """What a command found, and how it is to be reported.

    ``summary`` is the line that people read last; ``json`` yields the lines of the result in JSON. ``packets`` are the ids of all
    packets, ``files`` the sources that were read, ``wrong`` the packets with an error, each with the code of one. ``folder`` is
    the campaign's path, where annotations look for files. With ``strict``, warnings fail. ``colour`` is for a terminal.
    ``campaign`` is what was read, where it can be: it says what is private. ``limits`` say why no packet is called complete.
    ``build`` is what findings call the build's folder, ``build_folder`` its path in the campaign. ``typed`` is the campaign's
    folder as the user named it, empty where that is the current one. ``ran`` is false of a check that could not run.
    """

    findings: Sequence[Diagnostic]
    sources: Lines
    summary: str
    json: Callable[[], Iterator[str]]
    packets: Collection[str] = ()
    files: Sequence[str] = ()
    wrong: Mapping[str, str] = field(default_factory=dict)
    folder: str = ""
    strict: bool = False
    colour: bool = False
    campaign: CampaignRead | None = None
    limits: Sequence[str] = ()
    build: str = ""
    build_folder: str = ""
    typed: str = ""
    ran: bool = True


def reported(format: str, outcome: Outcome) -> Iterator[str]:
    """Yield the lines of ``outcome`` in one of the ``FORMATS``."""
    module, _, function = FORMATS[format].partition(":")
    report = cast("Callable[[Outcome], Iterator[str]]", getattr(import_module(module), function or "report"))
    return report(outcome if format in FOR_THE_HOUSE else _discreet(outcome))


def _discreet(outcome: Outcome) -> Outcome:
    """Return ``outcome`` for readers who need not have the sources."""
    from letterpack.checks.discreet import discretion
    from letterpack.kept import Kept

    private = discretion(outcome.campaign, outcome.findings)
    findings = [_placed(private.finding(found), outcome) for found in outcome.findings]
    wrong = Kept((private.packet(name), code) for name, code in outcome.wrong.items()) if outcome.wrong else outcome.wrong
    packets, summary = [private.packet(each) for each in outcome.packets], _placed_text(outcome.summary, outcome)
    limits = [_placed_text(each, outcome) for each in outcome.limits]
    return replace(outcome, findings=findings, packets=packets, wrong=wrong, summary=summary, limits=limits)


def _placed(found: Diagnostic, outcome: Outcome) -> Diagnostic:
    """Return ``found`` with the place in a build as the campaign's repository has it: another path would tell of the machine.

    A file's path begins at the campaign, as those of all findings do; a text names the path in the repository.
    """
    message, hint = (_placed_text(text, outcome) for text in (found.message, with_campaign(found.hint, outcome.folder)))
    file = _with_build(found.span.file, outcome, outcome.build_folder)
    return replace(found, message=message, hint=hint, span=replace(found.span, file=file))


def _placed_text(text: str, outcome: Outcome) -> str:
    path = PurePath(outcome.build)
    is_in_repository = not path.is_absolute() and ".." not in path.parts
    return text if is_in_repository else _with_build(text, outcome, outcome.build_folder)


def _with_build(text: str, outcome: Outcome, named: str) -> str:
    if outcome.build in ("", named):
        return text
    return re.sub(rf"(?<![\w./-]){re.escape(outcome.build)}/", lambda _: f"{named}/", text)
