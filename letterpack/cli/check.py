"""``letterpack check``: would a careful person send these packets?"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.folders import BuildFolder, CampaignFolder, require_folder
from letterpack.cli.progress import progress_bar
from letterpack.cli.terminal import answer, counted, has_colour, plain

if TYPE_CHECKING:
    from letterpack.diagnostics import Diagnostic
    from letterpack.pipeline.inspect import CheckResult

MOST_SHOWN: Final = 100
"""Findings that text shows: more of them say the same of many packets."""
_HEADS: Final = (
    b'{\n "built": ',
    b'<testsuites name="letterpack"',
    b'{\n "$schema": "https://json.schemastore.org/sarif-2.1.0.json",\n "version": "2.1.0",\n'
    b' "runs": [\n  {\n   "tool": {\n    "driver": {\n     "name": "letterpack"',
)
_LAST_LINE: Final = re.compile(
    rb"(?:^|\n)(?:[\d,]+ of [\d,]+ packets? complete|packets not checked|sources checked \xc2\xb7 )[^\n]*\n\Z"
)


def check(
    campaign: CampaignFolder = Path(),
    build: BuildFolder = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings fail the check, too.")] = False,
    select: Annotated[
        list[str] | None, typer.Option(help="Run only the rule with this code; may be repeated.", metavar="CODE")
    ] = None,
    list_rules: Annotated[bool, typer.Option("--list", help="List the rules and leave.")] = False,
    format: Annotated[
        Literal["text", "json", "github", "junit", "sarif"], typer.Option(help="How the result is written.")
    ] = "text",
    output: Annotated[Path | None, typer.Option(help="Write the result to a file, and a line to stdout.", metavar="FILE")] = None,
) -> None:
    """Check that every packet is there, whole, current and true to its sources.

    The finished PDFs are read back; where there are none yet, the sources alone are checked. Exit 0: clean; 1: errors, or
    warnings with --strict; 2: could not run.
    """
    if list_rules:
        _list_rules()
        return
    require_folder(campaign)
    from letterpack.disk import Disk
    from letterpack.pipeline.inspect import CheckRequest
    from letterpack.pipeline.inspect import check as check_campaign

    request = CheckRequest(campaign, build, tuple([code.strip().upper() for code in select or ()]))
    with progress_bar() as progress:
        result = check_campaign(Disk(campaign), request, progress)
    text = _rendered(result, format, campaign, strict, colour=output is None and has_colour(sys.stdout))
    if output is None:
        answer(text.rstrip("\n"))
    else:
        _write(output, text, campaign)
        answer(plain(summary(result)))
    if not result.ok(strict):
        raise typer.Exit(EXIT_FINDINGS)


def _list_rules() -> None:
    from letterpack.checks import RULES

    for rule in RULES:
        answer(f"{rule.code}  {rule.severity:<7}  {'sources' if rule.reads_sources else 'build  '}  {rule.title}")


def _rendered(result: CheckResult, format: str, campaign: Path, strict: bool, *, colour: bool) -> str:
    folder = "" if campaign == Path() else campaign.as_posix()
    if format == "json":
        from letterpack.render.check_json import render_check

        return render_check(result, strict)
    if format == "github":
        from letterpack.render.github import render_github

        return render_github(result.findings, folder) + plain(summary(result))
    if format == "junit":
        from letterpack.render.junit import render_junit

        return render_junit(result.findings, result.packets, result.files, strict)
    if format == "sarif":
        from letterpack import __version__
        from letterpack.render.sarif import render_sarif

        return render_sarif(result.findings, __version__, folder)
    return _text(result, colour)


def _text(result: CheckResult, colour: bool) -> str:
    from letterpack.render.text import render_text

    shown = sorted(_worst(result), key=lambda each: each.order)
    parts = [render_text(shown, result.sources, colour=colour)] if shown else []
    if len(result.findings) > len(shown):
        parts.append(f"… and {len(result.findings) - len(shown):,} more; --format json lists them all\n")
    parts.append(plain(summary(result)))
    return "\n".join(parts)


def _worst(result: CheckResult) -> list[Diagnostic]:
    """Return the findings that text shows, errors first where there are too many."""
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(result.findings, key=lambda each: rank[each.severity])[:MOST_SHOWN]


def summary(result: CheckResult) -> str:
    """Return the line that a check ends with: ``2 of 2 packets complete``, and what was found."""
    parts = []
    if result.packets:
        parts.append(f"{result.complete:,} of {counted(len(result.packets), 'packet')} complete")
    elif result.built:
        parts.append("packets not checked")
    else:
        parts.append(f"sources checked · no packets in {Path(result.build).as_posix()}/ yet")
    for severity in ("error", "warning", "note"):
        if number := sum(found.severity == severity for found in result.findings):
            parts.append(counted(number, severity))
    if result.suppressed:
        parts.append(f"{result.suppressed:,} suppressed")
    return " · ".join(parts)


def _write(path: Path, text: str, campaign: Path) -> None:
    from letterpack.files import no_more_readable_than, sources_of, write_named

    data = (text if text.endswith("\n") else f"{text}\n").encode("utf-8", "backslashreplace")
    with no_more_readable_than(sources_of(campaign)):
        write_named(path, data, _is_result, "--output")


def _is_result(head: bytes, tail: bytes) -> bool:
    """Whether a file that begins and ends so is the result of a check: each format can be told by one of both."""
    return any(mark in head for mark in _HEADS) or _LAST_LINE.search(tail) is not None
