"""Styles: the measures of a letter's type as data, a TOML file each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from letterpack.units import mm_to_pt

_FOLDER: Final = Path(__file__).parent
STANDARD: Final = "standard"
_ALONG_THE_GRID: Final = ("_space_pt", "_above_pt", "_below_pt", "_tight_pt", "_row_pt", "signatory_gap_pt", "_room_pt")


@dataclass(frozen=True, slots=True)
class Type:
    """A size and its leading, in points."""

    size_pt: float
    leading_pt: float


@dataclass(frozen=True, slots=True)
class Measures:
    """All measures of one style, in points; ``grey`` is a DeviceGray level, 0 black."""

    name: str
    grey: float
    body: Type
    body_space_pt: float
    heading: Type
    heading_above_pt: float
    heading_below_pt: float
    quote: Type
    quote_space_pt: float
    quote_inset_pt: float
    list_label_pt: float
    list_space_pt: float
    list_tight_pt: float
    code: Type
    subject: Type
    subject_below_pt: float
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
    letterhead_other: Type
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
    signatory_runover_pt: float
    column_min_pt: float
    column_gap_pt: float
    signatories_head_size_pt: float
    signatories_head_above_pt: float
    signatories_head_below_pt: float
    furniture_size_pt: float
    furniture_rule_pt: float

    def led(self, factor: float) -> Measures:
        """Return the same measures with lines, and the spaces that keep them on the grid, ``factor`` times as far apart."""
        if factor == 1.0:
            return self
        made: dict[str, Any] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, Type):
                made[field.name] = Type(value.size_pt, value.leading_pt * factor)
            elif field.name.endswith(_ALONG_THE_GRID):
                made[field.name] = value * factor
        return replace(self, **made)


def style_names() -> tuple[str, ...]:
    """Return the names of all styles, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load_style(name: str) -> Measures:
    """Return the style called ``name`` (one of ``style_names()``)."""
    data = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))

    def face(table: str, prefix: str = "") -> Type:
        return Type(data[table][f"{prefix}size"], data[table][f"{prefix}leading"])

    closing, rows, head = data["closing"], data["signatories"], data["letterhead"]
    return Measures(
        name=name,
        grey=data["grey"],
        body=face("body"),
        body_space_pt=data["body"]["space"],
        heading=face("heading"),
        heading_above_pt=data["heading"]["above"],
        heading_below_pt=data["heading"]["below"],
        quote=face("quote"),
        quote_space_pt=data["quote"]["space"],
        quote_inset_pt=mm_to_pt(data["quote"]["inset_mm"]),
        list_label_pt=mm_to_pt(data["list"]["label_mm"]),
        list_space_pt=data["list"]["space"],
        list_tight_pt=data["list"]["tight"],
        code=face("code"),
        subject=face("subject"),
        subject_below_pt=data["subject"]["below"],
        table=face("table"),
        table_row_pt=data["table"]["row"],
        table_gutter_pt=mm_to_pt(data["table"]["gutter_mm"]),
        table_rule_pt=data["table"]["rule"],
        footnote=face("footnote"),
        footnote_label_pt=mm_to_pt(data["footnote"]["label_mm"]),
        footnote_space_pt=data["footnote"]["space"],
        footnote_above_pt=data["footnote"]["above"],
        footnote_rule_pt=mm_to_pt(data["footnote"]["rule_mm"]),
        caption_above_pt=data["caption"]["above"],
        page_few_lines=data["page"]["few_lines"],
        page_least_space=data["page"]["least_space"],
        note=face("note"),
        note_label_pt=mm_to_pt(data["note"]["label_mm"]),
        note_space_pt=data["note"]["space"],
        letterhead_name=face("letterhead", "name_"),
        letterhead_other=face("letterhead", "other_"),
        letterhead_contact=face("letterhead", "contact_"),
        letterhead_rule_pt=head["rule"],
        letterhead_rule_gap_pt=head["rule_gap"],
        address_size_pt=data["address"]["size"],
        return_size_pt=data["address"]["return_size"],
        closing_above_pt=closing["above"],
        sign_room_pt=closing["sign_room"],
        sign_image_pt=closing["image_height"],
        signatory=face("signatories"),
        signatory_detail=face("signatories", "detail_"),
        signatory_gap_pt=rows["row_gap"],
        signatory_runover_pt=mm_to_pt(rows["runover_mm"]),
        column_min_pt=mm_to_pt(rows["column_min_mm"]),
        column_gap_pt=mm_to_pt(rows["gap_mm"]),
        signatories_head_size_pt=rows["head_size"],
        signatories_head_above_pt=rows["head_above"],
        signatories_head_below_pt=rows["head_below"],
        furniture_size_pt=data["furniture"]["size"],
        furniture_rule_pt=data["furniture"]["rule"],
    )
