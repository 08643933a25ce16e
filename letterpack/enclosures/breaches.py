"""What keeps an enclosure from a claim, and against which standards it is (part of stage 6)."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

from letterpack.model.standard import Standard

Against: TypeAlias = Literal["all", "looks", "meanings", "tags", "words", "nesting", "lengths"]
"""Every standard; those that ask how a page looks, what each character means, for tags, for words in place of
pictures, which tag stands in which, how long a picture within a page's content is.
"""


class Breach(Struct, frozen=True):
    """What is wrong, in words for the file's owner, and the 1-based page where it was first seen."""

    what: str
    page: int
    against: Against = "looks"

    def breaks(self, standard: Standard) -> bool:
        """Whether a file with this is not of ``standard``."""
        asked = {
            "all": True,
            "looks": standard.needs_looks,
            "meanings": standard.needs_meanings,
            "tags": standard.needs_tags,
            "words": standard.needs_words,
            "nesting": standard.needs_nesting,
            "lengths": standard.needs_lengths,
        }
        return asked[self.against]
