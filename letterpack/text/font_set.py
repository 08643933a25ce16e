"""Font set (text layer): which faces a set of font files holds, and what each of them covers, without keeping a file open.

Reading hundreds of files takes a second, so what was read of a file is noted, by its path, size and time of change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import PurePath
from typing import Final, NamedTuple

import msgspec
import uharfbuzz as hb
from msgspec import Struct

from letterpack.limits import MOST_FONT_CHARACTERS, MOST_FONT_FACES
from letterpack.text.fonts import Coordinates, Font, FontProgram
from letterpack.text.formats import UnreadableFont, check_parts, open_face
from letterpack.world import FontFile, InstalledFonts

_NOTE_VERSION: Final = 4
_FAMILY_NAMES: Final = (16, 1)
"""Typographic family, else family (OpenType, name)."""
_OFF_SCREEN_NAMES: Final = "."
"""Families of macOS whose names begin so are not for documents."""
_COLLECTION: Final = b"ttcf"
REGULAR: Final = 400
BOLD: Final = 700
_LEAST_BOLD: Final = 600
_NORMAL_WIDTH: Final = 5
_SELECTION: Final = 63
"""Offset of the lower byte of fsSelection in OS/2; an early table ends before it."""
_IS_BOLD: Final = 0x20
"""fsSelection, bit 5."""


class Axis(NamedTuple):
    """An axis of a variable font."""

    tag: str
    least: float
    default: float
    greatest: float


class Face(Struct, frozen=True):
    """A face of a font file. ``ends`` are the ends of the ranges it covers: first, one past the last, first, …, ascending."""

    path: str
    index: int
    family: str
    weight: int
    width: int
    italic: bool
    axes: tuple[Axis, ...]
    ends: tuple[int, ...]
    from_package: bool = False

    def covers(self, text: str) -> bool:
        """Whether the face has every character of ``text``."""
        return all(bisect_right(self.ends, ord(char)) % 2 for char in text)

    @property
    def file(self) -> str:
        """The name of the file, and which face of it where that is not its first."""
        name = PurePath(self.path).name
        return f"{name}#{self.index}" if self.index else name

    def instance(self, weight: int) -> Coordinates:
        """Return where on its axes the face is nearest to ``weight``, everything else as its maker set it; nothing for a static
        face.
        """
        return tuple(
            sorted(
                (axis.tag, min(max(weight, axis.least), axis.greatest) if axis.tag == "wght" else axis.default)
                for axis in self.axes
            )
        )

    def weighs(self, weight: int) -> int:
        """Return the weight that the face can have nearest to ``weight``."""
        return next((int(min(max(weight, axis.least), axis.greatest)) for axis in self.axes if axis.tag == "wght"), self.weight)


class Styled(NamedTuple):
    """A face as it serves a style: ``style`` is what it is, which is not what was asked for where a family lacks that."""

    face: Face
    coordinates: Coordinates
    style: str


def styled(faces: Sequence[Face], style: str) -> Styled:
    """Return which of a family's ``faces`` sets ``style``; where it has no bold or no italic, the nearest that it has.

    Most scripts have no italic, and emphasize by weight: italic text is bold there, or it would look like all other.
    """
    upright = [face for face in faces if not face.italic] or list(faces)
    italic = "italic" in style
    bold = "bold" in style or (italic and not any(face.italic for face in faces))
    wanted = BOLD if bold else REGULAR
    pool = ([face for face in faces if face.italic] if italic else []) or upright
    face = _nearest(pool, wanted)
    if italic and bold and face.weighs(BOLD) < _LEAST_BOLD <= _nearest(upright, BOLD).weighs(BOLD):
        face = _nearest(upright, BOLD)
    is_bold = bold and face.weighs(wanted) >= _LEAST_BOLD
    made = "-".join(filter(None, ("bold" if is_bold else "", "italic" if face.italic else ""))) or "regular"
    return Styled(face, face.instance(BOLD if is_bold else REGULAR), made)


def _nearest(faces: Sequence[Face], weight: int) -> Face:
    return min(
        faces, key=lambda face: (abs(face.width - _NORMAL_WIDTH), abs(face.weighs(weight) - weight), face.path, face.index)
    )


def faces_of(data: bytes, path: str, *, from_package: bool = False) -> tuple[Face, ...]:
    """Return the faces of a font file. Raises ``UnreadableFont`` where it is none, or holds none that can be used."""
    count = hb.Face(hb.Blob(data)).count if data.startswith(_COLLECTION) else 1
    if count > MOST_FONT_FACES:
        raise UnreadableFont(f"it has more than {MOST_FONT_FACES:,} faces")
    found: list[Face] = []
    refused: UnreadableFont | None = None
    left = MOST_FONT_CHARACTERS
    for index in range(count):
        try:
            face = open_face(data, index)
            check_parts(face)
        except UnreadableFont as error:
            refused = refused or error
            continue
        codes = face.unicodes
        left -= len(codes)
        if left < 0:
            raise UnreadableFont(f"its faces have more than {MOST_FONT_CHARACTERS:,} characters")
        found.append(_described(face, codes, path, index, from_package=from_package))
    if not found:
        raise refused or UnreadableFont("it contains no fonts")
    return tuple(found)


def _described(face: hb.Face, codes: Iterable[int], path: str, index: int, *, from_package: bool) -> Face:
    os2, head = face.reference_table("OS/2").data, face.reference_table("head").data
    family = next(filter(None, (face.get_name(number) for number in _FAMILY_NAMES)), None) or PurePath(path).stem
    italic = bool(os2[_SELECTION] & 0x01 if len(os2) > _SELECTION else head[45] & 0x02)
    weight = int.from_bytes(os2[4:6], "big") or REGULAR
    if len(os2) > _SELECTION and os2[_SELECTION] & _IS_BOLD and weight < _LEAST_BOLD:
        weight = BOLD  # Noto Serif Myanmar's bold (2.001) and Noto Nastaliq Urdu's say 400.
    width = int.from_bytes(os2[6:8], "big") or _NORMAL_WIDTH
    axes = tuple([Axis(axis.tag, axis.min_value, axis.default_value, axis.max_value) for axis in face.axis_infos])
    return Face(path, index, family, weight, width, italic, axes, _ends(codes), from_package)


def _ends(codes: Iterable[int]) -> tuple[int, ...]:
    ends: list[int] = []
    for code in codes:
        if not ends or code != ends[-1]:
            ends.extend((code, code + 1))
        else:
            ends[-1] += 1
    return tuple(ends)


class FontSet:
    """The families that a set of font files holds, and their fonts, each loaded once."""

    def __init__(self, faces: Iterable[Face], read: Callable[[str], bytes]) -> None:
        self.families: dict[str, list[Face]] = {}
        for face in sorted(faces, key=lambda face: (not face.from_package, face.path, face.index)):
            self.families.setdefault(face.family, []).append(face)
        self._read = read
        self._fonts: dict[tuple[str, int, Coordinates], Font] = {}

    def family(self, name: str) -> list[Face]:
        """Return the faces of the family ``name``, whatever its case; from a package alone where one has it."""
        faces = self.families.get(name) or next(
            (own for key, own in self.families.items() if key.casefold() == name.casefold()), []
        )
        return [face for face in faces if face.from_package == faces[0].from_package]

    def load(self, faces: Sequence[Face], style: str) -> Font:
        """Return the font of the family ``faces`` that sets ``style``. Raises ``UnreadableFont`` and ``OSError``."""
        face, coordinates, made = styled(faces, style)
        key = (face.path, face.index, coordinates)
        font = self._fonts.get(key)
        if font is None:
            same_file = (known.program.data for (path, *_), known in self._fonts.items() if path == face.path)
            data = next(same_file, None) or self._read(face.path)
            font = Font(FontProgram(data, face.file, face.index, coordinates), face.family, made)
            self._fonts[key] = font
        return font


def font_set_of(installed: InstalledFonts) -> FontSet:
    """Return the font set of the machine's fonts; what cannot be used is not in it."""
    files = installed.files()
    noted = _recalled(installed.recall())
    known = {file.path: noted[file.path] for file in files if file.path in noted and noted[file.path][0] == _stamp(file)}
    fresh = {file.path: (_stamp(file), _read_faces(installed, file)) for file in files if file.path not in known}
    known.update(fresh)
    if fresh or len(known) != len(noted):
        with suppress(UnicodeEncodeError):  # A path that is no text is read anew each time.
            installed.remember(msgspec.json.encode(_FontNote(_NOTE_VERSION, hb.version_string(), known)))
    return FontSet(
        [face for _, faces in known.values() for face in faces if not face.family.startswith(_OFF_SCREEN_NAMES)], installed.read
    )


def _recalled(note: bytes) -> dict[str, tuple[tuple[int, int, bool], tuple[Face, ...]]]:
    """Return what an earlier run noted of each file; nothing where that is another version's, or damaged."""
    try:
        said = msgspec.json.decode(note, type=_FontNote)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return {}
    return said.files if (said.version, said.harfbuzz) == (_NOTE_VERSION, hb.version_string()) else {}


def _stamp(file: FontFile) -> tuple[int, int, bool]:
    return file.size, file.changed_ns, file.from_package


def _read_faces(installed: InstalledFonts, file: FontFile) -> tuple[Face, ...]:
    try:
        return faces_of(installed.read(file.path), file.path, from_package=file.from_package)
    except (UnreadableFont, OSError):
        return ()


class _FontNote(Struct):
    """What was read of all font files, each with its size and time of change, by one version of HarfBuzz."""

    version: int
    harfbuzz: str
    files: dict[str, tuple[tuple[int, int, bool], tuple[Face, ...]]]
