"""``letterpack build``: the campaign's packets, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import EVENTS, BuildFormat, CampaignFolder, choice, in_repository, listed, place
from letterpack.cli.terminal import answer, progress_bar, say, say_findings
from letterpack.interface import said
from letterpack.render.words import counted

if TYPE_CHECKING:
    from letterpack import BuildResult
    from letterpack.cli.terminal import LateBar


def build(
    campaign: CampaignFolder = Path(),
    *,
    out: Annotated[
        str | None, typer.Option(help="Where the packets go, instead of CAMPAIGN/build.", metavar="DIR", parser=place)
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Build only the packet with this id, into CAMPAIGN/look or --out; may be repeated.", metavar="ID"),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="How many workers run at once; by default, as many as the machine has cores.", metavar="N"),
    ] = None,
    print_run: Annotated[
        bool, typer.Option("--print-run", help="Also make print/run.pdf: all packets in mailing order, for a duplex printer.")
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            help=f"What the PDFs are for, instead of what letterpack.yaml says: {listed(letterpack.profile_names())}.",
            metavar="PROFILE",
            parser=choice("profile", letterpack.profile_names),
            autocompletion=lambda: list(letterpack.profile_names()),
        ),
    ] = None,
    products: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help=f"Also make this product from the packets: {listed(letterpack.product_names())}. May be repeated.",
            metavar="PRODUCT",
            parser=choice("product", letterpack.product_names),
            autocompletion=lambda: list(letterpack.product_names()),
        ),
    ] = None,
    executor: Annotated[
        str,
        typer.Option(
            help=f"Where the work runs: {listed((*letterpack.executor_names(), 'dask://HOST:PORT', 'MODULE:NAME'))}.",
            metavar="NAME",
        ),
    ] = "",
    resume: Annotated[
        bool, typer.Option("--resume", help="Make only the packets that are missing or have changed, and keep the others.")
    ] = False,
    format: BuildFormat = "text",
) -> None:
    """Make a finished PDF packet for each addressee.

    All sources are checked first; if there is an error in them, nothing is written. Exit 0: built; 1: errors in the
    sources; 2: could not run.
    """
    asked = (*(("print-run",) if print_run else ()), *(products or ()))
    with _watched(format, campaign) as report:
        result = letterpack.build(
            campaign,
            out=out,
            only=only or (),
            products=asked,
            profile=profile,
            workers=workers or 0,
            executor=executor,
            resume=resume,
        )
    report(result)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)


@contextmanager
def _watched(format: str, campaign: Path) -> Iterator[Callable[[BuildResult], None]]:
    """Let people or programs see how far a build inside the ``with`` is; give what reports on it at its end."""
    if format == EVENTS:
        from letterpack.cli.pace import BuildEvents

        events = BuildEvents()
        try:
            with letterpack.watch(events.progress, events.waiting):
                yield events.end
        except letterpack.LetterpackError as refused:
            events.refused(refused)
            raise
        return
    with progress_bar() as bar, letterpack.watch(bar, _say_that_it_waits):
        yield partial(_print_text, bar) if format == "text" else partial(_print_findings_in, format, campaign)


def _say_that_it_waits() -> None:
    say(said("another build into this folder is running; this one begins when it has ended"))


def _print_text(bar: LateBar | None, result: BuildResult) -> None:
    say_findings(result.findings, result.sources, outcome="" if result.ok else "nothing was built")
    if result.ok:
        from letterpack.render.text import packet_table

        for line in packet_table(result):
            answer(line)
        if bar is not None and bar.pace is not None:
            say(said(bar.pace.told(result)))


def _print_findings_in(format: str, campaign: Path, result: BuildResult) -> None:
    from letterpack.render.formats import Outcome, reported
    from letterpack.render.json import build_json

    packets = [row.id for row in result.packets()] if format == "junit" else ()
    made = f"{counted(result.packet_count, 'packet')} built" if result.ok else "nothing was built"
    told = Outcome(
        result.findings,
        result.sources,
        made,
        partial(build_json, result),
        packets,
        folder=in_repository(campaign),
        campaign=result.campaign,
    )
    for piece in reported(format, told):
        answer(piece)
