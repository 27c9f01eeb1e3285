"""Messages as people write them: `agent:researcher-7`, `openai/gpt-4o`, `12.50 USD`. Never floats."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money

from remitpb.v1.core_pb2 import Amount, Entity, Estimate, ModelCall, ModelRef, NoCost

NANOS_PER_UNIT: Final = 1_000_000_000
_NANO: Final = Decimal("0.000000001")

EntityLike = Entity | str
"""An entity, or its text `type:id`."""
ModelLike = ModelRef | str
"""A model, or its text `provider/model` or `model`."""


def entity(value: EntityLike, attributes: Mapping[str, object] | None = None) -> Entity:
    """Return an entity: `entity("path:/srv/data", {"size": 3})`.

    Args:
        value: its text, everything after the first colon being the id; an `Entity` is returned as it is.
        attributes: what guardrails may read of it; None means none.

    Raises:
        ValueError: when the text has no type or no id.
    """
    if isinstance(value, Entity):
        return value
    kind, colon, name = value.partition(":")
    if not kind or not colon or not name:
        raise ValueError(f"{value!r} is not written type:id, such as agent:researcher-7")
    return Entity(type=kind, id=name, attributes_json=json.dumps(attributes) if attributes else "")


def ref(value: Entity) -> str:
    """Return the text of an entity, `agent:researcher-7`; empty when it is not set."""
    return f"{value.type}:{value.id}" if value.type or value.id else ""


def model(value: ModelLike) -> ModelRef:
    """Return a model: of `openai/gpt-4o` the provider is what stands before the first slash."""
    if isinstance(value, ModelRef):
        return value
    provider, slash, name = value.partition("/")
    if (slash and not provider) or not (name or not slash) or not value:
        raise ValueError(f"{value!r} is not written provider/model or model, such as openai/gpt-4o")
    return ModelRef(provider=provider, model=name) if slash else ModelRef(model=value)


def model_name(value: ModelRef) -> str:
    """Return the text of a model, `openai/gpt-4o`; empty when it is not set."""
    return f"{value.provider}/{value.model}" if value.provider else value.model


def money(amount: str | Decimal | int, currency: str = "USD") -> Money:
    """Return a sum of money, exactly: `money("12.50")`, `money("12.50 EUR")`, `money(Decimal("0.0000625"))`.

    Raises:
        ValueError: when it is no decimal number, or finer than a nano-unit (10^-9).
    """
    text, _, named = str(amount).strip().partition(" ")
    try:
        exact = Decimal(text)
        rounded = exact.quantize(_NANO)
    except ArithmeticError:
        raise ValueError(f"{amount!r} is not an amount of money such as 12.50") from None
    if rounded != exact:
        raise ValueError(f"{amount!r} is finer than 0.000000001")
    whole = int(rounded.scaleb(9))
    sign = -1 if whole < 0 else 1
    units, rest = divmod(abs(whole), NANOS_PER_UNIT)
    return Money(currency_code=named.strip() or currency, units=sign * units, nanos=sign * rest)


def nanos(value: Money) -> int:
    """Return a sum of money in nano-units (10^-9) of its currency."""
    return value.units * NANOS_PER_UNIT + value.nanos


def money_text(value: Money) -> str:
    """Return a sum of money as people read it, `12.50 USD`: every digit that counts, and two at least."""
    total = nanos(value)
    units, rest = divmod(abs(total), NANOS_PER_UNIT)
    decimals = f"{rest:09d}".rstrip("0").ljust(2, "0")
    return f"{'-' if total < 0 else ''}{units}.{decimals} {value.currency_code}".rstrip()


def amount_text(value: Amount) -> str:
    """Return an amount of a budget as people read it; empty when it is not set."""
    match value.WhichOneof("amount"):
        case "money":
            return money_text(value.money)
        case "tokens":
            return f"{value.tokens:,} tokens"
        case _:
            return ""


def model_call(
    name: ModelLike, *, input_tokens: int | None = None, max_output_tokens: int | None = None
) -> Estimate:
    """Return the estimate of one model call; what is absent counts as the most that the model can."""
    return Estimate(
        model_call=ModelCall(
            model=model(name), input_tokens=input_tokens, max_output_tokens=max_output_tokens
        )
    )


def candidates(*calls: Estimate) -> Estimate:
    """Return the estimate of one call of any of several models, the preferred first, each by `model_call`."""
    estimate = Estimate()
    estimate.candidates.calls.extend(call.model_call for call in calls)
    return estimate


def costs(amount: str | Decimal | int, currency: str = "USD") -> Estimate:
    """Return the estimate of an act that costs at most so much money."""
    return Estimate(money=money(amount, currency))


def tokens(count: int) -> Estimate:
    """Return the estimate of an act that uses at most so many tokens, of no model in particular."""
    return Estimate(tokens=count)


def nothing() -> Estimate:
    """Return the estimate of an act that costs nothing, for which nothing is held."""
    return Estimate(nothing=NoCost())


def duration(value: timedelta | float) -> Duration:
    """Return a length of time; a number is in seconds."""
    span = value if isinstance(value, timedelta) else timedelta(seconds=value)
    result = Duration()
    result.FromTimedelta(span)
    return result


def timestamp(value: datetime) -> Timestamp:
    """Return a point in time; one without zone is taken as UTC."""
    result = Timestamp()
    result.FromDatetime(value if value.tzinfo else value.replace(tzinfo=UTC))
    return result


def enum_text(enum: Any, number: int) -> str:  # noqa: ANN401  an enum of the contract; their types share no base
    """Return the name of an enum's value without prefix, `ACTIVE`; its number when it has none here."""
    known = enum.DESCRIPTOR.values_by_number.get(number)
    return known.name.removeprefix(_prefix(enum.DESCRIPTOR)) if known else str(number)


def enum_value(enum: Any, text: str) -> Any:  # noqa: ANN401  as enum_text; each enum has a type of its own
    """Return the value of an enum by its name without prefix, in any case: `require-approval`.

    Raises:
        ValueError: when there is none.
    """
    prefix = _prefix(enum.DESCRIPTOR)
    name = text.upper().replace("-", "_")
    found = enum.DESCRIPTOR.values_by_name.get(prefix + name)
    if found is None or found.number == 0:
        known = [value.name.removeprefix(prefix).lower() for value in enum.DESCRIPTOR.values if value.number]
        raise ValueError(f"{text!r} is none of {', '.join(known)}")
    return found.number


def _prefix(descriptor: Any) -> str:  # noqa: ANN401  as enum_text
    """What every value's name begins with: `SUBJECT_STATE_` for `SubjectState`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", descriptor.name).upper() + "_"
