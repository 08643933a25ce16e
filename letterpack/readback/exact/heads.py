"""What stands above the pages of a file, value by value: its catalog and what its colors are prepared for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letterpack.model.profile import Intent
from letterpack.readback.exact.shapes import RUN_CATALOG, is_name, shape_faults
from letterpack.readback.objects import OwnObjects, array, dictionary
from letterpack.readback.values import Value, text_of


def run_head_faults(objects: OwnObjects, intent: Intent) -> Iterator[str]:
    """Yield what the catalog of a file that is made of packets says otherwise, which is prepared for ``intent``."""
    root = dictionary(objects, objects.trailer.get("Root"))
    yield from shape_faults("catalog", root, RUN_CATALOG)
    yield from intent_faults(objects, root, intent)


def intent_faults(objects: OwnObjects, root: Mapping[str, Value], intent: Intent) -> Iterator[str]:
    """Yield what the output intents say otherwise than ``intent``."""
    found = [dictionary(objects, each) for each in array(objects, root.get("OutputIntents"))]
    about = {"OutputConditionIdentifier": intent.identifier, "Info": intent.condition or intent.identifier}
    about |= {"OutputCondition": intent.condition} if intent.condition else {}
    about |= {"RegistryName": "http://www.color.org"} if intent.is_registered else {}
    for each in found:
        said = {key: text_of(each[key]) for key in each.keys() - {"Type", "S", "DestOutputProfile"}}
        if said != about or not is_name("OutputIntent")(each.get("Type")):
            yield "its output intent says something else"
    if tuple([each.get("S") for each in found]) != intent.subtypes:
        yield "its output intents are for other standards"
    if len({repr(each.get("DestOutputProfile")) for each in found}) != 1:
        yield "its output intents have several color profiles"
