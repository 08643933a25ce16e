"""A seal that is missing, edited or forged is found, and only a batch that the check passes is sealed. Keys are real ones."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest

import letterpack
from letterpack.formats.json.seal import SEAL_FILE
from letterpack.programs import find_program
from tests.checks.batches import Batch, make

DAY = date(2026, 11, 1)

PutFinal: TypeAlias = Callable[..., Batch]


@pytest.fixture(scope="module")
def final(tmp_path_factory: pytest.TempPathFactory) -> PutFinal:
    """Put a final batch into a folder: one of each setting is built, and copied."""

    @cache
    def built(setting: str) -> Path:
        batch = make(tmp_path_factory.mktemp("final") / "campaign")
        batch.edit("letter.md", "place: Nowhere", "place: Nowhere\nstatus: final")
        if setting:
            batch.edit("letterpack.yaml", "name: Spoiled", f"name: Spoiled\nseal: {setting}")
        batch.build()
        return batch.root

    def put(root: Path, setting: str = "") -> Batch:
        return Batch(shutil.copytree(built(setting), root))

    return put


@pytest.fixture
def batch(final: PutFinal, tmp_path: Path) -> Batch:
    return final(tmp_path / "campaign")


def seal(batch: Batch, **more: object) -> letterpack.SealResult:
    return letterpack.seal(batch.root, by="Ada Sample", on=DAY, **more)  # type: ignore[arg-type]


def told(batch: Batch) -> list[tuple[str, str, str]]:
    found = batch.check().findings
    return [(each.severity, each.code, each.message) for each in found if each.code in ("LP345", "LP328", "LP316")]


def test_a_seal_that_is_kept_says_nothing(batch: Batch) -> None:
    seal(batch)
    assert told(batch) == []


@pytest.mark.parametrize("setting", ["required", "signed"])
def test_what_must_be_sealed_is_not_found_without_its_seal(final: PutFinal, tmp_path: Path, setting: str) -> None:
    batch = final(tmp_path / "campaign", setting)
    assert told(batch) == [("error", "LP345", "the campaign must be sealed, and there is no `seal.json`")]
    batch.edit("letter.md", "status: final", "status: draft")
    batch.build()
    assert [severity for severity, *_ in told(batch)] == ["note"]


def test_what_must_be_sealed_is_not_found_without_its_build(final: PutFinal, tmp_path: Path) -> None:
    batch = final(tmp_path / "campaign", "required")
    seal(batch)
    (batch.root / "build").rename(tmp_path / "elsewhere")
    [(severity, code, message)] = told(batch)
    assert (severity, code) == ("error", "LP345")
    assert message.startswith("the campaign must be sealed, and there is no build in `")
    assert letterpack.check(batch.root, sources_only=True).ok


EDITS = {
    "sealed_by": "Somebody Else",
    "sealed_on": "2026-10-31",
    "note": "approved by the board",
    "manifest_sha256": "0" * 64,
    "signatories": [],
    "approvals": [{"by": "Ben", "packets": 6}],
    "seal_sha256": "0" * 64,
}


def test_an_edit_of_the_seal_is_found(batch: Batch) -> None:
    seal(batch)
    path = batch.root / SEAL_FILE
    said = json.loads(path.read_bytes())
    path.write_text(json.dumps(said, indent=3), encoding="utf-8")
    assert told(batch) == [], "laid out anew, it says the same"
    for key, value in EDITS.items():
        path.write_text(json.dumps({**said, key: value}), encoding="utf-8")
        assert ("error", "LP345") in [(severity, code) for severity, code, _ in told(batch)], key


@pytest.mark.parametrize(
    ("before", "added", "what"),
    [
        ("{\n", '{\n "sealed_by": "Mallory",\n', "it says `sealed_by` twice"),
        (' "packets": [\n', ' "packets": [\n  {"id": "first", "sha256": "0"},\n', "the packet `first` stands in it twice"),
    ],
)
def test_what_a_seal_says_twice_is_not_read(batch: Batch, before: str, added: str, what: str) -> None:
    """Somebody who reads the file would see what a program does not take."""
    seal(batch)
    path = batch.root / SEAL_FILE
    path.write_text(path.read_text(encoding="utf-8").replace(before, added, 1), encoding="utf-8")
    ((severity, code, message),) = told(batch)
    assert (severity, code, message.partition("seal: ")[2]) == ("error", "LP328", what)


@pytest.mark.parametrize("change", ["unknown", "missing"])
def test_a_seal_of_other_keys_is_none(batch: Batch, change: str) -> None:
    seal(batch)
    path = batch.root / SEAL_FILE
    said = json.loads(path.read_bytes())
    said = {**said, "also": "this"} if change == "unknown" else {key: said[key] for key in said if key != "seal_sha256"}
    path.write_text(json.dumps(said), encoding="utf-8")
    assert [(severity, code) for severity, code, _ in told(batch)] == [("error", "LP328" if change == "unknown" else "LP345")]


def test_what_the_check_finds_wrong_is_not_sealed(batch: Batch) -> None:
    batch.edit("letterpack.yaml", "name: Spoiled", "name: Spoiled\nnames: [Anna Lindquist]\nrules: {LP309: off}")
    batch.build()
    assert "LP309 off (" in " ".join(seal(batch).limits)
    batch.edit("letterpack.yaml", "rules: {LP309: off}", "rules: {LP309: off, LP318: error}")
    batch.edit("addressees.yaml", "name: Carla Moreau", "name: Carla Moreau\n    verified: 2020-01-01")
    batch.build()
    with pytest.raises(letterpack.NotSealed, match=r"the check finds an error.*LP3"):
        seal(batch, replace=True)


def test_another_manifest_of_the_same_packets_is_told(batch: Batch) -> None:
    seal(batch)
    letterpack.build(batch.root, products=["print-run"])
    [(severity, code, message)] = told(batch)
    assert (severity, code) == ("warning", "LP328")
    assert "their manifest differs" in message


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return made_key(tmp_path / "keys", "ada")


def made_key(folder: Path, name: str, kind: str = "ed25519") -> Path:
    program = find_program("ssh-keygen")
    if program is None:
        assert not os.environ.get("CI"), "CI has OpenSSH"
        pytest.skip("ssh-keygen is not installed")
    folder.mkdir(exist_ok=True)
    command = [str(program), "-q", "-t", kind, "-N", "", "-C", name, "-f", str(folder / name)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return folder / name


def allow(batch: Batch, key: Path, name: str = "ada@example.org", options: str = "") -> None:
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    with (batch.root / "allowed_signers").open("a", encoding="utf-8") as file:
        file.write(f"{name} {options}{public}")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "rsa"])
def test_a_signed_seal_is_verified(final: PutFinal, tmp_path: Path, kind: str) -> None:
    batch = final(tmp_path / "campaign", "signed")
    key = made_key(tmp_path / "keys", kind, kind)
    allow(batch, key)
    before = {path: path.read_bytes() for path in key.parent.iterdir()}
    assert seal(batch, sign=key).key == kind
    assert told(batch) == []
    verdict = letterpack.verify_seal(batch.root)
    assert (verdict.ok, verdict.signer, verdict.by) == (True, "ada@example.org", "Ada Sample")
    assert {path: path.read_bytes() for path in key.parent.iterdir()} == before
    secret = key.read_bytes().splitlines()[1]
    assert not [path for path in batch.root.rglob("*") if path.is_file() and secret in path.read_bytes()]


def spoil(batch: Batch, how: str, key: Path) -> None:
    path, signature = batch.root / SEAL_FILE, batch.root / "seal.json.sig"
    if how == "whitespace":
        path.write_bytes(path.read_bytes() + b"\n")
    elif how == "a digit":
        data = bytearray(signature.read_bytes())
        data[60] = ord("A") if data[60] != ord("A") else ord("B")
        signature.write_bytes(bytes(data))
    elif how == "none":
        signature.unlink()
    elif how == "nonsense":
        signature.write_bytes(b"\0" * 50)
    elif how == "huge":
        signature.write_bytes(b"a" * 200_000)
    elif how == "nobody":
        (batch.root / "allowed_signers").write_text("# nobody\n", encoding="utf-8")
    elif how == "another":
        (batch.root / "allowed_signers").unlink()
        allow(batch, made_key(key.parent, "ben"))
    elif how == "expired":
        (batch.root / "allowed_signers").unlink()
        allow(batch, key, options='valid-before="20200101" ')
    elif how == "another purpose":
        (batch.root / "allowed_signers").unlink()
        allow(batch, key, options='namespaces="git" ')


@pytest.mark.parametrize(
    "how", ["whitespace", "a digit", "none", "nonsense", "huge", "nobody", "another", "expired", "another purpose"]
)
def test_a_signature_that_is_none_is_found(final: PutFinal, tmp_path: Path, how: str) -> None:
    batch = final(tmp_path / "campaign", "signed")
    key = made_key(tmp_path / "keys", "ada")
    allow(batch, key)
    seal(batch, sign=key)
    spoil(batch, how, key)
    assert [(severity, code) for severity, code, _ in told(batch)] == [("error", "LP345")]
    assert not letterpack.verify_seal(batch.root).ok


def test_signers_may_be_given(batch: Batch, key: Path, tmp_path: Path) -> None:
    seal(batch, sign=key)
    assert [severity for severity, *_ in told(batch)] == ["warning"], "nobody says who may sign"
    signers, public = tmp_path / "signers", key.with_suffix(".pub").read_text(encoding="utf-8")
    signers.write_text(
        f'\ufeff"git" namespaces="git" {public}!ben@example.org,ada@example.org {public}', encoding="utf-8", newline="\r\n"
    )
    assert letterpack.verify_seal(batch.root, signers=signers).signer == "ada@example.org", "one key, two lines for two purposes"
    with pytest.raises(letterpack.LetterpackError, match="cannot be read"):
        letterpack.verify_seal(batch.root, signers=tmp_path / "nobody")


@pytest.mark.parametrize("gone", ["seal.json.sig", "allowed_signers"])
@pytest.mark.parametrize(("setting", "severity"), [("", "warning"), ("required", "error"), ("signed", "error")])
def test_half_of_a_signature_is_told(final: PutFinal, tmp_path: Path, setting: str, severity: str, gone: str) -> None:
    batch = final(tmp_path / "campaign", setting)
    key = made_key(tmp_path / "keys", "ada")
    allow(batch, key)
    seal(batch, sign=key)
    (batch.root / gone).unlink()
    assert [each[:2] for each in told(batch)] == [(severity, "LP345")]


def test_a_missing_program_is_no_error_where_a_seal_is_required(
    final: PutFinal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = final(tmp_path / "campaign", "required")
    key = made_key(tmp_path / "keys", "ada")
    allow(batch, key)
    seal(batch, sign=key)
    monkeypatch.setattr("letterpack.signed.find_program", lambda _: None)
    assert [each[:2] for each in told(batch)] == [("warning", "LP345")]


def test_a_new_seal_does_not_keep_the_old_signature(batch: Batch, key: Path) -> None:
    allow(batch, key)
    seal(batch, sign=key)
    with pytest.raises(letterpack.NotSealed, match="does not belong to the new seal"):
        seal(batch, replace=True)
    seal(batch, replace=True, sign=key, note="again")
    assert told(batch) == []


def test_keys_that_do_not_sign_write_nothing(batch: Batch, key: Path, tmp_path: Path) -> None:
    allow(batch, key, options='valid-before="20200101" ')
    locked = made_key(tmp_path / "keys", "locked")
    program = find_program("ssh-keygen")
    subprocess.run([str(program), "-q", "-p", "-N", "a passphrase", "-f", str(locked)], check=True, stdin=subprocess.DEVNULL)
    inside = made_key(batch.root, "inside")
    bad: list[tuple[Path, type[Exception]]] = [
        (key, letterpack.NotSealed),
        (locked, letterpack.CannotSign),
        (tmp_path / "nobody", letterpack.CannotSign),
        (batch.root / "letter.md", letterpack.NotSealed),
        (inside, letterpack.NotSealed),
    ]
    for path, refused in bad:
        with pytest.raises(refused):
            seal(batch, sign=path)
    batch.edit("letterpack.yaml", "name: Spoiled", "name: Spoiled\nseal: signed")
    batch.build()
    with pytest.raises(letterpack.NotSealed, match="must be signed"):
        seal(batch)
    (batch.root / "allowed_signers").unlink()
    with pytest.raises(letterpack.NotSealed, match="says who may sign"):
        seal(batch, sign=key)
    assert not list(batch.root.glob("seal.json*"))


def test_without_ssh_keygen_it_is_said(batch: Batch, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    allow(batch, key)
    seal(batch, sign=key)
    monkeypatch.setattr("letterpack.signed.find_program", lambda _: None)
    assert [(severity, code) for severity, code, _ in told(batch)] == [("warning", "LP345")]
    assert "is not installed" in letterpack.verify_seal(batch.root).problem
    batch.edit("letterpack.yaml", "name: Spoiled", "name: Spoiled\nseal: signed")
    assert ("error", "LP345") in [(severity, code) for severity, code, _ in told(batch)]
    batch.build()
    with pytest.raises(letterpack.CannotSign, match="not installed"):
        seal(batch, replace=True, sign=key)


def test_the_command_seals_signs_and_verifies(batch: Batch, key: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from letterpack.cli import main

    def ran(*words: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["letterpack", "seal", str(batch.root), *map(str, words)])
        with pytest.raises(SystemExit) as leaving:
            main()
        return int(leaving.value.code or 0), capsys.readouterr().out

    allow(batch, key)
    assert ran("--verify")[0] == 2
    assert ran("--by", "Ada Sample")[0] == 2
    code, said = ran("--by", "Ada Sample", "--on", "2026-11-01", "--sign", key)
    assert (code, said.rstrip().endswith("seal.json · signed")) == (0, True)
    assert ran("--verify") == (0, "sealed by Ada Sample on 2026-11-01 · signed by ada@example.org\n")
    (batch.root / "allowed_signers").write_text("", encoding="utf-8")
    assert ran("--verify")[0] == 1
