"""The library's names and signatures, which other people's programs rest on."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import letterpack

ROOT = Path(__file__).resolve().parents[2]
SIGNATURES = {
    "build": {
        "campaign": inspect.Parameter.empty,
        "out": None,
        "only": (),
        "products": (),
        "profile": None,
        "workers": 0,
        "resume": False,
        "executor": None,
        "progress": None,
    },
    "check": {
        "campaign": inspect.Parameter.empty,
        "build": None,
        "select": (),
        "executor": None,
        "partial": False,
        "sources_only": False,
        "provider": "",
        "reprint": None,
        "handover": None,
        "only": (),
        "thorough": False,
    },
    "diff": {"old": inspect.Parameter.empty, "new": inspect.Parameter.empty, "only": ()},
    "seal": {
        "campaign": inspect.Parameter.empty,
        "by": inspect.Parameter.empty,
        "on": inspect.Parameter.empty,
        "build": None,
        "note": "",
        "replace": False,
        "reviewed": None,
        "sign": None,
    },
    "verify_seal": {"campaign": inspect.Parameter.empty, "signers": None},
    "proof": {"campaign": inspect.Parameter.empty, "before": None},
    "read_review": {"campaign": inspect.Parameter.empty},
    "approve": dict.fromkeys(("campaign", "packets", "by", "on"), inspect.Parameter.empty),
    "comment": {**dict.fromkeys(("campaign", "text", "by", "on"), inspect.Parameter.empty), "packet": "", "change": ""},
    "approve_changes": dict.fromkeys(("campaign", "changes", "by", "on"), inspect.Parameter.empty),
    "merge_review": dict.fromkeys(("campaign", "other"), inspect.Parameter.empty),
    "settle": dict.fromkeys(("campaign", "comment_id", "by"), inspect.Parameter.empty),
    "list_revisions": {"campaign": inspect.Parameter.empty},
    "source_names": {"campaign": inspect.Parameter.empty},
    "read_source": {"campaign": inspect.Parameter.empty, "name": inspect.Parameter.empty},
    "write_source": {
        "campaign": inspect.Parameter.empty,
        "name": inspect.Parameter.empty,
        "text": inspect.Parameter.empty,
        "sha256": inspect.Parameter.empty,
    },
    "table_names": {"campaign": inspect.Parameter.empty},
    "read_table": {"campaign": inspect.Parameter.empty, "name": inspect.Parameter.empty},
    "edit_table": dict.fromkeys(("campaign", "name", "edits", "sha256"), inspect.Parameter.empty),
    "editor_names": {},
    "open_editor": {
        "campaign": inspect.Parameter.empty,
        "name": inspect.Parameter.empty,
        "line": 1,
        "column": 1,
        "editor": "",
    },
    "open_page": {"address": inspect.Parameter.empty},
    "open": {"path": inspect.Parameter.empty},
    "watch": {"progress": None, "waiting": None},
    "font_table": {"campaign": inspect.Parameter.empty},
    "list_forms": {"campaign": inspect.Parameter.empty},
    "list_envelopes": {"campaign": inspect.Parameter.empty},
    "reprint": {
        "campaign": inspect.Parameter.empty,
        "pieces": (),
        "first": "",
        "last": "",
        "build": None,
        "path": "reprint.pdf",
    },
    "hand_over": {
        "campaign": inspect.Parameter.empty,
        "provider": inspect.Parameter.empty,
        "build": None,
        "path": None,
    },
    "save_form_proof": {"campaign": inspect.Parameter.empty, "form": "", "envelopes": (), "path": None},
    "count_signatories": {"campaign": inspect.Parameter.empty},
    "list_addressees": {"campaign": inspect.Parameter.empty},
    "import_addressees": {
        "file": inspect.Parameter.empty,
        "campaign": inspect.Parameter.empty,
        "merge": False,
        "write": True,
        "options": None,
    },
    "import_signatories": {
        "form": inspect.Parameter.empty,
        "campaign": inspect.Parameter.empty,
        "merge": False,
        "write": True,
        "options": None,
    },
    "import_letter": {
        "document": inspect.Parameter.empty,
        "campaign": inspect.Parameter.empty,
        "decisions": None,
        "replace": False,
        "write": True,
    },
    "export_letter": {
        "campaign": inspect.Parameter.empty,
        "file": inspect.Parameter.empty,
        "addressee": "",
        "language": "",
        "replace": False,
    },
    "explain": {"code": inspect.Parameter.empty},
    "schema": {"name": inspect.Parameter.empty},
    "save_result": {
        "campaign": inspect.Parameter.empty,
        "path": inspect.Parameter.empty,
        "text": inspect.Parameter.empty,
    },
}
RESULTS = {
    "BuildResult": {"ok", "findings", "packets", "read", "out", "status", "to_dict"},
    "CheckResult": {"ok", "passes", "findings", "packets", "to_dict"},
    "DiffResult": {"same", "failed", "groups", "packets", "products", "sources", "notes", "to_dict", "write_report"},
    "SealResult": {"seal", "changes", "limits", "key"},
    "HandoverResult": {"ok", "provider", "check", "packets", "blind"},
    "SealVerdict": {"ok", "by", "on", "signer", "problem"},
    "Proof": {"ok", "name", "status", "findings", "inputs", "entries", "zones", "packet", "judge"},
    "ProofPacket": {"row", "pdf", "pages", "places", "picture", "reading_sha256"},
    "Review": {"approvals", "changes", "comments", "open_comments"},
    "SourceFile": {"name", "sha256", "text", "why"},
    "SourceTable": {"name", "sha256", "grid", "why", "findings"},
    "Grid": {"columns", "rows"},
    "GridRow": {"line", "cells", "places", "fixed"},
    "SetCell": {"row", "column", "text"},
    "AddRow": {"at", "cells"},
    "DeleteRow": {"row"},
    "AddColumn": {"name"},
    "Finding": {"code", "severity", "message", "hint", "file", "line", "column", "packet", "page", "related", "to_dict"},
    "Campaign": {"open", "path", "world"},
}


@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_stays(name: str) -> None:
    signature = inspect.signature(getattr(letterpack, name))
    assert {key: each.default for key, each in signature.parameters.items()} == SIGNATURES[name]
    positional = [key for key, each in signature.parameters.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    wanted = {
        "diff": 2,
        "import_addressees": 2,
        "import_signatories": 2,
        "import_letter": 2,
        "export_letter": 2,
        "hand_over": 2,
        "reprint": 2,
        "watch": 2,
        "save_result": 3,
        "read_source": 2,
        "write_source": 3,
        "read_table": 2,
        "edit_table": 3,
        "open_editor": 2,
        "approve": 2,
        "approve_changes": 2,
        "comment": 2,
        "settle": 2,
        "merge_review": 2,
        "editor_names": 0,
    }
    assert len(positional) == wanted.get(name, 1)


@pytest.mark.parametrize("name", RESULTS)
def test_a_value_keeps_its_names(name: str) -> None:
    assert RESULTS[name] <= set(dir(getattr(letterpack, name)))


@pytest.mark.parametrize("name", letterpack.__all__)
def test_every_name_is_there_and_documented(name: str) -> None:
    assert getattr(letterpack, name) is not None
    page = (ROOT / "docs/library.md").read_text(encoding="utf-8")
    others = {
        "__version__",
        "AddresseeList",
        "AddresseesResult",
        "Code",
        "Comparison",
        "CountResult",
        "ExportResult",
        "FontTable",
        "ImportResult",
        "LetterImported",
        "PacketRow",
    }
    assert name in page or name in others


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="`colour`"):
        _ = letterpack.colour
    assert set(dir(letterpack)) == set(letterpack.__all__)


def test_no_module_takes_a_functions_name() -> None:
    """A room called as a function is would stand in its place once anybody imports it."""
    code = """
import importlib, pkgutil, letterpack
for each in pkgutil.walk_packages(letterpack.__path__, "letterpack."):
    if not each.name.endswith("__main__"):
        importlib.import_module(each.name)
assert all(callable(getattr(letterpack, name)) for name in letterpack.__all__ if name != "__version__")
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_users_program_passes_strict_types(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        """\
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import letterpack


def codes(folder: Path) -> list[str]:
    result = letterpack.build(folder, out=letterpack.MemoryStore(), only=["a"], progress=lambda done, count: None)
    sizes: list[int] = [len(result.read(packet)) for packet in result.packets()]
    with ThreadPoolExecutor() as executor:
        checked = letterpack.check(letterpack.open(folder), executor=executor)
    compared = letterpack.diff(letterpack.Rendered("HEAD~1"), folder)
    sealed = letterpack.seal(folder, by="A", on=date(2026, 1, 1))
    lines: list[int | None] = [finding.line for finding in checked.findings]
    assert checked.ok and compared.same and sealed.changes and sizes and lines
    return [finding.code for finding in result.findings]
""",
        encoding="utf-8",
    )
    # With the project's settings, which are strict, and what mypy knows of its modules where it has looked at them before.
    command = [sys.executable, "-m", "mypy", "--strict", str(program)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout
