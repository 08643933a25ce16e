"""Lines: what fits is set at once, what does not is broken, and both say the same."""

from __future__ import annotations

import re

import pytest

from letterpack.model.letter import Run, Style
from letterpack.text.breaks import PENALTY, LineItem
from letterpack.typeset import items
from letterpack.typeset.lines import set_line, set_text
from letterpack.typeset.pieces import HYPHENATED, JUSTIFIED, PHRASED, RAGGED, TextFace
from tests.typeset.setting import setter

FACE = TextFace(11.0)
LONG = "We write to you about the journalists who have been in prison for years without a fair trial and must be released"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("12 Тверская ул.", [("und-Cyrl", "12 Тверская ул.")]),
        ("12, 3 High Street 7", [("", "12, 3 High Street 7")]),
        ("7 High Street Тверь 9", [("", "7 High Street "), ("und-Cyrl", "Тверь 9")]),
    ],
)
def test_a_number_is_heard_in_the_language_of_its_line(text, heard) -> None:
    line = set_line(text, "regular", FACE, setter())
    assert [(piece.language, piece.text) for piece in line.pieces] == heard


def test_a_line_that_fits_is_one_piece_as_wide_as_its_words() -> None:
    made = setter()
    line = set_line("Dear Minister,", "regular", FACE, made)
    words = sum(made.word(word, "regular", 11.0).width_pt for word in ("Dear", "Minister,"))
    assert line.width_pt == pytest.approx(words + made.space("regular", 11.0))
    assert len(line.pieces) == 1


def test_short_text_need_not_be_broken() -> None:
    made = setter()
    text = set_text((Run("Dear Minister,"),), 300.0, FACE, made, RAGGED)
    assert text.lines == (set_line("Dear Minister,", "regular", FACE, made),)


@pytest.mark.parametrize("measure", [90.0, 150.0, 240.0, 442.0])
@pytest.mark.parametrize("justified", [True, False])
def test_no_line_is_wider_than_its_measure(measure: float, justified: bool) -> None:
    text = set_text((Run(LONG),), measure, FACE, setter(), JUSTIFIED if justified else HYPHENATED)
    for line in text.lines:
        assert not line.overfull
        assert line.width_pt <= measure + 0.1
    if justified:
        assert all(line.width_pt == pytest.approx(measure, abs=0.3) for line in text.lines[:-1])


@pytest.mark.parametrize("sign", ["№", "§", "(§§"])
@pytest.mark.parametrize("measure", range(60, 130, 5))
def test_no_line_ends_in_a_sign_that_a_number_follows(sign: str, measure: int) -> None:
    made = setter()
    sign_code = made.word(sign, "regular", 11.0).inner
    for line in set_text((Run(f"as was said in {sign} 45 of the law and in {sign} 46 too"),), float(measure), FACE, made).lines:
        assert not re.search(rf"{sign_code}({made.space_code('regular')})?>\]TJ", line.pieces[-1].operators)


TIED = "it was said of J. Doe in Art. 14 and of A. Roe in para. 7 that in 2026 г. no less than 40 % were let go by M. Poe "


def test_lines_seldom_end_between_an_initial_and_its_name_or_a_number_and_its_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tie yields where it would cost wide spaces, so not every line is spared."""
    made = setter()
    ends = [made.word(word, "regular", 11.0).inner for word in ("J.", "Art.", "A.", "para.", "2026", "40", "M.")]
    between = re.compile(rf"[>0]?(?:{'|'.join(ends)})(?:{made.space_code('regular')})?>\]TJ")

    def torn() -> int:
        texts = [set_text((Run(TIED * 2),), float(measure), FACE, made) for measure in range(250, 450, 4)]
        return sum(bool(between.search(line.pieces[-1].operators)) for text in texts for line in text.lines[:-1])

    tied = torn()
    monkeypatch.setattr(items, "_TIED", LineItem(PENALTY))
    assert tied < torn() / 3


@pytest.mark.parametrize("measure", range(200, 442, 11))
def test_a_title_does_not_end_in_a_word_alone(measure: int) -> None:
    lines = set_text((Run(LONG),), float(measure), TextFace(12.0, cut="bold"), setter(), RAGGED).lines
    assert lines[-1].width_pt >= 0.2 * measure


ADDRESS = "https://www.example.org/gef/ajpeddmbcojm/hflchjjfkmp/ocipedpm/aicjcbobi/pppbb/mmcl/ibidbjehi/kglnamgcb/noejpbefpnkjji"


@pytest.mark.parametrize("measure", range(380, 480, 6))
@pytest.mark.parametrize("text", [f"others {ADDRESS} and so on", f"{ADDRESS} made which all others had been heard at"])
def test_spaces_beside_a_long_address_are_as_even_as_any(text: str, measure: int) -> None:
    """The letters of a line give with its spaces, wherever in the line they stand."""
    made = setter()
    code, space_mem = made.space_code("regular"), made.space("regular", 11.0) * 1000 / 11.0
    for line in set_text((Run(text),), float(measure), FACE, made).lines[:-1]:
        narrower = [float(by) for piece in line.pieces for by in re.findall(rf"{code}>(-?[\d.]+)<", piece.operators)]
        assert line.width_pt <= measure + 0.1
        assert all(by <= space_mem * 0.265 for by in narrower)


@pytest.mark.parametrize("before", ["a", "is at"])
def test_a_line_that_only_holes_would_fill_is_left_short(before: str) -> None:
    made = setter()
    first, *_ = set_text((Run(f"{before} https://www.example.org/{'abcd' * 5}/{'efgh' * 5}"),), 210.0, FACE, made).lines
    words = [*before.split(), "https://www.example.org/"]
    natural = sum(made.word(word, "regular", 11.0).width_pt for word in words) + before.count(" ") * made.space("regular", 11.0)
    assert first.width_pt == pytest.approx(natural + made.space("regular", 11.0), abs=1.0)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ru"])
def test_a_passage_is_divided_by_the_rules_of_its_language(language: str) -> None:
    word = {"ru": "самоопределение народов"}.get(language, "reconnaissance")
    passage = set_text((Run(f"{word} " * 40, language=language),), 100.0, TextFace(11.0), setter("it"))
    alone = set_text((Run(f"{word} " * 40),), 100.0, TextFace(11.0), setter(language))
    assert [[piece.text for piece in line.pieces] for line in passage.lines] == [
        [piece.text for piece in line.pieces] for line in alone.lines
    ]
    assert any(line.hyphenated for line in passage.lines)


def test_what_stands_behind_a_passage_is_in_the_language_of_the_text() -> None:
    runs = (Run("Le "), Run("mot", language="fr"), Run(", 1999 "), Run("№ 5", language="ru"), Run(" end"))
    line = set_text(runs, 300.0, TextFace(11.0), setter()).lines[0]
    assert [(piece.text, piece.language) for piece in line.pieces] == [
        ("Le ", ""), ("mot", "fr"), (", 1999 ", ""), ("№ 5", "ru"), (" end", "")
    ]  # fmt: skip


def test_a_hard_break_ends_a_line() -> None:
    assert len(set_text((Run("One\nTwo\nThree"),), 442.0, FACE, setter()).lines) == 3


def test_a_hard_break_is_a_space_to_who_follows_the_tags() -> None:
    made = setter()
    first, blank, last = set_text((Run("One\n\nTwo"),), 442.0, FACE, made).lines
    one, two = made.word("One", "regular", 11.0), made.word("Two", "regular", 11.0)
    space = made.space_code("regular")
    assert [one.inner + space in first.pieces[0].operators, blank.pieces, first.width_pt] == [True, (), one.width_pt]
    assert [two.inner + space in last.pieces[0].operators, last.width_pt] == [False, two.width_pt]


def test_lines_of_names_and_offices_end_at_commas_however_short() -> None:
    office = "High Commissioner for Human Rights, Office of the United Nations High Commissioner for Human Rights"
    made = setter()
    lines = set_text((Run(office),), 415.0, TextFace(9.5), made, PHRASED).lines
    first = set_text((Run(office.split(", ", maxsplit=1)[0] + ","),), 415.0, TextFace(9.5), made, HYPHENATED).lines[0]
    assert [len(lines), lines[0].width_pt] == [2, pytest.approx(first.width_pt, abs=2.0)]


def test_an_unbreakable_word_is_printed_whole_and_reported() -> None:
    text = set_text((Run("W" * 60),), 100.0, FACE, setter())
    assert [line.overfull for line in text.lines] == [True]
    assert text.lines[0].width_pt > 100.0


def test_links_and_styles_are_pieces_and_fonts_of_their_own() -> None:
    runs = (Run("See "), Run("this page", link="https://example.org"), Run(" now, "), Run("please", Style(bold=True)))
    line = set_text(runs, 442.0, FACE, setter()).lines[0]
    assert [piece.link for piece in line.pieces] == [None, "https://example.org", None]
    assert len(set(re.findall(r"/(\w+) 11 Tf", "".join(piece.operators for piece in line.pieces)))) == 2
    ends = [piece.x_pt + piece.width_pt for piece in line.pieces]
    assert [piece.x_pt for piece in line.pieces[1:]] == pytest.approx(ends[:-1])


def test_missing_glyphs_are_gathered_and_the_rest_is_set() -> None:
    text = set_text((Run("one ⴰ two ⴱ"),), 442.0, FACE, setter())
    assert text.missing == "ⴰⴱ"
    assert text.lines


def test_grey_ends_with_its_line() -> None:
    operators = set_line("Draft", "regular", TextFace(8.0, 0.38), setter()).pieces[0].operators
    assert operators.index("0.38 g") < operators.index("TJ") < operators.index(" 0 g")
