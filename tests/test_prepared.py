"""What is kept from one command to the next: the same values as without it, and nothing that others can put in their place."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from letterpack.disk.prepared import at_hand
from letterpack.files import own_note
from letterpack.patterns import compiled, late
from letterpack.prepared import Prepared, in_use, made, use

PATTERNS = (
    (r"(?P<first>[a-zÄ-Ü]+)(?:\d|\W)(?P<second>.)?|(\s)", 0),
    (r"(?<!\w)(?:kilometers?|км|公里)(?!\w)(?=.*+x)", re.IGNORECASE),
    ("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]{2,}?", re.MULTILINE | re.DOTALL),
    (r"(a)?(?(1)b|c)(?>x+)(?i:ß|İ)\b\Z", 0),
    (r" a  # a comment", re.VERBOSE | re.ASCII),
    ("[^\ud800-\udfff]", 0),
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with nothing in it, and a process that has prepared nothing."""
    monkeypatch.setattr("letterpack.prepared._in_use", [])
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(("pattern", "flags"), PATTERNS)
def test_a_pattern_that_was_kept_is_the_pattern(pattern: str, flags: int) -> None:
    wanted = re.compile(pattern, flags)
    use(first := Prepared({}))
    compiled_first = compiled(pattern, flags)
    assert first.is_new
    use(second := Prepared(first.to_keep()))
    kept = late(pattern, re.RegexFlag(flags))
    text = "Ärger 7\u3041\u3042 KM xx abxß a \t公里"
    assert compiled_first == wanted == compiled(pattern, flags)
    assert (kept.flags, kept.groups, kept.groupindex) == (wanted.flags, wanted.groups, wanted.groupindex)
    assert [each.groupdict() for each in kept.finditer(text)] == [each.groupdict() for each in wanted.finditer(text)]
    assert not second.is_new


def test_one_that_cannot_be_compiled_says_so_as_ever() -> None:
    use(Prepared({}))
    with pytest.raises(re.error, match="unterminated"):
        compiled("(a")


def test_too_much_is_what_nobody_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("letterpack.prepared._MOST_BYTES", 100)
    prepared = Prepared({bytes([each]): bytes(40) for each in range(3)})
    prepared.get(b"\x01")
    prepared.add(b"new", b"value")
    assert set(prepared.to_keep()) == {b"\x01", b"new"}


def kept(cache: Path) -> list[Path]:
    return [path for path in cache.rglob("*") if path.is_file()]


def command(pattern: str) -> bool:
    """Run as a command would that needs ``pattern``; return whether it was kept for it."""
    with at_hand():
        assert compiled(pattern) == re.compile(pattern)
        prepared = in_use()
        return prepared is not None and not prepared.is_new


def test_the_next_command_has_what_this_one_made(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def again() -> bool:
        monkeypatch.setattr("letterpack.prepared._in_use", [])
        return command("a+b")

    assert [again(), again()] == [False, True]
    (note,) = kept(cache)
    whole = note.read_bytes()
    for broken in (whole[:-1], whole[:40] + b"\0" + whole[41:], b""):
        note.write_bytes(broken)
        assert [again(), again()] == [False, True], "it is made again"
    if sys.platform != "win32":
        assert (note.stat().st_mode & 0o777, note.parent.stat().st_mode & 0o777) == (0o600, 0o700)
        note.chmod(0o620)
        assert own_note(note, 1_000_000) == b"", "somebody else may have written it"
        monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
        assert [again(), again()] == [False, False], "it cannot be kept, and does no harm"


def test_a_value_that_was_kept_is_the_value() -> None:
    value: dict[str, object] = {"a": [1, 1.5, True], "é": {"b": ""}}
    use(first := Prepared({}))
    assert made("kind", "1", dict[str, object], lambda: value) == value
    use(second := Prepared(first.to_keep()))
    assert repr(made("kind", "1", dict[str, object], dict)) == repr(value)
    assert made("kind", "2", dict[str, object], dict) == made("other", "1", dict[str, object], dict) == {}
    before = len(second.to_keep())
    assert made("day", "", dict[str, object], lambda: {"a": date(2026, 1, 2)}) == {"a": date(2026, 1, 2)}
    assert len(second.to_keep()) == before, "it would come back as a text"
