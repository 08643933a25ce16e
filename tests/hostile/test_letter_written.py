"""An import of a letter writes into the campaign alone, and over nothing that is the user's."""

from __future__ import annotations

import os
import stat
import sys
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.conftest import letterpack
from tests.intake.word_files import paragraph, run, word

__all__ = ["letterpack"]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and modes of POSIX")
DRAWING = '<w:r><w:drawing><wp:inline><a:graphic><a:blip r:embed="a.png"/></a:graphic></wp:inline></w:drawing></w:r>'
SHOWN = paragraph(run("We write.")) + paragraph(DRAWING)


def picture(color: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), color).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def camp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for a campaign, a document beside it that only its owner may read, and a folder of the user's."""
    folder = tmp_path / "camp"
    folder.mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.md").write_text("ten years", "utf-8")
    document = tmp_path / "a.docx"
    document.write_bytes(word(SHOWN, None, None, **{"a.png": picture("red")}))
    document.chmod(0o600)
    monkeypatch.chdir(folder)
    return folder


def refused(letterpack, *options: str) -> str:
    ran = letterpack("letter", "import", "../a.docx", *options)
    assert ran.code == 2, ran
    assert "hint: " in ran.err and "Traceback" not in ran.err
    assert "ten years" not in ran.out + ran.err
    return ran.err


def test_the_letter_and_its_pictures_are_written(letterpack, camp) -> None:
    assert letterpack("letter", "import", "../a.docx").code == 0
    assert (camp / "pictures/picture-1.png").read_bytes() == picture("red")
    for name in ("letter.md", "pictures/picture-1.png"):
        assert stat.S_IMODE((camp / name).stat().st_mode) == 0o600
    assert letterpack("letter", "import", "../a.docx", "--replace").code == 0


@pytest.mark.parametrize("name", ["letter.md", "pictures", "pictures/picture-1.png"])
@pytest.mark.parametrize("target", ["mine/thesis.md", "mine", "nowhere"])
def test_a_link_out_of_the_campaign_is_refused(letterpack, camp, name, target) -> None:
    (camp / name).parent.mkdir(exist_ok=True)
    (camp / name).symlink_to(camp.parent / target)
    refused(letterpack, "--replace")
    assert [path.name for path in (camp.parent / "mine").iterdir()] == ["thesis.md"]
    assert (camp.parent / "mine/thesis.md").read_text("utf-8") == "ten years"
    assert not (camp.parent / "nowhere").exists()
    assert name == "letter.md" or not (camp / "letter.md").exists()


@pytest.mark.parametrize("name", ["letter.md", "pictures", "pictures/picture-1.png"])
def test_a_pipe_in_the_place_of_a_file_is_refused(letterpack, camp, name) -> None:
    (camp / name).parent.mkdir(exist_ok=True)
    os.mkfifo(camp / name)
    refused(letterpack)


def test_a_picture_of_the_users_stays(letterpack, camp) -> None:
    (camp / "pictures").mkdir()
    place = camp / "pictures/picture-1.png"
    place.write_bytes(picture("blue"))
    assert "pictures/picture-1.png" in refused(letterpack)
    assert place.read_bytes() == picture("blue")
    assert not (camp / "letter.md").exists()
    assert letterpack("letter", "import", "../a.docx", "--replace").code == 0
    assert place.read_bytes() == picture("red")


def test_a_pipe_is_no_document(letterpack, camp) -> None:
    (camp.parent / "a.docx").unlink()
    os.mkfifo(camp.parent / "a.docx")
    refused(letterpack)
