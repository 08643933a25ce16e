"""Whether a printing service would take the packets: ``check --for``. A blind copy is judged like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pypdfium2 as pdfium

from letterpack.checks.inputs import AddresseeRef
from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.formats.nearest import did_you_mean
from letterpack.model.manifest import PacketRow
from letterpack.providers import load_provider, provider_names
from letterpack.readback.permitted import not_permitted
from letterpack.world import BatchFiles


def known_provider(name: str) -> None:
    """Raise ``LetterpackError`` where there is no provider ``name``, and one is named."""
    if name and name not in provider_names():
        hint = did_you_mean(name, provider_names(), f"choose one of {', '.join(provider_names())}")
        raise LetterpackError(f"there is no provider `{name}`", hint)


def provider_findings(
    name: str, files: BatchFiles, rows: Mapping[str, PacketRow], expected: Mapping[str, AddresseeRef]
) -> Iterator[Diagnostic]:
    """Yield what the provider ``name`` would refuse (LP348), nothing where none is named; packets that are missing or no PDFs are
    told by others.
    """
    if not name:
        return
    provider = load_provider(name)
    hint = f"choose another form, or move it; what {provider.title} takes is in letterpack/providers/{name}.toml"
    for packet, reader in expected.items():
        row = rows.get(packet)
        if row is None:
            continue
        try:
            found = list(not_permitted(files.read(row.file), provider))
        except (OSError, pdfium.PdfiumError):
            continue
        for each in found:
            message = f"the packet for `{packet}`: {each.message}" if each.page else f"the packet for `{packet}` {each.message}"
            yield Diagnostic("LP348", "error", message, reader.span, hint, packet=packet, page=each.page)
