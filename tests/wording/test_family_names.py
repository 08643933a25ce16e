"""The family name goes first where people are sorted by it, as far as a whole name tells which it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterpack.model.campaign import Signatory, SignatoryList
from letterpack.spans import Span
from letterpack.wording.family_names import sort_name
from letterpack.wording.signatories import in_order, kind_of


@pytest.mark.parametrize(
    ("name", "language", "sorted_as"),
    [
        ("Ana Núñez", "en", "Núñez Ana"),
        ("Núñez, Ana", "en", "Núñez, Ana"),
        ("Ana NÚÑEZ PÉREZ", "es", "NÚÑEZ PÉREZ Ana"),
        ("IVANOV Ivan", "en", "IVANOV Ivan"),
        ("Martin Luther King Jr.", "en", "King Martin Luther Jr."),
        ("John Smith, PhD", "en", "Smith John, PhD"),
        ("John Smith MP", "en", "Smith John MP"),
        ("Ludwig van Beethoven", "de", "Beethoven Ludwig van"),
        ("Nagy Anna", "hu", "Nagy Anna"),
        ("山田太郎", "en", "山田太郎"),
        ("J. R. R. Tolkien", "en", "Tolkien J. R. R."),
        ("JOHN SMITH", "en", "SMITH JOHN"),
        ("Jón Jónsson", "is", "Jón Jónsson"),
        ("Анна Иванова", "ru", "Иванова Анна"),
        ("Wei LI", "en", "LI Wei"),
        ("Madonna", "en", "Madonna"),
        ("", "en", ""),
    ],
)
def test_the_name_that_a_reader_looks_for(name: str, language: str, sorted_as: str) -> None:
    assert sort_name(name, language) == sorted_as


@given(st.text(alphabet="Ab ,.É山IVJr", max_size=30), st.sampled_from(["en", "hu", "ja", "is", "ru"]))
def test_no_letter_of_a_name_is_lost(name: str, language: str) -> None:
    assert sorted(sort_name(name, language).replace(" ", "")) == sorted(name.replace(" ", ""))


class Nowhere:
    """Says that a row stands in no file."""

    def span(self, *_path: str | int) -> Span:
        return Span("signatories.csv")


def one(name: str, organization: str = "") -> Signatory:
    return Signatory(name, "Head" if name else "", organization, "", "", "", "", "", "", "", Nowhere())


PEOPLE = (one("Zoe Abel", "Union"), one("Ana Zorn", "League"), one("Bo Miller"), one("", "Club"))


def test_people_by_their_family_names() -> None:
    found = in_order(PEOPLE, SignatoryList("family-name"), "en")
    assert [each.name or each.organization for each in found] == ["Zoe Abel", "Club", "Bo Miller", "Ana Zorn"]


def test_what_is_not_shown_leaves_nobody_out() -> None:
    organizations = in_order(PEOPLE, SignatoryList(show="organizations"), "en")
    assert [(each.organization, each.name, each.title) for each in organizations] == [
        ("Union", "", ""),
        ("League", "", ""),
        ("", "Bo Miller", "Head"),
        ("Club", "", ""),
    ]
    people = in_order(PEOPLE, SignatoryList(show="people"), "en")
    assert [(each.name, each.organization) for each in people] == [
        ("Zoe Abel", ""),
        ("Ana Zorn", ""),
        ("Bo Miller", ""),
        ("", "Club"),
    ]
    assert kind_of(PEOPLE[:3], SignatoryList(show="people")) == "people"
    assert kind_of(PEOPLE, SignatoryList(show="people")) == "signatories"
