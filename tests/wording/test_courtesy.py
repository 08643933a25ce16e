"""Titles of courtesy in addresses, and whom they speak of."""

from __future__ import annotations

import pytest

from letterpack.countries.naming import courtesy_gender, is_courtesy_alone, with_courtesy


@pytest.mark.parametrize(
    ("title", "country", "names", "lines"),
    [
        ("Ms", "GB", {"name": "Ann Roe", "title": "Minister"}, ["Ms Ann Roe", "Minister"]),
        ("Herr", "DE", {"name": "Jan Muster"}, ["Herrn Jan Muster"]),
        ("Herr", "CH", {"name": "Jan Muster"}, ["Herr Jan Muster"]),
        ("Frau", "DE", {"title": "Ministerin"}, ["Frau", "Ministerin"]),
        ("Hanım", "TR", {"name": "Ayşe"}, ["Ayşe\u00a0Hanım"]),
        ("先生", "CN", {"name": "王伟"}, ["王伟先生"]),
        ("Datuk Seri", "MY", {"name": "Ann Roe"}, ["Datuk Seri Ann Roe"]),
        ("", "GB", {"name": "Ann Roe"}, ["Ann Roe"]),
    ],
)
def test_a_title_stands_where_its_language_has_it(title: str, country: str, names: dict[str, str], lines: list[str]) -> None:
    assert list(with_courtesy(names, title, country).values()) == lines


@pytest.mark.parametrize(
    ("title", "gender"),
    [("Mr.", "man"), ("Frau Dr.", "woman"), ("Sra", "woman"), ("Sr(a).", ""), ("Mr/Ms", ""), ("Г-жа", "woman"), ("Dr", "")],
)
def test_a_title_speaks_of_a_man_or_a_woman(title: str, gender: str) -> None:
    assert courtesy_gender(title) == gender
    assert is_courtesy_alone(title)


@pytest.mark.parametrize(
    "line",
    [
        "Madame,",
        "Madame, Monsieur,",
        "Sir or Madam:",
        "Excmo. Sr.:",
        "Szanowna Pani,",
        "Your Excellency",
        "Minister",
        "Dear Mr Roe",
    ],
)
def test_what_a_letter_may_open_with_is_no_title_alone(line: str) -> None:
    assert not is_courtesy_alone(line)
