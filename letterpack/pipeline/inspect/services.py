"""What others judge packets by: veraPDF, if it is installed, what they claim; a printing service, what it takes.

A Java program takes a second to start and longer than we do for each file, so veraPDF sees the first packets that make a claim.
Our own rules look at all. It also says what packets may claim with PDFs in them that others made: nothing else of ours does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from letterpack.diagnostics import Diagnostic, Report
from letterpack.enclosures.claims import confirmation
from letterpack.errors import LetterpackError
from letterpack.formats.nearest import did_you_mean
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.build.kit import Kit
from letterpack.pipeline.provider_fields import PostedPacket, not_taken
from letterpack.programs import Limits, ProgramFailed, find_program, run_program
from letterpack.providers import load_provider, provider_names
from letterpack.spans import Span
from letterpack.standards import every_standard, find_standard, with_lower
from letterpack.temporary import private_folder
from letterpack.values import replace
from letterpack.world import BatchFiles

MOST_FILES: Final = 20
_COMMAND: Final = "verapdf"
_LIMITS: Final = Limits(seconds=300, output_bytes=64 << 20)
CODE: Final = "LP348"


def known_provider(name: str) -> None:
    """Raise ``LetterpackError`` where there is no provider ``name``, and one is named."""
    if name and name not in provider_names():
        hint = did_you_mean(name, provider_names(), f"choose one of {', '.join(provider_names())}")
        raise LetterpackError(f"there is no provider `{name}`", hint)


def provider_findings(name: str, posted: PostedPacket, pdf: bytes, *, is_made: bool) -> Iterator[Diagnostic]:
    """Yield what the provider ``name`` would refuse (LP348) of the packet that is ``posted`` as ``pdf``: that is as the sources
    make it where it ``is_made``. Of what is no PDF, others tell.
    """
    # Most letters go to no service, and need not load what draws their pages.
    import pypdfium2 as pdfium

    from letterpack.pdfcopy.opened import TooHeavy
    from letterpack.readback.permitted import not_permitted

    provider, packet = load_provider(name).facing(posted.window), posted.packet
    span = packet.reader.origin.span()
    hint = f"choose `form: {provider.form}`, or move it; what {provider.title} takes is in letterpack/providers/{name}.toml"
    try:
        # What others made is weighed before it is drawn, and what is enclosed has been when it was copied.
        found = list(not_permitted(pdf, provider, posted.country, is_light=is_made))
    except (pdfium.PdfiumError, TooHeavy):
        return
    for wrong in found:
        message = (
            f"the packet for `{packet.name}`: {wrong.message}"
            if wrong.page
            else f"the packet for `{packet.name}` {wrong.message}"
        )
        yield Diagnostic(CODE, "error", message, span, hint, packet=packet.name, page=wrong.page)
    for fault in not_taken(posted, provider):
        yield Diagnostic(CODE, "error", f"the packet for `{packet.name}`: {fault.message}", span, fault.hint, packet=packet.name)


def judged_by_verapdf(batch: BatchFiles, rows: Mapping[str, PacketRow]) -> dict[str, tuple[str, ...]]:
    """Return the clauses that packets break according to veraPDF, by packet id; nothing where it is not installed."""
    command = find_program(_COMMAND)
    if command is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for standard in every_standard():
        held = (row for row in rows.values() if standard.name in row.claims and batch.exists(row.file))
        claiming = list(islice(held, MOST_FILES)) if standard.flavour else []
        broken = _judged(command, standard.flavour, [batch.read(row.file) for row in claiming]) if claiming else []
        for row, clauses in zip(claiming, broken, strict=True):
            if clauses:
                found[row.id] = (*found.get(row.id, ()), *[f"{standard.name} {clause}" for clause in clauses])
    return found


def confirmed_claims(kit: Kit) -> Iterator[Diagnostic]:
    """Yield what to write under ``verapdf`` in letterpack.yaml (LP416), if packets lose claims to PDFs that others made, and
    veraPDF finds nothing against packets that make them all the same.
    """
    command = find_program(_COMMAND)
    if command is None or not any(found.code == "LP416" for found in kit.report):
        return
    assumed = {
        confirmation(sha256, claim, kit.profile): path
        for path, sha256 in _foreign(kit).items()
        for claim in with_lower(kit.wanted_profile.packet_claims)
    }
    # With one claim denied, a packet makes the next lower one: so until nothing is denied.
    while True:
        made = list(_packets(kit, assumed.keys()))
        denied = set()
        entries: dict[str, str] = {}
        for claim in dict.fromkeys([claim for row, _ in made for claim in row.claims]):
            flavour = find_standard(claim).flavour
            claiming = [each for each in made if claim in each[0].claims] if flavour else []
            files = [data for _, data in claiming]
            for (row, _), clauses in zip(claiming, _judged(command, flavour, files) if files else [], strict=True):
                digests = [each.sha256 for each in row.enclosures] + [sha256 for _, sha256 in kit.foreign_pictures]
                found = {confirmation(sha256, claim, kit.profile) for sha256 in digests} & assumed.keys()
                denied |= found if clauses is None or clauses else set()
                entries |= {entry: assumed[entry] for entry in found}
        if not denied:
            break
        assumed = {entry: path for entry, path in assumed.items() if entry not in denied}
    new: dict[str, list[str]] = {}
    for entry, path in entries.items():
        if entry not in kit.campaign.settings.verapdf:
            new.setdefault(path, []).append(f'"{entry}"')
    for path, lines in new.items():
        message = f"veraPDF confirms what packets with `{path}` would claim"
        hint = f"add to the list `verapdf` in letterpack.yaml: {', '.join(sorted(lines))}"
        yield Diagnostic("LP416", "note", message, Span("letterpack.yaml"), hint)


def _foreign(kit: Kit) -> dict[str, str]:
    """Return the digests of the PDFs in packets that others made, by their paths."""
    found = dict(kit.foreign_pictures)
    for addressee in kit.campaign.mailing.to():
        for _, due in kit.due(addressee):
            for path in due.enclosures:
                if path not in found and len(found) < MOST_FILES:
                    found[path] = hashlib.sha256(kit.world.read(path)).hexdigest()
    return found


def _packets(kit: Kit, assumed: Iterable[str]) -> Iterator[tuple[PacketRow, bytes]]:
    """Yield a packet with each choice of enclosures, as it is if what is ``assumed`` were confirmed."""
    settings = replace(kit.campaign.settings, verapdf=frozenset(assumed))
    trial = Kit(replace(kit.campaign, settings=settings), kit.world, Report(), kit.sources, (), kit.profile.name)
    seen: set[tuple[str, ...]] = set()
    for addressee in trial.campaign.mailing.to():
        for builder, due in trial.due(addressee):
            if due.enclosures in seen or len(seen) >= MOST_FILES or not (due.enclosures or trial.foreign_pictures):
                continue
            seen.add(due.enclosures)
            for group in trial.made([(builder, due)]):
                yield from [(each.row, each.file.prefix + each.file.tail) for each in group]


def _judged(command: Path, flavour: str, files: Sequence[bytes]) -> list[tuple[str, ...] | None]:
    """Return for each file the clauses of ``flavour`` that it breaks; None where veraPDF fails: it is asked, not relied on. A
    batch may be anywhere, so veraPDF gets copies.
    """
    with private_folder() as folder:
        paths = [(folder / f"{number}.pdf").resolve() for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        found = {Path(name).resolve(): clauses for name, clauses in _run(command, flavour, list(map(str, paths)))}
        return [found.get(path) for path in paths]


def _run(command: Path, flavour: str, files: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each file's name with the clauses that it breaks; nothing where veraPDF fails."""
    try:
        ran = run_program(command, ["--flavour", flavour, "--format", "json", *files], _LIMITS)
        jobs = json.loads(ran.output)["report"]["jobs"]
    except (ProgramFailed, ValueError, KeyError, TypeError):
        return
    for job in jobs:
        results = job.get("validationResult") or []
        rules = [
            rule
            for result in (results if isinstance(results, list) else [results])
            for rule in result.get("details", {}).get("ruleSummaries", [])
        ]
        clauses = dict.fromkeys([f"{rule.get('clause')}-{rule.get('testNumber')}" for rule in rules])
        if results:
            yield str(job.get("itemDetails", {}).get("name", "")), tuple(clauses)
