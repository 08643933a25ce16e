"""How much of what strangers made is read: counts and bytes, never seconds, so that the same file has the same answer everywhere.

Each reader asks its limits before it unpacks, parses or sets anything, and says in a finding which one was passed. ``LIMITS`` is
the table that docs/reference/limits.md prints; tests try every reader with files made to cost too much.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

MEGABYTE: Final = 1_000_000

MOST_LETTER_BYTES: Final = 100_000
"""About 30 pages of Latin script: what is longer is a report, and goes behind the letter as an enclosure."""
MOST_LETTER_PIECES: Final = 10_000
"""Paragraphs, items, cells, lines and stretches of one style: those of 30 pages are a few thousand."""
MOST_LETTER_WORDS: Final = 10_000
"""20 pages of English; each word is set on its own and looked at by every rule. Where no spaces are written, two signs of
East Asia or four letters of South East Asia count as one.
"""
MOST_LETTER_DIFFERENT_WORDS: Final = 5_000
"""Each is hyphenated and shaped once: 10,000 words have 2,500 in English, and 4,500 in Finnish."""
MOST_LETTER_SIGNS: Final = 12_500
"""Punctuation and symbols: a line may end at many of them, and some are set on their own. 30 pages of English have 3,000."""
MOST_UNBROKEN_CHARACTERS: Final = 3_000
"""From one space to the next, in scripts that have them: no word nor address is as long, and each is set and judged as one."""
MOST_HEAD_CHARACTERS: Final = 2_000
"""Of a subject, a salutation or another value of the front matter: half a page of text, and no title has a tenth of it."""
MOST_MARKDOWN_LEVELS: Final = 40
"""Of tokens: twenty lists in one another."""
MOST_PARAGRAPH_BRACKETS: Final = 1_000
"""Each is looked for the bracket that closes it, through all that follows."""
MOST_URL_CHARACTERS: Final = 2_000
"""What browsers and servers take (RFC 9110, 4.1 asks for 8,000 bytes of servers; few mail programs pass on half)."""
MOST_CONDITION_CHARACTERS: Final = 1_000
"""Of what stands behind ``::: if``: a list of twenty ministries has 600."""
MOST_COMPARISONS: Final = 20
"""Of one condition, a list of values being one."""
MOST_BLOCKS_FOR_SOME: Final = 8
"""In one another: nobody can say who reads what stands in more."""
MOST_BRANCHES: Final = 50
"""Of one block for some: a country each of a region has 50."""
MOST_PARTS_FOR_SOME: Final = 500
"""Of a letter, blocks and passages: each is asked about every addressee."""
MOST_FIELD_CHARACTERS: Final = 1_000
"""Of a merge field with all its filters, between the braces."""
MOST_YAML_BYTES: Final = 8 * MEGABYTE
"""20,000 addressees; more of them come as CSV or JSON Lines, which are streamed."""
MOST_YAML_KEYS: Final = 1_000
"""Of one mapping: the schema knows 40."""
MOST_YAML_LEVELS: Final = 50
MOST_YAML_VALUES: Final = 300_000
"""Keys, texts, lists and mappings: 20,000 addressees with seven keys each."""
MOST_YAML_ENTRIES: Final = 20_000
"""Of addressees.yaml, which is in memory."""
MOST_REFUSED: Final = 10_000
"""Rows of a list of addressees that are wrong: nobody looks through so many, and each costs as much as a right one."""
MOST_YAML_ALIASED: Final = 20_000
MOST_DATA_BYTES: Final = 200_000
"""Of settings, a form, style or language: the largest that we bring has 12 kB."""
MOST_DATA_FILES: Final = 200
"""Of a campaign's own forms, styles, languages and others, all together: nobody has a tenth of it."""
MOST_NAME_WORDS: Final = 30
"""Of a protected name, which is looked for with each of its spaces as a hyphen; names of offices have up to 20."""
MOST_COLUMNS: Final = 1_000
"""A form's export has a column a question; the longest seen had 412."""
MOST_ROW_CHARACTERS: Final = 500_000
"""People paste whole lists into one cell of notes."""
MOST_LINE_BYTES: Final = 2 * MEGABYTE
"""Of a table that is streamed a line at a time."""
MOST_VALUE_CHARACTERS: Final = 10_000
"""Of one name, title or line of an address: two pages. A field has a row's limit."""
MOST_LISTED: Final = 500
"""Of one key's list: protected names, enclosures, lines of an address."""
MOST_ADDRESS_LINES: Final = 50
MOST_JOINTLY: Final = 20
"""Their addresses stand on page 1, one below the other: of no more than two lines each, so many just fit."""
MOST_COPIES: Final = 150
"""Of one letter's own `cc`: each of them gets a packet with a letter that names them all."""
MOST_COPIES_OF_ALL: Final = 500
"""Under `cc` for all letters: each letter names them."""
MOST_SIGNATORIES: Final = 50_000

MOST_NAMES_COMPARED: Final = MEGABYTE
"""Names of a table that are compared with sealed ones that are gone, all together."""
MOST_ATTACHED_BYTES: Final = 50 << 20
"""More than mail servers and print rooms take in one piece; a scan of 100 pages is about 20 MB."""
MOST_INTENT_BYTES: Final = 8 * MEGABYTE
"""Of a printer's ICC profile, which goes into each packet: those of the ECI and of IDEAlliance have half a megabyte to three."""
MOST_PROFILE_TAGS: Final = 100
"""Of an ICC profile: those of printers have some twenty, and each is looked through."""
MOST_PROFILE_WORDINGS: Final = 200
"""Of a text of a profile, one a language: makers of monitors write forty."""
MOST_GLYPHS_OF_CHARACTER: Final = 32
"""On average of a text that is shaped: one sign of Arabic stands for a sentence of eighteen letters (U+FDFA)."""
MOST_FONT_RULES: Final = 2_000
"""Lookups of a table of a font, each asked about each letter: Noto Serif Tibetan has 1,164, most others less than 100."""
MOST_FONT_FACES: Final = 1_000
"""Of a collection: the largest that are handed out have some two hundred."""
MOST_FONT_CHARACTERS: Final = 10 * MEGABYTE
"""That all faces of a file have a glyph for, each face its own: two hundred of a font for Chinese have nine million."""
MOST_PIXELS: Final = 50 * MEGABYTE
"""A page at 600 dpi has 35 million; 50 million unpack to 150 MB."""
MOST_PICTURE_SIDE: Final = 30_000
"""Pillow keeps an address for each row."""
MOST_PICTURE_FOLD: Final = 50
"""For each byte of a picture, of its pixels in memory: a photograph of 12 million has a megabyte at least."""
LEAST_PICTURE_UNPACKED_BYTES: Final = 40 * MEGABYTE
"""That any picture may unpack to: a blank page in gray at 600 dpi, or one in color at 300."""
MOST_JPEG_STEPS: Final = 1_000 * MEGABYTE
"""Pixels, as often as a scan goes over them, which may have a few bytes: programs write one scan, or ten to twenty."""
MOST_DRAWING_BYTES: Final = 5 * MEGABYTE
"""A detailed coat of arms has a few hundred kilobytes."""
MOST_DRAWING_ELEMENTS: Final = 5_000
"""Each as often as it is used, and once more for each gradient and clip of its; a detailed coat of arms has 3,000."""
MOST_DRAWING_STYLED: Final = MEGABYTE // 2
"""Selectors of its styles, each for each element: a drawing program writes a class for each look, some hundred of them."""

MOST_DRAWING_LETTERS: Final = 2_000
"""Of its texts, which become outlines; a letterhead has some 300."""
MOST_DRAWING_POINTS: Final = 250_000
"""Numbers of its paths: a coat of arms has 60,000."""

MOST_WORKBOOK_BYTES: Final = 50 << 20
MOST_WORKBOOK_FILES: Final = 10_000
MOST_WORKBOOK_UNPACKED_BYTES: Final = 64 * MEGABYTE
MOST_WORKBOOK_CELLS: Final = MEGABYTE
MOST_WORKBOOK_ODD_CELLS: Final = 100_000
MOST_WORKBOOK_FOLD: Final = 100
"""For each byte of a file, characters of its sheet: a list whose names differ comes to 4 to 15."""
LEAST_WORKBOOK_CHARACTERS: Final = 8 * MEGABYTE
"""That a sheet of any file may have: 40,000 rows of 200."""
"""Of the area from A1 to the last cell that is filled: 50,000 rows of 20 columns."""


MOST_DOCUMENT_BYTES: Final = 50 << 20
"""Of a letter that is imported, with its pictures."""
MOST_DOCUMENT_XML_BYTES: Final = 16 * MEGABYTE
"""Of one file in it: word processors write 20 to 50 bytes for a letter of text, and 30 pages have 100,000 letters."""
MOST_DOCUMENT_MARKS: Final = 200_000
"""Elements, each counted twice, and attributes: 30 pages have 30,000, five times as many where each word
has been edited by itself.
"""
MOST_MARKDOWN_DOCUMENT_BYTES: Final = 3 * MOST_LETTER_BYTES // 2
"""Of a letter in Markdown of any kind: what is written anew from it is a little shorter or longer."""
MOST_PLAIN_DOCUMENT_BYTES: Final = 5 * MOST_LETTER_BYTES
"""Of a letter as text."""

MOST_ENCLOSURE_PAGES: Final = 500
"""More than a mailing puts in an envelope, or a folding machine takes."""


MOST_ENCLOSURE_LEVELS: Final = 100
"""Of objects in objects, and of drawings in drawings; nothing sound comes near."""
MOST_ENCLOSURE_UNPACKED_BYTES: Final = 1_000 * MEGABYTE
LEAST_ENCLOSURE_UNPACKED_BYTES: Final = 300 * MEGABYTE
"""That any file may unpack to, its pictures too: a blank scan of a page has 100 MB, and a thousandth of it packed."""
MOST_ENCLOSURE_STREAM_BYTES: Final = 64 * MEGABYTE
"""Of one stream that is looked into: a page's content, metadata; pictures are not."""
MOST_ENCLOSURE_OBJECTS: Final = 500_000
"""That are asked for while it is read, each as often as it is."""
MOST_FONT_MEANINGS: Final = 1_000_000
"""Of the ranges of one font, which has 65,536 characters."""
MOST_ANNOTATIONS: Final = 5_000
"""Of one page: links and comments."""
MOST_PAGE_DRAWN_BYTES: Final = 16 * MEGABYTE
"""Of content, as often as it is drawn: a detailed map has 5 MB."""
LEAST_LETTERS: Final = 100_000
"""That the pages of any file may show, each byte of a text counted: a page is full with 5,000."""
MOST_UNPACKED_FOLD: Final = 20
"""For each byte of a file, of what is looked into: a map of lines unpacks to ten times its size."""
LEAST_UNPACKED_BYTES: Final = 8 * MEGABYTE
"""That any file may unpack to, however small it is."""
MOST_COMPARED_BYTES: Final = 200 * MEGABYTE
"""Of a PDF of anybody's that is compared: both are in memory at once."""
MOST_COMPARED_PAGES: Final = 2_000
LARGEST_PAINTED_PT2: Final = 1_690 * 2_390
"""Of a page that is compared by its picture: A1, of 9 million pixels at 110 dpi."""
MOST_DRAWING_MEMORY_BYTES: Final = 800 * MEGABYTE
"""That a page may take while it is drawn: a scan of 35 million pixels in JPEG 2000 takes 600."""
LEAST_DRAWING_SECONDS: Final = 3
"""Of processor time for all pages of any file: a page of text takes 0.02."""
DRAWING_SECONDS_OF_MB: Final = 20
"""For each megabyte besides: a scan in JPEG 2000 has 100 KB and takes half a second."""
MOST_DRAWING_SECONDS: Final = 300
MOST_FILE_DRAWN_BYTES: Final = 200 * MEGABYTE


class Limit(Struct, frozen=True):
    """A row of the table: who reads, what is counted, how many are the most, and the finding for more."""

    reader: str
    what: str
    most: int
    code: str


LIMITS: Final = (
    Limit("`letter.md`, `letter.LANG.md`", "bytes", MOST_LETTER_BYTES, "LP113"),
    Limit("`letter.md`, `letter.LANG.md`", "characters of a value of the front matter", MOST_HEAD_CHARACTERS, "LP113"),
    Limit("Markdown", "paragraphs, items, cells, lines of code, stretches of one style", MOST_LETTER_PIECES, "LP113"),
    Limit("Markdown", "words", MOST_LETTER_WORDS, "LP113"),
    Limit("Markdown", "different words", MOST_LETTER_DIFFERENT_WORDS, "LP113"),
    Limit("Markdown", "characters without a space, where words have some between them", MOST_UNBROKEN_CHARACTERS, "LP113"),
    Limit("Markdown", "signs that are no letters or figures", MOST_LETTER_SIGNS, "LP113"),
    Limit("Markdown", "levels of lists and quotations", MOST_MARKDOWN_LEVELS // 2, "LP143"),
    Limit("Markdown", "opening brackets of a paragraph", MOST_PARAGRAPH_BRACKETS, "LP113"),
    Limit("Markdown", "characters of a link's address", MOST_URL_CHARACTERS, "LP113"),
    Limit("Markdown", "characters of a condition", MOST_CONDITION_CHARACTERS, "LP174"),
    Limit("Markdown", "comparisons of a condition", MOST_COMPARISONS, "LP174"),
    Limit("Markdown", "branches of a block for some", MOST_BRANCHES, "LP149"),
    Limit("Markdown", "blocks and passages for some", MOST_PARTS_FOR_SOME, "LP113"),
    Limit("Markdown", "blocks for some in one another", MOST_BLOCKS_FOR_SOME, "LP149"),
    Limit("Markdown", "characters of a merge field with its filters", MOST_FIELD_CHARACTERS, "LP178"),
    Limit("YAML", "bytes of a file", MOST_YAML_BYTES, "LP113"),
    Limit("YAML", "levels", MOST_YAML_LEVELS, "LP106"),
    Limit("YAML", "values that aliases repeat", MOST_YAML_ALIASED, "LP105"),
    Limit("YAML", "keys of a mapping", MOST_YAML_KEYS, "LP113"),
    Limit("YAML", "keys, texts, lists and mappings of a file", MOST_YAML_VALUES, "LP113"),
    Limit("`addressees.yaml`", "addressees and copies", MOST_YAML_ENTRIES, "LP113"),
    Limit("`letterpack.yaml`", "bytes", MOST_DATA_BYTES, "LP113"),
    Limit("`letterpack.yaml`", "words of a protected name", MOST_NAME_WORDS, "LP113"),
    Limit("`envelopes/`, `forms/`, `styles/`, `languages/`", "bytes of a file", MOST_DATA_BYTES, "LP113"),
    Limit("`envelopes/`, `forms/`, `styles/`, `languages/`", "files, all together", MOST_DATA_FILES, "LP113"),
    Limit("CSV, JSON Lines", "bytes of a line", MOST_LINE_BYTES, "LP113"),
    Limit("CSV, JSON Lines", "characters of a row", MOST_ROW_CHARACTERS, "LP113"),
    Limit("CSV", "columns", MOST_COLUMNS, "LP113"),
    Limit("CSV, JSON Lines", "addressees that are wrong", MOST_REFUSED, "LP113"),
    Limit("any value but fields", "characters", MOST_VALUE_CHARACTERS, "LP113"),
    Limit("any list of values", "items", MOST_LISTED, "LP113"),
    Limit("an address", "lines", MOST_ADDRESS_LINES, "LP113"),
    Limit("a joint letter", "addressees beside the first", MOST_JOINTLY, "LP113"),
    Limit("a letter's own `cc`", "copies", MOST_COPIES, "LP113"),
    Limit("`cc` for all letters", "copies", MOST_COPIES_OF_ALL, "LP113"),
    Limit("`signatories.csv`", "signatories", MOST_SIGNATORIES, "LP113"),
    Limit("XLSX, ODS, XLS, XLSB", "bytes", MOST_WORKBOOK_BYTES, "LP186"),
    Limit("XLSX, ODS, XLSB", "files", MOST_WORKBOOK_FILES, "LP186"),
    Limit("XLSX, ODS, XLSB", "bytes unpacked", MOST_WORKBOOK_UNPACKED_BYTES, "LP186"),
    Limit("XLSX, ODS, XLS, XLSB", "cells from A1 to the last that is filled", MOST_WORKBOOK_CELLS, "LP186"),
    Limit("XLSX, ODS", "cells with errors, or without a type", MOST_WORKBOOK_ODD_CELLS, "LP186"),
    Limit("XLSX, ODS, XLS, XLSB of less than 80 kB", "characters of a sheet", LEAST_WORKBOOK_CHARACTERS, "LP186"),
    Limit("XLSX, ODS, XLS, XLSB of 80 kB and more", "characters of a sheet, for each byte of it", MOST_WORKBOOK_FOLD, "LP186"),
    Limit("DOCX, text", "bytes", MOST_DOCUMENT_BYTES, "LP118"),
    Limit("DOCX", "bytes unpacked", MOST_WORKBOOK_UNPACKED_BYTES, "LP118"),
    Limit("DOCX, text", "bytes of a text in it", MOST_DOCUMENT_XML_BYTES, "LP118"),
    Limit("DOCX", "elements, twice, and attributes", MOST_DOCUMENT_MARKS, "LP118"),
    Limit("DOCX, text", "paragraphs, lines, items, cells, stretches of one style", MOST_LETTER_PIECES, "LP118"),
    Limit("text that is imported", "bytes", MOST_PLAIN_DOCUMENT_BYTES, "LP118"),
    Limit("Markdown that is imported", "bytes", MOST_MARKDOWN_DOCUMENT_BYTES, "LP118"),
    Limit("a picture, a drawing", "bytes", MOST_ATTACHED_BYTES, "LP222"),
    Limit("an output intent", "bytes", MOST_INTENT_BYTES, "LP237"),
    Limit("an output intent", "tags", MOST_PROFILE_TAGS, "LP237"),
    Limit("an output intent", "wordings of a text", MOST_PROFILE_WORDINGS, "LP237"),
    Limit("a font", "bytes", MOST_ATTACHED_BYTES, "LP216"),
    Limit("a font", "glyphs of each character", MOST_GLYPHS_OF_CHARACTER, "LP216"),
    Limit("a font", "rules (lookups) of GSUB or GPOS", MOST_FONT_RULES, "LP216"),
    Limit("a font", "faces", MOST_FONT_FACES, "LP216"),
    Limit("a font", "characters of all its faces", MOST_FONT_CHARACTERS, "LP216"),
    Limit("PNG, JPEG", "pixels", MOST_PIXELS, "LP222"),
    Limit("PNG, JPEG", "pixels of a side", MOST_PICTURE_SIDE, "LP222"),
    Limit(
        "PNG, JPEG of less than 800 kB", "bytes in memory: gray pixels one, others four", LEAST_PICTURE_UNPACKED_BYTES, "LP222"
    ),
    Limit("PNG, JPEG of 800 kB and more", "bytes in memory, for each byte of it", MOST_PICTURE_FOLD, "LP222"),
    Limit("JPEG", "pixels, as often as a scan goes over them", MOST_JPEG_STEPS, "LP222"),
    Limit("SVG", "bytes", MOST_DRAWING_BYTES, "LP222"),
    Limit("SVG", "elements", MOST_DRAWING_ELEMENTS, "LP222"),
    Limit("SVG", "elements, each as often as it is used, gradients and clips", MOST_DRAWING_ELEMENTS, "LP228"),
    Limit("SVG", "numbers of its paths", MOST_DRAWING_POINTS, "LP222"),
    Limit("SVG", "selectors of styles, each for each element", MOST_DRAWING_STYLED, "LP222"),
    Limit("SVG", "letters of its texts", MOST_DRAWING_LETTERS, "LP225"),
    Limit("an enclosure", "bytes", MOST_ATTACHED_BYTES, "LP405"),
    Limit("an enclosure", "pages", MOST_ENCLOSURE_PAGES, "LP405"),
    Limit("an enclosure", "levels of objects", MOST_ENCLOSURE_LEVELS, "LP402"),
    Limit("an enclosure", "bytes unpacked", MOST_ENCLOSURE_UNPACKED_BYTES, "LP402"),
    Limit("an enclosure of less than 15 MB", "bytes unpacked", LEAST_ENCLOSURE_UNPACKED_BYTES, "LP402"),
    Limit("an enclosure", "bytes of a stream that is looked into", MOST_ENCLOSURE_STREAM_BYTES, "LP402"),
    Limit("an enclosure", "objects asked for", MOST_ENCLOSURE_OBJECTS, "LP415"),
    Limit("an enclosure", "bytes of content of a page", MOST_PAGE_DRAWN_BYTES, "LP405"),
    Limit("an enclosure", "seconds of processor time to draw it, for each MB of it", DRAWING_SECONDS_OF_MB, "LP415"),
    Limit("an enclosure", "seconds of processor time to draw it, beside those", LEAST_DRAWING_SECONDS, "LP415"),
    Limit("an enclosure", "seconds of processor time to draw it", MOST_DRAWING_SECONDS, "LP415"),
    Limit("an enclosure", "bytes of memory to draw a page", MOST_DRAWING_MEMORY_BYTES, "LP415"),
    Limit("a packet that another program saved", "bytes", MOST_COMPARED_BYTES, "LP301"),
    Limit("a packet that another program saved", "bytes that it unpacks to, but for pictures", MOST_FILE_DRAWN_BYTES, "LP301"),
    Limit("an enclosure", "links and comments of a page", MOST_ANNOTATIONS, "LP405"),
    Limit("an enclosure of less than 20 KB", "letters that its pages show", LEAST_LETTERS, "LP415"),
)


def pixels_unpack_to(size_bytes: int) -> int:
    """Return how many bytes the pixels of a picture of this size may have in memory."""
    return max(LEAST_PICTURE_UNPACKED_BYTES, MOST_PICTURE_FOLD * size_bytes)


def looked_into(size_bytes: int) -> int:
    """Return how much a file of this size may unpack to, of content or of fonts: work that grows with what comes out."""
    return min(max(LEAST_UNPACKED_BYTES, MOST_UNPACKED_FOLD * size_bytes), MOST_FILE_DRAWN_BYTES)


def drawing_seconds(size_bytes: int) -> float:
    """Return how much processor time the pages of a file of this size may take to be drawn, beside a little for each page."""
    return min(LEAST_DRAWING_SECONDS + DRAWING_SECONDS_OF_MB * size_bytes / MEGABYTE, MOST_DRAWING_SECONDS)


def letters_within(size_bytes: int) -> int:
    """Return how many letters the pages of a file of this size may show, each as often as it is shown."""
    return max(LEAST_LETTERS, 5 * size_bytes)


def unpacked(size_bytes: int) -> int:
    """Return how much a file of this size may unpack to, its pictures too."""
    return min(max(LEAST_ENCLOSURE_UNPACKED_BYTES, MOST_UNPACKED_FOLD * size_bytes), MOST_ENCLOSURE_UNPACKED_BYTES)
