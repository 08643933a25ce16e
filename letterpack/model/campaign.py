"""A campaign: everything the sources said, validated, with no merge made yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, Protocol, TypeAlias

from letterpack.model.columns import Meanings
from letterpack.model.letter import Letter
from letterpack.model.own_data import NO_OWN_DATA, OwnData
from letterpack.spans import Origin, Span

Kind: TypeAlias = Literal["to", "cc", "bcc"]
Address: TypeAlias = tuple[str, ...]
"""The lines of a postal address as printed below name, title and organization; the country is its last line."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or office that gets a packet. Texts are as typed, NFC, stripped; empty where not given.

    ``language`` is that of the letter that the addressee gets; ``spoken`` is the BCP 47 tag that the source gives, empty where it
    gives none. ``addresses`` holds at least one address. ``fields`` are the campaign's own merge fields. ``cc`` and ``bcc`` are
    copies that go with this addressee's letter alone, ``cc_ids`` the ids of copies that are listed elsewhere. ``postcodes`` are
    those of addresses in parts. ``canonical`` is what this addressee brings to its packet, as JSON with sorted keys: two
    addressees with equal ``canonical`` get equal packets.
    """

    id: str
    kind: Kind
    honorific: str
    name: str
    title: str
    organization: str
    addresses: tuple[Address, ...]
    country: str
    language: str
    spoken: str
    salutation: str
    delivery: Literal["first", "all"]
    copy_of: str
    jointly: tuple[str, ...]
    enclosures: tuple[str, ...]
    fields: Mapping[str, str]
    verified: date | None
    cc: tuple[Addressee, ...]
    bcc: tuple[Addressee, ...]
    cc_ids: tuple[str, ...]
    postcodes: tuple[str, ...]
    canonical: str
    origin: Origin = field(compare=False, repr=False)


class Mailing(Protocol):
    """The addressees, streamed in mailing order.

    ``to()`` may be called again and gives the same addressees; where the list comes from CSV or JSON Lines, only so many of them
    are held as a mailing of the usual size has. A ``cc`` of one letter among several comes as its addressee's own; ``cc`` and
    ``bcc`` are those of the only letter, and the blind copies of the one that ``copy_of`` names.
    ``joint`` maps the id of every member of a joint letter to all its members in order, the one that names the others first.
    """

    @property
    def cc(self) -> tuple[Addressee, ...]:
        """The copies that the only letter names."""
        ...

    @property
    def bcc(self) -> tuple[Addressee, ...]:
        """The copies that no other packet names."""
        ...

    @property
    def joint(self) -> Mapping[str, tuple[Addressee, ...]]:
        """The members of joint letters, by the id of each."""
        ...

    @property
    def given(self) -> AbstractSet[str]:
        """Of `salutation`, `enclosures`, `fields`, `verified`, `cc` and `bcc` those that somebody has, copies too: for the others
        nobody need be asked.
        """
        ...

    @property
    def count(self) -> int:
        """How many ``to`` addressees there are."""
        ...

    def to(self, start: int = 0, stop: int | None = None) -> Iterator[Addressee]:
        """Yield the ``to`` addressees with index ``start`` to ``stop`` (0-based, stop excluded)."""
        ...


def everybody(mailing: Mailing) -> Iterator[Addressee]:
    """Yield all who get a packet: ``to`` in mailing order, each with its own copies behind it, then the campaign's copies."""
    for addressee in mailing.to():
        yield addressee
        yield from addressee.cc
        yield from addressee.bcc
    yield from mailing.cc
    yield from mailing.bcc


def copies_by_letter(mailing: Mailing) -> dict[str, list[Addressee]]:
    """Map the id of a letter's addressee to the campaign's copies of that letter; the empty id, to those of the only letter."""
    found: dict[str, list[Addressee]] = {}
    for copy in (*mailing.cc, *mailing.bcc):
        found.setdefault(copy.copy_of, []).append(copy)
    return found


@dataclass(frozen=True, slots=True)
class Signatory:
    """Someone who signs. ``email`` and ``note`` are for the house and never reach a PDF.

    ``language`` is the BCP 47 tag of the language that name, title and organization are in, empty where the source does not say.
    """

    name: str
    title: str
    organization: str
    language: str
    country: str
    group: str
    consent: str
    withdrawn: str
    email: str
    note: str
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: one name per language, lines as printed. ``languages`` are the names' BCP 47 tags, where the
    campaign gives them.

    ``country`` is the ISO 3166 alpha-2 code the mail is posted in, or empty: an address there gets no country line.
    """

    names: tuple[str, ...] = ()
    address: tuple[str, ...] = ()
    contact: tuple[str, ...] = ()
    logo: str = ""
    return_address: str = ""
    country: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """The hand that signs for all: name and title under an image of the signature, or under room to sign."""

    name: str = ""
    title: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class OutputIntent:
    """The printing condition that the campaign's printer asks for: its ICC profile's file, empty where none is named, and its
    registered name where the campaign gives it.
    """

    file: str = ""
    condition: str = ""


SignatoryOrder: TypeAlias = Literal["file", "name", "family-name", "organization", "country"]


@dataclass(frozen=True, slots=True)
class SignatoryList:
    """How the list of signatories is set. ``columns`` 0 lets the program choose by the names' widths.

    ``groups`` are headings in the order in which they are printed, each above those whose group it is; none where there are none.
    A ``compact`` list has an entry on as few lines as it needs, in small type. ``show`` leaves out who speaks for organizations,
    or the organizations of people; nobody is left out.
    """

    order: SignatoryOrder = "file"
    columns: int = 0
    place: Literal["letter", "annex"] = "letter"
    groups: tuple[str, ...] = ()
    compact: bool = False
    show: Literal["all", "organizations", "people"] = "all"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that the campaign accepts: their code, why, and until when. ``findings`` are their fingerprints; where there are
    none, all of the code are accepted.
    """

    code: str
    reason: str
    expires: date
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FontChoice:
    """Fonts that the campaign chooses for a ``script`` (ISO 15924), for the letter itself (``default``), or, where it is empty,
    to stand behind the family. ``names`` are one family or files of the campaign; ``spans`` say where each name stands.
    """

    script: str
    names: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class EnclosureSetting:
    """How an enclosure is sent. ``titles`` and ``stamps`` are by the languages of letters (BCP 47); under ``""`` stands what
    holds for all. One that ``starts_front`` begins on the front of a sheet. ``scale`` says what becomes of pages on other paper:
    ``fit`` makes them fit the letter's, ``refuse`` reports them; else only a printer's are reported. ``entry`` is where the
    settings list it.
    """

    titles: Mapping[str, str] = field(default_factory=dict)
    stamps: Mapping[str, str] = field(default_factory=dict)
    starts_front: bool = False
    scale: Literal["", "fit", "refuse"] = ""
    entry: int = field(default=-1, compare=False)


PLAIN_ENCLOSURE: Final = EnclosureSetting()
"""What holds where the settings say nothing."""


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """Sheets of labels by the maker's product ``code``; the first label (1-based) that is free on the first one is ``start``."""

    code: str = "L7163"
    start: int = 1


@dataclass(frozen=True, slots=True)
class PaperStock:
    """The paper of letters: what a square meter of it weighs in grams, 0 where nobody says."""

    weight_gsm: int = 0


MOST_RUN_BYTES: Final = 2_000_000_000
"""Of a file of the print run: many printers and programs count a file's bytes with a sign and 31 bits."""


@dataclass(frozen=True, slots=True)
class Printing:
    """How the print run is printed: on both ``sides`` or the front alone; in the ``order`` of the list, or as the post sorts;
    ``split`` into files by the envelope that takes a packet, by its sheets, or so many ``pieces`` each, none of more than
    ``file_bytes``; with a sheet of ``totals`` first.

    ``recipients`` is what the run's metadata say of whom a packet goes to, where its profile has any.
    """

    sides: Literal["both", "front"] = "both"
    order: Literal["list", "post"] = "list"
    split: Literal["", "envelope", "sheets", "pieces"] = ""
    pieces: int = 0
    file_bytes: int = MOST_RUN_BYTES
    totals: bool = False
    recipients: Literal["ids", "names"] = "ids"


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``letterpack.yaml`` says, or its defaults.

    ``envelopes`` are those that the letters travel in, by name; those of the form where there are none.
    ``label_sheet`` says what labels are printed on, ``paper`` what letters are, ``printing`` how; ``marks`` are the insertion
    marks on their sheets, none where it is empty.
    ``encoding`` is the code page that the CSV and JSON Lines files are said to be in; empty for UTF-8 and UTF-16.
    ``labels`` are words that the campaign gives for languages, a TOML text each, by their tags.
    ``countries`` has the last lines of addresses that are not the countries' usual names, by their codes. ``imports`` says,
    by the list (``signatories``, ``addressees``), what columns mean. ``style`` is that of letters that name none.
    ``typography`` says whether what was typed is mended, ``links`` whether a note says where each leads.
    ``enclosures`` says how they are sent, by their paths; the one under ``""`` holds for all others. ``verapdf`` are the entries
    that ``letterpack check`` gave out where veraPDF confirmed what packets claim with others' PDFs in them.
    """

    name: str = ""
    form: str = "plain-a4"
    envelopes: tuple[str, ...] = ()
    profile: str = "default"
    output_intent: OutputIntent = OutputIntent()
    language: str = ""
    fonts: tuple[FontChoice, ...] = ()
    names: tuple[str, ...] = ()
    sender: Sender = Sender()
    letterhead_first: str = ""
    letterhead_following: str = ""
    signature: Signature = Signature()
    consent: Literal["optional", "required"] = "optional"
    signatories: SignatoryList = SignatoryList()
    print_run: bool = False
    products: tuple[str, ...] = ()
    label_sheet: LabelChoice = LabelChoice()
    paper: PaperStock = PaperStock()
    marks: str = ""
    printing: Printing = Printing()
    conformance: Literal["optional", "required"] = "optional"
    verapdf: frozenset[str] = frozenset()
    seal: Literal["optional", "required", "signed"] = "optional"
    rules: Mapping[str, str] = field(default_factory=dict)
    suppress: tuple[Suppression, ...] = ()
    encoding: str = ""
    countries: Mapping[str, str] = field(default_factory=dict)
    imports: Mapping[str, Meanings] = field(default_factory=dict)
    labels: tuple[tuple[str, str], ...] = ()
    style: str = ""
    typography: Literal["smart", "as-typed"] = "smart"
    links: Literal["clicked", "noted"] = "clicked"
    enclosures: Mapping[str, EnclosureSetting] = field(default_factory=dict)
    origin: Origin | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Input:
    """A file that the campaign was read from: its path in the campaign and the digest of its bytes."""

    path: str
    sha256: str


@dataclass(frozen=True, slots=True)
class CampaignRead:
    """One mailing. ``letters`` is keyed by BCP 47 language; ``letter.md`` is the one under ``default_language``.

    ``held_back`` are the rows of ``signatories.csv`` that are not printed: withdrawn, or without consent; of the
    ``unnamed``, the organization alone is.
    ``own`` are the forms, envelopes, styles and languages that the campaign brings. ``printed`` are the letters
    that are not printed as they were typed: mended in their languages' manners.
    """

    settings: Settings
    letters: Mapping[str, Letter]
    default_language: str
    signatories: tuple[Signatory, ...]
    mailing: Mailing
    inputs: tuple[Input, ...]
    held_back: tuple[Signatory, ...] = ()
    unnamed: tuple[Signatory, ...] = ()
    own: OwnData = NO_OWN_DATA
    printed: Mapping[str, Letter] = field(default_factory=dict)

    @property
    def letter(self) -> Letter:
        """The letter of ``letter.md``."""
        return self.letters[self.default_language]

    def language_for(self, addressee: Addressee) -> str:
        """Return the tag of the letter that ``addressee`` gets: in their language, or the nearest to it that is there."""
        wanted = addressee.language
        near = wanted if wanted in self.letters else wanted.split("-")[0]
        return near if near in self.letters else self.default_language

    def as_printed(self, tag: str) -> Letter:
        """Return the letter in the language ``tag`` as it is printed."""
        return self.printed.get(tag) or self.letters[tag]
