"""The same change in many packets is one; what matters most comes first; statuses say what became of each packet."""

from __future__ import annotations

from pathlib import Path

from letterpack.pipeline.compare import compare_batches, open_packets
from tests.build.making import HEAD, campaign, make, person
from tests.review.comparing import compare_campaigns, compare_folders, tell, told

NAMES = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon"]
PEOPLE = [person(name) for name in NAMES]
BODY = "We write to you, {{ addressee.name }}, about the journalists in prison.\n\nThey must be released by May 2025.\n"
PLAIN = BODY.replace("{{ addressee.name }}, ", "")


def test_one_edit_in_five_packets_is_one_group(tmp_path: Path) -> None:
    found = compare_campaigns(
        tmp_path, campaign(PEOPLE, HEAD + BODY), campaign(PEOPLE, HEAD + BODY.replace("the journalists", "those"))
    )
    assert told(found) == [("text", "paragraph", "the journalists", "those")]
    assert found.groups[0].packets == tuple(name.lower() for name in NAMES)


def test_the_addressees_own_name_in_a_new_paragraph_does_not_divide_a_group(tmp_path: Path) -> None:
    new = PLAIN + "\nYou alone, {{ addressee.name }}, can do it.\n"
    found = compare_campaigns(tmp_path, campaign(PEOPLE, HEAD + PLAIN), campaign(PEOPLE, HEAD + new))
    assert [len(group.packets) for group in found.groups] == [5]
    own = [packet.changes[0].change.after for packet in found.packets]
    assert own == [f"You alone, {name} Example, can do it." for name in NAMES]


def test_the_same_words_are_one_change_whomever_they_name(tmp_path: Path) -> None:
    alone = "\n::: for {}\nYou alone, Alpha Example, can do it.\n:::\n"
    new = PLAIN + alone.format("beta") + alone.format("alpha")
    found = compare_campaigns(tmp_path, campaign(PEOPLE, HEAD + PLAIN), campaign(PEOPLE, HEAD + new))
    assert [group.packets for group in found.groups] == [("alpha", "beta")]


def test_the_same_edit_in_two_places_is_two_changes(tmp_path: Path) -> None:
    body = "The first court sentenced him to two years.\n\nThe second court sentenced her to two years.\n"
    found = compare_campaigns(
        tmp_path, campaign(PEOPLE[:1], HEAD + body), campaign(PEOPLE[:1], HEAD + body.replace("two years", "three years"))
    )
    assert told(found) == [("text", "paragraph", "two", "three"), ("text", "paragraph", "two", "three")]


def test_new_and_removed_packets(tmp_path: Path) -> None:
    found = compare_campaigns(tmp_path, campaign(PEOPLE[:3], HEAD + PLAIN), campaign(PEOPLE[1:], HEAD + PLAIN))
    assert {packet.id: packet.status for packet in found.packets} == {
        "beta": "identical",
        "gamma": "identical",
        "delta": "new",
        "epsilon": "new",
        "alpha": "removed",
    }
    assert [(group.change.field, group.packets) for group in found.groups] == [
        ("new packet", ("delta", "epsilon")),
        ("removed packet", ("alpha",)),
    ]


def test_the_order_in_which_changes_are_told(tmp_path: Path) -> None:
    old = HEAD + "Jane Example is in prison.\n\nShe was sentenced in 2023.\n\nThe law is bad.\n"
    new = (
        HEAD.replace("2026-03-02", "2026-03-03")
        + "Jane Exemple is in prison.\n\nShe was sentenced in 2024.\n\nThe law is worse.\n"
    )
    found = compare_campaigns(
        tmp_path,
        campaign([person("Alpha", salutation="Dear Minister,")], old, ["Example Union"]),
        campaign([person("Alpha", salutation="Dear Sir,", title="Minister of Beta")], new, ["Example Union", "Other Union"]),
        names=("Jane Example",),
    )
    assert [group.change.field for group in found.groups] == [
        "address",
        "salutation",
        "date",
        "paragraph",
        "paragraph",
        "paragraph",
        "signatory",
    ]
    assert [group.change.before for group in found.groups][3:6] == ["Example", "2023.", "bad."]


def test_only_some_packets(tmp_path: Path) -> None:
    for name, body in (("old", PLAIN), ("new", PLAIN.replace("prison", "jail"))):
        make(tmp_path / name, campaign(PEOPLE, HEAD + body))
    found = compare_folders(tmp_path, only=("beta",))
    assert [packet.id for packet in found.packets] == ["beta"]


def test_a_damaged_packet_fails_and_the_others_are_compared(tmp_path: Path) -> None:
    for name, body in (("old", PLAIN), ("new", PLAIN.replace("prison", "jail"))):
        make(tmp_path / name, campaign(PEOPLE[:2], HEAD + body))
    (tmp_path / "new/packets/alpha.pdf").write_bytes(b"%PDF-1.7 cut off")
    found = compare_folders(tmp_path)
    assert [packet.status for packet in found.packets] == ["failed", "changed"]
    assert found.failed
    assert "cannot be read" in found.packets[0].why


def test_sources_are_compared_by_their_digests_where_they_are_not_at_hand(tmp_path: Path) -> None:
    for name, body in (("old", PLAIN), ("new", PLAIN.replace("prison", "jail"))):
        make(tmp_path / name, campaign(PEOPLE[:2], HEAD + body))
    found = compare_batches(open_packets(tmp_path / "old", "a"), open_packets(tmp_path / "new/manifest.json", "b"))
    assert [(change.field, change.note) for change in found.sources] == [("letter.md", "changed")]


def test_identical_batches(tmp_path: Path) -> None:
    for name in ("old", "new"):
        make(tmp_path / name, campaign(PEOPLE, HEAD + PLAIN))
    found = compare_folders(tmp_path)
    assert found.same
    assert {packet.status for packet in found.packets} == {"identical"}


def test_a_word_of_some_addresses_divides_no_group(tmp_path: Path) -> None:
    """`of` and `Ministry` stand in some windows and not in others: the words of the letter are what counts."""
    people = [person("Alpha"), person("Beta", title="Head, Ministry"), person("Gamma", title="Chair")]
    body = "Courts of the Ministry sentenced them.\n"
    found = compare_campaigns(
        tmp_path, campaign(people, HEAD + body), campaign(people, HEAD + body.replace("of the Ministry", "in the Ministry"))
    )
    assert [(group.change.before, group.change.after, len(group.packets)) for group in found.groups] == [("of", "in", 3)]


def test_what_follows_stands_under_its_cause(tmp_path: Path) -> None:
    body = "The undersigned {{ signatories.count }} write to you.\n"
    unions = ["Example Union", "Other Union"]
    found = compare_campaigns(
        tmp_path, campaign(PEOPLE, HEAD + body, unions), campaign(PEOPLE, HEAD + body, [*unions, "Third Union"])
    )
    assert told(found) == [("signatory", "signatory", "", "Third Union")]
    bookmark = [f"The {count} undersigned organisations" for count in ("two", "three")]
    following = [("text", "paragraph", "2", "3"), ("active", "bookmark", *bookmark)]
    assert [tell(each.change) for each in found.groups[0].follows] == following
    assert [tell(each.change) for each in found.packets[0].changes[0].follows] == following


def test_another_id_is_a_renamed_packet(tmp_path: Path) -> None:
    old, new = [person("Alpha"), person("Beta")], [person("Alpha"), person("Beta", id="betty", title="Minister of Gamma")]
    found = compare_campaigns(tmp_path / "both", campaign(old, HEAD + PLAIN), campaign(new, HEAD + PLAIN))
    assert told(found) == [("address", "address", "Minister of Beta", "Minister of Gamma")]
    assert [tell(each.change) for each in found.groups[0].follows] == [("pages", "renamed packet", "beta", "betty")]
    only_id = [person("Alpha"), person("Beta", id="betty")]
    found = compare_campaigns(tmp_path / "alone", campaign(old, HEAD + PLAIN), campaign(only_id, HEAD + PLAIN))
    assert told(found) == [("pages", "renamed packet", "beta", "betty")]
    assert [(packet.id, packet.status) for packet in found.packets] == [("alpha", "identical"), ("betty", "metadata")]


def test_a_mark_belongs_to_the_change_and_both_files(tmp_path: Path) -> None:
    """The key of a group's marks is another one with another old side, new side, packet or change, and else the same."""
    first, second, third = [campaign(PEOPLE, HEAD + PLAIN.replace("May", month)) for month in ("May", "June", "July")]
    keys = {
        name: compare_campaigns(tmp_path / name, *sides).groups[0].key
        for name, sides in {
            "one": (first, second),
            "again": (first, second),
            "other old": (third, second),
            "other new": (first, third),
            "back": (second, first),
            "fewer": (campaign(PEOPLE[:2], HEAD + PLAIN), campaign(PEOPLE[:2], HEAD + PLAIN.replace("May", "June"))),
        }.items()
    }
    assert keys.pop("again") == keys["one"]
    assert len(set(keys.values())) == len(keys)
