"""Stage 2 of 7: ``letterpack.yaml`` becomes ``Settings``; where it says nothing, or something wrong, the default stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

from letterpack.diagnostics import Report
from letterpack.model.campaign import Input, Sender, Settings, SignatoryList, Signature, Suppression
from letterpack.model.sources import Below, MapNode, NodeOrigin, Places, TextNode, Value, plain
from letterpack.read.code_pages import CODE_PAGES
from letterpack.read.nearest import did_you_mean
from letterpack.read.yaml_nodes import read_yaml
from letterpack.spans import Span
from letterpack.validate.addresses import address_lines
from letterpack.validate.values import check_file, choice_value, date_value, list_value, text_value, unknown_keys
from letterpack.world import World

FILE: Final = "letterpack.yaml"
KEYS: Final = ("name", "form", "profile", "language", "fonts", "names", "sender", "letterhead", "signature", "consent", "signatories",
               "print_run", "rules", "suppress", "encoding")
SENDER_KEYS: Final = ("names", "address", "contact", "logo", "return_address", "country")
LETTERHEAD_KEYS: Final = ("first", "following")
SIGNATURE_KEYS: Final = ("name", "title", "image")
SIGNATORIES_KEYS: Final = ("order", "columns", "place")
SUPPRESS_KEYS: Final = ("code", "reason", "expires")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CODE: Final = re.compile(r"LP\d{3}")
_TRUTH: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False, "": False}
MOST_COLUMNS: Final = 6
"""More columns than this leave a name less than 26 mm on A4."""


def read_settings(world: World, report: Report) -> tuple[Settings, tuple[Input, ...]]:
    """Return what ``letterpack.yaml`` says (its defaults where there is none, or where a key is wrong) and the files read."""
    if not world.exists(FILE):
        return Settings(), ()
    found = read_yaml(world, FILE, report)
    if found is None:
        return Settings(), ()
    node, source = found
    if isinstance(node, MapNode):
        return _Section(plain_map(node), NodeOrigin(node), world, report).settings(), (source,)
    if node is not None and not (isinstance(node, TextNode) and not node.text):
        report.error("LP152", NodeOrigin(node).span(), f"{FILE} is a mapping of keys to values", "write `form: plain-a4`")
    return Settings(), (source,)


def plain_map(node: MapNode) -> Mapping[str, Value]:
    """Return the mapping ``node`` without places."""
    return {entry.key.text: plain(entry.value) for entry in node.entries}


@cache
def form_names() -> tuple[str, ...]:
    """Return the names of the forms that the program brings along, ``plain-a4`` first."""
    names = sorted(entry.name.removesuffix(".toml") for entry in files("letterpack.forms").iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(names, key=lambda name: name != "plain-a4")) or ("plain-a4",)


class _Section:
    """A mapping of the file, at the top or below a key."""

    def __init__(self, values: Mapping[str, Value], places: Places, world: World, report: Report) -> None:
        self.values = values
        self.places = places
        self.world = world
        self.report = report

    def settings(self) -> Settings:
        self.known(KEYS)
        letterhead = self.below("letterhead", LETTERHEAD_KEYS)
        return Settings(
            name=self.text("name"),
            form=choice_value(self.values, "form", form_names(), self.places, self.report),
            profile=cast(Literal["default", "print"], choice_value(self.values, "profile", ("default", "print"), self.places, self.report)),
            language=self.matching("language", lambda text: bool(_LANGUAGE.fullmatch(text)), "a language tag such as `en` or `pt-BR`"),
            fonts=list_value(self.values, "fonts", self.places, self.report),
            names=list_value(self.values, "names", self.places, self.report),
            sender=self.below("sender", SENDER_KEYS).sender(),
            letterhead_first=letterhead.file("first"),
            letterhead_following=letterhead.file("following"),
            signature=self.below("signature", SIGNATURE_KEYS).signature(),
            consent=cast(Literal["optional", "required"], choice_value(self.values, "consent", ("optional", "required"), self.places, self.report)),
            signatories=self.below("signatories", SIGNATORIES_KEYS).signatories(),
            print_run=self.truth("print_run"),
            rules=self.rules(),
            suppress=self.suppress(),
            encoding=self.encoding(),
            origin=self.places,
        )

    def sender(self) -> Sender:
        return Sender(self.lines("names"), self.lines("address"), self.lines("contact"), self.file("logo"), self.text("return_address"),
                      self.country())

    def signature(self) -> Signature:
        return Signature(self.text("name"), self.text("title"), self.file("image"))

    def signatories(self) -> SignatoryList:
        order = choice_value(self.values, "order", ("file", "name", "organization", "country"), self.places, self.report)
        place = choice_value(self.values, "place", ("letter", "annex"), self.places, self.report)
        columns = self.matching("columns", lambda text: text.isascii() and text.isdigit() and int(text) <= MOST_COLUMNS,
                                f"a number of columns from 1 to {MOST_COLUMNS}, or 0 to let the names decide")
        return SignatoryList(cast(Literal["file", "name", "organization", "country"], order), int(columns or 0),
                             cast(Literal["letter", "annex"], place))
