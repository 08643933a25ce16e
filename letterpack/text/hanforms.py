"""Text layer: whose forms Chinese characters take in a letter of a language that has none; 直 and 骨 differ between countries.

What is known decides, never a guess about the words: kana, Bopomofo or Korean syllables in the word itself, else the country of
whom the text names or is written to, else simplified Chinese. A letter in Chinese, Japanese or Korean has its own forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from letterpack.languages import usual_script
from letterpack.text.tags import WITH_HAN

_OF_COUNTRY: Final[Mapping[str, str]] = {
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "MY": "zh-Hans",
    "TW": "zh-Hant",
    "HK": "zh-HK",
    "MO": "zh-HK",
    "JP": "ja",
    "KR": "ko",
    "KP": "ko",
}
"""ISO 3166 to BCP 47."""
_TELLING: Final = (
    "(?P<ja>[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d])"
    "|(?P<ko>[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3])|(?P<zh_Hant>[\u3105-\u312f])"
)
"""Letters that only one language has."""


def brings_own_forms(language: str) -> bool:
    """Whether Chinese characters take the forms of ``language`` (BCP 47) itself."""
    return usual_script(language) in WITH_HAN


def forms_of_country(code: str) -> str:
    """Return the language (BCP 47) whose forms Chinese characters have in a country (ISO 3166); empty where they have none."""
    return _OF_COUNTRY.get(code, "")


def forms_of_text(text: str) -> str:
    """Return the language whose forms ``text`` shows that it needs, by its first letter that only one has; else an empty text."""
    found = re.search(_TELLING, text)
    return (found.lastgroup or "").replace("_", "-") if found else ""
