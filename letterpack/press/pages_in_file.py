"""The pages of a packet that is there already, as a print run needs them (part of stage 7 of 7): its own content is read from its
file, and what packets of its shape share is known.
"""

from __future__ import annotations

from typing import Final

from letterpack.patterns import late
from letterpack.press.packet_file import resources
from letterpack.press.pdf.objects import OWN_LEVEL, end_of_line, indirect, stream
from letterpack.press.plan import Plan
from letterpack.press.print_run import RunPacket

_OWN: Final = late(rb"(\d+) 0 obj\n(<<(/Filter/FlateDecode)?/Length (\d+)>>stream\n)")
_CLOSING: Final = b"endstream"
_END: Final = late(rb"startxref\n(\d+)\n%%EOF\n?\Z")
_END_BYTES: Final = 64


def pages_in(plan: Plan, data: bytes) -> RunPacket | None:
    """Return the pages of the packet whose file is ``data``, as ``run_packet`` does; None where it has not the shape of ``plan``,
    or shows glyphs of fonts beyond their bases: which they are, only who sets it knows.
    """
    if plan.extensions or not data.startswith(plan.prefix):
        return None
    end = _END.search(data, len(data) - _END_BYTES)
    # Behind the resources stand the fonts that they name beside those of all.
    if end is None or not data.endswith(indirect(plan.tail_count, resources(plan, "")), 0, int(end[1])):
        return None
    at, streams = len(plan.prefix), list[bytes]()
    for number in range(1, len(plan.own) + 1):
        found = _OWN.match(data, at)
        if found is None or int(found[1]) != number:
            return None
        content = data[found.end() : found.end() + int(found[4])]
        body = b"%s%s%s%s" % (found[2], content, end_of_line(content), _CLOSING)
        streams.append(body if found[3] else stream(content, level=OWN_LEVEL))
        at = found.end(1) + len(indirect(number, body)) - len(found[1])
    return RunPacket(plan.run_pages, plan.fonts.fragments, plan.graphics, plan.sheet, tuple(streams), ())
