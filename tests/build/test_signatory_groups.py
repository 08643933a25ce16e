"""The list of signatories with headings, and in small type: whole, in order, and true to its sources."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import letterpack
from letterpack.languages.collation import ranks
from letterpack.starter import start_campaign

GROUPS = ("International", "National", "Individuals")


def made(folder: Path, count: int, settings: str) -> Path:
    start_campaign(folder, date(2026, 3, 2))
    rows = [(f"Person {index}", "", f"Article {index} League", ("", *GROUPS)[index % 4], "yes") for index in range(count)]
    with (folder / "signatories.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "title", "organization", "group", "consent"), *rows])
    (folder / "letterpack.yaml").write_text(f"signatories: {{{settings}}}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("compact", ["false", "true"])
@pytest.mark.parametrize("count", [1, 3, 40, 400])
def test_every_signatory_stands_under_the_heading_of_its_group(tmp_path: Path, count: int, compact: str) -> None:
    folder = made(tmp_path / "spring", count, f"order: organization, groups: [{', '.join(GROUPS)}], compact: {compact}")
    assert letterpack.build(folder).ok
    checked = letterpack.check(folder)
    assert checked.ok, checked.findings
    assert not [found for found in checked.findings if found.code == "LP306"]
    text = _text(folder / "build/packets/minister-of-justice.pdf")
    places = [text.find(f"\n{name}\n") for name in GROUPS[: count - 1]]
    assert places == sorted(places)
    assert -1 not in places


def _text(path: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "\n".join(pages).replace("\r\n", "\n")


def test_numbers_in_names_sort_by_what_they_count() -> None:
    names = ["Article 19", "Article 2", "Article 100", "Article", "Article 2 b", "Artikel 1", "٣ نجوم", "١٢ نجوم"]
    place = ranks(names, "en")
    assert sorted(names[:6], key=place.__getitem__) == [
        "Article",
        "Article 2",
        "Article 2 b",
        "Article 19",
        "Article 100",
        "Artikel 1",
    ]
    assert place["٣ نجوم"] < place["١٢ نجوم"]


def test_a_compact_list_needs_fewer_pages(tmp_path: Path) -> None:
    pages = {}
    for compact in ("false", "true"):
        folder = made(tmp_path / compact, 300, f"compact: {compact}")
        pages[compact] = next(iter(letterpack.build(folder).packets())).pages
    assert pages["true"] < pages["false"]
