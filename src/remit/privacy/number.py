"""Finds numbers that name a person: phones, IBANs, payment cards, IP addresses. Never keeps one.

A candidate is found by a pattern with bounded, possessive repeats, so the time grows with the text's length
alone; then its check digits or its plan of numbers must hold. Sources: ITU-T E.164, ISO 13616, ISO/IEC 7812,
RFC 4291.
"""

import re
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from typing import Final

import phonenumbers
from stdnum import iban, luhn, numdb

Place = tuple[int, int]

_PHONE: Final = re.compile(r"(?<![\w+])(?:\+|00[ -]?)[1-9](?:[ ()./-]{0,3}+\d){6,14}+")
_NORTH_AMERICAN: Final = re.compile(
    r"(?<![\w.+-])(?:1[ .-])?(?:\([2-9]\d\d\)[ .-]?|[2-9]\d\d[ .-])[2-9]\d\d[ .-]\d{4}(?![\w-])"
)
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d\d(?:[ -]?[A-Za-z0-9]){11,30}+")
_CARD: Final = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,}+")
_GROUP: Final = re.compile(r"\d+")
# Issuer ranges of ISO/IEC 7812 that pay: Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay,
# Maestro.
_ISSUER: Final = re.compile(
    r"4|5[0-8]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|30[0-59]|3[689]|35(?:2[89]|[3-8])|6(?:011|2|4[4-9]|5|304|7)"
)
_IPV4: Final = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_IPV6: Final = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_GUID: Final = re.compile(r"\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b")

_CARD_MIN: Final = 13
_CARD_MAX: Final = 19
_GROUP_MIN: Final = 3
"""Digits of a group at which a card may begin or end inside a longer run of digits."""

_PHONE_TRIES: Final = 3
"""Ends tried for one phone number: the longest, then without its last group, and so on."""

_NUMBER_MIN: Final = 7
"""No number that is looked for here has fewer digits."""

_DIGIT: Final = re.compile(r"\d")


def phones(text: str) -> Iterator[Place]:
    """Yield phone numbers: international ones (`+` or `00`), and North American ones with separators."""
    for found in _PHONE.finditer(text):
        start = found.start()
        ends = [group.end() for group in _GROUP.finditer(text, start, found.end())]
        if text[ends[-1] : ends[-1] + 1].isalnum():
            del ends[-1]
        for end in ends[: -_PHONE_TRIES - 1 : -1]:
            if _is_phone("+" + text[start:end].lstrip("+0 -"), None):
                yield start, end
                break
    for found in _NORTH_AMERICAN.finditer(text):
        if _is_phone(found.group(), "US"):
            yield found.span()


def ibans(text: str) -> Iterator[Place]:
    """Yield bank accounts whose country, length and check digits hold."""
    for found in _IBAN.finditer(text):
        start, candidate = found.start(), found.group()
        length = _iban_lengths().get(candidate[:2].upper(), 0)
        places = [place for place, character in enumerate(candidate) if character.isalnum()][:length]
        if length and len(places) == length and _ends(candidate, places[-1] + 1):
            account = "".join(candidate[place] for place in places)
            if iban.is_valid(account, check_country=False):
                yield start, start + places[-1] + 1


def cards(text: str) -> Iterator[Place]:
    """Yield payment cards: an issuer's prefix, 13 to 19 digits, and the Luhn check digit."""
    for found in _CARD.finditer(_GUID.sub(_veil, text)):
        groups = [group.span() for group in _GROUP.finditer(text, found.start(), found.end())]
        if text[found.end() : found.end() + 1].isalnum():
            del groups[-1]
        yield from _cards_of(text, groups)


def addresses(text: str) -> Iterator[Place]:
    """Yield public IP addresses. Private and loopback ones name no person."""
    for pattern, sign in ((_IPV4, "."), (_IPV6, ":")):
        if sign in text:
            for found in pattern.finditer(text):
                if _is_public(found.group()):
                    yield found.span()


def has_digits(text: str) -> bool:
    """Tell whether any number can be in the text at all; most texts of a call hold none."""
    return _DIGIT.search(text) is not None and len(text) >= _NUMBER_MIN


def _is_phone(number: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, region))
    except phonenumbers.NumberParseException:
        return False


def _cards_of(text: str, groups: list[Place]) -> Iterator[Place]:
    """Yield the cards in one run of groups: all of it, or parts, for a card may stand before its CVV."""
    if groups and _is_card(text, groups):
        yield groups[0][0], groups[-1][1]
        return
    groups = [group for group in groups if group[1] - group[0] >= _GROUP_MIN]
    first = 0
    while first < len(groups):
        last = _last_of_card(text, groups, first=first)
        if last:
            yield groups[first][0], groups[last - 1][1]
        first = last or first + 1


def _last_of_card(text: str, groups: list[Place], *, first: int) -> int:
    """Return the place after the last group of the card that begins at group `first`; 0 when none does."""
    digits = 0
    for place in range(first, len(groups)):
        digits += groups[place][1] - groups[place][0]
        if digits > _CARD_MAX:
            break
        if digits >= _CARD_MIN and _is_card(text, groups[first : place + 1]):
            return place + 1
    return 0


def _is_card(text: str, groups: list[Place]) -> bool:
    if _ISSUER.match(text, groups[0][0]) is None and groups[0][1] - groups[0][0] >= _GROUP_MIN:
        return False
    if sum(end - start for start, end in groups) > _CARD_MAX:
        return False
    number = "".join(text[start:end] for start, end in groups)
    return len(number) >= _CARD_MIN and _ISSUER.match(number) is not None and luhn.is_valid(number)


def _veil(found: re.Match[str]) -> str:
    """Hide a GUID, whose digits are nobody's, behind letters of the same length."""
    return "x" * (found.end() - found.start())


def _is_public(text: str) -> bool:
    try:
        return ip_address(text).is_global
    except ValueError:
        return False


def _ends(text: str, place: int) -> bool:
    return place == len(text) or not text[place].isalnum()


@cache
def _iban_lengths() -> dict[str, int]:
    """Return the length of an IBAN for each country, from the registry that python-stdnum ships."""
    registry = numdb.get("iban")
    lengths: dict[str, int] = {}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for country in (first + second for first in letters for second in letters):
        structure = registry.info(country)[0][1].get("bban")
        if structure:
            lengths[country] = 4 + sum(int(part) for part in re.findall(r"(\d+)!", structure))
    return lengths
