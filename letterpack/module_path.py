"""Where Python looks for modules while letterpack runs: in no campaign, which may be a stranger's, nor in the current folder.

Under ``python -m letterpack`` the current folder still comes first on Python's path when this is imported, so it needs no module
that Python has not loaded already.
"""

from __future__ import annotations

import os
import sys

_CAMPAIGN = "letter.md"
"""What makes a folder a campaign."""


def is_outside_campaigns(path: str) -> bool:
    """Whether ``path`` lies in no campaign, or belongs to the Python installation that we ourselves run from."""
    place = os.path.realpath(path)
    user_site = getattr(sys.modules.get("site"), "USER_SITE", None)
    for ours in (sys.prefix, sys.base_prefix, user_site):
        if ours and (place == os.path.realpath(ours) or place.startswith(os.path.join(os.path.realpath(ours), ""))):
            return True
    while not os.path.lexists(os.path.join(place, _CAMPAIGN)):
        place, below = os.path.dirname(place), place
        if place == below:
            return True
    return False


def leave_out_campaigns() -> None:
    """Take the current folder and every folder in a campaign from Python's path: a ``yaml.py`` there is not to be run.

    ``python -m`` puts the current folder there, and so does an empty name in PYTHONPATH. The folder of the package stays.
    """
    sys.path[:] = [entry for entry in sys.path if _is_searched(entry)]


def safe_environment() -> dict[str, str]:
    """Return the variables that a child's Python needs to look for modules where we do.

    ``multiprocessing`` starts children by ``python -c``, which would look into the current folder first, before any line of ours.
    """
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    searched = [os.path.abspath(entry) for entry in entries if entry and _is_searched(entry)]
    return {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(searched)}


def _is_searched(entry: str) -> bool:
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    here = {"", os.path.realpath("."), os.environ.get("PWD", "")}
    return entry == package or (entry not in here and os.path.realpath(entry) not in here and is_outside_campaigns(entry))
