"""What a finished file says of itself, beside what it must say: each text of its metadata is one that letterpack writes there."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from letterpack.model.observed import ObservedMetadata
from letterpack.patterns import late
from letterpack.press.standards import Metadata, information, xmp
from letterpack.readback.metadata import texts_of
from letterpack.standards import with_lower
from letterpack.values import replace

if TYPE_CHECKING:
    # A build reads no PDF back, and need not load what does.
    from letterpack.products import FinishedFile
    from letterpack.readback.exact.runs import MeantRun
    from letterpack.readback.values import Value

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


def meant_of(finished: FinishedFile, about: Metadata, found: ObservedMetadata | None, languages: AbstractSet[str]) -> MeantRun:
    """Return what the sources make the ``finished`` file be, value by value: it says of itself what is ``about`` it, and claims
    what it was ``found`` to claim, which is judged elsewhere; its packets are in these ``languages``.
    """
    from letterpack.readback.exact.runs import MeantRun
    from letterpack.readback.values import Name

    profile = finished.profile
    claims = tuple([each for each in with_lower(profile.run_claims) if found and each in found.claims])
    wanted = replace(about, claims=claims)
    of_use: dict[str, Value] = {"GTS_Scope": Name("File"), "GTS_Encapsulated": False} if profile.names_parts else {}
    said = (xmp(wanted), b"null" if profile.is_pdf_2 else information(wanted))
    return MeantRun(finished.fonts, finished.drawings(), of_use, said, len(languages) == 1, profile.is_trimmed)


@lru_cache(maxsize=256)
def _texts(wanted: Metadata) -> frozenset[str]:
    """Return all texts that metadata has in XMP and in the information dictionary."""
    found = _PACKET.search(xmp(wanted))
    assert found is not None
    said = [*texts_of(found[0]), wanted.title, wanted.author, wanted.language, ""]
    said += [each.decode("ascii") for each in _STRING.findall(information(replace(wanted, title="", author="")))]
    return frozenset([_OF_THE_FILE.sub("", line).strip() for text in said for line in text.split("\n")])
