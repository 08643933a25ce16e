"""A late pattern is the pattern that it stands for."""

from __future__ import annotations

import copy
import re

from letterpack.patterns import late


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

    monkeypatch.setattr(re, "compile", counted)
    pattern = late("a")
    assert pattern.pattern == "a"
    assert compiled == []
    assert [bool(pattern.search(text)) for text in ("a", "b", "a")] == [True, False, True]
    assert compiled == ["a"]
