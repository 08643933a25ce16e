"""Styles: the measures of a letter's type as data, a TOML file each, of this folder or of a campaign's ``styles/``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, Final

from msgspec import Meta, Struct, defstruct, to_builtins

from letterpack.datafiles import BrokenData, Fault, TomlTable, convert, names, over, parse, program_names, program_table
from letterpack.model.ink import LEAST_CONTRAST, Ink, color_of, contrast, greyed
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.patterns import late
from letterpack.units import mm_to_pt
from letterpack.values import replace

ROOM: Final = "styles"
_LARGEST_PT: Final = 72.0
_WIDEST: Final = 200.0
"""Of spaces and widths, in whichever unit the key has: nothing on a sheet asks for more."""
STANDARD: Final = "standard"
_ALONG_THE_GRID: Final = (
    *("_space_pt", "_above_pt", "_below_pt", "_tight_pt", "_row_pt", "_room_pt"),
    *("signatory_gap_pt", "signatory_close_pt"),
)


class Type(Struct, frozen=True):
    """A size and its leading, in points."""

    size_pt: float
    leading_pt: float


class Measures(Struct, frozen=True):
    """All measures of one style, in points; ``grey`` is a DeviceGray level, 0 black.

    What is called a face is a cut of the family ``faces_text``, one of ``CUTS``; ``faces_features`` are the OpenType features of
    all text in it, and ``faces_tracking`` is what stands between small capitals, in 1/1000 em.
    """

    name: str
    grey: float
    faces_text: str
    faces_features: tuple[str, ...]
    faces_tracking: int
    ink_name: Ink
    ink_rule: Ink
    ink_subject: Ink
    ink_heading: Ink
    order_subject: str
    order_contact: str
    draft_mark: str
    body: Type
    body_space_pt: float
    heading: Type
    heading_above_pt: float
    heading_below_pt: float
    heading_faces: tuple[str, ...]
    heading_run_in: int
    quote: Type
    quote_space_pt: float
    quote_inset_pt: float
    list_label_pt: float
    list_space_pt: float
    list_tight_pt: float
    code: Type
    subject: Type
    subject_below_pt: float
    subject_face: str
    table: Type
    table_row_pt: float
    table_gutter_pt: float
    table_rule_pt: float
    footnote: Type
    footnote_label_pt: float
    footnote_space_pt: float
    footnote_above_pt: float
    footnote_rule_pt: float
    caption_above_pt: float
    page_few_lines: int
    page_least_space: float
    note: Type
    note_label_pt: float
    note_space_pt: float
    letterhead_name: Type
    letterhead_name_face: str
    letterhead_other: Type
    letterhead_other_face: str
    letterhead_contact: Type
    letterhead_rule_pt: float
    letterhead_rule_gap_pt: float
    address_size_pt: float
    return_size_pt: float
    closing_above_pt: float
    sign_room_pt: float
    sign_image_pt: float
    signatory: Type
    signatory_detail: Type
    signatory_gap_pt: float
    signatory_close_pt: float
    signatory_runover_pt: float
    compact: Type
    compact_gap_pt: float
    compact_min_pt: float
    column_min_pt: float
    column_least_pt: float
    column_gap_pt: float
    signatories_head_size_pt: float
    signatories_head_face: str
    signatories_head_above_pt: float
    signatories_head_below_pt: float
    furniture_size_pt: float
    furniture_rule_pt: float
    heading_sizes: tuple[float, ...] = (1.0,)
    """How many times as large as the style has them headings of the first level, the second …, and all below are."""
    subject_enlarged: float = 1.0
    """How many times as large as the style has it the subject is."""
    led_by: float = 1.0
    """How many times as far apart as the style has them lines stand, for the letter's script."""

    @property
    def subject_size_pt(self) -> float:
        """How large the subject is."""
        return self.subject.size_pt * self.subject_enlarged

    def led(self, factor: float) -> Measures:
        """Return the same measures with lines, and the spaces that keep them on the grid, ``factor`` times as far apart."""
        if factor == 1.0:
            return self
        made: dict[str, Any] = {"led_by": factor}
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if isinstance(value, Type):
                made[name] = Type(value.size_pt, value.leading_pt * factor)
            elif name.endswith(_ALONG_THE_GRID):
                made[name] = value * factor
        return replace(self, **made)

    def unled(self, kind: Type) -> Type:
        """Return ``kind``, of these measures, with lines as far apart as the style has them."""
        return Type(kind.size_pt, kind.leading_pt / self.led_by)

    def upright(self) -> Measures:
        """Return the same measures for a script whose fonts have no italic and no small capitals.

        Old-style figures are small letters among figures, and stand out of line where there are no others; levels of headings
        differ by size.
        """
        standing = self.heading_run_in - 1 if self.heading_run_in else len(_UPRIGHT_SIZES)
        return replace(
            self,
            faces_features=tuple([each for each in self.faces_features if each not in _OLD_STYLE]),
            heading_faces=("bold",),
            heading_sizes=(*_UPRIGHT_SIZES[:standing], 1.0),
            letterhead_name_face=_upright_face(self.letterhead_name_face),
            subject_face=_upright_face(self.subject_face),
            subject_enlarged=max(1.0, self.heading.size_pt * _UPRIGHT_SIZES[0] / self.subject.size_pt),
            signatories_head_face="bold",
        )

    def in_grey(self) -> Measures:
        """Return the same measures for pages without colors."""
        made: dict[str, Any] = {key: greyed(getattr(self, key)) for key in _INKS}
        return replace(self, **made)


def _upright_face(face: str) -> str:
    """Return what stands for ``face`` where there is neither italic nor small capitals."""
    return face if face in ("regular", "bold") else "bold"


_OLD_STYLE: Final = ("onum", "pnum")
_UPRIGHT_SIZES: Final = (1.15, 1.0, 0.9)
"""Of the levels of headings on lines of their own; those that run in are as large as their text."""
_INKS: Final = ("ink_name", "ink_rule", "ink_subject", "ink_heading")


def style_names(own: OwnData = NO_OWN_DATA) -> tuple[str, ...]:
    """Return the names of all styles, the campaign's ``own`` among them, sorted."""
    return names(ROOM, own)


@lru_cache(maxsize=64)
def load_style(name: str, own: OwnData = NO_OWN_DATA) -> Measures:
    """Return the style called ``name``: the campaign's own before the program's. Raises ``KeyError`` where there is none."""
    text = own.text(ROOM, name)
    # The program's own styles are looked at by tests: a build needs no time for that.
    made = _measures(name, _base(name)) if text is None else read_style(name, parse(text))
    if isinstance(made, list):
        raise BrokenData(f"{ROOM}/{name}.toml", made)
    return made


def read_style(name: str, table: TomlTable) -> Measures | list[Fault]:
    """Return the style that ``table`` describes, or all that is wrong with it.

    It need name only what differs from the program's style of that name, or else from the standard one.
    """
    base = _base(name) if name in program_names(ROOM) else program_table(ROOM, STANDARD)
    whole = over(base, table)
    found = convert(whole, _shape(ROOM, program_table(ROOM, STANDARD)))
    wrong = [*(found if isinstance(found, list) else ()), *faults_of(whole)]
    return wrong if wrong or isinstance(found, list) else _measures(name, to_builtins(found))


def _base(name: str) -> TomlTable:
    """Return the program's style ``name`` with what it does not name. Raises ``KeyError`` where there is none."""
    return over(program_table(ROOM, STANDARD), program_table(ROOM, name))


def _measures(name: str, whole: TomlTable) -> Measures:
    return Measures(name=name, **dict(_fields(whole)))


def _shape(name: str, table: TomlTable) -> type[Struct]:
    kinds = [(key, _shape(key, value) if isinstance(value, dict) else _kind(key, value)) for key, value in table.items()]
    return defstruct(name, kinds, frozen=True, forbid_unknown_fields=True)


def _kind(key: str, value: object) -> object:
    if key == "grey":
        return Annotated[float, Meta(ge=0.0, le=1.0)]
    if key.endswith(("size", "leading")):
        return Annotated[float, Meta(gt=0.0, le=_LARGEST_PT)]
    if isinstance(value, list):
        return list[str]
    if isinstance(value, int):
        return Annotated[int, Meta(ge=0, le=int(_WIDEST))]
    return Annotated[float, Meta(ge=0.0, le=_WIDEST)] if isinstance(value, float) else type(value)


def _fields(whole: TomlTable) -> Iterator[tuple[str, Any]]:
    """Yield the fields of ``Measures``: a table's name and a key's; a size and its leading are one."""
    yield "grey", whole["grey"]
    for table, values in whole.items():
        for key, value in values.items() if isinstance(values, dict) else ():
            leading = values.get(key.removesuffix("size") + "leading")
            if key.endswith("size") and leading:
                yield f"{table}_{key.removesuffix('size')}".rstrip("_"), Type(value, leading)
            elif key.endswith("_mm"):
                yield f"{table}_{key.removesuffix('_mm')}_pt", mm_to_pt(value)
            elif table == INK:
                yield f"{table}_{key}", ink_of(value, whole["grey"])
            elif isinstance(value, list):
                yield f"{table}_{key}", tuple(value)
            elif not key.endswith("leading"):
                yield f"{table}_{key}" + ("_pt" if isinstance(value, float) and table != "page" else ""), value


INK: Final = "ink"
CUTS: Final = ("regular", "bold", "italic", "bold-italic", "small")
"""Of a family; in ``small``, small letters are small capitals."""
_CHOICES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("order", "subject"): ("before", "after"),
    ("order", "contact"): ("foot", "head"),
    ("draft", "mark"): ("quiet", "bold"),
    ("heading", "faces"): CUTS,
    ("subject", "face"): CUTS,
    ("signatories_head", "face"): CUTS,
    ("letterhead", "name_face"): CUTS,
    ("letterhead", "other_face"): CUTS,
}
_COLOR: Final = late("#[0-9A-Fa-f]{6}")
_FEATURE: Final = late("[a-z0-9]{4}")
_INK_HINT: Final = 'write black, gray, or a color as "#RRGGBB"'


def faults_of(whole: TomlTable) -> Iterator[Fault]:
    """Yield what is wrong with the words of a style's file; values of other kinds were told."""
    for keys, known in _CHOICES.items():
        value = _value(whole, keys)
        said = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        for each in said:
            if isinstance(each, str) and each not in known:
                yield Fault(keys, f"`{keys[-1]}` cannot be `{each}`", f"it may be {', '.join(known)}", known)
        if isinstance(value, list) and not value:
            yield Fault(keys, f"`{keys[-1]}` is empty", f"name at least one of {', '.join(known)}")
    inks = whole.get(INK)
    for key, value in inks.items() if isinstance(inks, dict) else ():
        if isinstance(value, str):
            yield from _ink_faults(key, value)
    features = _value(whole, ("faces", "features"))
    for each in features if isinstance(features, list) else ():
        if isinstance(each, str) and not _FEATURE.fullmatch(each):
            hint = 'write tags of four letters, such as "onum"'
            yield Fault(("faces", "features"), f"`{each}` is not a feature of OpenType", hint)


def _ink_faults(key: str, value: str) -> Iterator[Fault]:
    if value in ("black", "gray"):
        return
    if not _COLOR.fullmatch(value):
        yield Fault((INK, key), f"`{value}` is not a color", _INK_HINT)
    elif (found := contrast(color_of(value))) < LEAST_CONTRAST:
        message = f"`{value}` is too light to be read on white: its contrast is {found:.1f} : 1"
        yield Fault((INK, key), message, f"choose a darker color, of at least {LEAST_CONTRAST} : 1")


def ink_of(written: str, grey: float) -> Ink:
    """Return the ink that a style names; ``grey`` is the style's own."""
    if written == "black":
        return 0.0
    return grey if written == "gray" else color_of(written)


def _value(whole: TomlTable, keys: tuple[str, str]) -> object:
    table = whole.get(keys[0])
    return table.get(keys[1]) if isinstance(table, dict) else None
