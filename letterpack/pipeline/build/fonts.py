"""The fonts of a campaign: what ``fonts`` in ``letterpack.yaml`` chooses, the bundled family, and the machine's for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from letterpack.diagnostics import Report
from letterpack.errors import LetterpackError
from letterpack.fonts import leading_of, scripts
from letterpack.languages import usual_script
from letterpack.limits import MOST_ATTACHED_BYTES
from letterpack.model.campaign import FontChoice, Settings
from letterpack.model.manifest import FontRow
from letterpack.spans import Span
from letterpack.styles import Measures
from letterpack.text.families import BUNDLED, FAMILY, Chains, Choice, Family, MachineFonts, bundled_choice
from letterpack.text.font_set import Face, FontSet, faces_of, styled
from letterpack.text.fonts import STYLES, Font
from letterpack.text.formats import ForbiddenFont, UnreadableFont, open_face, try_outlines, try_rules
from letterpack.text.scripts import main_script
from letterpack.world import PathOutside, World

DEFAULT: Final = "default"
_SUFFIXES: Final = (".ttf", ".otf", ".ttc", ".otc")
_FILE_ADVICE: Final = "name a TrueType or OpenType file (.ttf, .otf, .ttc) inside the campaign's folder"
_FORBIDDEN_ADVICE: Final = "ask its maker for a license that allows embedding, or choose another font"
_AS_RESULT: Final = {True: "headings and what is marked look like all other text", False: "what is in italic is set in bold"}
"""What follows where a family has no bold, or no italic alone."""
_NEEDED_OF_DEFAULT: Final = " -aA0"
"""What the setting itself puts into every letter."""
_HEIGHT: Final = 454
"""How high small letters of the bundled family are, in 1/1000 em: what sizes of other scripts were measured beside."""
_HEIGHTS: Final = (0.85, 1.15)
"""Beyond these, what a font says of its small letters is not to be believed."""


class CampaignFonts:
    """What a campaign's packets are set in: a family for each style, and what of it the campaign has ``chosen``.

    ``brought`` are the fonts of its files that stand behind the families, ``own`` these and the letter's; ``machine`` finds the
    rest.
    """

    def __init__(self, settings: Settings, world: World, report: Report) -> None:
        """Report what ``settings`` names and cannot be used: LP216 to LP219."""
        self._world, self._report = world, report
        self.machine = MachineFonts(world.fonts)
        self.brought_choices = tuple(
            [
                Choice(FontSet(faces, world.read), faces[:1])
                for each in settings.fonts
                if not each.script and (faces := self._faces(each.names[0], each.spans[0]))
            ]
        )
        self.brought = tuple([choice.load("regular") for choice in self.brought_choices])
        self.chosen = {
            each.script: choice for each in settings.fonts if each.script and (choice := self._choice(each)) is not None
        }
        self.machine.chosen.update({script: choice for script, choice in self.chosen.items() if script != DEFAULT})
        chosen = self.chosen.get(DEFAULT)
        self.own = (*self.brought, *([chosen.load(style) for style in STYLES] if chosen else ()))
        self._families: dict[tuple[object, ...], Family] = {}

    @property
    def families(self) -> tuple[Family, ...]:
        """What the letters are set in, a family for each style that was asked for."""
        return tuple(self._families.values())

    def leading(self, language: str) -> float:
        """Return how many times as far apart the lines of a letter in ``language`` (BCP 47) stand as its style has them."""
        choice = self.machine.in_letters(language).chosen.get(main_script(language))
        return leading_of(usual_script(language), choice.name if choice else "")

    def styled(self, style: Measures, span: Span, language: str) -> Family:
        """Return what a letter of ``style`` in ``language`` (BCP 47) is set in; ``span`` is where the letter names the style."""
        machine = self.machine.in_letters(language)
        key = (style.faces_text, style.faces_features, style.faces_tracking, machine)
        if key not in self._families:
            choice = self.chosen.get(DEFAULT) or self._styled(style, span)
            first = {each: choice.load(each).with_features(style.faces_features) for each in STYLES} if choice else {}
            machine = machine.beside_letters(_height(first["regular"]) if first else 1.0)
            made: Family | None = None
            for each in dict.fromkeys((machine.in_close_lines(), machine)):
                made = Family(Chains(self.brought, first, each.chosen), each, style.faces_tracking, made)
            assert made is not None
            self._families[key] = made
        return self._families[key]

    def named(self, family: str, style: str) -> Font | None:
        """Return the face of a family that is called so, of the campaign, of letterpack or installed, which is of ``style``; None
        where there is none.
        """
        chosen = (*self.brought_choices, *self.chosen.values())
        found = next((choice for choice in chosen if choice.name.lower() == family.lower()), None)
        bundled = next((name for name in BUNDLED if name.lower() == family.lower()), None)
        if found is None and bundled is not None:
            found = bundled_choice(bundled)
        if found is None and (faces := self.machine.font_set.family(family)):
            found = Choice(self.machine.font_set, faces)
        if found is None or styled(found.faces, style).style != style:
            return None
        with suppress(UnreadableFont, OSError):
            return found.load(style)
        return None

    def _styled(self, style: Measures, span: Span) -> Choice | None:
        """Return the family of ``style``; None where that is the one that all families end with."""
        name = style.faces_text
        if name == FAMILY and not style.faces_features:
            return None
        if name in BUNDLED:
            return bundled_choice(name)
        found = self._installed(name, span)
        if found is not None:
            self._tell_what_lacks(found, span, every=True)
        return found

    def _choice(self, choice: FontChoice) -> Choice | None:
        """Return the family that is chosen: of files of the campaign, or of the machine; None where it cannot serve."""
        if any(map(_is_file, choice.names)):
            read = [self._faces(name, span) for name, span in zip(choice.names, choice.spans, strict=True)]
            is_whole = all(read)
            faces = [face for each in read for face in each]
            found = Choice(FontSet(faces, self._world.read), faces) if faces else None
        else:
            found, is_whole = self._installed(choice.names[0], choice.spans[0]), True
        if found is None or not self._serves(found, choice):
            return None
        if is_whole:
            self._tell_what_lacks(found, choice.spans[0], every=choice.script == DEFAULT)
        return found

    def _tell_what_lacks(self, choice: Choice, span: Span, *, every: bool) -> None:
        """Report (LP211) that a family has no bold and, where it is the letter's own (``every`` style is wanted), no italic."""
        lacking = [
            style for style in (("bold", "italic") if every else ("bold",)) if style not in styled(choice.faces, style).style
        ]
        if lacking:
            message = f"`{choice.name}` has no {' and no '.join(lacking)}: {_AS_RESULT['bold' in lacking]}"
            self._report.warning("LP211", span, message, "choose a family that has them, or add the files of its other styles")

    def _installed(self, name: str, span: Span) -> Choice | None:
        machine = self.machine.font_set
        faces = machine.family(name)
        if faces:
            return Choice(machine, faces)
        from difflib import get_close_matches

        near = get_close_matches(name, list(machine.families), 1)
        hint = f"did you mean `{near[0]}`?" if near else "install it, or name a font file of the campaign"
        self._report.error("LP218", span, f"no font family `{name}` is installed", hint)
        return None

    def _serves(self, found: Choice, choice: FontChoice) -> bool:
        """Whether ``found`` has what the script needs; says so where it has not."""
        known = scripts()["Latn" if choice.script == DEFAULT else choice.script]
        sample = _NEEDED_OF_DEFAULT if choice.script == DEFAULT else known.sample
        lacking = [char for char in sample if not found.covers("regular", char)]
        if lacking:
            others = [name for name in known.families if name != found.name][:2]
            message = f"`{found.name}` cannot set {known.name}: it has no `{lacking[0]}` (U+{ord(lacking[0]):04X})"
            self._report.error("LP219", choice.spans[0], message, f"choose another family, such as {' or '.join(others)}")
        return not lacking

    def _faces(self, path: str, span: Span) -> Sequence[Face]:
        """Return the faces of a file of the campaign; none where it cannot be used, which is reported."""
        try:
            with self._world.open(path) as stream:
                data = stream.read(MOST_ATTACHED_BYTES + 1)
            if len(data) > MOST_ATTACHED_BYTES:
                raise UnreadableFont(f"it is larger than {MOST_ATTACHED_BYTES >> 20} MB")
            faces = faces_of(data, path)
            for each in faces:
                face = open_face(data, each.index)
                try_rules(face, path)
                try_outlines(face, path)
            return faces
        except (OSError, PathOutside):
            self._report.error("LP216", span, f"the font `{path}` cannot be read", _FILE_ADVICE)
        except ForbiddenFont as error:
            self._report.error("LP217", span, f"the font `{path}` may not be used: {error}", _FORBIDDEN_ADVICE)
        except UnreadableFont as error:
            self._report.error("LP216", span, f"the font `{path}` cannot be used: {error}", _FILE_ADVICE)
        except LetterpackError as error:
            self._report.error("LP216", span, error.message, _FILE_ADVICE)
        return ()


def font_row(font: Font) -> FontRow:
    """Return the row of ``font`` in a manifest."""
    return FontRow(font.family, font.style, font.sha256, font.program.file)


def _is_file(name: str) -> bool:
    return "/" in name or name.lower().endswith(_SUFFIXES)


def _height(font: Font) -> float:
    """Return how many times as high as those of the bundled family the small letters of ``font`` are."""
    least, most = _HEIGHTS
    return round(min(max(font.metrics.x_height / _HEIGHT, least), most), 2)
