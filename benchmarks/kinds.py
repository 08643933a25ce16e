"""Kinds of campaigns: what a letter, a list and the settings may have that costs a check or a build something of its own.

A kind is a row of ``KINDS``. Names, offices and streets are random, as in ``campaigns``: nothing is in any cache.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from benchmarks.campaigns import CYRILLIC, SYLLABLES, town_of, word, words_of, write_signatories

NAME = "{{ addressee.name }}"
LONG = json.loads((Path(__file__).parent / "udhr.json").read_text("utf-8"))
ONE_LINE = "We ask you to release the imprisoned."
SCRIPTS: Mapping[str, tuple[str, str]] = {
    "ar": (
        "اب تن حس در رم سا شو عل فر قا كي لو مي نا هد ول يس",
        "لكل شخص حق التمتع بحرية الرأي والتعبير، ويشمل هذا الحق حريته في اعتناق الآراء دون مضايقة.",
    ),
    "fa": (
        "اب تن حس در رم سا شو پر فر گا کی لو می نا هد ول یس",
        "هر کس حق آزادی عقیده و بیان دارد و این حق شامل آن است که از داشتن عقاید خود بیم و اضطرابی نداشته باشد.",
    ),
    "ur": (
        "اب تن حس در رم سا شو پر فر گا کی لو می نا ہد ول یس",
        "ہر شخص کو اپنی رائے رکھنے اور اظہار رائے کی آزادی کا حق حاصل ہے۔",
    ),
    "he": ("אב גד הו זח טי כל מנ סע פר צק רש תא", "כל אדם זכאי לחירות הדעה והביטוי, לרבות החירות להחזיק בדעות ללא כל הפרעה."),
    "hi": ("अनि का खर गी तु दे नो पा बि मे रा ली शा सु हर", "प्रत्येक व्यक्ति को विचार और उसकी अभिव्यक्ति की स्वतन्त्रता का अधिकार है।"),
    "bn": ("অনি কা খর গী তু দে নো পা বি মে রা লী শা সু হর", "প্রত্যেকেরই মতামত পোষণ এবং মতামত প্রকাশের স্বাধীনতার অধিকার রয়েছে।"),
    "ta": ("அனி கா கர தீ து தே நோ பா பி மே ரா லீ சா சு", "கருத்துச் சுதந்திரத்திற்கும் பேச்சுச் சுதந்திரத்திற்கும் எவருக்கும் உரிமை உண்டு."),
    "th": ("กา ขา จี ชู ดา นา ปี มา รา ลี วา สา อา", "ทุกคนมีสิทธิในอิสรภาพแห่งความเห็นและการแสดงออก"),
    "kk": ("а бә ға дө ке лі ма ны қо рү са та ұз ша ял", "Әр адамның наным және пікір бостандығына құқығы бар."),
    "ka": ("ა ბე გი და ვო ზა კე ლი მა ნო სუ ტა ხე", "ყველას აქვს უფლება აზრისა და გამოხატვის თავისუფლებისა."),
    "zh-Hans": (
        "王 李 张 刘 陈 杨 黄 赵 周 吴 徐 孙 马 朱 胡 林 郭 何 高 罗",
        "人人有权享有主张和发表意见的自由；此项权利包括持有主张而不受干涉的自由。",
    ),
    "ja": ("佐 藤 鈴 木 高 橋 田 中 伊 渡 辺 山 本 村 小 林 加 吉 松 井", "すべて人は、意見及び表現の自由に対する権利を有する。"),
    "ko": (
        "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 유 홍",
        "모든 사람은 의견의 자유와 표현의 자유에 대한 권리를 가진다.",
    ),
    "ru": (" ".join(CYRILLIC), LONG["ru"][0]),
}
"""What names in a language are made of, and a sentence in it: article 19 of the Universal Declaration of Human Rights."""
FORMS = words_of("""
plain-letter din5008a din5008b us10 us10-single us9 at ch-left ch-right es fi fr it jp nl no uk digipost e-post notify pingen
pingen-right postel
""")


_SHAPE = "M20 5h60v8h-60zM20 16h30v8h-30z"
DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 30"><path fill="#036" d="{_SHAPE}"/></svg>'
_NAMED_COPIES = 10
_MOST_ENCLOSED = 200


class Kind(NamedTuple):
    """A campaign of a kind: what the letter says, what stands in its head, the settings, and the options of a build. ``row``
    changes the entry of an addressee, and ``files`` writes whatever else there is for so many of them; the campaign has so many
    ``signatories``.
    """

    text: str = ONE_LINE
    head: Mapping[str, object] = {}
    settings: Mapping[str, object] = {}
    options: tuple[str, ...] = ()
    row: Callable[[dict[str, object], random.Random, int], None] | None = None
    files: Callable[[Path, int], None] | None = None
    signatories: int = 1
    script: str = ""
    least: int = 0
    """How many addressees there are at least."""


def write_kind(folder: Path, kind: Kind, addressees: int) -> None:
    """Write a campaign of ``kind``: seeded, so that it is the same everywhere."""
    chance = random.Random(1)
    folder.mkdir(parents=True)
    head = {"date": "2025-03-01", "subject": "Release of the imprisoned", "status": "final", **kind.head}
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    (folder / "letter.md").write_text("---\n" + "\n".join(lines) + f"\n---\n\n{kind.text}\n", encoding="utf-8")
    (folder / "letterpack.yaml").write_text(json.dumps(kind.settings, ensure_ascii=False), encoding="utf-8")
    write_signatories(folder, chance, kind.signatories)
    count = max(addressees, kind.least)
    if kind.files:
        kind.files(folder, count)
    syllables = words_of(SCRIPTS[kind.script][0]) if kind.script else SYLLABLES
    with (folder / "addressees.jsonl").open("w", encoding="utf-8") as file:
        for index in range(count):
            entry: dict[str, object] = {
                "id": f"a{index:06}",
                "name": f"{word(chance, syllables)} {word(chance, syllables)}",
                "title": f"Minister of {word(chance)}",
                "organization": f"Ministry of {word(chance)}",
                "address": [f"{chance.randint(1, 200)} {word(chance)} Street", town_of(chance)],
                "country": "KZ",
            }
            if kind.row:
                kind.row(entry, chance, index)
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def _two_addresses(entry: dict[str, object], chance: random.Random, _: int) -> None:
    entry["addresses"] = [entry.pop("address"), [f"{chance.randint(1, 200)} {word(chance)} Street", town_of(chance)]]
    entry["delivery"] = "all"


def _copies(entry: dict[str, object], _: random.Random, index: int) -> None:
    if index:
        entry["kind"] = "cc" if index < _NAMED_COPIES else "bcc"


def _languages(entry: dict[str, object], _: random.Random, index: int) -> None:
    entry["language"] = ("en", "ru", "fr", "de")[index % 4]


def _translations(folder: Path, _: int, more: str = "") -> None:
    for language in ("ru", "fr", "de"):
        head = f"---\ndate: 2025-03-01\nsubject: {LONG[language][0][:30].strip()}\nstatus: final\n---\n\n"
        (folder / f"letter.{language}.md").write_text(f"{head}{LONG[language][1]}{more}\n", encoding="utf-8")


def _own_salutation(entry: dict[str, object], *_: object) -> None:
    entry["salutation"] = f"Dear {entry['name']},"


def _field(entry: dict[str, object], chance: random.Random, index: int) -> None:
    day = f"2025-{chance.randint(4, 12):02}-{chance.randint(1, 28):02}"
    entry["fields"] = {"case": f"{chance.randint(1, 99)}/{index}", "side": ("yes", "no")[index % 2], "hearing": day}


def _dated(entry: dict[str, object], chance: random.Random, index: int) -> None:
    _languages(entry, chance, index)
    _field(entry, chance, index)


def _pdf(path: Path, number: int, pages: int) -> None:
    path.parent.mkdir(exist_ok=True)
    canvas = Canvas(str(path), pagesize=(595.28, 841.89), invariant=1)
    for page in range(pages):
        canvas.rect(72, 700, 100 + number, 20 * (page + 1))
        canvas.showPage()
    canvas.save()


def _enclosed(folder: Path, _: int) -> None:
    _pdf(folder / "enclosures/report.pdf", 0, 3)


def _enclosed_each(folder: Path, addressees: int) -> None:
    for number in range(min(_MOST_ENCLOSED, addressees)):
        _pdf(folder / f"enclosures/case{number}.pdf", number, 2)


def _encloses(entry: dict[str, object], _: random.Random, index: int) -> None:
    entry["enclosures"] = [f"enclosures/case{index % _MOST_ENCLOSED}.pdf"]


def _letterhead(folder: Path, _: int) -> None:
    for name in ("first", "following"):
        (folder / f"{name}.svg").write_text(DRAWING, encoding="utf-8")


LINK = f"Dear {NAME}, read [our report](https://example.org/report) on {NAME} today. " + LONG["en"][3]
TABLE = "| Court | Case |\n|:--|--:|\n| Astana | {{ addressee.fields.case }} |\n| Almaty | 12/7 |\n"
PARAGRAPHS = "\n\n".join(
    [LONG["en"][0], f"{LONG['en'][1]} {NAME} {LONG['en'][2]} {NAME}", LONG["en"][3], f"{NAME} knows. {LONG['en'][4]}"]
)
HEARD = "\n\n{{ addressee.hearing | date }}"
SIDES = "\n\n".join(
    [
        f"::: if addressee.side = {side}\n{LONG['en'][at]} {NAME}\n:::\n\n{LONG['en'][at + 2]}"
        for at, side in enumerate(("yes", "no"))
    ]
)
SOME = f"{ONE_LINE}\n\n::: if addressee.side = yes\n{LONG['en'][0]}\n:::\n\nCase {{{{ addressee.case }}}}."
FIVE_PAGES = "\n\n".join(LONG["en"][:12])

KINDS: Mapping[str, Kind] = {
    "one line": Kind(),
    "one line, a draft": Kind(head={"status": "draft"}),
    "one line, a draft to 12,000": Kind(head={"status": "draft"}, least=12_000),
    "five pages": Kind(FIVE_PAGES, signatories=120),
    "signatories in two columns, an annex": Kind(signatories=120, settings={"signatories": {"columns": 2, "place": "annex"}}),
    "names in Cyrillic": Kind(script="ru", row=_own_salutation),
    "fields in paragraphs": Kind(PARAGRAPHS),
    "name in the subject": Kind(head={"subject": f"The release of {NAME}"}),
    "organization in the subject": Kind(head={"subject": "To the {{ addressee.organization }}"}),
    "number of a case in the subject": Kind(head={"subject": "Case {{ addressee.case }}"}, row=_field),
    "number of a case in the reference": Kind(head={"reference": "UA {{ addressee.case }}"}, row=_field),
    "name in a heading": Kind(f"{ONE_LINE}\n\n## To {NAME}\n\n{ONE_LINE}"),
    "name in a list": Kind(f"{ONE_LINE}\n\n1. We ask {NAME}.\n2. {ONE_LINE}"),
    "name in a note": Kind(f"{ONE_LINE}[^1]\n\n[^1]: As {NAME} knows."),
    "name in a heading and its note": Kind(f"{ONE_LINE}\n\n## To {NAME}[^1]\n\n{ONE_LINE}\n\n[^1]: As {NAME} knows."),
    "field in a table": Kind(f"{ONE_LINE}\n\n{TABLE}", row=_field),
    "text for some": Kind(SOME, row=_field),
    "blocks for some, with names": Kind(SIDES, row=_field),
    "a date in four languages": Kind(ONE_LINE + HEARD, row=_dated, files=partial(_translations, more=HEARD)),
    "name before a link": Kind(LINK),
    "name before a link, noted": Kind(LINK, settings={"links": "noted"}),
    "name in a link's text": Kind(f"Read [what {NAME} wrote](https://example.org/report) on {NAME} today."),
    **{
        f"letters in {each}": Kind(f"{said} {NAME} {said}", {"language": each, "subject": said[:20].strip()}, script=each)
        for each, (_, said) in SCRIPTS.items()
    },
    "one line in ar": Kind(SCRIPTS["ar"][1], {"language": "ar", "subject": SCRIPTS["ar"][1][:20]}, script="ar"),
    "four languages": Kind(row=_languages, files=_translations),
    "a passage in ar": Kind(f"{ONE_LINE} {NAME}\n\n::: lang ar\n{SCRIPTS['ar'][1]}\n:::"),
    "two addresses": Kind(row=_two_addresses),
    "copies": Kind(row=_copies),
    "salutations": Kind(row=_own_salutation),
    "letterhead": Kind(files=_letterhead, settings={"letterhead": {"first": "first.svg", "following": "following.svg"}}),
    "enclosure": Kind(head={"enclosures": ["enclosures/report.pdf"]}, files=_enclosed),
    "enclosures for each": Kind(row=_encloses, files=_enclosed_each),
    "classic": Kind(PARAGRAPHS, {"style": "classic"}),
    "modern": Kind(PARAGRAPHS, {"style": "modern"}),
    "print": Kind(settings={"profile": "print"}),
    "ua2": Kind(settings={"profile": "ua2"}),
    "vt1 without a run": Kind(settings={"profile": "vt1"}),
    "print run": Kind(options=("--print-run",)),
    "print run, five pages, symbols, vt1": Kind(
        FIVE_PAGES, signatories=120, options=("--print-run", "--with", "mailing-list"),
        settings={"profile": "vt1", "marks": "datamatrix", "paper": {"weight_gsm": 80}},
    ),
    "print run, lines": Kind(options=("--print-run",), settings={"marks": "pitney-bowes", "paper": {"weight_gsm": 80}}),
    "envelopes": Kind(options=("--with", "envelopes"), settings={"envelopes": ["de-dl"]}),
    "labels": Kind(options=("--with", "labels")),
    "mailing list": Kind(options=("--with", "mailing-list"), settings={"paper": {"weight_gsm": 80}}),
    **{f"form {each}": Kind(settings={"form": each}) for each in FORMS},
}  # fmt: skip
