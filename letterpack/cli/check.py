"""``letterpack check``: would a careful person send these packets?"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import BuildFolder, CampaignFolder, FindingsFormat, in_campaign, in_repository, typed
from letterpack.cli.terminal import answer, has_colour, progress_bar
from letterpack.render.columns import told_parts
from letterpack.render.words import counted

if TYPE_CHECKING:
    from letterpack import CheckResult, LetterpackError


def check(
    campaign: CampaignFolder = Path(),
    *,
    build: BuildFolder = None,
    strict: Annotated[bool, typer.Option("--strict", help="Fail the check on warnings, too.")] = False,
    select: Annotated[
        list[str] | None, typer.Option(help="Run only the rule with this code; may be repeated.", metavar="CODE")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="Check only the packet with this id; may be repeated.", metavar="ID")
    ] = None,
    is_part: Annotated[
        bool, typer.Option("--partial", help="Accept a build that was made with --only; otherwise it is an error.")
    ] = False,
    sources_only: Annotated[
        bool, typer.Option("--sources", help="Check the sources alone, as if there were no build yet.")
    ] = False,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Read every packet, also those that are as they are made again and like another.")
    ] = False,
    for_: Annotated[
        str, typer.Option("--for", help="Also check what this printing service would refuse.", metavar="PROVIDER")
    ] = "",
    reprint: Annotated[
        Path | None, typer.Option(help="Compare what `letterpack reprint` wrote with the print run, too.", metavar="FILE")
    ] = None,
    handover: Annotated[
        Path | None,
        typer.Option(
            help="With --for: compare what `letterpack handover` wrote with what it would write now, too.", metavar="DIR"
        ),
    ] = None,
    list_rules: Annotated[bool, typer.Option("--list", help="List the rules and exit.")] = False,
    format: FindingsFormat = "text",
    output: Annotated[
        Path | None, typer.Option(help="Write the result to a file, and only its last line to stdout.", metavar="FILE")
    ] = None,
) -> None:
    """Check that every packet is there, complete, current and true to its sources.

    The finished PDFs are read back; if there are none yet, whatever a build would stop at is found. Exit 0: clean; 1: errors, or
    warnings with --strict; 2: could not run.
    """
    if list_rules:
        _list_rules()
        return
    try:
        with progress_bar() as progress, letterpack.watch(progress):
            result = letterpack.check(
                campaign,
                build=build,
                select=select or (),
                partial=is_part,
                sources_only=sources_only,
                provider=for_,
                reprint=reprint,
                handover=handover,
                only=only or (),
                thorough=thorough,
            )
    except letterpack.LetterpackError as refused:
        if output is not None and format != "suppress":
            _save_refusal(refused, format, campaign, output)
        raise
    pieces = _reported(result, format, campaign, strict=strict, colour=output is None and has_colour(sys.stdout))
    if output is None:
        for piece in pieces:
            answer(piece)
    else:
        letterpack.save_result(campaign, output, "\n".join(pieces))
        answer(told_parts(summary(result)))
    if not result.passes(strict=strict):
        raise typer.Exit(EXIT_FINDINGS)


def _save_refusal(refused: LetterpackError, format: str, campaign: Path, output: Path) -> None:
    """Write to ``output`` that the check could not run: a service shows that file, and would show an earlier one as if new."""
    folder = in_repository(campaign) or "."
    result = letterpack.CheckResult.of_refusal(refused, folder)
    pieces = _reported(result, format, Path(), strict=False, colour=False)
    # Where even that fails, what stopped the check is still what is to be mended first.
    with suppress(letterpack.LetterpackError):
        letterpack.save_result(campaign, output, "\n".join(pieces))


def _list_rules() -> None:
    from letterpack.render.words import TERMINAL_VOICE, code_lines

    looks_at = {True: "sources", False: "a build"}
    rules = [(each.code, each.severity, looks_at[each.reads_sources], each.title) for each in letterpack.every_rule()]
    for line in code_lines(rules, TERMINAL_VOICE):
        answer(line)


def _reported(result: CheckResult, format: str, campaign: Path, *, strict: bool, colour: bool) -> Iterator[str]:
    from letterpack.render.formats import Outcome, reported
    from letterpack.render.json import check_json

    told = Outcome(
        result.findings,
        result.sources,
        summary(result),
        partial(check_json, result, strict=strict),
        result.packets,
        result.files,
        result.verdict.wrong,
        in_repository(campaign),
        strict,
        colour,
        result.campaign,
        result.limits if result.built or not result.ran else [_without_build(result), *result.limits],
        result.build,
        in_campaign(result.build, campaign),
        typed(campaign),
        result.ran,
    )
    return reported(format, told)


def summary(result: CheckResult) -> str:
    """Return the line that a check ends with: ``2 of 2 packets complete``, what was found, and what was not looked at."""
    parts = []
    if not result.ran:
        parts.append("the check could not run")
    elif result.packets:
        how = "without an error" if result.limits else "complete"
        if result.verdict.elsewhere:
            how = "without an error of their own" if result.complete != 1 else "without an error of its own"
        parts.append(f"{result.complete:,} of {counted(len(result.packets), 'packet')} {how}")
    elif result.built:
        parts.append("packets not checked")
    else:
        parts.append(f"sources checked · {_without_build(result)}")
    parts += [counted(number, severity) for severity, number in result.counts.items() if number]
    parts += result.limits
    return " · ".join(parts)


def _without_build(result: CheckResult) -> str:
    """Return in words why no packet was looked at."""
    return "no build was looked at" if result.is_of_sources else f"no packets in {Path(result.build).as_posix()}/ yet"
