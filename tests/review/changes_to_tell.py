"""Campaigns of six packets, or of a thousand, and the changes that people make to them: each is one change and told as one."""

# ruff: noqa: E501 - a case is a line, as a row of a table is
from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

import yaml
from PIL import Image

from tests.fontmaking import LATIN, font
from tests.review.comparing import drawn

Tree = dict[str, Any]
"""What a campaign says, as Python values: changed by a case, then written as files."""


def picture(colour: tuple[int, int, int], size: tuple[int, int] = (240, 120)) -> bytes:
    """Return a PNG: a rectangle in ``colour``."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "PNG")
    return out.getvalue()


LETTER: Final = """\
The undersigned {{ signatories.count }} organisations write to you, {{ addressee.title }}, about the journalists in prison.

Courts of the Ministry of Justice sentenced 12 people on [14 May 2025](https://example.org/verdict), the Minister of Justice said.[^1]

## To the Ministry of Justice

1. Release all journalists within 30 days of this letter.
2. Pay them damages for the time in prison.
3. Mend the law on defamation before the end of the year.

| court | sentences |
|---|---|
| Astana | 7 |
| Almaty | 5 |

![A map of the courts](map.png)

We have written to you about this before, and had no answer. All {{ signatories.count }} of us will write again.

You can end this, {{ addressee.name }}, and we ask you to.

[^1]: The verdicts were published in the gazette of the court.
"""

ORGANIZATIONS: Final = (
    "Alliance of Editors", "Board of Writers", "Circle of Readers", "Desk of Reporters", "Example Union", "Forum of Printers",
    "Guild of Authors", "House of Letters", "Institute of Speech", "Journal Society", "Kiosk Workers", "Lens Collective",
)  # fmt: skip


def base() -> Tree:
    """Return the campaign before any change: three letters, two open copies, a blind one."""

    def who(name: str, office: str, town: str, **more: Any) -> dict[str, Any]:
        return {
            "id": name,
            "name": f"{name.title()} Example",
            "title": office,
            "address": [f"{town} Street 1", "010000 Astana"],
            "country": "KZ",
            "enclosures": ["enclosures/verdict.pdf"],
            **(more or {"salutation": f"Dear {name.title()} Example,"}),
        }

    def copy(name: str, office: str, town: str) -> dict[str, Any]:
        return who(name, office, town, copy_of="anna")

    return {
        "letter": LETTER,
        "head": {"date": "2026-03-02", "subject": "Release of the imprisoned", "reference": "LP/12", "status": "final"},
        "addressees": {
            "to": [
                who("anna", "Minister of Justice", "Astana"),
                who("boris", "Minister of the Interior", "Almaty"),
                who("clara", "Chair of the Court of Appeal", "Aktau"),
            ],
            "cc": [copy("dora", "General Prosecutor", "Kokshetau"), copy("emil", "Ombudsman for the Press", "Pavlodar")],
            "bcc": [copy("fanny", "Adviser of Foreign Affairs", "Atyrau")],
        },
        "signatories": [[name, "Jane Example", "Director", "KZ", "yes", ""] for name in ORGANIZATIONS],
        "settings": {
            "name": "Sign-on",
            "rules": {"LP351": "note"},
            "sender": {"names": {"en": "Example Foundation"}, "address": ["Main Street 1", "Warsaw"]},
            "letterhead": {"first": "head.png"},
            "signature": {"name": "Sam Example", "title": "Director", "image": "sign.png"},
        },
        "files": {
            "map.png": picture((200, 30, 30)),
            "head.png": picture((30, 30, 200)),
            "sign.png": picture((30, 30, 30)),
            "enclosures/verdict.pdf": drawn(["The court sentences them", "to two years in prison."]),
        },
    }


def written(tree: Tree) -> dict[str, bytes]:
    """Return the files of a campaign."""
    head = yaml.safe_dump(tree["head"], allow_unicode=True, sort_keys=False)
    rows = ["organization,name,title,country,consent,withdrawn", *[",".join(row) for row in tree["signatories"]]]
    return {
        "letter.md": f"---\n{head}---\n\n{tree['letter']}".encode(),
        "addressees.yaml": yaml.safe_dump(tree["addressees"], allow_unicode=True, sort_keys=False).encode(),
        "signatories.csv": "\n".join([*rows, ""]).encode(),
        "letterpack.yaml": yaml.safe_dump(tree["settings"], allow_unicode=True, sort_keys=False).encode(),
        **tree["files"],
    }


@dataclass(frozen=True)
class Case:
    """A change: ``edit`` makes it, ``kind`` and ``field`` are what it is told as, ``packets`` whom it reaches (None: all)."""

    name: str
    edit: Callable[[Tree], object]
    kind: str
    field: str | None
    before: str | None = None
    after: str | None = None
    packets: tuple[str, ...] | None = None
    start: Callable[[Tree], object] | None = None

    def sides(self) -> tuple[Tree, Tree]:
        """Return the campaign before and after."""
        old = base()
        if self.start:
            self.start(old)
        new = deepcopy(old)
        self.edit(new)
        return old, new


def said(old: str, new: str) -> Callable[[Tree], object]:
    """Return the edit of the letter that puts ``new`` in place of ``old``."""

    def edit(tree: Tree) -> None:
        assert tree["letter"].count(old) == 1, old
        tree["letter"] = tree["letter"].replace(old, new)

    return edit


def put(*path: str | int, value: Any = None) -> Callable[[Tree], object]:
    """Return the edit that sets the value at ``path``; None takes it away."""

    def edit(tree: Tree) -> None:
        at: Any = tree
        for key in path[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else at[key]
        if value is None:
            del at[path[-1]]
        else:
            at[path[-1]] = value

    return edit


def both(*edits: Callable[[Tree], object]) -> Callable[[Tree], object]:
    def edit(tree: Tree) -> None:
        for each in edits:
            each(tree)

    return edit


def _everybody(tree: Tree) -> Iterator[dict[str, Any]]:
    for each in tree["addressees"].values():
        yield from each


def moved_to(old: str, at: int, new: str, **said: str) -> Callable[[Tree], object]:
    """Return the edit that puts an addressee into another list."""

    def edit(tree: Tree) -> None:
        who = tree["addressees"][old].pop(at)
        kept = {key: value for key, value in who.items() if key not in ("salutation", "copy_of")}
        tree["addressees"][new].append({**kept, **said})

    return edit


def _for_all(change: Callable[[dict[str, Any]], object]) -> Callable[[Tree], object]:
    def edit(tree: Tree) -> None:
        for each in _everybody(tree):
            change(each)

    return edit


def _moved_paragraph(tree: Tree) -> None:
    paragraph = (
        "We have written to you about this before, and had no answer. All {{ signatories.count }} of us will write again.\n\n"
    )
    rest = tree["letter"].replace(paragraph, "")
    tree["letter"] = rest.replace("## To the Ministry", f"{paragraph}## To the Ministry")


def _moved_section(tree: Tree) -> None:
    table = "| court | sentences |\n|---|---|\n| Astana | 7 |\n| Almaty | 5 |\n\n"
    tree["letter"] = tree["letter"].replace(table, "").replace("## To the Ministry", f"{table}## To the Ministry")


def _swapped_items(tree: Tree) -> None:
    one, two = "Release all journalists within 30 days of this letter.", "Pay them damages for the time in prison."
    tree["letter"] = tree["letter"].replace(one, "\0").replace(two, one).replace("\0", two)


def _unanswered(tree: Tree) -> None:
    tree["letter"] = tree["letter"].replace("Release all", "Free all")


NEW_PARAGRAPH: Final = "The families of the imprisoned have told us of their illnesses, and nobody has let a doctor in."
OTHER_VERDICT: Final = drawn(["The court sentences them", "to five years in prison."])
REPORT: Final = {"enclosures/report.pdf": drawn(["A report about the court."], title="Annual report")}
SIX: Final = ("anna", "dora", "emil", "fanny", "boris", "clara")


_LONG: Final = NEW_PARAGRAPH * 40
_ALIKE: Final = (
    "Everyone has the right to life and to the security of a person.",
    "Everyone has the right to a nationality and to leave any country.",
)


def _long(tree: Tree) -> None:
    tree["letter"] = f"We write to you.\n\n{_LONG}\n"
    del tree["signatories"][1:]


def _alike(tree: Tree) -> None:
    tree["letter"] = f"We write to you.\n\n{_ALIKE[0]}\n\nThey wait.\n\n{_ALIKE[1]}\n"


def _exchanged(tree: Tree) -> None:
    tree["letter"] = f"We write to you.\n\n{_ALIKE[1]}\n\nThey wait.\n\n{_ALIKE[0]}\n"


def _tabled(tree: Tree) -> None:
    tree["letter"] = "| court | x |\n|---|---|\n" + "| Astana | 7 |\n" * 60


CASES: Final = (
    Case("digit in an item", said("30 days", "20 days"), "text", "list item", "30", "20"),
    Case("word of the body", said("people on", "persons on"), "text", "paragraph", "people", "persons"),
    Case("little word", said("Courts of the Ministry", "Courts in the Ministry"), "text", "paragraph", "of", "in"),
    Case("word beside a field", said("about the journalists", "about all journalists"), "text", "paragraph", "the", "all"),
    Case("paragraph deleted", said("We have written to you about this before, and had no answer. All {{ signatories.count }} of us will write again.\n\n", ""), "text", "paragraph", None, ""),
    Case("paragraph with a field deleted", said("You can end this, {{ addressee.name }}, and we ask you to.\n\n", ""), "text", "paragraph", None, ""),
    Case("paragraph added", said("## To the", f"{NEW_PARAGRAPH}\n\n## To the"), "text", "paragraph", "", NEW_PARAGRAPH),
    Case("paragraph with a field added", said("## To the", "{{ addressee.name }}, you know.\n\n## To the"), "text", "paragraph", "", None),
    Case("paragraph moved", _moved_paragraph, "text", "order of paragraphs"),
    Case("items swapped", _swapped_items, "text", "order of list items"),
    Case("item added", said("2. Pay", "2. Hear their appeals in public.\n3. Pay"), "text", "list item", "", "Hear their appeals in public."),
    Case("item deleted", said("2. Pay them damages for the time in prison.\n", ""), "text", "list item", "Pay them damages for the time in prison.", ""),
    Case("signatory added", lambda tree: tree["signatories"].append(["Zebra Society", "Jo Example", "Chair", "KZ", "yes", ""]), "signatory", "signatory", "", None),
    Case("signatory removed", lambda tree: tree["signatories"].pop(4), "signatory", "signatory", None, ""),
    Case("signatory withdrawn", put("signatories", 4, 5, value="2026-02-01"), "signatory", "signatory", None, "", None, put("signatories", 4, 1, value="Zoe Example")),
    Case("signatory changed", put("signatories", 4, 1, value="Joan Example"), "signatory", "signatory"),
    Case("signatories in another order", lambda tree: tree["signatories"].insert(0, tree["signatories"].pop(4)), "signatory", "order"),
    Case("title of one addressee", put("addressees", "to", 0, "title", value="Vice-Minister of Justice"), "address", "address"),
    Case("title of an open copy", put("addressees", "cc", 0, "title", value="Deputy General Prosecutor"), "address", "address"),
    Case("name of one addressee", put("addressees", "to", 0, "name", value="Anna Sample"), "address", "address"),
    Case("street of one addressee", put("addressees", "to", 0, "address", value=["Astana Street 2", "010000 Astana"]), "address", "address"),
    Case("country of one addressee", put("addressees", "to", 0, "country", value="KG"), "address", "address"),
    Case("salutation of one addressee", put("addressees", "to", 0, "salutation", value="Dear Minister,"), "text", "salutation", None, None),
    Case("salutations without a comma", _for_all(lambda each: each.update(salutation=each.get("salutation", ",").rstrip(",")) if "salutation" in each else None), "text", "salutation"),
    Case("enclosure added to one", both(lambda tree: tree["files"].update(REPORT), lambda tree: tree["addressees"]["to"][0]["enclosures"].append("enclosures/report.pdf")), "enclosure", "enclosures/report.pdf", "", None),
    Case("enclosure added to all", both(lambda tree: tree["files"].update(REPORT), _for_all(lambda each: each["enclosures"].append("enclosures/report.pdf"))), "enclosure", "enclosures/report.pdf", "", None, SIX),
    Case("enclosure removed", both(put("files", "enclosures/report.pdf"), _for_all(lambda each: each["enclosures"].remove("enclosures/report.pdf"))), "enclosure", "enclosures/report.pdf", None, "", SIX, both(lambda tree: tree["files"].update(REPORT), _for_all(lambda each: each["enclosures"].append("enclosures/report.pdf")))),
    Case("only enclosure removed", both(put("files", "enclosures/verdict.pdf"), _for_all(lambda each: each.pop("enclosures"))), "enclosure", "enclosures/verdict.pdf", None, "", SIX),
    Case("enclosure changed", put("files", "enclosures/verdict.pdf", value=OTHER_VERDICT), "enclosure", "enclosures/verdict.pdf", "two", "five", SIX),
    Case("copy removed", lambda tree: tree["addressees"]["cc"].pop(1), "pages", "removed packet"),
    Case("copy added", lambda tree: tree["addressees"]["cc"].append({"id": "gregor", "name": "Gregor Example", "title": "Registrar of the Council", "address": ["Some Street 1", "010000 Astana"], "country": "KZ", "copy_of": "anna"}), "pages", "new packet"),
    Case("last copies removed", lambda tree: tree["addressees"].pop("cc"), "pages", "removed packet"),
    Case("letter becomes an open copy", moved_to("to", 2, "cc", copy_of="anna"), "pages", "carrier page", "", "Copy for information"),
    Case("open copy becomes a letter", moved_to("cc", 0, "to", salutation="Dear Dora Example,"), "pages", "carrier page", "Copy for information", ""),
    Case("open copies in another order", lambda tree: tree["addressees"]["cc"].reverse(), "text", "order of copies"),
    Case("copy of another letter", put("addressees", "cc", 0, "copy_of", value="boris"), "address", "address", packets=("anna", "emil", "fanny", "boris", "dora")),
    Case("organization of one addressee", put("addressees", "to", 0, "organization", value="Ministry of Justice"), "address", "address", "", "Ministry of Justice"),
    Case("country of all addressees", _for_all(lambda each: each.update(country="UZ")), "address", "address", "KAZAKHSTAN", "UZBEKISTAN"),
    Case("enclosure of one removed", put("addressees", "to", 0, "enclosures", value=[]), "enclosure", "enclosures/verdict.pdf"),
    Case("title of all who sign", lambda tree: [row.__setitem__(2, "Chairperson") for row in tree["signatories"]], "signatory", "signatory"),
    Case("table head", said("| court | sentences |", "| court | years |"), "text", "table", "sentences", "years"),
    Case("signature removed", put("settings", "signature"), "text", "closing"),
    Case("letter added", lambda tree: tree["addressees"]["to"].append({"id": "gregor", "name": "Gregor Example", "title": "Registrar of the Council", "address": ["Some Street 1", "010000 Astana"], "country": "KZ"}), "pages", "new packet", packets=("gregor",)),
    Case("letter removed", lambda tree: tree["addressees"]["to"].pop(2), "pages", "removed packet"),
    Case("blind copy removed", lambda tree: tree["addressees"]["bcc"].pop(0), "pages", "removed packet", packets=("fanny",)),
    Case("id renamed", put("addressees", "to", 1, "id", value="interior"), "pages", "renamed packet", "boris", "interior", ("interior",)),
    Case("id of an open copy renamed", put("addressees", "cc", 1, "id", value="press"), "pages", "renamed packet", "emil", "press", ("press",)),
    Case("font", both(put("files", "fonts/other.ttf", value=font(LATIN)), put("settings", "fonts", value={"default": "fonts/other.ttf"})), "font", "font"),
    Case("form", put("settings", "form", value="nl"), "moved", None),
    Case("form of another paper", put("settings", "form", value="plain-letter"), "pages", "size"),
    Case("reference", put("head", "reference", value="LP/13"), "text", "reference", "LP/12", "LP/13"),
    Case("reference added", put("head", "reference", value="LP/13"), "text", "reference", "", None, None, put("head", "reference")),
    Case("date", put("head", "date", value="2026-03-03"), "text", "date"),
    Case("subject", put("head", "subject", value="Release of all imprisoned"), "text", "subject", "the", "all"),
    Case("place", put("head", "place", value="Warsaw"), "text", "date"),
    Case("closing", put("head", "closing", value="With respect,"), "text", "closing"),
    Case("language", put("head", "language", value="fr"), "metadata", "language", "en", "fr"),
    Case("heading", said("## To the Ministry of Justice", "## To the Ministry of Law"), "text", "heading", "Justice", "Law"),
    Case("heading level", said("### To courts", "## To courts"), "tags", "heading", start=said("| court |", "### To courts\n\n| court |")),
    Case("picture", put("files", "map.png", value=picture((30, 200, 30))), "pixels", None),
    Case("section of few words moved", lambda tree: tree.update(letter=tree["letter"].replace("## Now\n\nFree them.\n\n", "").replace("[^1]: The", "## Now\n\nFree them.\n\n[^1]: The")), "text", "order of headings", start=said("## To the", "## Now\n\nFree them.\n\n## To the")),
    Case("alternative text", said("![A map of the courts]", "![A map of all courts]"), "text", "picture", "the", "all"),
    Case("table cell", said("| Astana | 7 |", "| Astana | 8 |"), "text", "table", "7", "8"),
    Case("table row added", said("| Almaty | 5 |", "| Almaty | 5 |\n| Aktau | 3 |"), "text", "table"),
    Case("footnote", said("in the gazette", "in a gazette"), "text", "footnote", "the", "a"),
    Case("footnote added before another", both(said("journalists in prison.", "journalists in prison.[^0]"), said("[^1]: The", "[^0]: Twelve of them.\n\n[^1]: The")), "text", "footnote", "", "Twelve of them."),
    Case("paragraph divided before a footnote", said("a list. On", "a list.\n\nOn"), "tags", "paragraph", "1 paragraph", "2 paragraphs", None, said(" [14 May 2025]", " a list. On [14 May 2025]")),
    Case("paragraph that moves a footnote to another page", said("The undersigned", f"{NEW_PARAGRAPH * 30}\n\nThe undersigned"), "text", "paragraph", ""),
    Case("picture removed", said("![A map of the courts](map.png)\n\n", ""), "text", "picture", "A map of the courts", ""),
    Case("signatories counted in words", both(lambda tree: tree["signatories"].pop(4), said("All twelve of us", "All eleven of us")), "signatory", "signatory", None, "", None, said("All {{ signatories.count }} of us", "All twelve of us")),
    Case("link target", said("example.org/verdict", "example.org/other"), "active", "link"),
    Case("emphasis", said("within 30 days", "**within 30 days**"), "font", "list item"),
    Case("sender", put("settings", "sender", "names", "en", value="Sample Foundation"), "text", None),
    Case("sender's street", put("settings", "sender", "address", value=["Main Street 2", "Warsaw"]), "text", "sender", start=put("settings", "letterhead")),
    Case("picture of another size", put("files", "map.png", value=picture((200, 30, 30), (60, 30))), "pixels", "picture"),
    Case("form", put("settings", "form", value="din5008a"), "moved", None, start=put("settings", "form", value="din5008b")),
    Case("sign removed", put("settings", "signature", "image"), "text", "picture", "Sam Example", ""),
    Case("letterhead removed", put("settings", "letterhead"), "text", "picture", "Example Foundation", ""),
    Case("letterhead", put("files", "head.png", value=picture((30, 200, 200))), "pixels", None),
    Case("signature image", put("files", "sign.png", value=picture((90, 90, 230))), "pixels", None),
    Case("signature name", put("settings", "signature", "name", value="Sal Example"), "text", "closing"),
    Case("final from draft", put("head", "status", value="final"), "text", "head or foot of the page", "Draft", "", None, put("head", "status", value="draft")),
    Case("profile", put("settings", "profile", value="print"), "metadata", "profile"),
    Case("word in invisible letters", said("court.\n", "сourt.\n"), "invisible", None, None, None, None, put("head", "status", value="draft")),
    Case("link in a new paragraph", said("## To the", "See [our report](https://example.org/report) on this.\n\n## To the"), "text", "paragraph", "", "See our report on this."),
    Case("link in a new item", said("2. Pay", "2. Read [the law](https://example.org/law).\n3. Pay"), "text", "list item", "", "Read the law."),
    Case("link in a new footnote", both(said("journalists in prison.", "journalists in prison.[^0]"), said("[^1]: The", "[^0]: See <https://example.org/x>.\n\n[^1]: The")), "text", "footnote", ""),
    Case("link over words", said("no answer.", "[no answer](https://example.org/a)."), "active", "link", "", "https://example.org/a"),
    Case("footnote called elsewhere", both(said("said.[^1]", "said."), said("no answer. All", "no answer.[^1] All")), "text", "paragraph"),
    Case("footnote called in an item", both(said("said.[^1]", "said."), said("in prison.\n3.", "in prison.[^1]\n3.")), "text", "paragraph"),
    Case("table column added", both(said("| court | sentences |", "| court | sentences | year |"), said("|---|---|", "|---|---|---|"), said("| Astana | 7 |", "| Astana | 7 | 2025 |"), said("| Almaty | 5 |", "| Almaty | 5 | 2024 |")), "text", "table", ""),
    Case("table row moved", both(said("| Astana | 7 |\n", ""), said("| Almaty | 5 |", "| Almaty | 5 |\n| Astana | 7 |")), "text", "order of tables"),
    Case("words struck out", said("will write again", "~~will~~ write again"), "pixels", "picture"),
    Case("signatories in short lines", put("settings", "signatories", value={"compact": True}), "signatory", "signatory"),
    Case("enclosures in another order", _for_all(lambda each: each["enclosures"].reverse()), "enclosure", "order of enclosures", None, None, SIX, both(lambda tree: tree["files"].update(REPORT), _for_all(lambda each: each["enclosures"].append("enclosures/report.pdf")))),
    Case("letterhead of the pages behind", both(lambda tree: tree["files"].update({"next.png": picture((0, 200, 0))}), put("settings", "letterhead", value={"first": "head.png", "following": "next.png"})), "pixels", "picture"),
    Case("subject removed", put("head", "subject"), "text", "subject", None, ""),
    Case("a passage in another language", said("{lang=fr}", "{lang=es}"), "tags", "language", "fr", "es", None, said("of the court.", "of the [tribunal]{lang=fr}.")),
    Case("section moved", _moved_section, "text", "order of headings"),
    Case("two items deleted", said("1. Release all journalists within 30 days of this letter.\n2. Pay them damages for the time in prison.\n3. Mend", "1. Mend"), "text", "list item", None, ""),
    Case("section added", said("| court | sentences |", f"## On the law\n\n{NEW_PARAGRAPH}\n\n| court | sentences |"), "text", "heading", ""),
    Case("another picture with other words", both(said("A map of the courts", "A plan of the jails"), put("files", "map.png", value=picture((30, 200, 30)))), "text", "picture"),
    Case("item that is a paragraph now", said("3. Mend", "\nMend"), "tags", "paragraph"),
    Case("signatories in an annex", put("settings", "signatories", value={"place": "annex"}), "text", "order of parts"),
    Case("paragraphs joined over a link", said("in prison.\n\nCourts", "in prison. Courts"), "tags", "paragraph", "2 paragraphs", "1 paragraph"),
    Case("paragraph that divides the list of signatories", said("## To the", f"{NEW_PARAGRAPH * 20}\n\n## To the"), "text", "paragraph", ""),
    Case("letter that fits one page again", said(f"\n\n{_LONG}", ""), "text", "paragraph", None, "", None, _long),
    Case("day that is a page's number", put("head", "date", value="2026-03-02"), "text", "date", "30", "2", None, both(_long, put("head", "date", value="2026-03-30"))),
    Case("paragraphs that are alike, exchanged", _exchanged, "text", "order of paragraphs", None, None, None, _alike),
    Case("table column whose head comes again", both(said("| court | x |", "| court | x | year |"), said("|---|---|", "|---|---|---|")), "text", "table", "", "year", None, _tabled),
    Case("section taken out", said("## To the Ministry of Justice\n\n1. Release all journalists within 30 days of this letter.\n2. Pay them damages for the time in prison.\n3. Mend the law on defamation before the end of the year.\n\n", ""), "text", "heading", None, ""),
    Case("salutation of another form", put("addressees", "to", 1, "salutation", value="To whom it may concern:"), "text", "salutation", "Dear Boris Example,", "To whom it may concern:", ("boris",)),
    Case("sender named", put("settings", "sender", value={"names": {"en": "Kestrel House"}, "address": ["Main Street 1", "Warsaw"]}), "text", "sender", "", "Kestrel House", None, both(put("settings", "letterhead"), put("settings", "sender"))),
    Case("a word in two places", lambda tree: tree.update(letter=tree["letter"].replace("prison", "jail")), "text", "paragraph", None, None),
)  # fmt: skip

COPIES: Final = (
    Case("letter becomes an open copy", moved_to("to", 2, "cc", copy_of="anna"), "pages", "carrier page", "", "Copy for information"),
    Case("open copy becomes a letter", moved_to("cc", 0, "to", salutation="Dear Dora Example,"), "pages", "carrier page", "Copy for information", ""),
    Case("copy of another letter", put("addressees", "cc", 0, "copy_of", value="boris"), "address", "address", packets=("dora",)),
)  # fmt: skip
"""Changes of who gets a copy of which letter: each letter names its own copies, so these change letters, too."""
