"""What an ICC profile that a printer hands out is made for.

PDF/X wants the output profile of a printing machine in the file, and a name for what it describes (ISO 32000-1, 14.11.5).
"""

from __future__ import annotations

from io import BytesIO
from typing import Final

from msgspec import Struct

from letterpack.limits import MOST_PROFILE_TAGS, MOST_PROFILE_WORDINGS
from letterpack.model.conditions import registered_name

_COMPONENTS: Final = {b"CMYK": 4, b"GRAY": 1}
_VERSIONS: Final = (2, 4)
"""Of ICC: what PDF 1.6 and PDF/A-2 know; version 5 (iccMAX) they do not."""
_SIGNATURES: Final = {b"scnr": "a scanner or camera", b"mntr": "a screen", b"spac": "a color space", b"link": "two devices"}
_MOST_NAME: Final = 120
_HEADER_BYTES: Final = 128


class NoCondition(ValueError):
    """A file that is no output profile of a printing machine; says why in words that end `the file …`."""


class PrintingCondition(Struct, frozen=True):
    """What a profile says: how many numbers one of its colours has, its own description, and the registered name of what it
    describes, empty where that is not known.
    """

    components: int
    description: str
    registered: str


def read_condition(data: bytes) -> PrintingCondition:
    """Return what the ICC profile ``data`` says. Raises ``NoCondition``."""
    _check_header(data)
    description = _description(data)
    return PrintingCondition(_COMPONENTS[data[16:20]], description, registered_name(description))


def _check_header(data: bytes) -> None:
    """Look at the profile's header (ICC.1:2022, 7.2)."""
    if len(data) < _HEADER_BYTES or data[36:40] != b"acsp":
        raise NoCondition("is not an ICC profile")
    if int.from_bytes(data[:4], "big") != len(data):
        raise NoCondition("is not whole")
    _check_tags(data)
    if data[12:16] != b"prtr":
        made_for = _SIGNATURES.get(data[12:16], "something else")
        raise NoCondition(f"is made for {made_for}, not for a printing machine")
    if data[16:20] not in _COMPONENTS:
        space = data[16:20].decode("ascii", errors="replace").strip()
        raise NoCondition(f"has the color space {space}; letters are printed with CMYK or black alone")
    if data[8] not in _VERSIONS:
        raise NoCondition(f"is of ICC version {data[8]}; PDF/X-4 takes 2 and 4")


def _check_tags(data: bytes) -> None:
    """Look at where the profile's tags are (7.3), and how many wordings its texts have: several may share their data."""
    count = int.from_bytes(data[_HEADER_BYTES : _HEADER_BYTES + 4], "big")
    if count > MOST_PROFILE_TAGS:
        raise NoCondition("is damaged")
    for at in range(_HEADER_BYTES + 4, _HEADER_BYTES + 4 + 12 * count, 12):
        start, size = (int.from_bytes(data[at + more : at + more + 4], "big") for more in (4, 8))
        wordings = int.from_bytes(data[start + 8 : start + 12], "big") if data[start : start + 4] == b"mluc" else 0
        if start + size > len(data) or wordings > MOST_PROFILE_WORDINGS:
            raise NoCondition("is damaged")


def _description(data: bytes) -> str:
    """Return how the profile calls itself, after a colour has been sent through it both ways: to the paper, and to a proof."""
    from PIL import ImageCms

    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        screen, space = ImageCms.createProfile("sRGB"), "CMYK" if data[16:20] == b"CMYK" else "L"
        for intent in ImageCms.Intent:
            ImageCms.buildTransform(profile, screen, space, "RGB", intent, ImageCms.Flags.NOOPTIMIZE)
            ImageCms.buildTransform(screen, profile, "RGB", space, intent, ImageCms.Flags.NOOPTIMIZE)
        said = str(profile.profile.profile_description or "")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as error:
        raise NoCondition("is damaged") from error
    return " ".join("".join([char for char in said if char.isascii() and char.isprintable()]).split())[:_MOST_NAME]
