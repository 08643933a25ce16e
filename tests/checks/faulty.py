"""Corpora of seeded faults: a TOML file a rule, each entry a campaign with one fault in it, said by what is different.

``letter`` is the body (or ``letter.xx`` that of a translation), ``head`` more front matter, ``to``, ``cc``, ``bcc`` entries of
addressees as YAML flow, ``signatories`` rows of CSV behind the header that ``columns`` gives, ``settings`` a letterpack.yaml.
``language`` is the letter's (en), ``lying`` the names of PDFs in its folder of enclosures. ``says`` must stand in the message;
``severity`` is that of the finding where it is but a note.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from letterpack.checks.inputs import Sources
from letterpack.diagnostics import Report
from tests.checks.sources import Dict, sources_of

FAULTS: Final = Path(__file__).parent / "faults"
TO: Final = (
    "id: minister, title: Minister of Justice, organization: Ministry of Justice, address: [1 Example Square, 12345 Sampleton], "
    "country: DE"
)
BODY: Final = "We write to you about the case of Jane Example."


@dataclass(frozen=True, slots=True)
class Fault:
    """One entry of a file: the rule that must find it, and the campaign."""

    code: str
    entry: dict[str, Any]

    @property
    def shown(self) -> str:
        return ", ".join(f"{key}={value!r}" for key, value in self.entry.items())

    def sources(self, read: Report) -> Sources:
        """Its campaign for the rules; what reading it finds is in ``read``."""
        return sources_of(Dict(files_of(self.entry)), report=read)


def files_of(entry: dict[str, Any]) -> dict[str, str | bytes]:
    """The files of the campaign that ``entry`` describes."""
    language, day = entry.get("language", "en"), entry.get("date", "2026-11-20")
    lists: list[str] = []
    for kind, people in (
        ("to", [entry.get("to", TO), *entry.get("also_to", [])]),
        ("cc", entry.get("cc")),
        ("bcc", entry.get("bcc")),
    ):
        if people:
            named = [each if each.startswith("id:") else f"id: {kind}-{number}, {each}" for number, each in enumerate(people, 1)]
            lists += [f"{kind}:", *[f"  - {{{each}}}" for each in named]]
    files: dict[str, str | bytes] = {
        "addressees.yaml": "\n".join(lists) + "\n",
        "letter.md": f"---\ndate: {day}\nlanguage: {language}\n{entry.get('head', '')}\n---\n\n{entry.get('letter', BODY)}\n",
    }
    for tag, text in entry.get("translations", {}).items():
        files[f"letter.{tag}.md"] = text if text.startswith("---") else f"---\ndate: {day}\nlanguage: {tag}\n---\n\n{text}\n"
    if "signatories" in entry:
        files["signatories.csv"] = "\n".join([entry.get("columns", "organization"), *entry["signatories"]]) + "\n"
    files.update({f"enclosures/{name}": b"%PDF-1.7" for name in entry.get("lying", [])})
    if "settings" in entry:
        files["letterpack.yaml"] = entry["settings"]
    return files


def faults(path: Path) -> list[Fault]:
    """The faults of the file at ``path``, whose name begins with the rule's code."""
    code = path.name.split("-", 1)[0]
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    found = [Fault(code, entry) for entry in data.get("fault", [])]
    for group in data.get("letters", []):
        found += [
            Fault(code, {"letter": text, **{key: value for key, value in group.items() if key != "texts"}})
            for text in group["texts"]
        ]
    return found
