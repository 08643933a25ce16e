"""LP345: the seal is missing, was edited, or is not signed
severity: error

## What

letterpack.yaml says `seal: required`, the letter is final, and there is no `seal.json`, or no build that it could be about. Or
somebody has edited `seal.json`: it has a digest of itself. Or its signature, `seal.json.sig`, is not by an allowed key
over this seal, or is missing where the campaign says `seal: signed`.

A draft cannot be sealed: a note says that its seal is missing. If `allowed_signers` lists who may sign and the seal is not
signed, or the seal is signed and there is no such list, that is a warning; with `seal: required`, an error. A signature that
cannot be verified because `ssh-keygen` is not installed is a warning, unless the campaign says `seal: signed`.

## Why

With the seal deleted, packets that nobody approved could be mailed; with the seal edited, another name could stand on the
approval. The digest finds accidents; only a signature finds a forger.

## Example

```
seal.json: error[LP345]: `seal.json` was edited after Ada Sample sealed it on 2019-10-30
  = hint: restore it from a copy, or have the batch approved and seal again
```

## Remedy

Seal the batch: `letterpack seal`, with `--sign KEY` for a signature. Or restore the seal and its signature from a copy. The file
`allowed_signers` lists who may sign: a name and a public key a line, as ssh-keygen(1) describes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.checks.evidence.signature import ALLOWED_SIGNERS, SIGNATURE_FILE, verified
from letterpack.checks.inputs import Batch, Sources
from letterpack.diagnostics import Diagnostic, Report, Severity
from letterpack.formats.decode import is_there
from letterpack.formats.json.seal import SEAL_FILE, digest_of_seal, read_seal
from letterpack.model.campaign import CampaignRead
from letterpack.model.seal import Seal
from letterpack.signed import can_verify
from letterpack.spans import Span

CODE: Final = "LP345"
_RESTORE: Final = "restore it from a copy, or have the batch approved and seal again"


def check_sources(sources: Sources) -> Iterator[Diagnostic]:
    """Yield that the seal is missing, or that it is not the one that was written and signed."""
    campaign, world = sources.campaign, sources.world
    if not is_there(world, SEAL_FILE):
        yield from _missing(campaign)
        return
    seal = read_seal(world, Report())
    if seal is None:
        return
    if digest_of_seal(seal) != seal.sha256:
        message = f"`{SEAL_FILE}` was edited after {seal.by} sealed it on {seal.on}"
        openly = f"`{SEAL_FILE}` was edited after it was sealed on {seal.on}"
        if not seal.sha256:
            message = openly = f"`{SEAL_FILE}` has no digest of itself: an earlier letterpack wrote it, or somebody took it out"
        yield Diagnostic(CODE, "error", message, Span(SEAL_FILE), _RESTORE, openly=openly)
    elif campaign.settings.seal == "signed" or any(is_there(world, path) for path in (SIGNATURE_FILE, ALLOWED_SIGNERS)):
        yield from _signature(sources, seal)


def check_batch(_sources: Sources, _batch: Batch) -> Iterator[Diagnostic]:
    """Yield nothing: a seal comes after the build, so its rule looks on when there may be one, and stops none."""
    yield from ()


def without_build(campaign: CampaignRead, build: str) -> Iterator[Diagnostic]:
    """Yield that there is nothing in ``build`` where the campaign must be sealed."""
    if campaign.settings.seal != "optional" and campaign.letter.status == "final":
        message = f"the campaign must be sealed, and there is no build in `{build}`"
        yield Diagnostic(CODE, "error", message, _place(campaign), "build the batch, and have it approved")


def _missing(campaign: CampaignRead) -> Iterator[Diagnostic]:
    if campaign.settings.seal == "optional":
        return
    severity: Severity = "error" if campaign.letter.status == "final" else "note"
    hint = "have the final batch approved, and seal it: letterpack seal --by NAME --on DATE"
    yield Diagnostic(CODE, severity, f"the campaign must be sealed, and there is no `{SEAL_FILE}`", _place(campaign), hint)


def _signature(sources: Sources, seal: Seal) -> Iterator[Diagnostic]:
    setting, found = sources.campaign.settings.seal, verified(sources.world, seal.on)
    if not found.problem:
        return
    is_wrong = found.is_there and not found.is_unknown
    # A seal that is required and half set up for signatures is the sender's to mend; a missing program is not.
    must = setting == "signed" or (setting == "required" and (not found.is_there or can_verify()))
    severity: Severity = "error" if must or is_wrong else "warning"
    hint = f"sign the seal: letterpack seal --replace --sign KEY; `{ALLOWED_SIGNERS}` lists who may"
    yield Diagnostic(CODE, severity, found.problem, Span(SIGNATURE_FILE if found.is_there else SEAL_FILE), hint)


def _place(campaign: CampaignRead) -> Span:
    origin = campaign.settings.origin
    return origin.span("seal") if origin else Span("letterpack.yaml")
