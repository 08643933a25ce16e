"""Whether a printing service would take the packets: ``check --for``. A blind copy is judged like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.formats.nearest import did_you_mean
from letterpack.model.manifest import PacketRow
from letterpack.pipeline.provider_fields import PostedPacket, not_taken
from letterpack.providers import load_provider, provider_names
from letterpack.world import BatchFiles

CODE: Final = "LP348"


def known_provider(name: str) -> None:
    """Raise ``LetterpackError`` where there is no provider ``name``, and one is named."""
    if name and name not in provider_names():
        hint = did_you_mean(name, provider_names(), f"choose one of {', '.join(provider_names())}")
        raise LetterpackError(f"there is no provider `{name}`", hint)


def provider_findings(
    name: str, files: BatchFiles, rows: Mapping[str, PacketRow], posted: Iterable[PostedPacket]
) -> Iterator[Diagnostic]:
    """Yield what the provider ``name`` would refuse (LP348) of the packets that are ``posted``, nothing where none is named;
    packets that are missing or no PDFs are told by others.
    """
    if not name:
        return
    # Most letters go to no service, and need not load what draws their pages.
    import pypdfium2 as pdfium

    from letterpack.pdfcopy.weighing import TooHeavy
    from letterpack.readback.permitted import not_permitted

    either = load_provider(name)
    for each in posted:
        provider = either.facing(each.window)
        hint = f"choose `form: {provider.form}`, or move it; what {provider.title} takes is in letterpack/providers/{name}.toml"
        packet, span = each.packet.name, each.packet.reader.origin.span()
        if packet not in rows:
            continue
        try:
            found = list(not_permitted(files.read(rows[packet].file), provider, each.country))
        except (OSError, pdfium.PdfiumError, TooHeavy):
            continue
        for wrong in found:
            message = (
                f"the packet for `{packet}`: {wrong.message}" if wrong.page else f"the packet for `{packet}` {wrong.message}"
            )
            yield Diagnostic(CODE, "error", message, span, hint, packet=packet, page=wrong.page)
        for fault in not_taken(each, provider):
            yield Diagnostic(CODE, "error", f"the packet for `{packet}`: {fault.message}", span, fault.hint, packet=packet)
