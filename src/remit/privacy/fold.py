"""Folds look-alike characters, so that fullwidth digits are found as digits. Never changes what is sent.

Character by character, so that a place in the folded text leads back to one in the text as it came.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

# Capitals that look the same as Latin ones, Cyrillic then Greek: what an IBAN or a key prefix could be
# disguised with.
_CYRILLIC: Final = (
    "\u0410\u0412\u0415\u0417\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
)
_GREEK: Final = "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
_LOOKALIKES: Final = str.maketrans(_CYRILLIC + _GREEK, "ABE3IJKMHOPCTYX" + "ABEZHIKMNOPTYX")

_MINUS: Final = "−"


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Return the folded text, and for each of its characters (and its end) its place in `text`."""
    if text.isascii():
        return text, range(len(text) + 1)
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        plain = character if character.isascii() else _plain(character)
        folded.append(plain)
        places.extend([place] * len(plain))
    places.append(len(text))
    return "".join(folded), places


@lru_cache(maxsize=4_096)
def _plain(character: str) -> str:
    """Return what a character stands for: its compatibility form, digit, dash or space; nothing if unseen."""
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == _MINUS:
        return "-"
    if category == "Zs":
        return " "
    return unicodedata.normalize("NFKC", character).translate(_LOOKALIKES)
