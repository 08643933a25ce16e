"""``letterpack build``: the campaign's packets, all or none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import CampaignFolder, folder, require_folder
from letterpack.cli.progress import progress_bar
from letterpack.cli.terminal import answer, counted, plain, say
from letterpack.model.products import PRODUCTS
from letterpack.profiles import profile_names

if TYPE_CHECKING:
    from letterpack.pipeline.build import BuildResult


def _profile(name: str) -> str:
    """Return ``name``. Raises ``BadParameter`` where no profile is called so."""
    if name not in profile_names():
        raise typer.BadParameter(f"`{name}` is not a profile: choose {' or '.join(f'`{each}`' for each in profile_names())}")
    return name


def _product(name: str) -> str:
    """Return ``name``. Raises ``BadParameter`` where no product is called so."""
    if name not in PRODUCTS:
        raise typer.BadParameter(f"`{name}` is not a product: choose {' or '.join(f'`{each}`' for each in PRODUCTS)}")
    return name


def build(
    campaign: CampaignFolder = Path(),
    out: Annotated[
        Path | None, typer.Option(help="Where the packets go, instead of CAMPAIGN/build.", metavar="DIR", parser=folder)
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(help="Build only the packet with this id; may be repeated. Needs --out.", metavar="ID"),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many work at once; as many as the machine has cores by default.", metavar="N")
    ] = None,
    print_run: Annotated[
        bool, typer.Option("--print-run", help="Also make print/run.pdf: all packets in mailing order, for a duplex printer.")
    ] = False,
    profile: Annotated[
        str | None,
        typer.Option(
            help="What the PDFs are for, instead of what letterpack.yaml says.",
            metavar=f"[{'|'.join(profile_names())}]",
            parser=_profile,
            autocompletion=profile_names,
        ),
    ] = None,
    products: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            help=f"Also make this of the packets ({', '.join(PRODUCTS)}); may be repeated.",
            metavar="PRODUCT",
            parser=_product,
            autocompletion=lambda: list(PRODUCTS),
        ),
    ] = None,
    executor: Annotated[
        str,
        typer.Option(
            help="Who does the work: here, processes, or MODULE:NAME, which makes an executor of max_workers.", metavar="NAME"
        ),
    ] = "",
    format: Annotated[Literal["text", "json"], typer.Option(help="How the result is written to stdout.")] = "text",
) -> None:
    """Make a finished PDF packet for each recipient.

    The sources are checked first, all of them; with one error in them nothing is written. Exit 0: built; 1: errors in the
    sources; 2: could not run.
    """
    _check_folders(campaign, out, bool(only))
    from letterpack.disk import Disk
    from letterpack.pipeline.build import BuildRequest
    from letterpack.pipeline.build import build as build_packets

    asked = tuple(products or ())
    request = BuildRequest(campaign, out, tuple(only or ()), workers or 0, print_run, profile, products=asked, executor=executor)
    with progress_bar() as progress:
        result = build_packets(Disk(campaign), request, progress, _say_that_it_waits)
    if format == "json":
        _print_json(result)
    else:
        _print_text(result)
    if not result.ok:
        raise typer.Exit(EXIT_FINDINGS)


def _check_folders(campaign: Path, out: Path | None, partial: bool) -> None:
    require_folder(campaign)
    if partial and (out is None or out.resolve() == (campaign / "build").resolve()):
        raise typer.BadParameter("some packets need a folder of their own: add --out DIR", param_hint="--only")


def _say_that_it_waits() -> None:
    say("another build into this folder is running; this one begins when it has ended")


def _print_text(result: BuildResult) -> None:
    if result.findings:
        _print_findings(result)
    if result.ok:
        from letterpack.cli.packet_table import packet_table

        for line in packet_table(result):
            answer(plain(line))


def _print_findings(result: BuildResult) -> None:
    import sys

    from letterpack.cli.terminal import has_colour
    from letterpack.render.text import render_text

    say(render_text(result.findings, result.sources, colour=has_colour(sys.stderr)).rstrip("\n"))
    count = {severity: sum(found.severity == severity for found in result.findings) for severity in ("error", "warning", "note")}
    parts = [counted(number, severity) for severity, number in count.items() if number]
    say(f"\n{', '.join(parts)}" + ("" if result.ok else " · nothing was built"))


def _print_json(result: BuildResult) -> None:
    from letterpack.cli.build_json import build_json

    for piece in build_json(result):
        answer(piece)
