"""Whatever is sent, each call answers or refuses by a documented reason; the server never fails of itself."""

import random
from collections.abc import Iterator
from typing import Any, TypeAlias

import pytest
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from remit.server.methods import services
from remit.server.offer import offer
from tests.server.services.shop import SERVED, Refused, Shop

TEXTS = (
    "", "a", "agent:researcher-7", "openai/gpt-4o", "tool:*", "*", "0.5", "USD", "\u0000", "é" * 40, "{}", '{"a":1}',
    "[[1]]", "dec_" + "0" * 32, "run_" + "f" * 32, "UTC", "x" * 3_000, "'; DROP TABLE ledger; --", "%_", "-1", "🦉",
)  # fmt: skip
NUMBERS = (0, 1, 2, 3, 7, 50, 1_000, -1, 2**31 - 1)
LARGE = (*NUMBERS, 10**12, 2**63 - 1, -(2**63), 9 * 10**18)
TRIES = 25
AnyField: TypeAlias = Any
"""A field of a message, in pure Python or in C."""
DEEPEST = 4


def fill(message: Message, chance: random.Random, depth: int = 0) -> None:
    """Set some fields to something, within the types that the wire can carry."""
    # Some full, most nearly empty: what has many odd fields is refused for the first of them.
    absent = chance.choice((0.3, 0.6, 0.8, 0.9))
    for field in message.DESCRIPTOR.fields:
        if chance.random() < absent:
            continue
        if field.is_repeated:
            _fill_repeated(message, field, chance, depth)
        elif field.message_type is not None:
            if depth < DEEPEST:
                fill(getattr(message, field.name), chance, depth + 1)
                getattr(message, field.name).SetInParent()
        else:
            setattr(message, field.name, _value(field, chance))


def _fill_repeated(message: Message, field: AnyField, chance: random.Random, depth: int) -> None:
    many = getattr(message, field.name)
    for _ in range(chance.randrange(3)):
        if field.message_type is None:
            many.append(_value(field, chance))
        elif field.message_type.GetOptions().map_entry:
            many[chance.choice(TEXTS)] = chance.choice(TEXTS)
        elif depth < DEEPEST:
            fill(many.add(), chance, depth + 1)


def _value(field: AnyField, chance: random.Random) -> object:
    match field.cpp_type:
        case FieldDescriptor.CPPTYPE_STRING:
            text = chance.choice(TEXTS)
            return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text
        case FieldDescriptor.CPPTYPE_BOOL:
            return chance.random() < 0.5
        case FieldDescriptor.CPPTYPE_ENUM:
            return chance.choice((0, 1, 2, 3, 4, 99))
        case FieldDescriptor.CPPTYPE_INT64:
            return chance.choice(LARGE)
        case _:
            return chance.choice(NUMBERS)


def built(shop: Shop) -> Iterator[tuple[str, MethodDescriptor]]:
    """The calls of these services that this version answers."""
    offered = offer(shop.app).services
    for service in services():
        name = service.name.removesuffix("Service")
        for method in service.methods if name in SERVED else ():
            if hasattr(offered[service.full_name], method.name):
                yield f"{name}.{method.name}", method


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_that_is_sent_makes_the_server_fail(shop: Shop, seed: int) -> None:
    chance = random.Random(seed)
    await shop.agent()
    for name, method in built(shop):
        for _ in range(TRIES):
            request = GetMessageClass(method.input_type)()
            fill(request, chance)
            reason = await _tried(shop, name, request, streams=method.server_streaming)
            assert reason != "INTERNAL", (name, request)


async def _tried(shop: Shop, name: str, request: Message, *, streams: bool) -> str:
    try:
        if not streams:
            await shop.call(name, request)
        elif name == "Approval.WatchApprovals":
            stream = shop.stream(name, request)
            await stream.initial_metadata()
            stream.cancel()
        else:
            await shop.all(name, request)
    except Refused as refused:
        return refused.reason
    return ""
