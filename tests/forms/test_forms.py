"""Forms: the numbers hold together, and what does not fit is said in millimetres or lines."""

import tomllib
from importlib.resources import files

import pytest

from letterpack import forms
from letterpack.diagnostics import Report
from letterpack.forms import form_names, load_form, read_form
from letterpack.forms.fit import address_top, check_sheets
from letterpack.model.form import Rect
from letterpack.spans import Span
from letterpack.units import mm_to_pt, pt_to_mm

HERE = Span("addressees.yaml", 3, 5)
every_form = pytest.mark.parametrize("form", [load_form(name) for name in form_names()], ids=lambda form: form.name)


def in_mm(rect):
    return tuple(round(pt_to_mm(value), 2) for value in (rect.x_pt, rect.y_pt, rect.right_pt, rect.bottom_pt))


def raw(name):
    return tomllib.loads(files(forms).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def test_the_forms_of_the_contract_are_there():
    assert {"plain-a4", "plain-letter", "din5008a", "din5008b", "us10"} <= set(form_names())
    with pytest.raises(KeyError):
        load_form("din5008z")


@every_form
def test_everything_lies_on_the_paper_and_nothing_overlaps(form):
    paper = Rect(0, 0, form.paper_width_pt, form.paper_height_pt)
    for rect in (form.first, form.following, form.letterhead, form.information, form.address.recipient, form.address.return_line):
        assert paper.holds(rect)
    assert form.letterhead.bottom_pt < form.information.y_pt < form.information.bottom_pt < form.first.y_pt
    assert form.address.recipient.bottom_pt <= form.first.y_pt
    assert form.first.bottom_pt < form.foot_y_pt < form.paper_height_pt - mm_to_pt(5)
    assert form.head_y_pt < form.following.y_pt
    assert form.first.x_pt == form.following.x_pt and form.first.width_pt <= mm_to_pt(165.1)
    assert pt_to_mm(form.first.width_pt) == pytest.approx(148)


@every_form
def test_only_the_address_can_show_in_a_window(form):
    for window in [window.sweep for _, window in form.windows]:
        for printed in (form.first, form.information, form.letterhead):
            apart = (
                printed.x_pt >= window.right_pt - 0.01
                or printed.right_pt <= window.x_pt + 0.01
                or printed.y_pt >= window.bottom_pt - 0.01
                or printed.bottom_pt <= window.y_pt + 0.01
            )
            assert apart, (form.name, in_mm(window), in_mm(printed))


@every_form
def test_the_recipient_lies_in_the_safe_area(form):
    safe, recipient = form.address.safe, form.address.recipient
    assert safe.y_pt <= recipient.y_pt + 0.01 and recipient.bottom_pt <= safe.bottom_pt + 0.01
    assert safe.x_pt - 0.01 <= form.address.text_x_pt < safe.right_pt


def test_safe_area_of_form_b_by_hand():
    assert in_mm(load_form("din5008b").address.safe) == (20.0, 50.0, 100.0, 90.0)
    assert in_mm(load_form("din5008b").address.windows[0].sweep) == (10.0, 45.0, 110.0, 95.0)


def test_usps_white_is_kept_on_all_sides_of_us10():
    form = load_form("us10")
    assert in_mm(form.address.safe) == (19.1, 57.2, 88.9, 73.0)
    assert form.address.max_lines == 4


@pytest.mark.parametrize("name", form_names())
def test_every_number_has_a_source(name):
    for table, content in raw(name).items():
        tables = content.values() if table == "keep_out" else [content]
        assert table in ("title", "posts") or all(each["source"] for each in tables)
    numbers_alone = [
        line
        for line in files(forms).joinpath(f"{name}.toml").read_text().splitlines()
        if "=" in line and not line.startswith(("title", "source", "name", "fits", "#")) and "#" not in line
    ]
    assert not [line for line in numbers_alone if not line.startswith("area")]


def test_a_keep_out_of_the_file_is_added():
    code = {"source": "test", "x": 0, "y": 270, "width": 15, "height": 15}
    form = read_form("x", raw("plain-a4") | {"keep_out": {"code": code}})
    assert [in_mm(rect) for _, rect in form.keep_outs] == [(0.0, 270.0, 15.0, 285.0)]


def test_a_block_begins_in_its_zone_and_rises_when_it_is_long():
    form, report = load_form("din5008b"), Report()
    assert address_top(form, [("Minister", 100.0)] * 6, lambda _: HERE, report) == pytest.approx(mm_to_pt(62.7))
    assert address_top(form, [("Minister", 100.0)] * 8, lambda _: HERE, report) == pytest.approx(mm_to_pt(90 - 8 * 4.55))
    assert not len(report)


def test_what_does_not_fit_is_said_in_lines_and_millimetres():
    form, report = load_form("din5008b"), Report()
    assert address_top(form, [("Ministry", mm_to_pt(80.0))] * 10, lambda _: HERE, report, "minister") is None
    lines, width = sorted(report, key=lambda found: found.code)
    assert (lines.code, lines.hint) == ("LP230", "join or drop 2 lines, or choose another form")
    assert (width.code, width.hint, width.packet) == ("LP231", "break it in two or shorten it by 5.0 mm", "minister")


def test_too_many_sheets_warn():
    report = Report()
    check_sheets(load_form("us10"), 6, HERE, report, "minister")
    assert not len(report)
    check_sheets(load_form("us10"), 7, HERE, report, "minister")
    assert [(found.code, found.severity) for found in report] == [("LP232", "warning")]
