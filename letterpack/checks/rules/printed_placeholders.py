"""Rule 2 over finished packets: what stands for something else and was printed all the same (its page is ``placeholders``).

The sources are looked through first, so this finds what no source said: an edited PDF, a mistake of the program.
"""

from __future__ import annotations

from collections.abc import Iterator

from letterpack.checks.evidence.unfilled import placeholders
from letterpack.checks.inputs import Packet, Sources
from letterpack.checks.rules.placeholders import CODE
from letterpack.diagnostics import Diagnostic


def check_packet(_sources: Sources, packet: Packet) -> Iterator[Diagnostic]:
    """Yield a finding for every placeholder in the packet's text that is not in its sources."""
    expected = packet.expected
    for passage in packet.strange:
        for start, end in placeholders(passage.text):
            message = f"the PDF says `{passage.text[start:end]}`, a placeholder that was not filled in"
            page = passage.page_index + 1
            yield Diagnostic(CODE, "error", message, packet.span, "build again: letterpack build", packet=expected.id, page=page)
