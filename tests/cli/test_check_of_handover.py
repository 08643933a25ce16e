"""``letterpack check --handover``: no file of a folder for a printing service is changed, gone, added or exchanged unseen."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from letterpack import LetterpackError, check
from tests.cli.test_command_handover import FINAL, FORMS, TAKING, built
from tests.trying import WIDE

CODE = "LP356"
THREE = ("pingen", "lob", "digipost")


@pytest.fixture
def handed(tmp_path: Path, letterpack: Any) -> Callable[[str], tuple[Path, Path]]:
    """The campaign that goes to a provider, and the folder that was written for it."""

    def hand(name: str) -> tuple[Path, Path]:
        source, out = built(tmp_path, *FORMS.get(name, ("e-post", "DE"))), tmp_path / f"to-{name}"
        ran = letterpack("handover", name, "--campaign", source, "--output", out)
        assert ran.code == 0, ran
        return source, out

    return hand


def faults(source: Path, out: Path, name: str) -> list[str]:
    found = check(source, select=(CODE,), provider=name, handover=out).findings
    assert all(each.code == CODE and each.severity == "error" and f"handover {name}" in str(each.hint) for each in found)
    return [each.message.removeprefix("the hand-over ") for each in found]


def files_of(out: Path) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", TAKING)
def test_what_nobody_touched_passes(name: str, handed: Any, letterpack: Any) -> None:
    source, out = handed(name)
    (out / ".DS_Store").write_bytes(b"of a system")
    before = {path: (out / path).read_bytes() for path in files_of(out)}
    ran = letterpack("check", source, "--for", name, "--handover", out)
    assert ran.code == 0 and "3 of 3 packets complete" in ran.out, ran
    assert before == {path: (out / path).read_bytes() for path in files_of(out)}


@pytest.mark.parametrize("name", THREE)
def test_each_file_that_was_edited_removed_or_exchanged_is_one_error(name: str, handed: Any, letterpack: Any) -> None:
    source, out = handed(name)
    chosen = random.Random(name)
    paths = files_of(out)
    assert len(paths) == 6
    for path in paths:
        file = out / path
        whole = file.read_bytes()
        at = chosen.randrange(len(whole))
        changed = whole[:at] + bytes([whole[at] ^ chosen.randrange(1, 256)]) + whole[at + 1 :]
        other = (out / next(each for each in paths if each != path and Path(each).suffix == file.suffix)).read_bytes()
        # Digests tell them apart, whatever was done: on a change of the project, something else is done to each file.
        ways = (changed, whole[:-1], whole + b"\n", b"", other)
        for data in ways if WIDE else ways[paths.index(path) % len(ways) :][:1]:
            file.write_bytes(data)
            assert faults(source, out, name) == [f"contains `{path}`, which is not as the build gives it"]
        file.unlink()
        assert faults(source, out, name) == [f"does not contain `{path}`"]
        file.mkdir()
        assert [each.partition(":")[0] for each in faults(source, out, name)][:1] == [f"contains `{path}`, which cannot be read"]
        file.rmdir()
        file.write_bytes(whole)
    assert faults(source, out, name) == []
    (out / paths[0]).write_bytes(b"")
    ran = letterpack("check", source, "--for", name, "--handover", out)
    assert ran.code == 1 and "3 of 3 packets without an error of their own · 1 error" in ran.out, ran


@pytest.mark.parametrize("name", THREE)
def test_what_was_added_is_an_error_wherever_it_lies(name: str, handed: Any) -> None:
    source, out = handed(name)
    for path in ("gamma.pdf", "alpha.txt", "blind-copies/delta.pdf", "blind-copies/gamma/more.json", ".hidden"):
        (out / path).write_bytes(b"of somebody")
        assert faults(source, out, name) == [f"contains `{path}`, which is none of its files"]
        (out / path).unlink()
    for path in ("more", "blind-copies/delta", "blind-copies/gamma/more"):
        (out / path).mkdir()
        (out / path / "inner.pdf").write_bytes(b"of somebody")
        assert faults(source, out, name) == [f"contains `{path}/`, which is none of its files"]
        shutil.rmtree(out / path)


def test_a_link_out_of_the_folder_is_no_file_of_it(tmp_path: Path, handed: Any) -> None:
    source, out = handed("pingen")
    (out / "alpha.pdf").rename(tmp_path / "alpha.pdf")
    (out / "alpha.pdf").symlink_to(tmp_path / "alpha.pdf")
    (found,) = faults(source, out, "pingen")
    assert found.startswith("contains `alpha.pdf`, which cannot be read")


def test_a_folder_of_another_build_is_one_error(handed: Any) -> None:
    source, out = handed("pingen")
    for path in files_of(out):
        (out / path).write_bytes((out / path).read_bytes() + b" ")
    assert faults(source, out, "pingen") == ["has no file that is as the build gives it"]


def test_a_folder_for_another_provider_or_for_none_is_refused(tmp_path: Path, handed: Any, letterpack: Any) -> None:
    source, out = handed("pingen")
    (tmp_path / "empty").mkdir()
    for name, folder, said in (
        ("letterxpress", out, "is for `pingen`, not for `letterxpress`"),
        ("digipost", out, "is for `pingen`, not for `digipost`"),
        ("pingen", tmp_path / "empty", "holds no packet for `pingen`"),
        ("pingen", tmp_path / "nowhere", "there is no folder"),
        ("postel", out, "nothing can be handed over to `postel`"),
        ("pigeon", out, "there is no provider `pigeon`"),
        ("", out, "--handover needs the provider that the folder is for"),
    ):
        with pytest.raises(LetterpackError) as refused:
            check(source, provider=name, handover=folder)
        assert said in refused.value.message and refused.value.hint
    ran = letterpack("check", source, "--handover", out)
    assert ran.code == 2 and "--for" in ran.err
    for more in ("--sources", "--only=alpha"):
        ran = letterpack("check", source, "--for", "pingen", "--handover", out, more)
        assert ran.code == 2, (more, ran)


def test_a_draft_and_a_campaign_without_a_build_have_no_hand_over(tmp_path: Path, handed: Any) -> None:
    source, out = handed("pingen")
    built(tmp_path, "pingen", "DE", FINAL.replace("status: final\n", ""))
    with pytest.raises(LetterpackError, match="the packets are a draft"):
        check(source, provider="pingen", handover=out)
    shutil.rmtree(source / "build")
    with pytest.raises(LetterpackError):
        check(source, provider="pingen", handover=out)


def test_what_cannot_be_compared_is_no_green_line(handed: Any, letterpack: Any) -> None:
    source, out = handed("pingen")
    packet = source / "build/packets/alpha.pdf"
    whole = packet.read_bytes()
    packet.write_bytes(whole + b"\n")
    (found,) = check(source, select=(CODE,), provider="pingen", handover=out).findings
    assert "has nothing that it could be compared with" in found.message and found.hint
    packet.unlink()
    (found,) = check(source, select=(CODE,), provider="pingen", handover=out).findings
    assert "has nothing that it could be compared with" in found.message
    packet.write_bytes(whole)
    (source / "addressees.yaml").write_text("- wrong")
    ran = letterpack("check", source, "--for", "pingen", "--handover", out)
    assert ran.code == 1 and "the hand-over not compared, since the sources have errors" in ran.out, ran
