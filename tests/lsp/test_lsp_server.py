"""What an editor gets, from a server in a process of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from letterpack.starter import start_campaign
from tests import installed
from tests.lsp.speaking import editor


@pytest.fixture
def spring(tmp_path: Path) -> Path:
    installed.module("pygls")
    start_campaign(tmp_path, date(2026, 3, 2))
    return tmp_path


def at(text: str, words: str, within: int = 0) -> dict[str, int]:
    """Return the position, in UTF-16, of ``words`` in ``text``, and ``within`` characters behind their start."""
    offset = text.index(words) + within
    line = text.count("\n", 0, offset)
    before = text[text.rfind("\n", 0, offset) + 1 : offset]
    return {"line": line, "character": len(before.encode("utf-16-le")) // 2}


START = {"line": 0, "character": 0}


def test_an_editor_sees_what_is_typed_before_it_is_saved(spring: Path) -> None:
    addressees, letter, signatories = (spring / name for name in ("addressees.yaml", "letter.md", "signatories.csv"))
    saved = addressees.read_text(encoding="utf-8")
    # Letters beyond the Basic Multilingual Plane count twice in an editor, and once here.
    entry = '{fields: {k: "𐐀𐐀"}, nmae: Bo, title: Judge, address: [2 Example Square, 1234 Sampleton], country: NO}'
    typed = saved.replace("  - name: Alex", f"  - {entry}\n  - name: Alex")
    with editor() as it:
        it.open(addressees)
        it.open(letter)
        it.wait_for(addressees)
        it.type(addressees, typed)
        wrong, _ = it.wait_for(addressees, "LP151", "LP161")
        assert wrong["range"] == {"start": at(typed, "nmae"), "end": at(typed, "nmae", 4)}
        assert wrong["source"] == "letterpack" and wrong["severity"] == 1 and "did you mean `name`" in wrong["message"]

        asked = {"textDocument": {"uri": addressees.as_uri()}, "range": wrong["range"], "context": {"diagnostics": []}}
        (change,) = it.ask("textDocument/codeAction", asked)
        assert change["title"] == "Change `nmae` to `name`" and change["isPreferred"]
        assert change["edit"]["changes"] == {addressees.as_uri(): [{"range": wrong["range"], "newText": "name"}]}

        # Just after a change nobody knows yet what stands where, and an editor asks at each move of the cursor.
        it.type(addressees, "")
        assert it.ask("textDocument/codeAction", asked | {"range": {"start": START, "end": START}}) == []
        it.type(addressees, f"# nmae\n{typed}")
        assert it.ask("textDocument/codeAction", asked) == []

        it.type(addressees, saved)
        it.wait_for(addressees)
        where = {"textDocument": {"uri": addressees.as_uri()}, "position": at(saved, "1 Example Square")}
        said = it.ask("textDocument/hover", where)["contents"]["value"]
        assert "**minister-of-justice** · to · 1 page" in said
        assert "Alex Example\nMinister of Justice\nMinistry of Justice\n1 Example Square\n1234 Sampleton\nNORWAY\n" in said

        # A line separator ends no line of an editor.
        typed = letter.read_text(encoding="utf-8") + "\nOne\u2028two\n\nDear {{ addressee.nmae }}\n"
        it.type(letter, typed)
        (wrong,) = [each for each in it.wait_for(letter, "LP143", "LP201") if each["code"] == "LP201"]
        assert wrong["range"] == {"start": at(typed, "{{ addressee.nmae"), "end": at(typed, "nmae }}", 7)}
        said = it.ask("textDocument/hover", {"textDocument": {"uri": letter.as_uri()}, "position": wrong["range"]["start"]})
        assert "#### What" in said["contents"]["value"]
        text = letter.read_text(encoding="utf-8") + "\nDear 𐐀 {{ addr"
        it.type(letter, text)
        offered = it.ask(
            "textDocument/completion", {"textDocument": {"uri": letter.as_uri()}, "position": at(text, "{{ addr", 7)}
        )
        item = next(each for each in offered["items"] if each["label"] == "addressee.name")
        assert item["detail"] == "Alex Example"
        assert item["textEdit"] == {
            "range": {"start": at(text, "{{ addr"), "end": at(text, "{{ addr", 7)},
            "newText": "{{ addressee.name }}",
        }

        # What another program writes, which the editor was asked to tell, and what is wrong with a file that is not open.
        assert any("signatories" in each and "csv" in each for each in it.watched)
        signatories.write_text("nmae,organization\nAda,Union\n", encoding="utf-8")
        it.say("workspace/didChangeWatchedFiles", {"changes": [{"uri": signatories.as_uri(), "type": 2}]})
        it.wait_for(signatories, "LP132")
        it.say("textDocument/didClose", {"textDocument": {"uri": letter.as_uri()}})
        it.wait_for(letter)

        # What was found in a folder that has another name now is not true any more.
        moved = spring.rename(spring.with_name("moved"))
        it.say("textDocument/didClose", {"textDocument": {"uri": addressees.as_uri()}})
        it.wait_for(signatories)
    assert (moved / addressees.name).read_text(encoding="utf-8") == saved
    assert sorted(path.name for path in moved.iterdir()) == [
        "addressees.yaml",
        "letter.md",
        "letterpack.yaml",
        "signatories.csv",
    ]


def test_what_is_no_campaign_is_left_alone(tmp_path: Path) -> None:
    installed.module("pygls")
    other = tmp_path / "README.md"
    other.write_text("{{ addr", encoding="utf-8")
    with editor() as it:
        it.open(other)
        for method in ("completion", "hover"):
            assert (
                it.ask(
                    f"textDocument/{method}", {"textDocument": {"uri": other.as_uri()}, "position": {"line": 0, "character": 7}}
                )
                is None
            )
        assert not it.findings
