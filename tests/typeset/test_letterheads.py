"""The sender's head: a logo of any proportion stands on its own, whatever the form, the style and the names beside it."""

from __future__ import annotations

import pytest

from letterpack.diagnostics import Report
from letterpack.forms import form_names, load_form
from letterpack.model.campaign import Sender
from letterpack.model.pdf import Fragment, Graphic
from letterpack.model.spoken import Spoken
from letterpack.spans import Span
from letterpack.styles import load_style, style_names
from letterpack.typeset.letterhead import letterhead_frame
from letterpack.values import replace
from tests.typeset.setting import context

HAIR = 0.01
NAMES = (
    ("Union of Free Writers",),
    ("The International Foundation for the Freedom of Speech and of the Press", "Международный фонд защиты свободы слова"),
)


@pytest.mark.parametrize("style", style_names())
@pytest.mark.parametrize("tag", ["en", "ar"])
def test_a_logo_meets_neither_the_rule_nor_a_name(style: str, tag: str) -> None:
    span, sender = Span("letterpack.yaml"), Sender(logo="logo.svg")
    rooms = {(form.letterhead.width_pt, form.letterhead.height_pt): form for form in map(load_form, form_names())}
    stood = 0
    for proportion in (1 / 20, 1 / 3, 1.0, 4.0, 20.0):
        logo = Graphic(100.0 * proportion, 100.0, Fragment(()), 0)
        setting = replace(context(tag), measures=load_style(style), graphic=lambda *_, logo=logo: logo)
        for form in rooms.values():
            room = form.letterhead
            for names in NAMES:
                frame = letterhead_frame(tuple([Spoken(name) for name in names]), sender, form, span, setting)
                assert frame is not None
                strips = frame.block.strips
                [drawn] = [drawing for strip in strips for drawing in strip.drawings]
                rule_pt = sum([strip.height_pt for strip in strips[:-1]])
                where = (form.name, proportion, names)
                if setting.report.has_errors:  # Names that are higher than the room stop the build (LP214).
                    setting = replace(setting, report=Report())
                    continue
                assert drawn.width_pt / drawn.height_pt == pytest.approx(proportion), where
                assert drawn.y_pt + drawn.height_pt <= rule_pt + HAIR, where
                assert frame.y_pt + drawn.y_pt >= room.y_pt - HAIR, where
                assert -HAIR <= drawn.x_pt <= room.width_pt - drawn.width_pt + HAIR, where
                for mark in [mark for strip in strips for mark in strip.marks]:
                    assert (mark.x_pt > drawn.x_pt + drawn.width_pt) == (tag == "ar"), where
                stood += 1
    assert stood > 5 * len(rooms)


def test_a_logo_gives_way_where_names_would_have_no_room() -> None:
    """The room of DIN A is low: beside a logo as large as it may be, a long name takes a line more than there is."""
    form, span = load_form("din5008a"), Span("letterpack.yaml")
    logo = Graphic(200.0, 100.0, Fragment(()), 0)
    names = tuple([Spoken(name) for name in ("The International Foundation for Freedom of Speech Protection", *NAMES[1][1:])])
    heights = {}
    for count in (1, 2):
        setting = replace(context(), graphic=lambda *_: logo)
        frame = letterhead_frame(names[:count], Sender(logo="logo.svg"), form, span, setting)
        assert frame is not None
        assert not setting.report.has_errors
        [heights[count]] = [drawing.height_pt for strip in frame.block.strips for drawing in strip.drawings]
    assert heights[2] < heights[1]
