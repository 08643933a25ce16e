"""A build beside sources that cannot be read: its files are compared with what its manifest says, which is all that is known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from letterpack.checks.rules.packets_there import not_listed
from letterpack.checks.verdict import Judge
from letterpack.diagnostics import Diagnostic
from letterpack.kept import Kept
from letterpack.manifest import NAME
from letterpack.model.manifest import PACKETS
from letterpack.pipeline.inspect.batch import Inspection, files_beside, packet_files
from letterpack.pipeline.inspect.made import Made
from letterpack.spans import Span
from letterpack.world import BatchFiles

_BUILD: Final = "correct the sources, then build again: letterpack build"


def known_by_manifest(inspection: Inspection | None, files: BatchFiles, judge: Judge) -> Made:
    """Let ``judge`` know what is wrong with a build, as far as its manifest tells; return what it lists."""
    if inspection is None:
        return Made({}, {}, is_by_manifest=True)
    judge.add(_found(inspection, files))
    absent = Kept((name, None) for name, row in inspection.rows.items() if not files.exists(row.file))
    return Made(inspection.rows, absent, is_by_manifest=True)


def _found(inspection: Inspection, files: BatchFiles) -> Iterator[Diagnostic]:
    """Yield what of the batch is missing, is another file, or is not in the manifest: LP301 and LP311."""
    place = Span(files.shown(NAME))
    if inspection.observed.problem:
        yield Diagnostic("LP301", "error", inspection.observed.problem, place, _BUILD)
        return
    for row in inspection.rows.values():
        now = files.digest(row.file)
        if not now:
            yield Diagnostic("LP301", "error", f"there is no packet for `{row.id}`", place, _BUILD, packet=row.id)
        elif now != row.sha256:
            message = f"the file of the packet for `{row.id}` is not the one that was built"
            yield Diagnostic("LP311", "error", message, place, _BUILD, packet=row.id)
    paths = {row.file.rpartition("/")[0] for row in inspection.rows.values()}
    for file in packet_files(files, paths, lambda name: inspection.rows[name].file if name in inspection.rows else ""):
        if file.removesuffix(".pdf") not in inspection.rows:
            path = str(PurePosixPath(file))
            yield not_listed(path, files.shown(f"{PACKETS}/{path}"))
    for file in files_beside(files, inspection.products):
        yield not_listed(file, files.shown(file))
    for product, now, _ in inspection.products:
        if now != product.sha256:
            message = f"`{product.file}` is not the file that was built" if now else f"`{product.file}` is missing"
            yield Diagnostic("LP311" if now else "LP301", "error", message, Span(files.shown(product.file)), _BUILD)
