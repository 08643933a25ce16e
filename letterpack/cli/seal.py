"""``letterpack seal``: freeze what reviewers approved."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

import letterpack
from letterpack.cli import EXIT_FINDINGS
from letterpack.cli.choices import BuildFolder, CampaignFolder
from letterpack.cli.terminal import answer, plain
from letterpack.render.columns import told_parts
from letterpack.render.words import counted


def seal(
    campaign: CampaignFolder = Path(),
    *,
    by: Annotated[str, typer.Option(help="Who approved the packets.", metavar="NAME")] = "",
    on: Annotated[datetime | None, typer.Option(help="The day of the approval.", formats=["%Y-%m-%d"], metavar="DATE")] = None,
    build: BuildFolder = None,
    note: Annotated[str, typer.Option(help="A remark to keep with the seal.", metavar="TEXT")] = "",
    reviewed: Annotated[
        Path | None,
        typer.Option(help="The marks exported from a `letterpack diff` report; every change must be marked.", metavar="FILE"),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace an earlier seal, and say what differs.")] = False,
    sign: Annotated[
        Path | None,
        typer.Option(
            help="Sign the seal with this SSH key: a private key, or the public key of one in your agent.", metavar="KEY"
        ),
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Seal nothing; say who signed the seal that is there.")] = False,
    signers: Annotated[
        Path | None, typer.Option(help="With --verify: who may sign, instead of CAMPAIGN/allowed_signers.", metavar="FILE")
    ] = None,
) -> None:
    """Freeze the approved packets: check them, and write their digests, and those of the sources, to seal.json.

    From then on `letterpack check` fails when anything differs from them. Exit 0: sealed, or the signature is valid;
    1: the signature is not valid; 2: the batch cannot be sealed.
    """
    if verify:
        _verify(campaign, signers)
        return
    if not by or on is None:
        raise typer.BadParameter("a seal needs who approved the packets, and when", param_hint="--by, --on")
    result = letterpack.seal(campaign, by=by, on=on.date(), build=build, note=note, replace=replace, reviewed=reviewed, sign=sign)
    for change in result.changes:
        answer(plain(change))
    sealed = result.seal
    parts = [f"{counted(len(sealed.packets), 'packet')} sealed", f"{sealed.by}, {sealed.on}", (campaign / "seal.json").as_posix()]
    answer(told_parts(" · ".join([*parts, *(["signed"] if result.key else []), *result.limits])))


def _verify(campaign: Path, signers: Path | None) -> None:
    found = letterpack.verify_seal(campaign, signers=signers)
    signed = f"signed by {found.signer}" if found.ok else found.problem
    answer(told_parts(f"sealed by {found.by} on {found.on} · {signed}"))
    if not found.ok:
        raise typer.Exit(EXIT_FINDINGS)
