"""A build beside sources that cannot be read: its files are compared with what its manifest says, which is all that is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.manifest import NAME
from letterpack.model.manifest import PACKETS
from letterpack.pipeline.inspect.batch import Inspection, packet_files
from letterpack.spans import Span
from letterpack.world import BatchFiles

_BUILD: Final = "correct the sources, then build again: letterpack build"


def check_by_manifest(inspection: Inspection, files: BatchFiles) -> Iterator[Diagnostic]:
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
    for file in packet_files(files):
        if file.removesuffix(".pdf") not in inspection.rows:
            message = f"`{file}` is not in the manifest"
            yield Diagnostic("LP301", "error", message, Span(files.shown(f"{PACKETS}/{file}")), _BUILD)
    for product, now in inspection.products:
        if now != product.sha256:
            message = f"`{product.file}` is {'not the file that was built' if now else 'missing'}"
            yield Diagnostic("LP311" if now else "LP301", "error", message, Span(files.shown(product.file)), _BUILD)
