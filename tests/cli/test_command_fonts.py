"""``letterpack fonts``: what sets which script, from where."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from letterpack.disk.fonts import MachineFiles
from letterpack.fonts import scripts
from letterpack.interface import ENGLISH, LANGUAGES
from letterpack.remedies import on_debian
from letterpack.render.columns import cells
from tests.fontmaking import LATIN, Machine, font

ROOT = Path(__file__).resolve().parent.parent.parent
ARABIC = scripts()["Arab"].sample


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """The fonts of the machine, by path: none at first."""
    fonts: dict[str, bytes] = {}
    there = Machine(fonts)
    for name in ("files", "read", "recall", "remember"):
        monkeypatch.setattr(MachineFiles, name, lambda self, *given, name=name: getattr(there, name)(*given))
    return fonts


def row(out: str, script: str) -> dict[str, Any]:
    return next(each for each in json.loads(out)["scripts"] if each["script"] == script)


def test_a_script_a_line_then_the_files(letterpack, tmp_path, machine) -> None:
    machine["/fonts/Naskh.ttf"] = font(ARABIC, "Noto Naskh Arabic")
    ran = letterpack("fonts", tmp_path)
    assert (ran.code, ran.err) == (0, "")
    table, files = ran.out.rstrip("\n").split("\n\n")
    lines = {line[:18].strip(): line[18:].split() for line in table.splitlines()}
    assert list(lines) == [each.name for each in scripts().values()]
    assert lines["Greek"] == ["Gentium", "Book", "Plus", "all", "four", "styles", "bundled"]
    assert lines["Arabic"] == ["Noto", "Naskh", "Arabic", "regular", "system"]
    by_apt = ["apt", "install", "fonts-noto-core"]
    assert lines["Tifinagh"] == ["none:", *(by_apt if on_debian() else ["Noto", "Sans", "Tifinagh", "(fonts.google.com/noto)"])]
    assert lines["Thai"] == ["none:", "pip", "install", '"letterpack[scripts]"']
    assert max(map(len, table.splitlines())) < 80
    bundled = {sha256(path.read_bytes()).hexdigest()[:12] for path in (ROOT / "letterpack/fonts").glob("GentiumBookPlus-*.ttf")}
    naskh = sha256(machine["/fonts/Naskh.ttf"]).hexdigest()[:12]
    assert files.splitlines()[-2:] == ["/fonts", f"  {naskh}  Naskh.ttf"]
    assert {line.split()[0] for line in files.splitlines()} == {*bundled, "/fonts", naskh}


@pytest.mark.parametrize("folder", ["/fonts", f"/{'fonts/' * 30}there", f"/{'f' * 200}/there", f"/{'字' * 90}"])
@pytest.mark.parametrize("family", ["Noto Naskh Arabic", "Naskh of a Foundry with a Name that is Long " * 3])
def test_no_line_is_longer_than_80_columns_and_nothing_of_a_path_is_lost(letterpack, tmp_path, machine, folder, family) -> None:
    for name in ("Naskh.ttf", f"{'Naskh' * 20}.ttf"):
        machine[f"{folder}/{name}"] = font(ARABIC, family.strip(), style="Bold" if len(name) > 80 else "Regular")
    out = letterpack("fonts", tmp_path).out
    assert max(map(cells, out.splitlines())) <= 80
    said = "".join(line.strip() for line in out.splitlines())
    assert family.replace(" ", "") in said.replace(" ", "")
    assert folder in said and f"{'Naskh' * 20}.ttf" in said
    assert said.count(folder) == 1


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != ENGLISH])
def test_what_stands_beside_the_names_is_in_the_language_spoken(letterpack, tmp_path, machine, monkeypatch, language) -> None:
    """A script keeps the name that letterpack.yaml knows it by."""
    machine["/fonts/Naskh.ttf"] = font(ARABIC, "Noto Naskh Arabic of the Foundry")
    monkeypatch.setenv("LETTERPACK_LANG", language)
    table = letterpack("fonts", tmp_path).out.partition("\n\n")[0].splitlines()
    assert [each.name for each in scripts().values()] == [name for line in table if (name := line[:18].strip())]
    assert max(map(cells, table)) <= 80
    assert not re.search(r"\b(all four|regular|bundled|none:)", "\n".join(table))


def test_json_has_whole_digests_paths_and_what_to_install(letterpack, tmp_path, machine) -> None:
    machine["/fonts/Naskh.ttf"] = font(ARABIC, "Noto Naskh Arabic")
    out = letterpack("fonts", tmp_path, "--format", "json").out
    arabic = row(out, "Arab")
    assert (arabic["family"], arabic["source"]) == ("Noto Naskh Arabic", "system")
    assert [(style["style"], style["set_in"]) for style in arabic["styles"]] == [
        ("regular", "regular"),
        ("bold", "regular"),
        ("italic", "regular"),
        ("bold-italic", "regular"),
    ]
    assert arabic["styles"][0]["sha256"] == sha256(machine["/fonts/Naskh.ttf"]).hexdigest()
    assert arabic["styles"][0]["path"] == "/fonts/Naskh.ttf"
    assert row(out, "Latn")["styles"][0]["path"] is None
    nothing = row(out, "Hani")
    assert (nothing["family"], nothing["styles"]) == (None, [])
    assert nothing["install"]["pip"] == "letterpack[cjk]"


def test_the_campaigns_choice_counts(letterpack, tmp_path, machine) -> None:
    machine["/fonts/Naskh.ttf"] = font(ARABIC, "Noto Naskh Arabic")
    (tmp_path / "own.ttf").write_bytes(font(ARABIC, "Own"))
    (tmp_path / "house.ttf").write_bytes(font(LATIN, "House"))
    (tmp_path / "letterpack.yaml").write_text("fonts: {default: house.ttf, Arab: own.ttf}\n", encoding="utf-8")
    out = letterpack("fonts", tmp_path, "--format", "json").out
    said = {code: (row(out, code)["family"], row(out, code)["source"]) for code in ("Latn", "Grek", "Arab")}
    assert said == {"Latn": ("House", "campaign"), "Grek": ("Gentium Book Plus", "bundled"), "Arab": ("Own", "campaign")}
    (tmp_path / "letterpack.yaml").write_text("fonts: [own.ttf]\n", encoding="utf-8")
    assert row(letterpack("fonts", tmp_path, "--format", "json").out, "Arab")["family"] == "Own"


def test_a_choice_that_cannot_serve_is_said_beside_the_table(letterpack, tmp_path, machine) -> None:
    (tmp_path / "letterpack.yaml").write_text("fonts: {Arab: Nowhere}\n", encoding="utf-8")
    ran = letterpack("fonts", tmp_path)
    assert ran.code == 1
    assert "LP218" in ran.err
    assert "Gentium Book Plus" in ran.out
    found = json.loads(letterpack("fonts", tmp_path, "--format", "json").out)
    assert (found["ok"], [each["code"] for each in found["findings"]]) == (False, ["LP218"])
