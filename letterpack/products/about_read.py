"""What a finished file says of itself, beside what it must say: each text of its metadata is one that letterpack writes there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from letterpack.model.observed import ObservedMetadata
from letterpack.patterns import late
from letterpack.press.standards.metadata import Metadata, information, xmp
from letterpack.readback.metadata import texts_of
from letterpack.standards import with_lower
from letterpack.values import replace

_OF_THE_FILE: Final = late(r"letterpack \S+|uuid:\S+")
"""What differs with the version that wrote the file, and with its content."""
_PACKET: Final = late(rb"(?s)<x:xmpmeta.*</x:xmpmeta>")
_STRING: Final = late(rb"\(([^()]*)\)")


def about_faults(found: ObservedMetadata, wanted: Metadata) -> Iterator[str]:
    """Yield what a file's metadata says that it must not, or in another way. It may claim less than the claims that are
    ``wanted``, which are those without enclosures.
    """
    pairs = (
        ("title", found.title, wanted.title), ("title in XMP", found.xmp_title, wanted.title),
        ("author", found.author, wanted.author), ("author in XMP", found.xmp_author, wanted.author),
        ("language", found.language, wanted.language),
    )  # fmt: skip
    for what, *both in pairs:
        has, wants = [each or "empty" for each in both]
        if has != wants:
            yield f"its {what} is `{has}`, and `{wants}` is right"
    known = with_lower(wanted.claims)
    for claim in [each for each in found.claims if each not in known]:
        yield f"it claims to be {claim}"
    allowed = _texts(replace(wanted, claims=tuple([each for each in known if each in found.claims])))
    for text in dict.fromkeys(found.everything.split("\n")):
        if _OF_THE_FILE.sub("", text).strip() not in allowed:
            yield f"its metadata says `{text}`"


@lru_cache(maxsize=256)
def _texts(wanted: Metadata) -> frozenset[str]:
    """Return all texts that metadata has in XMP and in the information dictionary."""
    found = _PACKET.search(xmp(wanted))
    assert found is not None
    said = [*texts_of(found[0]), wanted.title, wanted.author, wanted.language, ""]
    said += [each.decode("ascii") for each in _STRING.findall(information(replace(wanted, title="", author="")))]
    return frozenset([_OF_THE_FILE.sub("", line).strip() for text in said for line in text.split("\n")])
