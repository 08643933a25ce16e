"""A late pattern is the pattern that it stands for."""

from __future__ import annotations

import copy
import re
from importlib import import_module
from pathlib import Path

import pytest

import letterpack
from letterpack.patterns import PLAIN, late, late_strange


def test_a_late_pattern_does_what_the_pattern_does() -> None:
    pattern, real = late("(?P<word>A+)b?", re.IGNORECASE), re.compile("(?P<word>A+)b?", re.IGNORECASE)
    text = "xaab AB"
    assert pattern.findall(text) == real.findall(text)
    assert pattern.sub("-", text) == real.sub("-", text)
    assert [found["word"] for found in pattern.finditer(text)] == ["aa", "A"]
    assert (pattern.pattern, pattern.groups, pattern.flags) == (real.pattern, real.groups, real.flags)
    assert copy.copy(pattern).search(text).span() == real.search(text).span()
    assert late(b"a").search(b"ba").start() == 1


def test_a_late_pattern_is_compiled_once_and_when_it_is_asked(monkeypatch) -> None:
    compile, compiled = re.compile, []

    def counted(pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
        compiled.append(pattern)
        return compile(pattern, flags)

    monkeypatch.setattr("letterpack.prepared._in_use", [])
    monkeypatch.setattr(re, "compile", counted)
    pattern = late("a")
    assert pattern.pattern == "a"
    assert compiled == []
    assert [bool(pattern.search(text)) for text in ("a", "b", "a")] == [True, False, True]
    assert compiled == ["a"]


@pytest.mark.parametrize("text", ["", "plain – “ä”", "a\u3042\u3044b", "\u3042"])
def test_a_strange_pattern_does_what_the_pattern_does(text: str) -> None:
    real = re.compile("[\u3040-\u30ff]")
    for ask in ("search", "match", "fullmatch"):
        found = getattr(late_strange(real.pattern), ask)(text)
        assert (found and found.span()) == ((wanted := getattr(real, ask)(text)) and wanted.span())
    assert late_strange(real.pattern).findall(text) == real.findall(text)
    assert [each[0] for each in late_strange(real.pattern).finditer(text)] == real.findall(text)
    assert late_strange(real.pattern).sub("-", text) == real.sub("-", text)
    assert late_strange(real.pattern).split(text) == real.split(text)
    texts = [text, "\u3042", text]
    assert list(map(bool, map(late_strange(real.pattern).search, texts))) == list(map(bool, map(real.search, texts)))


def test_no_strange_pattern_finds_what_is_plain() -> None:
    """Each of them is a class of characters, or asks for one: so it is enough to look at each character among its like."""
    plain = "".join([char * 6 for char in sorted(PLAIN)])
    folder = Path(letterpack.__file__).parent
    asked = []
    for path in folder.rglob("*.py"):
        names = re.findall(r"^(\w+): Final = late_strange\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        module = ".".join(path.relative_to(folder.parent).with_suffix("").parts).removesuffix(".__init__")
        asked += [getattr(import_module(module), name) for name in names]
    assert len(asked) >= 15
    assert not [each.pattern for each in asked if re.search(each.pattern, plain)]
