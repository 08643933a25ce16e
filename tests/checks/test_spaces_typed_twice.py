"""Two spaces between words, as people type them, in every value that is printed: one is, and the batch is right."""

from __future__ import annotations

from pathlib import Path

from letterpack.disk import Disk
from letterpack.pipeline.build import BuildRequest, build
from letterpack.pipeline.inspect import CheckRequest, check
from tests.build.making import HEAD, campaign, pages_of, person


def twice(word: str) -> str:
    return f"{word}  beside"


def test_two_spaces_between_words_are_printed_as_one(tmp_path: Path) -> None:
    sender = {
        "names": {"en": twice("Union")},
        "address": [twice("Road"), "1000 Town"],
        "contact": [twice("Mornings")],
        "return_address": twice("Way"),
        "country": "NO",
    }
    settings = {
        "name": twice("Spring"),
        "sender": sender,
        "signature": {"name": twice("Edda"), "title": twice("Chair"), "image": "a  mark.svg"},
        "labels": {"en": {"cc": f"{twice('With')}:"}},
    }
    mark = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3h-9z"/></svg>'
    said = {
        "name": twice("Ann"),
        "title": twice("Minister"),
        "organization": twice("Ministry"),
        "salutation": f"Dear  {twice('Ann')},",
    }
    people = [person("A", **said, address=[twice("Street"), "1000 Town"])]
    files = campaign(people, f"{HEAD}Text.\n", [twice("League"), "Guild"], settings, {"a  mark.svg": mark})
    for path, data in files.items():
        (tmp_path / path).write_bytes(data)
    made = build(Disk(tmp_path), BuildRequest(tmp_path))
    assert made.ok, [each.message for each in made.findings]
    assert not [each for each in check(Disk(tmp_path), CheckRequest(tmp_path)).findings if each.severity == "error"]
    text = " ".join(pages_of((tmp_path / "build/packets/a.pdf").read_bytes()))
    words = ["Union", "Road", "Mornings", "Edda", "Chair", "Ann", "Minister", "Ministry", "Street", "League"]
    assert not [word for word in words if f"{word} beside" not in text] and "  beside" not in text
