"""Stage 2 of 7: ``letterpack.yaml`` becomes ``Settings``; where it says nothing, or something wrong, the default stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, cast, get_args

from letterpack.campaign.countries import country_hint
from letterpack.campaign.enclosure_settings import read_enclosures
from letterpack.campaign.font_choices import font_choices
from letterpack.campaign.given import GivenMapping, given_in, whole_number
from letterpack.campaign.imports import read_imports
from letterpack.campaign.labels import read_labels
from letterpack.campaign.own_data import OwnRead, read_own_data
from letterpack.campaign.rule_settings import read_rules, read_suppressions
from letterpack.campaign.values import choice_value, list_value, text_value
from letterpack.countries import country_named
from letterpack.countries.posts import posts
from letterpack.diagnostics import Report
from letterpack.envelopes import envelope_names
from letterpack.formats.decode import is_there
from letterpack.formats.file_names import report_misnamed
from letterpack.formats.nearest import did_you_mean
from letterpack.formats.tables.code_pages import CODE_PAGES, known_page
from letterpack.formats.yaml.nodes import read_yaml
from letterpack.forms import envelope_faults
from letterpack.label_sheets import label_codes, label_sheet
from letterpack.languages import canonical_tag
from letterpack.languages.called import tag_hint
from letterpack.limits import MOST_DATA_BYTES, MOST_NAME_WORDS
from letterpack.marks import mark_names
from letterpack.model.campaign import (
    MOST_RUN_BYTES,
    Input,
    LabelChoice,
    OutputIntent,
    PaperStock,
    Printing,
    Sender,
    Settings,
    SignatoryList,
    SignatoryOrder,
    Signature,
)
from letterpack.model.conditions import REGISTERED
from letterpack.model.products import PRODUCTS
from letterpack.model.sources import MapNode, NodeOrigin, PlacesBelow, TextNode
from letterpack.patterns import late
from letterpack.profiles import profile_names
from letterpack.units import size_bytes
from letterpack.world import World

FILE: Final = "letterpack.yaml"
DEFAULT_FORM: Final = Settings().form
DEFAULT_LABELS: Final = LabelChoice().code
KEYS: Final = (
    "name",
    "form",
    "envelopes",
    "profile",
    "output_intent",
    "language",
    "fonts",
    "names",
    "sender",
    "letterhead",
    "signature",
    "consent",
    "signatories",
    "print_run",
    "products",
    "label_sheet",
    "paper",
    "marks",
    "printing",
    "conformance",
    "verapdf",
    "seal",
    "rules",
    "suppress",
    "encoding",
    "import",
    "countries",
    "labels",
    "style",
    "typography",
    "links",
    "enclosures",
)
BELOW: Final = {
    "sender": ("names", "address", "contact", "logo", "return_address", "country"),
    "output_intent": ("file", "condition"),
    "letterhead": ("first", "following"),
    "signature": ("name", "title", "image"),
    "signatories": ("order", "columns", "place", "groups", "compact", "show"),
    "label_sheet": ("code", "start"),
    "paper": ("weight_gsm",),
    "printing": ("sides", "order", "split", "file_size", "totals", "recipients"),
}
"""The keys that may stand below a key."""
_NAME_WORD: Final = late(r"[^\W_]+")
_SPLITS: Final = ("envelope", "sheets")
MOST_PIECES: Final = 1_000_000
MOST_GSM: Final = 500
"""Heavier paper is board, and no printer folds it."""
MOST_COLUMNS: Final = 4
"""More columns than this leave a name less than 39 mm on A4 (156 mm of text)."""


def read_settings(world: World, report: Report, own: OwnRead | None = None) -> tuple[Settings, tuple[Input, ...]]:
    """Return what ``letterpack.yaml`` says (its defaults where there is none, or where a key is wrong) and the files read.

    ``own`` is what the campaign brings, looked at here where it is not given.
    """
    if not is_there(world, FILE):
        report_misnamed(world, FILE, report)
        return Settings(), ()
    found = read_yaml(world, FILE, report, MOST_DATA_BYTES)
    if found is None:
        return Settings(), ()
    node, source = found
    if isinstance(node, MapNode):
        section = _SettingsSection(given_in(node), NodeOrigin(node), world, report)
        return section.settings(own or read_own_data(world, Report())), (source,)
    if node is not None and not (isinstance(node, TextNode) and not node.text):
        report.error("LP152", NodeOrigin(node).span(), f"{FILE} is a mapping of keys to values", "write `form: plain-a4`")
    return Settings(), (source,)


def _forms(own: OwnRead) -> tuple[str, ...]:
    """The forms, the default first."""
    return tuple(sorted(own.forms, key=lambda name: name != DEFAULT_FORM))


def _no_form(text: str) -> str:
    """Return why there is no form for the country ``text``, and what to do; empty where it names none of these."""
    code = country_named(text) or ""
    if code not in posts() or "windows" not in posts()[code].unknown:
        return ""
    return (
        f"no source that we trust gives the windows of {code}: print envelopes or labels, or measure yours for a form of your own"
    )


class _SettingsSection(GivenMapping):
    """A mapping of the file, at the top or below a key."""

    def section(self, key: str) -> _SettingsSection:
        """Return the mapping under ``key``, with the keys that may stand there."""
        return self.below(key, BELOW[key])

    def settings(self, own: OwnRead) -> Settings:
        self.known(KEYS)
        letterhead = self.section("letterhead")
        form = own.usable_form(choice_value(self.values, "form", _forms(own), self.places, self.report, _no_form), DEFAULT_FORM)
        return Settings(
            name=self.text("name"),
            form=form,
            envelopes=self.envelopes(form, own),
            profile=choice_value(self.values, "profile", profile_names(), self.places, self.report),
            output_intent=self.output_intent(),
            language=self.matching("language", lambda text: bool(canonical_tag(text)), "a language tag such as `en` or `pt-BR`"),
            fonts=font_choices(self.values, self.places, self.report),
            names=self.protected_names(),
            sender=self.section("sender").sender(),
            letterhead_first=letterhead.file("first"),
            letterhead_following=letterhead.file("following"),
            signature=self.section("signature").signature(),
            consent=cast(
                Literal["optional", "required"],
                choice_value(self.values, "consent", ("optional", "required"), self.places, self.report),
            ),
            signatories=self.section("signatories").signatories(),
            print_run=self.truth("print_run"),
            products=self.products(),
            label_sheet=self.labels_on_sheets(),
            paper=PaperStock(self.section("paper").number("weight_gsm", MOST_GSM)),
            marks=self.marks(own),
            printing=self.section("printing").printing(),
            conformance=cast(
                Literal["optional", "required"],
                choice_value(self.values, "conformance", ("optional", "required"), self.places, self.report),
            ),
            verapdf=frozenset(list_value(self.values, "verapdf", self.places, self.report)),
            seal=cast(
                Literal["optional", "required", "signed"],
                choice_value(self.values, "seal", ("optional", "required", "signed"), self.places, self.report),
            ),
            rules=read_rules(self.values, self.places, self.report),
            suppress=read_suppressions(self.values, self.places, self.world, self.report),
            encoding=self.encoding(),
            countries=self.countries(),
            imports=read_imports(self.values, self.places, self.report),
            labels=read_labels(self.values, self.places, self.report),
            style=choice_value(self.values, "style", ("", *own.styles), self.places, self.report),
            typography=cast(
                Literal["smart", "as-typed"],
                choice_value(self.values, "typography", ("smart", "as-typed"), self.places, self.report),
            ),
            links=cast(
                Literal["clicked", "noted"],
                choice_value(self.values, "links", ("clicked", "noted"), self.places, self.report),
            ),
            enclosures=read_enclosures(self.values, self.places, self.world, self.report),
            origin=self.places,
        )

    def protected_names(self) -> tuple[str, ...]:
        """Return the names whose spelling is protected; LP113 where one is longer than any."""
        names = list_value(self.values, "names", self.places, self.report)
        long = next((name for name in names if len(_NAME_WORD.findall(name)) > MOST_NAME_WORDS), None)
        if long is None:
            return names
        message = f"`{long}` has more than {MOST_NAME_WORDS} words"
        hint = "give each name an item of its own: `names: [Jane Example, Another Name]`"
        self.report.error("LP113", self.places.span("names"), message, hint)
        return ()

    def envelopes(self, form: str, own: OwnRead) -> tuple[str, ...]:
        """Return the envelopes that the campaign names, where the ``form`` goes with all of them; LP240 says why it does not."""
        found = tuple(dict.fromkeys(list_value(self.values, "envelopes", self.places, self.report)))
        unknown = [(index, name) for index, name in enumerate(found) if name not in own.envelopes]
        for index, name in unknown:
            hint = did_you_mean(name, own.envelopes, "`letterpack envelopes` lists them")
            self.report.error("LP159", self.places.span("envelopes", index), f"`{name}` is not a choice for `envelopes`", hint)
        if unknown or not set(found) <= set(envelope_names(own.data)):
            return ()
        faults = envelope_faults(form, own.data, found) if found else []
        named = ", ".join([f"`{name}`" for name in found])
        for fault in faults[:1]:  # What is wrong with a form in an envelope has one cause, and one remedy.
            said = f"`{form}` does not go with {named}: {fault.message}"
            hint = f"`letterpack forms {form}` lists the envelopes that it goes with"
            self.report.error("LP240", self.places.span("envelopes"), said, hint)
        return () if faults else found

    def labels_on_sheets(self) -> LabelChoice:
        """Return the code of the sheets of labels and the first free label: ``label_sheet: CODE`` or ``{code: …, start: …}``."""
        if "label_sheet" not in self.values:  # To read all sheets for nothing takes as long as a page.
            return LabelChoice()
        given = self.values.get("label_sheet")
        section = self.section("label_sheet") if isinstance(given, dict) else self
        key = "code" if isinstance(given, dict) else "label_sheet"
        code = section.text(key)
        sheet = label_sheet(code or DEFAULT_LABELS)
        if sheet is None:
            hint = did_you_mean(code, label_codes(), "write the maker's product code, such as `L7163` or `5160`")
            self.report.error("LP159", section.places.span(key), f"`{code}` is not the code of a sheet of labels", hint)
            return LabelChoice()
        start = section.number("start", sheet.labels) if isinstance(given, dict) else 0
        return LabelChoice(code or DEFAULT_LABELS, start or 1)

    def marks(self, own: OwnRead) -> str:
        """Return the insertion marks on sheets by their name; nothing where none are asked for, or those asked for are broken."""
        named = choice_value(self.values, "marks", ("", *own.marks), self.places, self.report)
        return named if named in mark_names(own.data) else ""

    def printing(self) -> Printing:
        """Return how the print run is printed."""
        given = self.text("split")
        pieces = whole_number(given)
        if given and given not in _SPLITS and not 1 <= pieces <= MOST_PIECES:
            hint = did_you_mean(given, _SPLITS, "write `envelope`, `sheets`, or how many packets a file has, such as `500`")
            self.report.error("LP159", self.places.span("split"), f"`{given}` is not a choice for `split`", hint)
            given, pieces = "", 0
        return Printing(
            sides=cast(Literal["both", "front"], self.one_of("sides", "both", "front")),
            order=cast(Literal["list", "post"], self.one_of("order", "list", "post")),
            split=cast(Literal["", "envelope", "sheets", "pieces"], "pieces" if pieces else given),
            pieces=pieces,
            file_bytes=self._file_bytes(),
            totals=self.truth("totals"),
            recipients=cast(Literal["ids", "names"], self.one_of("recipients", "ids", "names")),
        )

    def _file_bytes(self) -> int:
        """Return how many bytes a file of the print run has at most."""
        given = self.text("file_size")
        asked = size_bytes(given)
        if given and not 0 < asked <= MOST_RUN_BYTES:
            hint = "write a size of at most 2 GB, such as `500 MB`"
            self.report.error("LP159", self.places.span("file_size"), f"`{given}` is not a size for `file_size`", hint)
            return MOST_RUN_BYTES
        return asked or MOST_RUN_BYTES

    def output_intent(self) -> OutputIntent:
        """Return the printing condition: ``output_intent: FILE``, or a mapping of its file and its registered name."""
        if not isinstance(self.values.get("output_intent"), dict):
            return OutputIntent(self.file("output_intent"))
        section = self.section("output_intent")
        condition = section.text("condition")
        if condition and condition not in REGISTERED:
            hint = did_you_mean(condition, sorted(REGISTERED), "ask your printer for it: FOGRA51, CGATS21-2-CRPC6")
            self.report.error("LP159", section.places.span("condition"), f"`{condition}` is not a choice for `condition`", hint)
            condition = ""
        return OutputIntent(section.file("file"), condition)

    def sender(self) -> Sender:
        tags, names = self.names()
        return Sender(
            names,
            self.lines("address"),
            self.lines("contact"),
            self.file("logo"),
            self.text("return_address"),
            self.country(),
            tags,
        )

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the languages and the names of the sender: from ``names: {kk: …, en: …}``, or a list without languages."""
        given = self.values.get("names")
        if not isinstance(given, dict):
            return (), self.lines("names")
        places = PlacesBelow(self.places, ("names",))
        tags = {typed: canonical_tag(typed) or "" for typed in given}
        for typed, tag in tags.items():
            if not tag:
                hint = tag_hint(typed, "write `en: …`, a line a language")
                self.report.error("LP159", places.key(typed), f"`{typed}` is not a language tag", hint)
        return tuple(tags.values()), tuple(text_value(given, typed, places, self.report) for typed in given)

    def signature(self) -> Signature:
        return Signature(self.text("name"), self.text("title"), self.file("image"))

    def signatories(self) -> SignatoryList:
        order = choice_value(self.values, "order", get_args(SignatoryOrder), self.places, self.report)
        show = choice_value(self.values, "show", ("all", "organizations", "people"), self.places, self.report)
        place = choice_value(self.values, "place", ("letter", "annex"), self.places, self.report)
        columns = self.matching(
            "columns",
            lambda text: text == "0" or 1 <= whole_number(text) <= MOST_COLUMNS,
            f"a number of columns from 1 to {MOST_COLUMNS}, or 0 to let the names decide",
        )
        return SignatoryList(
            cast(SignatoryOrder, order),
            int(columns or 0),
            cast(Literal["letter", "annex"], place),
            list_value(self.values, "groups", self.places, self.report),
            self.truth("compact"),
            cast(Literal["all", "organizations", "people"], show),
        )

    def country(self) -> str:
        """Return the alpha-2 code under ``country``."""
        text = self.text("country")
        code: str | None = country_named(text) if text else ""
        if code is None:
            message = f"`{text}` is not a country's code or name"
            self.report.error("LP158", self.places.span("country"), message, country_hint(text))
        return code or ""

    def products(self) -> tuple[str, ...]:
        """Return the names of products under ``products``."""
        names = list_value(self.values, "products", self.places, self.report)
        for index, name in enumerate(names):
            if name not in PRODUCTS:
                hint = did_you_mean(name, tuple(PRODUCTS), f"choose from {', '.join(sorted(PRODUCTS))}")
                self.report.error("LP159", self.places.span("products", index), f"`{name}` is not a choice for `products`", hint)
        return tuple([name for name in names if name in PRODUCTS])

    def countries(self) -> Mapping[str, str]:
        """Return the last lines of addresses under ``countries``, by the countries' codes."""
        given = self.values.get("countries")
        if not isinstance(given, dict):
            self.not_a("mapping", "countries", "write `CD: DR CONGO`, one line for each country")
            return {}
        places = PlacesBelow(self.places, ("countries",))
        lines: dict[str, str] = {}
        for name in given:
            code = country_named(name)
            if code is None:
                self.report.error("LP158", places.key(name), f"`{name}` is not a country's code or name", country_hint(name))
            else:
                lines[code] = text_value(given, name, places, self.report)
        return lines

    def encoding(self) -> str:
        """Return the code page that tables are said to be in, by Python's name."""
        text = self.text("encoding")
        page = known_page(text) if text else ""
        if text and not page:
            otherwise = "name a code page such as cp1252 or cp1251, or save the tables as CSV UTF-8"
            hint = did_you_mean(text.casefold(), CODE_PAGES, otherwise)
            self.report.error("LP159", self.places.span("encoding"), f"`{text}` is not a choice for `encoding`", hint)
        return page
