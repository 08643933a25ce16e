"""The wheel of fonts: the same for the same files, whole, licensed, and found by the program."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from fonts_wheel.build import HERE, FontList, WrongFile, copyright_of, font_list, main, wheel, wheel_name
from letterpack.disk.fonts import MachineFiles
from letterpack.fonts import scripts
from letterpack.text.font_set import faces_of

BUNDLED = Path(__file__).parent.parent / "letterpack" / "fonts"
NAMES = ("GentiumBookPlus-Regular.ttf", "SourceCodePro-Variable.ttf")
LIST = FontList("2026.1", "a test", {name: hashlib.sha256((BUNDLED / name).read_bytes()).hexdigest() for name in NAMES})


@pytest.fixture(scope="module")
def made() -> bytes:
    return wheel(LIST, BUNDLED, "The license.")


def test_the_same_files_are_the_same_wheel_and_its_record_is_true(made: bytes) -> None:
    assert wheel(LIST._replace(files=dict(reversed(list(LIST.files.items())))), BUNDLED, "The license.") == made
    with ZipFile(io.BytesIO(made)) as file:
        members = {name: file.read(name) for name in file.namelist()}
    record = members.pop("letterpack_fonts-2026.1.dist-info/RECORD").decode()
    rows = {name: (digest, size) for name, digest, size in csv.reader(record.splitlines())}
    for name, data in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert rows[name] == (f"sha256={digest}", str(len(data)))
    assert len(rows) == len(members) + 1
    license_text = members["letterpack_fonts-2026.1.dist-info/licenses/OFL.txt"].decode()
    assert "SIL International" in license_text and "Adobe" in license_text and license_text.endswith("The license.")


def test_another_file_is_refused(tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes((BUNDLED / name).read_bytes())
    (tmp_path / NAMES[0]).write_bytes(b"another font")
    with pytest.raises(WrongFile, match="is another file"):
        wheel(LIST, tmp_path, "")
    (tmp_path / NAMES[0]).unlink()
    with pytest.raises(WrongFile, match="is not there"):
        wheel(LIST, tmp_path, "")
    assert main([str(tmp_path), str(tmp_path / "out")]) == 2 and not (tmp_path / "out").exists()


def test_the_program_finds_what_is_in_it(made: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ZipFile(io.BytesIO(made)) as file:
        file.extractall(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    found = [file for file in MachineFiles().files() if file.path.startswith(str(tmp_path))]
    sys.modules.pop("letterpack_fonts", None)
    assert {Path(file.path).name for file in found} == set(NAMES) and all(file.from_package for file in found)


def test_the_list_has_a_family_of_the_scripts_that_pip_should_bring() -> None:
    faces = font_list(HERE / "faces.toml")
    assert wheel_name(faces).startswith("letterpack_fonts-") and (HERE / "OFL.txt").read_text(encoding="utf-8")
    families = {name.rpartition("-")[0] for name in faces.files}
    for script in scripts().values():
        if script.pip == "scripts":
            assert families & {family.replace(" ", "") for family in script.families}, script.name
    assert all(len(digest) == 64 for digest in faces.files.values())


def test_a_notice_is_read_as_the_font_has_it() -> None:
    assert "SIL International" in copyright_of((BUNDLED / NAMES[0]).read_bytes())
    assert faces_of((BUNDLED / NAMES[0]).read_bytes(), NAMES[0]) and copyright_of(b"nothing") == ""
