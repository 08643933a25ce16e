"""The layer table: the one copy. ``test_architecture`` walks the imports by it, and docs/architecture.md must print it."""

from __future__ import annotations

from typing import Final

LAYERS: Final = (
    (("values",), "changed copies of values"),
    (("patterns",), "regular expressions, compiled on first use"),
    (
        ("units", "spans", "errors", "limits", "temporary", "cff", "interface", "module_path"),
        "vocabulary without imports: lengths, places, exceptions, limits; locks, and what lasts as long as a "
        "command; the parts of CFF fonts; the language of the interface; where Python looks for modules",
    ),
    (
        ("diagnostics", "overheard", "remedies"),
        "findings; what libraries log; remedies for refusals of the system",
    ),
    (
        ("codes", "model", "world", "programs", "files", "kept"),
        "pages about codes, the values that stages hand on, the door to the outside, other programs, files, values "
        "that do not fit in memory",
    ),
    (("datafiles", "signed"), "TOML files of any kind, as values; SSH signatures"),
    (
        ("envelopes", "label_sheets", "marks"),
        "envelopes on sale and their windows; label sheets; marks for inserting machines",
    ),
    (
        (
            "forms",
            "styles",
            "languages",
            "countries",
            "fonts",
            "profiles",
            "providers",
            "standards",
            "schemas",
            "lookalikes",
            "attached",
        ),
        "data files and their loaders; letters that look alike; the files of pictures and enclosures",
    ),
    (
        ("text", "pdfcopy", "manifest"),
        "fonts, shaping, hyphenation, line breaking; objects of other people's PDFs; the record of a batch",
    ),
    (
        ("formats", "draw", "wording", "manners"),
        "stage 1; page graphics, pictures and drawings; facts that several stages print, claim or check; how "
        "languages are written",
    ),
    (
        ("campaign", "merge", "typeset", "paginate", "enclosures", "press", "stores", "readback", "checks", "review"),
        "stages 2 to 7, the places of batches, and the way back",
    ),
    (("products", "executors"), "what is made from the packets; where the work runs"),
    (("pipeline", "intake"), "the stages, one call a line; lists as people export them"),
    (("disk", "revisions", "render", "starter"), "edges"),
    (("library",), "what `import letterpack` offers"),
    (("preview", "lsp"), "the page in the browser, which uses only the library; the server for editors"),
    (("cli",), "the command line"),
    (("__main__",), "`python -m letterpack`"),
)
"""From left to right: a module imports from layers left of its own, and from its own room. Rooms of one layer do not meet."""


def layer_of(room: str) -> int:
    """Return the 0-based layer of ``room``. Raises ``LookupError`` for a room that the table does not know."""
    for index, (rooms, _) in enumerate(LAYERS):
        if room in rooms:
            return index
    raise LookupError(f"letterpack/{room} stands in no layer: add it to tests/layers.py and docs/architecture.md")


def table() -> str:
    """Return the table as docs/architecture.md prints it."""
    head = ["| layer | rooms | what |", "|---|---|---|"]
    named = [(", ".join(f"`{room}`" for room in rooms), what) for rooms, what in LAYERS]
    rows = [f"| {number} | {rooms} | {what} |" for number, (rooms, what) in enumerate(named, 1)]
    return "\n".join(head + rows)
