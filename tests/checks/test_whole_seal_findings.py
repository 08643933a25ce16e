"""Findings as a whole about what a batch was made, approved and sealed as, where mutants showed that no test read all of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from letterpack.checks.rules import remade, reviewed, seal_kept, sealed
from letterpack.diagnostics import Diagnostic
from letterpack.model.manifest import PrintRunRow
from letterpack.model.observed import Unlike
from letterpack.spans import Span
from tests.checks.sources import Dict
from tests.checks.stand_ins import CHANGED, READER, ROW, Stand, but, given, packet, told

BY_OTHERS = "build again, or check with the versions that built it: if it is wrong there too, somebody changed it"
LOOK = "look at it, and build again if it is not right"
MADE = {**ROW, "id": "alpha", "enclosures": (), "claims": (), "fonts": (), "warned": False}
UNLIKE = "the packet for `alpha` says or shows what its sources do not: a mark; a line"
ALIKE = "the packet for `alpha` looks as its sources make it, but has other bytes: a font; a picture"
OTHER_ROW = "the manifest's row of `alpha` differs from what its sources produce: "
NAMES_ANOTHER = "the packet for `alpha` says that letterpack 0.9 made it, and the manifest names letterpack 1.0"


def _remade(row: dict[str, Any], **said: Any) -> Any:
    return packet(remade=Stand(**MADE), row=Stand(**{**MADE, **row}), otherwise=None, **said)


@pytest.mark.parametrize(
    ("sha256", "row", "said"),
    [
        ("s", {}, ""),
        ("t", {"pages": 4}, "the packet for `alpha` differs from what its sources produce"),
        ("s", {"pages": 4, "sha256": "t"}, f"{OTHER_ROW}`pages`, `sha256`"),
    ],
)
def test_a_packet_that_its_sources_do_not_make(sha256: str, row: dict[str, Any], said: str) -> None:
    made = _remade(row, found=Stand(sha256=sha256), observed=Stand(made_by=""))
    assert told(remade.check_packet(given(), made), "LP331", "error", CHANGED) == [said] * bool(said)
    for lacking in ("remade", "found"):
        assert not list(remade.check_packet(given(), but(made, **{lacking: None})))


@pytest.mark.parametrize(
    ("row", "otherwise", "producer", "severity", "hint", "said"),
    [
        ({"sha256": "t"}, None, "letterpack 1.0", "", "", ""),
        ({"sha256": "t", "pages": 4}, None, "letterpack 1.0", "error", BY_OTHERS, f"{OTHER_ROW}`pages`"),
        ({}, Unlike(("a mark", "a line"), ("a font",)), "letterpack 1.0", "error", BY_OTHERS, UNLIKE),
        ({}, Unlike((), ("a font", "a picture")), "letterpack 1.0", "warning", LOOK, ALIKE),
        ({}, Unlike((), ()), "letterpack 1.0", "", "", ""),
        ({"pages": 4}, Unlike(("a mark",), ()), "letterpack 0.9", "error", CHANGED, NAMES_ANOTHER),
    ],
)
def test_a_packet_that_other_versions_made(
    row: dict[str, Any], otherwise: Unlike | None, producer: str, severity: str, hint: str, said: str
) -> None:
    pdf = Stand(metadata=Stand(producer="letterpack 1.0", creator=producer))
    made = _remade(row, found=Stand(sha256="t"), observed=Stand(made_by="pypdf 6", version="1.0"), pdf=pdf)
    assert told(remade.check_packet(given(), but(made, otherwise=otherwise)), "LP331", severity, hint) == [said] * bool(said)


def test_a_packet_of_which_less_is_known() -> None:
    """Without a row, a version in the manifest, or a file that can be read, what it was made by says nothing."""
    pdf = Stand(metadata=Stand(producer="letterpack 0.9", creator="letterpack 1.0"))
    made = _remade({}, found=Stand(sha256="s"), observed=Stand(made_by="pypdf 6", version="1.0"), pdf=pdf)
    assert told(remade.check_packet(given(), made), "LP331", "error", CHANGED) == [NAMES_ANOTHER]
    for lacking in ({"pdf": None}, {"observed": Stand(made_by="pypdf 6", version="")}):
        for row in ({}, {"row": None}):
            assert not list(remade.check_packet(given(), but(made, **lacking, **row)))


def test_a_batch_that_other_versions_made() -> None:
    message = "the packets were made by pypdf 6, so they are compared object by object, not byte by byte"
    hint = "build again, or check with the versions that built them"
    for made_by, said in (("", []), ("pypdf 6", [Diagnostic("LP331", "warning", message, Span("build/manifest.json"), hint)])):
        batch = given(observed=Stand(made_by=made_by, folder="build"))
        assert list(remade.check_batch(given(), batch)) == said


@pytest.mark.parametrize(
    ("is_made", "otherwise", "severity", "hint", "said"),
    [
        (True, None, "", "", ""),
        (False, None, "error", CHANGED, "the print run differs from what its packets produce"),
        (
            False, Unlike(("a mark", "a line"), ("a font",)), "error", BY_OTHERS,
            "the print run says or shows what its packets do not: a mark; a line",
        ),
        (
            False, Unlike((), ("a font", "a picture")), "warning", LOOK,
            "the print run looks as its packets make it, but has other bytes: a font; a picture",
        ),
        (False, Unlike((), ()), "", "", ""),
    ],
)  # fmt: skip
def test_a_product_that_its_packets_do_not_make(
    is_made: bool, otherwise: Unlike | None, severity: Any, hint: str, said: str
) -> None:
    found = list(remade.check_product("the print run", "run.pdf", is_made=is_made, otherwise=otherwise))
    assert found == [Diagnostic("LP331", severity, said, Span("run.pdf"), hint)] * bool(said)


@pytest.mark.parametrize(
    ("others", "changed", "is_laid_out", "told"),
    [
        ((), (), True, []),
        (
            ("a", "b"), ("c",), False,
            [("error", "the manifest differs from what its sources produce: `a`, `b`", CHANGED)],
        ),
        (
            (), ("c", "d"), False,
            [
                ("warning", "the manifest holds more than is known here, or is laid out otherwise", BY_OTHERS),
                (
                    "note", "the manifest was written before `c`, `d` changed; packets and products are the same",
                    "build again before you seal: letterpack build",
                ),
            ],
        ),
    ],
)  # fmt: skip
def test_a_manifest_that_its_sources_do_not_make(
    others: tuple[str, ...], changed: tuple[str, ...], is_laid_out: bool, told: list[tuple[Any, str, str]]
) -> None:
    assert not list(remade.check_manifest("m.json", (), ()))
    found = list(remade.check_manifest("m.json", others, changed, is_laid_out=is_laid_out))
    assert found == [Diagnostic("LP331", severity, said, Span("m.json"), hint) for severity, said, hint in told]


@pytest.mark.parametrize(("by_others", "said"), [(False, "`sha256`, `packets`"), (True, "`packets`")])
def test_a_products_row_that_its_packets_do_not_make(by_others: bool, said: str) -> None:
    made = PrintRunRow("run.pdf", "s", ("alpha",), ())
    written = PrintRunRow("run.pdf", "t", ("beta",), ())
    message = f"the manifest's row of the print run differs from what its packets produce: {said}"
    found = list(remade.check_product_row("the print run", "m.json", written, made, by_others=by_others))
    assert found == [Diagnostic("LP331", "error", message, Span("m.json"), CHANGED)]
    assert not list(remade.check_product_row("the print run", "m.json", made, made, by_others=by_others))


APPROVED = f'approvals:\n  - {{packet: "alpha", by: "Ada", on: "2026-10-30", sha256: "{"a" * 64}"}}\n'
AGAIN = f'{APPROVED}  - {{packet: "alpha", by: "Bo", on: "2026-10-29", sha256: "{"b" * 64}"}}\n'


@pytest.mark.parametrize(
    ("review", "is_draft", "reads", "said", "openly"),
    [
        (None, False, "c", "", ""),
        ("approvals: []\n", False, "c", "the packet `alpha` has no approval", ""),
        ("approvals: []\n", True, "c", "", ""),
        (APPROVED, False, "a", "", ""),
        (AGAIN, False, "b", "", ""),
        (
            AGAIN, False, "c", "the packet `alpha` is not what Ada approved on 2026-10-30",
            "the packet `alpha` is not what was approved on 2026-10-30",
        ),
    ],
)  # fmt: skip
def test_who_approved_a_packet(review: str | None, is_draft: bool, reads: str, said: str, openly: str) -> None:
    world = Dict({} if review is None else {"review.yaml": review})
    sources = given(world=world, campaign=Stand(settings=Stand(rules={})))
    sent = packet({"is_draft": is_draft}, pdf=Stand(reading_sha256=reads * 64))
    hint = "have it approved in `letterpack preview`"
    if openly:
        hint = "have it approved again: `letterpack preview` shows what changed"
    found = list(reviewed.check_packet(sources, sent))
    assert told(found, "LP330", "warning", hint) == [said] * bool(said)
    assert [each.openly for each in found] == [openly] * bool(said)


@pytest.mark.parametrize("status", ["final", "draft"])
def test_comments_that_are_open(status: str) -> None:
    text = 'comments:\n  - {id: "1", packet: "alpha", change: "a → b", by: "Ada", on: "2026-10-30", text: "Is it\\nright?"}\n'
    letter = Stand(status=status)
    sources = given(world=Dict({"review.yaml": text}), campaign=Stand(settings=Stand(rules={}), letter=letter))
    found = list(reviewed.check_sources(sources))
    message = "a comment of Ada about `alpha` (a → b) is open: `Is it right?`"
    place, hint = Span("review.yaml", 2, 5), "answer it, and settle it in `letterpack preview`"
    assert found == [Diagnostic("LP330", "warning", message, place, hint)] * (status == "final")
    assert [each.openly for each in found] == ["a comment about `alpha` is open"] * (status == "final")
    assert not list(reviewed.check_sources(but(sources, world=Dict({}))))


WORLD = given()
BY_ADA, OPENLY = "what Ada sealed on 2026-10-30", "what was sealed on 2026-10-30"


@pytest.mark.parametrize(
    ("rows", "manifest", "told"),
    [
        ({"alpha": "a", "beta": "b"}, "m", []),
        ({}, "other", []),
        ({"alpha": "a", "beta": "x"}, "other", [("beta", "differs from")]),
        ({"beta": "b"}, "m", [("alpha", "is gone from")]),
        ({"alpha": "a", "beta": "b", "gamma": "c"}, "other", [("gamma", "is not in")]),
    ],
)
def test_packets_that_were_not_sealed(
    monkeypatch: pytest.MonkeyPatch, rows: dict[str, str], manifest: str, told: list[tuple[str, str]]
) -> None:
    seal = Stand(by="Ada", on=date(2026, 10, 30), packets={"alpha": "a", "beta": "b"}, manifest_sha256="m")
    monkeypatch.setattr(sealed, "read_seal", lambda world, report: {WORLD: seal}[world])
    observed, expected = given(manifest_sha256=manifest, folder="build"), given(span=READER)
    there = {name: given(sha256=digest) for name, digest in rows.items()}
    hint = "have it approved and seal again, or restore the sealed version"
    for readers, place in (({"alpha": expected, "beta": expected, "gamma": expected}, READER), ({}, Span("seal.json"))):
        batch = given(rows=there, expected=readers, observed=observed)
        found = list(sealed.check_batch(given(world=WORLD), batch))
        assert found == [
            Diagnostic("LP328", "error", f"the packet `{name}` {how} {BY_ADA}", place, hint, name) for name, how in told
        ]
        assert [each.openly for each in found] == [f"the packet `{name}` {how} {OPENLY}" for name, how in told]
    monkeypatch.setattr(sealed, "read_seal", lambda world, report: None)
    assert not list(sealed.check_batch(given(world=WORLD), batch))


def test_a_manifest_that_was_not_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    seal = Stand(by="Ada", on=date(2026, 10, 30), packets={"alpha": "a"}, manifest_sha256="m")
    monkeypatch.setattr(sealed, "read_seal", lambda world, report: {WORLD: seal}[world])
    observed = given(manifest_sha256="other", folder="build")
    [found] = sealed.packets_sealed(WORLD, {"alpha": given(sha256="a")}, {}, observed)
    hint = "products or sources were added since: have them approved and seal again, or build as it was sealed"
    message = "the packets are those that Ada sealed on 2026-10-30, but their manifest differs"
    assert found == Diagnostic("LP328", "warning", message, Span("build/manifest.json"), hint)
    assert found.openly == "the packets are those that were sealed on 2026-10-30, but their manifest differs"


@pytest.mark.parametrize(
    ("before", "now", "place", "how"),
    [
        ({"a.csv": "1"}, {"a.csv": "2"}, "a.csv", "differs from"),
        ({"a.csv": "1"}, {}, "seal.json", "is gone from"),
        ({}, {"a.csv": "1"}, "a.csv", "is not in"),
        ({"a.csv": "1"}, {"a.csv": "1"}, "", ""),
    ],
)
def test_sources_that_were_not_sealed(
    monkeypatch: pytest.MonkeyPatch, before: dict[str, str], now: dict[str, str], place: str, how: str
) -> None:
    inputs = [[Stand(path=path, sha256=digest) for path, digest in each.items()] for each in (before, now)]
    seal = Stand(by="Ada", on=date(2026, 10, 30), inputs=inputs[0])
    monkeypatch.setattr(sealed, "read_seal", lambda world, report: {WORLD: seal}[world])
    found = list(sealed.check_sources(given(world=WORLD, campaign=Stand(inputs=inputs[1]))))
    hint = "have it approved and seal again, or restore the sealed version"
    assert found == [Diagnostic("LP328", "error", f"`a.csv` {how} {BY_ADA}", Span(place), hint)] * bool(how)
    assert [each.openly for each in found] == [f"`a.csv` {how} {OPENLY}"] * bool(how)


MUST, MISSING = (
    "the campaign must be sealed, and there is no ",
    "have the final batch approved, and seal it: letterpack seal --by NAME --on DATE",
)


def _settings(seal: str, *, is_written: bool = True) -> Any:
    return Stand(seal=seal, origin=Stand(span=lambda key: Span(f"letterpack.yaml: {key}")) if is_written else None)


@pytest.mark.parametrize(
    ("seal", "status", "severities"),
    [
        ("optional", "final", ()), ("optional", "draft", ()), ("required", "final", ("error", "error")),
        ("required", "draft", ("note",)), ("signed", "final", ("error", "error")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_written", [True, False])
def test_a_seal_or_a_build_that_is_missing(seal: str, status: str, severities: tuple[Any, ...], is_written: bool) -> None:
    campaign = given(settings=_settings(seal, is_written=is_written), letter=Stand(status=status))
    place = Span("letterpack.yaml: seal" if is_written else "letterpack.yaml")
    found = [*seal_kept.check_sources(given(campaign=campaign, world=Dict({}))), *seal_kept.without_build(campaign, "out")]
    said = ((f"{MUST}`seal.json`", MISSING), (f"{MUST}build in `out`", "build the batch, and have it approved"))
    assert found == [
        Diagnostic("LP345", severity, message, place, hint) for severity, (message, hint) in zip(severities, said, strict=False)
    ]


@pytest.mark.parametrize(
    ("digest", "said", "openly"),
    [
        ("d", "", ""),
        (
            "e",
            "`seal.json` was edited after Ada sealed it on 2026-10-30",
            "`seal.json` was edited after it was sealed on 2026-10-30",
        ),
        ("", *["`seal.json` has no digest of itself: an earlier letterpack wrote it, or somebody took it out"] * 2),
    ],
)
def test_a_seal_that_was_edited(monkeypatch: pytest.MonkeyPatch, digest: str, said: str, openly: str) -> None:
    monkeypatch.setattr(seal_kept, "read_seal", lambda *_: Stand(by="Ada", on=date(2026, 10, 30), sha256=digest))
    monkeypatch.setattr(seal_kept, "digest_of_seal", lambda seal: "d")
    world = Dict({"seal.json": ""})
    found = list(seal_kept.check_sources(given(campaign=given(settings=_settings("required")), world=world)))
    hint = "restore it from a copy, or have the batch approved and seal again"
    assert found == [Diagnostic("LP345", "error", said, Span("seal.json"), hint)] * bool(said)
    assert [each.openly for each in found] == [openly] * bool(said)


@pytest.mark.parametrize(
    ("seal", "there", "can_verify", "severity"),
    [
        # Without a signature only a seal that must have one is looked at.
        ("optional", "nothing", True, ""),
        ("required", "nothing", True, ""),
        ("signed", "nothing", False, "error"),
        # Who may sign is said, and nobody signed.
        ("optional", "allowed_signers", True, "warning"),
        ("required", "allowed_signers", False, "error"),
        # A signature that is wrong, and one of which nobody here can say.
        ("optional", "seal.json.sig", True, "error"),
        ("optional", "seal.json.sig, unknown", True, "warning"),
        ("required", "seal.json.sig, unknown", True, "error"),
        ("required", "seal.json.sig, unknown", False, "warning"),
        ("signed", "seal.json.sig, unknown", False, "error"),
    ],
)
def test_how_much_a_signature_counts(
    monkeypatch: pytest.MonkeyPatch, seal: str, there: str, can_verify: bool, severity: Any
) -> None:
    file, _, unknown = there.partition(", ")
    signature = Stand(problem="nobody knows the key", is_there=file == "seal.json.sig", is_unknown=bool(unknown))
    monkeypatch.setattr(seal_kept, "read_seal", lambda *_: Stand(on=date(2026, 10, 30), sha256="d"))
    monkeypatch.setattr(seal_kept, "digest_of_seal", lambda seal: "d")
    monkeypatch.setattr(seal_kept, "verified", lambda world, on: signature)
    monkeypatch.setattr(seal_kept, "can_verify", lambda: can_verify)
    sources = given(campaign=given(settings=_settings(seal)), world=Dict({"seal.json": "", file: ""}))
    hint = "sign the seal: letterpack seal --replace --sign KEY; `allowed_signers` lists who may"
    place = Span(file if file == "seal.json.sig" else "seal.json")
    told = [Diagnostic("LP345", severity, "nobody knows the key", place, hint)]
    assert list(seal_kept.check_sources(sources)) == told * bool(severity)
    signature.__dict__["problem"] = ""
    assert not list(seal_kept.check_sources(sources))
