"""Money as an integer of nano-units (10^-9 of a currency unit). Floats never enter here."""

import re
from typing import Final

NANOS_PER_UNIT: Final = 1_000_000_000
# Fits a signed 64-bit integer with room to add a few; 9 x 10^18 nanos are nine thousand million units.
MAX_NANOS: Final = 9 * 10**18
# ISO 4217, the currencies in use; funds, metals and test codes are no money that an agent spends.
CURRENCIES: Final = frozenset(
    (  # noqa: SIM905  as prose somebody can check them
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
        "CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
        "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT "
        "LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR "
        "NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP "
        "STN SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF "
        "YER ZAR ZMW ZWG "
    ).split()
)


def divide_half_even(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded to the nearest integer, ties to the even one (IEEE 754 roundTiesToEven).

    Both are integers, `denominator` > 0.
    """
    quotient, remainder = divmod(numerator, denominator)
    twice = 2 * remainder
    if twice > denominator or (twice == denominator and quotient & 1):
        quotient += 1
    return quotient


def divide_up(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded up; `denominator` > 0."""
    return -(-numerator // denominator)


_DECIMAL: Final = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,18}))?").fullmatch


def nanos_from_decimal(text: str) -> int:
    """Read a decimal of currency units, such as `0.0625`, as nano-units, exactly.

    Raises:
        ValueError: when it is not digits with perhaps a point and digits, or is finer than a nano-unit.
    """
    found = _DECIMAL(text)
    if found is None:
        message = f"{text[:40]!r} is not a decimal number such as 0.0625"
        raise ValueError(message)
    units, fraction = found[1], found[2] or ""
    if fraction[9:].strip("0"):
        message = f"{text[:40]!r} is finer than 0.000000001"
        raise ValueError(message)
    return int(units) * NANOS_PER_UNIT + int(fraction[:9].ljust(9, "0"))


def decimal_from_nanos(nanos: int) -> str:
    """Write nano-units as a decimal of currency units without trailing zeros: 62_500_000 is `0.0625`."""
    sign = "-" if nanos < 0 else ""
    units, rest = divmod(abs(nanos), NANOS_PER_UNIT)
    if not rest:
        return f"{sign}{units}"
    return f"{sign}{units}.{rest:09d}".rstrip("0")
