"""What the blocks of a letter are to their writer, where their structure type does not say it: the title (T) of their elements.

Typesetting writes them, the ways back read them: nothing guesses a date or a salutation by its looks.
"""

from __future__ import annotations

from typing import Final

ADDRESS: Final = "address"
CARRIER: Final = "carrier"
CLOSING: Final = "closing"
COPIES: Final = "copies"
DATE: Final = "date"
DRAFT: Final = "draft mark"
ENCLOSURES: Final = "enclosures"
REFERENCE: Final = "reference"
SALUTATION: Final = "salutation"
SENDER: Final = "sender"
SIGNATORIES: Final = "heading of the signatories"
SIGNATORY: Final = "signatory"
SUBJECT: Final = "subject"

ROLES: Final = frozenset(
    {ADDRESS, CARRIER, CLOSING, COPIES, DATE, DRAFT, ENCLOSURES, REFERENCE, SALUTATION, SENDER, SIGNATORIES, SIGNATORY, SUBJECT}
)
