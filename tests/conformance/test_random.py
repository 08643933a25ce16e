"""Random campaigns, all of whose packets keep what they claim."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conformance import print_rules
from tests.conformance.campaign import built, judged, write
from tests.trying import WIDE, many

MANY = many(8, 300)

WORDS = st.lists(
    st.sampled_from(
        ["office", "fjord", "Привет", "Қазақ", "Ελλάδα", "Dvořák", "état", "*stress*", "**weight**", "`code`", "2026", "§",
         "[link](https://example.org/x)"]
    ), min_size=1, max_size=60,
).map(" ".join)  # fmt: skip
BLOCKS = st.one_of(
    WORDS,
    st.tuples(st.integers(1, 6), st.sampled_from(["Heading", "Заголовок"])).map(lambda each: f"{'#' * each[0]} {each[1]}"),
    WORDS.map(lambda text: f"> {text}\n>\n> ## In a quotation"),
    st.lists(WORDS, min_size=1, max_size=4).map(
        lambda items: "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))
    ),
    st.lists(WORDS, min_size=1, max_size=4).map(lambda items: "\n".join(f"- {item}\n  - below" for item in items)),
    st.tuples(st.sampled_from("abc"), st.integers(1, 6)).map(
        lambda each: f"::: for {each[0]}\n{'#' * each[1]} For some\n\nText.\n:::"
    ),
    st.sampled_from(["![A picture](pic.png)", "* * *", "```\ncode  here\n```"]),
)
LETTERS = st.tuples(
    st.lists(BLOCKS, min_size=1, max_size=14), st.sampled_from(["", "A subject", "Тема"]),
    st.sampled_from(["en", "ru", "kk", "fr"]),
    st.sampled_from(["plain-a4", "plain-letter", "din5008a", "din5008b", "us10"]), st.sampled_from(["default", "print"]),
    st.sampled_from(["draft", "final"]),
)  # fmt: skip


def test_random_campaigns_keep_what_they_claim(tmp_path: Path) -> None:
    packets: list[Path] = []
    printed: list[Path] = []

    @settings(max_examples=MANY, deadline=None, database=None, derandomize=not WIDE, suppress_health_check=list(HealthCheck))
    @given(LETTERS)
    def make(letter) -> None:
        blocks, subject, language, form, profile, status = letter
        folder = tmp_path / str(len(packets))
        shutil.rmtree(folder, ignore_errors=True)
        campaign = write(folder / "c", subject=subject, status=status)
        head = (
            (campaign / "letter.md")
            .read_text(encoding="utf-8")
            .split("---\n")[1]
            .replace("language: en", f"language: {language}")
        )
        (campaign / "letter.md").write_text(f"---\n{head}---\n\n" + "\n\n".join(blocks) + "\n", encoding="utf-8")
        yaml = (campaign / "letterpack.yaml").read_text(encoding="utf-8").replace("plain-a4", form)
        (campaign / "letterpack.yaml").write_text(
            yaml.replace("letterhead: {first: head.svg, following: follow.pdf}\n", ""), encoding="utf-8"
        )
        result, manifest = built(campaign, folder / "out", profile=profile)
        assert result.ok, result.findings
        made = [folder / "out" / row["file"] for row in manifest["packets"]]
        for index, path in enumerate(made):
            packets.append(path.rename(tmp_path / f"{len(packets)}-{index}.pdf"))
        if profile == "print":
            printed.append(packets[-1])

    make()
    assert judged(packets, "2a") == {}
    assert judged(packets, "ua1") == {}
    assert {path.name: found for path in printed if (found := print_rules.broken(path))} == {}
