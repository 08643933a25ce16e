"""Whether a printing service would take the packets: ``check --for``. A blind copy is judged like any other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from letterpack.diagnostics import Diagnostic
from letterpack.errors import LetterpackError
from letterpack.formats.nearest import did_you_mean
from letterpack.pipeline.provider_fields import PostedPacket, not_taken
from letterpack.providers import load_provider, provider_names

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

    from letterpack.pdfcopy.weighing import TooHeavy
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
