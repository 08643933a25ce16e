"""What an enclosure is called, wherever it is called something: letter, carrier, bookmark, page label, stamp, check."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final, TypeAlias

from msgspec import Struct, field

from letterpack.languages import primary
from letterpack.model.campaign import PLAIN_ENCLOSURE, EnclosureSetting
from letterpack.patterns import late
from letterpack.spans import Span

NUMBER: Final = "{n}"
"""In a stamp: which enclosure of its kind it is."""
MOST_TITLE: Final = 150
"""Characters of a PDF's own title that are printed: a longer one is no title."""
_BETWEEN: Final = " · "
_BY_PROGRAMS: Final = late(
    r"microsoft (?:office )?(?:word|excel|powerpoint|publisher)\b.*|(?:https?|file):.*|[\W\d_]*|"
    r".*\.(?:docx?|odt|rtf|pdf|indd|qxd|xlsx?|ods|pptx?|odp|tex|dvi|e?ps|html?|jpe?g|png|tiff?|txt|pages|key|pub|pmd|ai|psd|wpd)|"
    r"(?:untitled|none|null|undefined|document|slide|blatt|sheet|book|presentation|page|print|scan|scanned|image|img|doc|new|layout|dokument|"
    r"sans (?:titre|nom)|sin título|ohne titel|unbenannt|документ|презентация|страница|лист|без имени|без названия)[ _-]?\d*",
    re.IGNORECASE | re.DOTALL,
)
"""What programs write where nobody gave a title: a file's name, the program's, a number."""

_JOINERS: Final = " \u00ad\u200c\u200d"

PlaceOf: TypeAlias = Callable[[str], Span]
"""Where the sources name an enclosure, by its path."""


def enclosure_title(path: str) -> str:
    """Return the name of the file at ``path``, without ending, as it is; where nothing of it can be seen, its path, or what it
    is.
    """
    return next((text for text in (PurePosixPath(path).stem.strip(), path) if _is_seen(text)), "PDF")


def usable_title(text: str) -> str:
    """Return the title ``text`` that a PDF gives itself, in one line; empty where it is none that a reader should see."""
    title = " ".join(unicodedata.normalize("NFC", text).split())
    plain = all(char in _JOINERS or unicodedata.category(char)[0] not in "CZ" for char in title)
    return title if plain and len(title) <= MOST_TITLE and not _BY_PROGRAMS.fullmatch(title) else ""


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return that of ``texts``, by their languages, which is in ``language``: the very one, its main one, or that for all."""
    return texts.get(language) or texts.get(primary(language)) or texts.get("", "")


class EnclosureTitles(Struct, frozen=True):
    """What the enclosures of letters in ``language`` are called: by the campaign's ``settings`` of them, else by the ``own``
    titles of the PDFs, else by the names of the files.
    """

    settings: Mapping[str, EnclosureSetting] = field(default_factory=dict)
    language: str = "en"
    own: Callable[[str, Callable[[], Span]], str] = lambda _path, _place: ""

    def setting(self, path: str) -> EnclosureSetting:
        """Return how the enclosure at ``path`` is sent."""
        return self.settings.get(path) or self.settings.get("", PLAIN_ENCLOSURE)

    def stamps(self, paths: tuple[str, ...]) -> tuple[str, ...]:
        """Return what is stamped on each of ``paths``, in their order; those of one wording are counted."""
        count: Counter[str] = Counter()
        made: list[str] = []
        for path in paths:
            stamp = in_language(self.setting(path).stamps, self.language)
            count[stamp] += 1
            made.append(stamp.replace(NUMBER, str(count[stamp])))
        return tuple(made)

    def of(self, paths: tuple[str, ...], place: PlaceOf) -> tuple[str, ...]:
        """Return the titles of ``paths``, in their order, behind what is stamped on them; ``place`` is where one is named."""
        if not paths:
            return ()
        stamps = self.stamps(paths) if self.settings else ("",) * len(paths)
        titles = [self._title(path, place) for path in paths]
        return tuple([f"{stamp}{_BETWEEN}{title}" if stamp else title for stamp, title in zip(stamps, titles, strict=True)])

    def _title(self, path: str, place: PlaceOf) -> str:
        given = in_language(self.setting(path).titles, self.language)
        return given or self.own(path, lambda: place(path)) or enclosure_title(path)


def _is_seen(text: str) -> bool:
    return any(char.isprintable() and not char.isspace() for char in text)
