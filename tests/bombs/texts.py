"""Hostile texts: letters, lists of addressees and signatories, settings. Each is a campaign's files by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from letterpack.limits import MOST_DATA_BYTES

Files: TypeAlias = Mapping[str, bytes | str]
HEAD = "---\ndate: 2026-10-30\nsubject: Release of the journalist Jane Example\n---\n\n"
TO = "to:\n  - {id: m, name: Alex Example, title: Minister, address: [1 Example Square, 1234 Sampleton], country: NO}\n"


def letter(body: str) -> Files:
    """A campaign with a letter of ``body``."""
    return {"letter.md": HEAD + body + "\n", "addressees.yaml": TO}


def campaign(**files: bytes | str) -> Files:
    """A campaign with files of these names, their points written as ``_``."""
    return {**letter("Text."), **{name.replace("_", ".", 1): data for name, data in files.items()}}


def _called_notes(count: int) -> str:
    return "".join(f"a[^{index}] " for index in range(count)) + "\n\n" + "".join(f"[^{i}]: n\n\n" for i in range(count))


def _table(columns: int, rows: int) -> str:
    return "\n".join(["|a" * columns + "|", "|-" * columns + "|", *["|b" * columns + "|"] * rows])


def _names(count: int) -> str:
    return "names: [" + ", ".join(f"Name{index} Surname{index}" for index in range(count)) + "]\n"


def _settings(size: int) -> int:
    """Return how many bytes of ``letterpack.yaml`` are written, so that it is read."""
    return min(size, MOST_DATA_BYTES - 1_000)


def _jointly(count: int) -> str:
    others = ", ".join(f"m{index}" for index in range(1, count))
    people = "".join(f"  - {{id: m{index}, name: N {index}, title: T, address: [a], country: NO}}\n" for index in range(1, count))
    return f"to:\n  - {{id: m0, name: N, title: T, address: [a], country: NO, jointly: [{others}]}}\n{people}"


LETTERS: Mapping[str, Callable[[int], str]] = {
    "autolink": lambda size: f"<http://e.org/{'a/' * (size // 2)}>",
    "link's target": lambda size: f"[{'words ' * (size // 12)}](http://e.org/{'a' * (size // 2)})",
    "target in angles": lambda size: f"[x](<http://e.org/{'a' * size}>)",
    "link's title": lambda size: f'[x](http://e.org "{"a" * size}")',
    "links": lambda size: "[x](http://e.org) " * (size // 18),
    "link definitions": lambda size: "\n".join(f"[{index}]: http://e.org" for index in range(size // 18)),
    "reference used often": lambda size: f"[r]: http://e.org/{'a' * 500}\n\n{'[r] ' * (size // 4)}",
    "inline notes": lambda size: "a^[n]" * (size // 5),
    "passages in other languages": lambda size: "[a]{lang=fr} " * (size // 14),
    "passages in passages": lambda size: "[a" * 90 + "]{lang=fr}" * 90 + " a" * (size // 2),
    "conditions": lambda size: "::: if addressee.name = b\nx\n:::\n" * (size // 32),
    "branches": lambda size: "::: if addressee.name = b\n" + "x\n::: else if addressee.name = c\n" * (size // 34) + ":::",
    "marks that are none": lambda size: "::\n" * (size // 3),
    "comparisons": lambda size: "::: if " + "addressee.name = a or " * (size // 22) + "addressee.name = b\nx\n:::",
    "passages for some": lambda size: "[a]{if addressee.name = b} " * (size // 28),
    "bars in a field": lambda size: "{{ addressee.name " + "|" * size + " }}",
    "bars in a table": lambda size: "| a |\n|---|\n| {{ addressee.name " + "|" * size,
    "attributes": lambda size: "]{lang=fr" * (size // 10),
    "called notes": lambda size: _called_notes(size // 20),
    "one note called often": lambda size: "a[^1] " * (size // 6) + "\n\n[^1]: note",
    "notes in notes": lambda size: "^[a" * (size // 3),
    "short words": lambda size: "a " * (size // 2),
    "long word": lambda size: "internationalization" * (size // 20),
    "one letter": lambda size: "a" * size,
    "one word beside an address": lambda size: "a" * size + " a@e.org",
    "soft hyphens": lambda size: "a\u00ad" * (size // 3),
    "isolates in isolates": lambda size: "\u2068" * (size // 4) + "א",
    "embeddings in embeddings": lambda size: "\u202b" * (size // 8) + "א" + "\u202c" * (size // 8),
    "one cluster": lambda size: "a" + "\u0301" * (size // 2),
    "clusters": lambda size: "a\u0301\u0302 " * (size // 6),
    "joiners": lambda size: "\u200d" * (size // 3),
    "zero-width spaces": lambda size: "\u200b" * (size // 3),
    "word joiners": lambda size: "a\u2060" * (size // 4),
    "no-break spaces": lambda size: "a\u00a0" * (size // 3),
    "hyphens": lambda size: "a-" * (size // 2),
    "slashes": lambda size: "a/" * (size // 2),
    "dashes": lambda size: "—" * (size // 3),
    "address": lambda size: "www." + "a." * (size // 2) + "org",
    "straight quotes": lambda size: "\"a 'b " * (size // 6),
    "quotes that close": lambda size: "a\" b' " * (size // 6),
    "points": lambda size: "a... " * (size // 5),
    "hyphens between spaces": lambda size: "a - " * (size // 4),
    "words that stay together": lambda size: "5 km A. B. Art. 4 1 000 " * (size // 24),
    "figures in groups": lambda size: "000 " * (size // 4),
    "carets": lambda size: "a^b " * (size // 4) + "^a^" * (size // 3),
    "braces": lambda size: "{{ " * (size // 3),
    "braces alone": lambda size: "{" * size,
    "fields": lambda size: "{{ addressee.name }} " * (size // 21),
    "fields in a link": lambda size: f"[x](http://e.org/{'{{ addressee.name }}' * (size // 20)})",
    "pictures that are none": lambda size: "![" * (size // 2),
    "brackets": lambda size: "[" * size,
    "brackets and parentheses": lambda size: "[a](" * (size // 4),
    "parentheses": lambda size: f"[a]({'(' * size}",
    "stars": lambda size: "*" * size,
    "stars and letters": lambda size: "*a **b " * (size // 7),
    "stars closed": lambda size: "*a " * (size // 6) + " b*" * (size // 6),
    "underscores": lambda size: "_a " * (size // 3),
    "tildes": lambda size: "~~a " * (size // 4),
    "backticks": lambda size: "".join("`" * (index % 300 + 1) + " " for index in range(size // 151)),
    "backslashes": lambda size: "\\" * size,
    "entities": lambda size: "&amp;" * (size // 5),
    "entities unknown": lambda size: "&a" * (size // 2),
    "html": lambda size: "<a" * (size // 2),
    "html closed": lambda size: "<b>" * (size // 3),
    "html comments": lambda size: "<!-- " * (size // 5),
    "quotes": lambda size: ">" * size,
    "quotes in lines": lambda size: "> a\n" * (size // 4),
    "quotes deeper": lambda size: "\n".join(">" * min(index, 300) + " a" for index in range(size // 300)),
    "lists nested": lambda size: "\n".join("  " * index + "- a" for index in range(int(size**0.5))),
    "list in one line": lambda size: "- " * (size // 2) + "a",
    "items": lambda size: "- a\n" * (size // 4),
    "items loose": lambda size: "- a\n\n" * (size // 5),
    "numbered items": lambda size: "".join(f"{index}. a\n" for index in range(1, size // 8)),
    "paragraphs": lambda size: "a\n\n" * (size // 3),
    "lines": lambda size: "a\n" * (size // 2),
    "hard breaks": lambda size: "a\\\n" * (size // 3),
    "headings": lambda size: "# a\n" * (size // 4),
    "rules": lambda size: "---\n\n" * (size // 5),
    "code": lambda size: "```\n" + "a b\n" * (size // 4) + "```",
    "code in a line": lambda size: "```\n" + "a" * size + "\n```",
    "fences": lambda size: "```\n\n" * (size // 5),
    "table of columns": lambda size: _table(size // 6, 1),
    "table of rows": lambda size: _table(2, size // 6),
    "table of cells": lambda size: _table(int((size / 2) ** 0.5), int((size / 2) ** 0.5)),
    "table of a long cell": lambda size: f"|a|b|\n|-|-|\n|{'word ' * (size // 5)}|b|",
    "blocks for some": lambda size: "::: for m\na\n:::\n\n" * (size // 18),
    "blocks opened": lambda size: "::: for m\n" * (size // 10),
    "blocks closed": lambda size: ":::\n" * (size // 4),
    "ids of a block": lambda size: f"::: for {'m, ' * (size // 3)}\na\n:::",
    "dates in one sentence": lambda size: "On Monday, 16 November 2026, by 3.4.2026 " * (size // 41),
    "gaps behind a quotation": lambda size: '"a" ' + "XX a " * (size // 5),
    "prose": lambda size: "We write to you about the journalist and ask for her release. " * (size // 62),
    "prose in paragraphs": lambda size: (
        ("We write to you about the journalist and ask for her release. " * 5 + "\n\n") * (size // 312)
    ),
    "ideographs": lambda size: "\u6211\u4eec\u5199\u4fe1" * (size // 12),
    "Thai": lambda size: "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35" * (size // 18),
    "Arabic": lambda size: "\u0645\u0631\u062d\u0628\u0627 " * (size // 11),
    "Arabic in one word": lambda size: "\u0645" * (size // 2),
    "directions": lambda size: "a\u0627" * (size // 3),
    "directions and spaces": lambda size: "a \u0627 " * (size // 5),
    "brackets in Hebrew": lambda size: "(\u05d0" * (size // 3),
    "Devanagari": lambda size: "\u0915\u094d" * (size // 6),
    "emoji": lambda size: "\U0001f600" * (size // 4),
    "unknown letters": lambda size: "".join(chr(0x12000 + index % 900) + " " for index in range(size // 5)),
    "forbidden characters": lambda size: "\u202e" * (size // 3),
    "controls": lambda size: "\x01" * size,
    "pictures not there": lambda size: "![a](b.png)\n\n" * (size // 13),
    "long path of a picture": lambda size: f"![a]({'b' * size}.png)",
}
"""The body of a letter of about so many bytes."""

TABLES: Mapping[str, Callable[[int], Files]] = {
    "columns of signatories": lambda size: campaign(
        signatories_csv="name," + ",".join(f"c{i}" for i in range(size // 7)) + "\nA\n"
    ),
    "columns alike": lambda size: campaign(signatories_csv="name," + "zzzz," * (size // 5) + "\nA\n"),
    "columns without names": lambda size: campaign(signatories_csv="name" + "," * size + "\n" + "a," * 9 + "\n"),
    "one cell": lambda size: campaign(signatories_csv=f"name\n{'a' * size}\n"),
    "one cell of words": lambda size: campaign(signatories_csv=f"name\n{'word ' * (size // 5)}\n"),
    "one header": lambda size: campaign(signatories_csv=f"{'a' * size}\nA\n"),
    "a cell that is open": lambda size: campaign(signatories_csv='name\n"' + "a\n" * (size // 2)),
    "a cell of quotes": lambda size: campaign(signatories_csv='name\n"' + '""' * (size // 2) + '"\n'),
    "empty rows": lambda size: campaign(signatories_csv="name\n" + "\n" * size),
    "rows": lambda size: campaign(signatories_csv="name\n" + "A\n" * (size // 2)),
    "ragged rows": lambda size: campaign(signatories_csv="name\n" + "A,B\n" * (size // 4)),
    "carriage returns": lambda size: campaign(signatories_csv="name\r" + "\r" * size),
    "NULs": lambda size: campaign(signatories_csv=b"name\n" + b"\0" * size),
    "a code page": lambda size: campaign(signatories_csv=b"name\n" + b"\xe9\n" * (size // 2)),
    "addressees' columns": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.csv": "name," + ",".join(f"c{i}" for i in range(size // 7)) + "\n",
    },
    "addressees alike": lambda size: {"letter.md": HEAD + "a", "addressees.csv": "name\n" + "A\n" * (size // 2)},
    "addressees' fields": lambda size: {"letter.md": HEAD + "a", "addressees.csv": f"name,title,address\n{'a' * size},T,a\n"},
    "address of lines": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.yaml": f"to:\n  - {{name: N, title: T, address: [{'x, ' * (size // 3)}]}}\n",
    },
    "address of a word": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.yaml": f"to:\n  - {{name: N, title: T, address: [{'x' * size}]}}\n",
    },
    "name": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.yaml": f"to:\n  - {{name: {'N ' * (size // 2)}, title: T, address: [x]}}\n",
    },
    "jointly": lambda size: {"letter.md": HEAD + "a", "addressees.yaml": _jointly(size // 64)},
    "names": lambda size: {**letter("Name1 Surname2 " * (size // 45)), "letterpack.yaml": _names(_settings(size) // 30)},
    "names of many words": lambda size: campaign(
        letterpack_yaml=f"names: [{('b c ' * 450 + ', ') * (_settings(size) // 1_802)}]\n"
    ),
    "entries without anything": lambda size: campaign(addressees_yaml="to:\n" + "- {}\n" * (size // 5)),
    "enclosures that are not there": lambda size: campaign(
        letterpack_yaml="enclosures:\n" + "- {file: a}\n" * (_settings(size) // 12)
    ),
    "lists in lists": lambda size: campaign(addressees_yaml=("to: " + "[" * 48 + "]" * 48 + "\n") * (size // 101)),
    "JSON in JSON": lambda size: {"letter.md": HEAD + "a", "addressees.jsonl": '{"a":' * (size // 5) + "\n"},
    "JSON's lists": lambda size: {"letter.md": HEAD + "a", "addressees.jsonl": "[" * size + "\n"},
    "JSON's number": lambda size: {"letter.md": HEAD + "a", "addressees.jsonl": '{"name": ' + "1" * size + "}\n"},
    "JSON's keys": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.jsonl": "{" + ",".join(f'"k{i}":"v"' for i in range(size // 11)) + "}\n",
    },
    "JSON's keys alike": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.jsonl": "{" + ",".join('"k":"v"' for i in range(size // 8)) + "}\n",
    },
    "copies of a letter": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.yaml": TO.rstrip("}\n")
        + ", cc: ["
        + ", ".join(f"{{name: N {i}, address: [S]}}" for i in range(size // 30))
        + "]}\n",
    },
    "copies of all letters": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.yaml": TO + "cc:\n" + "".join(f"  - {{id: c{i}, name: N {i}, address: [S]}}\n" for i in range(size // 44)),
    },
    "addresses of one": lambda size: {
        "letter.md": HEAD + "a",
        "addressees.yaml": f"to:\n  - {{name: N, title: T, delivery: all, addresses: [{'[S, T], ' * (size // 8)}]}}\n",
    },
    "suppressions": lambda size: campaign(
        letterpack_yaml="suppress:\n" + "  - {code: LP301, reason: x, expires: 2026-12-31}\n" * (_settings(size) // 48)
    ),
    "findings suppressed": lambda size: campaign(
        letterpack_yaml=f"suppress:\n  - {{code: LP301, reason: x, expires: 2999-12-31, findings: [{'0123456789abcdef, ' * (_settings(size) // 18)}]}}\n"
    ),
    "countries": lambda size: campaign(
        letterpack_yaml="countries:\n" + "".join(f"  C{i}: X\n" for i in range(_settings(size) // 10))
    ),
    "names of the sender": lambda size: campaign(letterpack_yaml=f"sender:\n  names: [{'A, ' * (_settings(size) // 3)}]\n"),
    "approvals": lambda size: campaign(
        review_yaml="approvals:\n"
        + "".join(f'  - {{packet: "m", by: "A", on: "2026-10-31", sha256: "{i:064}"}}\n' for i in range(size // 110))
    ),
    "a form's lists": lambda size: {
        **letter("a"),
        "forms/a.toml": "a = " + "[" * min(size, 190_000),
        "letterpack.yaml": "form: a\n",
    },
    "a style's tables": lambda size: {
        **letter("a"),
        "styles/a.toml": "".join(f"[t{index}]\na = 1\n" for index in range(min(size, 190_000) // 14)),
        "letterpack.yaml": "style: a\n",
    },
    "a form's dots": lambda size: {
        **letter("a"),
        "forms/a.toml": f"a{'.a' * (min(size, 190_000) // 2)} = 1\n",
        "letterpack.yaml": "form: a\n",
    },
    "YAML's depth": lambda size: campaign(addressees_yaml="a: " + "[" * size),
    "YAML's depth in blocks": lambda size: campaign(addressees_yaml="- " * (size // 2)),
    "YAML's mappings": lambda size: campaign(addressees_yaml="{a: " * (size // 4)),
    "YAML's aliases": lambda size: campaign(addressees_yaml="a: &a [" + "x," * 99 + "]\nb: [" + "*a," * (size // 3) + "]\n"),
    "YAML's laughs": lambda size: campaign(
        addressees_yaml="a0: &a0 [x,x,x]\n"
        + "".join(f"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1}]\n" for i in range(1, size // 33))
    ),
    "YAML's anchors": lambda size: campaign(addressees_yaml="".join(f"k{i}: &a{i} x\n" for i in range(size // 14))),
    "YAML's keys": lambda size: campaign(addressees_yaml="".join(f"k{i}: x\n" for i in range(size // 9))),
    "YAML's keys alike": lambda size: campaign(addressees_yaml="k: x\n" * (size // 5)),
    "YAML's long key": lambda size: campaign(addressees_yaml=f"? {'k' * size}\n: x\n"),
    "YAML's text": lambda size: campaign(addressees_yaml=f"sender: {'x ' * (size // 2)}\n"),
    "YAML's comments": lambda size: campaign(addressees_yaml="sender: x #y\n" + "#\n" * (size // 2)),
    "YAML's tags": lambda size: campaign(addressees_yaml="".join(f"k{i}: !!python/name:os x\n" for i in range(size // 26))),
    "YAML's documents": lambda size: campaign(addressees_yaml="---\na: b\n" * (size // 9)),
    "YAML's merges": lambda size: campaign(
        addressees_yaml="a: &a {" + ",".join(f"k{i}: v" for i in range(99)) + "}\nb:\n" + "  <<: *a\n" * (size // 9)
    ),
    "subject": lambda size: {**letter("a"), "letter.md": HEAD.replace("Release", "R " * (size // 2)) + "a"},
    "subject in a word": lambda size: {**letter("a"), "letter.md": HEAD.replace("Release", "R" * size) + "a"},
    "salutation": lambda size: {
        **letter("a"),
        "letter.md": HEAD.replace("subject", f"salutation: {'a ' * (size // 2)}\nsubject") + "a",
    },
    "enclosures named": lambda size: {
        **letter("a"),
        "letter.md": HEAD.replace("subject", f"enclosures: [{'a.pdf, ' * (size // 7)}]\nsubject") + "a",
    },
}
