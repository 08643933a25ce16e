"""The structure tree: reading order, parents, and the way back from a page's marks to their elements."""

from __future__ import annotations

import re
from itertools import count

from letterpack.model.galley import TagNode
from letterpack.press.pdf.structure import StructureTree

ITEM = (TagNode("L", "list", (("ListNumbering", "Decimal"),)), TagNode("LI", "1"))


def written(tree: StructureTree):
    numbers = count(100)
    root, objects = tree.write(lambda: next(numbers), list(range(10, 10 + tree.page_count)))
    return root, {number: body.decode("ascii") for number, body in objects}


def role(body: str) -> str:
    found = re.search(r"/S/(\w+)", body)
    return found[1] if found else ""


def kids(body: str) -> list[str]:
    return re.findall(r"\d+ 0 R|<<.*?>>|\d+", re.search(r"/K\[(.*)\]>>$", body)[1])


def walk(objects: dict[int, str], number: int) -> list[str]:
    body = objects[number]
    return [role(body), *[name for kid in kids(body) if kid.endswith(" R") for name in walk(objects, int(kid.split()[0]))]]


def test_elements_stand_in_reading_order() -> None:
    tree = StructureTree(1)
    tree.add((TagNode("H1", "subject"),), 0, 0)
    tree.add((*ITEM, TagNode("Lbl", "label")), 0, 1)
    tree.add((*ITEM, TagNode("LBody", "body")), 0, 2)
    tree.add((TagNode("P", "closing"),), 0, 3)
    root, objects = written(tree)
    document = int(re.search(r"/K (\d+) 0 R", objects[root])[1])
    assert walk(objects, document) == ["Document", "H1", "L", "LI", "Lbl", "LBody", "P"]


def test_an_element_over_two_pages_is_one() -> None:
    tree = StructureTree(2)
    tree.add((TagNode("P", "1"),), 0, 0)
    tree.add((TagNode("P", "1"),), 1, 0)
    _, objects = written(tree)
    paragraph = next(body for body in objects.values() if role(body) == "P")
    assert "/Pg 10 0 R" in paragraph
    assert kids(paragraph) == ["0", "<</Type/MCR/Pg 11 0 R/MCID 0>>"]


def test_every_mark_leads_to_its_element() -> None:
    tree = StructureTree(2)
    tree.add((TagNode("P", "1"),), 0, 0)
    tree.add((TagNode("P", "2"),), 0, 1)
    tree.add((TagNode("P", "2"),), 1, 0)
    element = tree.add((TagNode("P", "2"), TagNode("Link", "x")), 1, 1)
    key = tree.add_annotation(element, 77)
    _, objects = written(tree)
    parents = next(body for body in objects.values() if body.startswith("<</Nums"))
    rows = {int(page): re.findall(r"(\d+) 0 R", row) for page, row in re.findall(r"(\d+)\[(.*?)\]", parents)}
    assert [role(objects[int(number)]) for number in rows[0]] == ["P", "P"]
    assert [role(objects[int(number)]) for number in rows[1]] == ["P", "Link"]
    assert rows[0][1] == rows[1][0]
    linked = int(re.search(rf"\b{key} (\d+) 0 R", parents)[1])
    assert "/OBJR/Obj 77 0 R" in objects[linked]


def test_parents_are_those_that_name_their_kids() -> None:
    tree = StructureTree(1)
    tree.add((*ITEM, TagNode("LBody", "body")), 0, 0)
    root, objects = written(tree)
    for number, body in objects.items():
        for kid in kids(body) if "/S/" in body else []:
            if kid.endswith(" R"):
                assert f"/P {number} 0 R" in objects[int(kid.split()[0])]
    assert any(f"/P {root} 0 R" in body for body in objects.values())
    assert "/A[<</O/List/ListNumbering/Decimal>>]" in next(body for body in objects.values() if role(body) == "L")
