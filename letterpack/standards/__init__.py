"""The standards: what a file can claim, a file each, its rows under ``STANDARDS``. A new standard is a new file here.

Nothing else knows their names but the profiles that claim them: who writes a claim, judges it or reads it takes the row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from letterpack.model.standard import Standard

if TYPE_CHECKING:
    from xml.etree import ElementTree


class UnreadableXmp(ValueError):
    """XMP cannot be read; the message says why, of the file that has it."""


@cache
def _standards() -> dict[str, Standard]:
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    return {each.name: each for module in modules for each in module.STANDARDS}


def every_standard() -> tuple[Standard, ...]:
    """Return all standards."""
    return tuple(_standards().values())


def find_standard(name: str) -> Standard:
    """Return the standard called ``name``. Raises ``KeyError``."""
    return _standards()[name]


def with_lower(claims: Iterable[str]) -> tuple[str, ...]:
    """Return ``claims``, each with the lower levels that a file with that claim keeps too."""
    return tuple(dict.fromkeys([each for claim in claims for each in (claim, *find_standard(claim).lower)]))


def claims_left(claims: tuple[str, ...], kept: Collection[frozenset[str]]) -> tuple[str, ...]:
    """Return what is left of ``claims`` with enclosures, each of which keeps what one of ``kept`` says: in place of a level the
    next one that all of them keep.
    """
    found = [next((each for each in with_lower((claim,)) if _is_kept(each, kept)), "") for claim in claims]
    return tuple([each for each in found if each])


def _is_kept(claim: str, kept: Collection[frozenset[str]]) -> bool:
    return all((find_standard(claim).adds_to or claim) in keeps for keeps in kept)


def kept_by_tags(claims: tuple[str, ...], *, wordless: bool) -> frozenset[str]:
    """Return what of ``claims`` a packet keeps by its tags: ``wordless`` where a picture has no alternative text."""
    return frozenset([each for each in with_lower(claims) if not (wordless and find_standard(each).needs_words)])


def read_xmp(data: bytes) -> ElementTree.Element:
    """Return the tree of an XMP packet. Raises ``UnreadableXmp``."""
    from xml.etree import ElementTree

    try:
        text = data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise UnreadableXmp("its XMP metadata declares entities")
        return ElementTree.fromstring(re.sub(r"<\?xpacket.*?\?>", "", text).strip("\0 \t\r\n"))
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise UnreadableXmp("its XMP metadata is not XML") from error


def claims_in(tree: ElementTree.Element) -> tuple[str, ...]:
    """Return the standards that XMP claims, whether or not they are among ours, in the order of ours."""
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for element in tree.iter():
        for tag, value in ((element.tag, element.text or ""), *element.attrib.items()):
            uri, _, name = str(tag).removeprefix("{").partition("}")
            said[uri][name] = value.strip()
    ways = dict.fromkeys([standard.identification for standard in every_standard()])
    return tuple([name for way in ways if (name := way.named(said[way.uri]))])
