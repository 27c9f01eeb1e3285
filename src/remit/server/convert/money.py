"""Money, tokens and times between the wire and the inside: nano-units, microseconds, absent rather than zero."""

from typing import overload

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money

from remit.clock import SECOND
from remit.errors import AmountOutOfRangeError, CurrencyMismatchError
from remit.money import MAX_NANOS, NANOS_PER_UNIT
from remitpb.v1.core_pb2 import Amount, ModelRef


def to_money(nanos: int, currency: str) -> Money:
    """Return nano-units as the wire's money; both parts carry the sign."""
    if nanos < 0:
        units, rest = divmod(-nanos, NANOS_PER_UNIT)
        return Money(currency_code=currency, units=-units, nanos=-rest)
    units, rest = divmod(nanos, NANOS_PER_UNIT)
    return Money(currency_code=currency, units=units, nanos=rest)


def from_money(money: Money, currency: str, *, field: str) -> int:
    """Return the nano-units of an amount in the tenant's currency.

    Raises:
        CurrencyMismatchError: when it is in another one.
        AmountOutOfRangeError: when it is negative or larger than 9 x 10^18 nanos.
    """
    if money.currency_code != currency:
        message = f"{field} is in {money.currency_code or 'no currency'}, but the tenant counts in {currency}"
        raise CurrencyMismatchError(message, field=f"{field}.currency_code")
    return nanos_of(money, field)


def nanos_of(money: Money, field: str) -> int:
    """Return the nano-units of an amount, whatever its currency.

    Raises:
        AmountOutOfRangeError: when it is negative or larger than 9 x 10^18 nanos.
    """
    nanos = money.units * NANOS_PER_UNIT + money.nanos
    if not 0 <= nanos <= MAX_NANOS or money.nanos < 0 or money.nanos >= NANOS_PER_UNIT:
        message = f"{field} must be between 0 and 9000000000 units, with 0 to 999999999 nanos"
        raise AmountOutOfRangeError(message, field=field)
    return nanos


def to_amount(amount: int, unit: str, *, currency: str) -> Amount:
    """Return an amount of a budget in its unit, `MONEY` or `TOKENS`."""
    return Amount(money=to_money(amount, currency)) if unit == "MONEY" else Amount(tokens=amount)


@overload
def to_time(instant: int) -> Timestamp: ...
@overload
def to_time(instant: int | None) -> Timestamp | None: ...
def to_time(instant: int | None) -> Timestamp | None:
    """Return an instant as the wire's timestamp; None stays absent."""
    if instant is None:
        return None
    seconds, micros = divmod(instant, SECOND)
    return Timestamp(seconds=seconds, nanos=micros * 1_000)


def fill_time(message: Timestamp, instant: int) -> None:
    """Write an instant into a timestamp that is part of another message, without a copy."""
    message.seconds, micros = divmod(instant, SECOND)
    message.nanos = micros * 1_000


def fill_duration(message: Duration, micros: int) -> None:
    """Write a span into a duration that is part of another message, without a copy."""
    message.seconds, rest = divmod(micros, SECOND)
    message.nanos = rest * 1_000


def from_time(time: Timestamp) -> int:
    """Return a timestamp as microseconds since the epoch, rounded down."""
    return time.seconds * SECOND + time.nanos // 1_000


@overload
def to_duration(micros: int) -> Duration: ...
@overload
def to_duration(micros: int | None) -> Duration | None: ...
def to_duration(micros: int | None) -> Duration | None:
    """Return a span as the wire's duration; None stays absent."""
    if micros is None:
        return None
    seconds, rest = divmod(micros, SECOND)
    return Duration(seconds=seconds, nanos=rest * 1_000)


def from_duration(duration: Duration) -> int:
    """Return a duration as microseconds, rounded down."""
    return duration.seconds * SECOND + duration.nanos // 1_000


def to_model(name: str) -> ModelRef | None:
    """Return `<provider>/<model>` as a reference; empty stays absent."""
    if not name:
        return None
    provider, slash, model = name.partition("/")
    return ModelRef(provider=provider, model=model) if slash else ModelRef(model=name)


def from_model(ref: ModelRef) -> str:
    """Return a reference as `<provider>/<model>`; empty when there is none."""
    return f"{ref.provider}/{ref.model}" if ref.provider else ref.model
