"""Whatever is thrown at these services gets an answer or a documented error; nothing fails inside."""

import random
from typing import Any, TypeAlias

import pytest
from google.protobuf.descriptor import FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from remitpb.v1 import bounds_pb2
from tests.server.services.actors import entity, subject
from tests.server.services.house import House
from tests.server.services.test_isolation import BUILT, furnish, outcome

ROUNDS = 40
"""Messages for each call: together some two thousand."""

IDS = ("theirs", "new", "admin", "a", "x" * 128)
TEXTS = (
    "", "theirs", "agent:theirs", "user:admin", "*", "*:*", "tool:*", "a:b", "x" * 129, "x" * 70_000, "\x00",
    "é\u202e", "USD", "UTC", "0.5", "-1", "{}", '{"a":1}', "path: action\nop: eq\nvalue: a", "&a [*a]",
    "roles: [{id: theirs}]", "version: 1\nbindings: [{role: admin, member: agent:theirs}]",
    "10.0.0.0/8", "admin@user:admin", "key_1",
)  # fmt: skip
NUMBERS = (-(2**31), -1, 0, 1, 2, 60, 3_600, 2**31 - 1)
KNOWN = ("agent:theirs", "user:admin", "user:ann", "group:theirs", "team:theirs", "role:admin", "tool:x")
PATHS = ("display_name", "settings", "entity", "permissions", "x", "etag", "*", "labels", "windows")


def message_of(kind: type[Message], chance: random.Random, depth: int = 0) -> Message:
    """A message with some of its fields set to this and that."""
    message = kind()
    for field in message.DESCRIPTOR.fields:
        required = field.GetOptions().Extensions[bounds_pb2.bounds].required
        if chance.random() < (0.97 if required else 0.25 if depth < 3 else 0.1):
            _fill(message, field, chance, depth=depth)
    return message


Field: TypeAlias = Any
"""A field's descriptor: two classes, of which only one has a public name."""


def _fill(message: Message, field: Field, chance: random.Random, *, depth: int) -> None:
    values = getattr(message, field.name)
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        values[chance.choice(("a", "B", "x" * 65))] = chance.choice(TEXTS)
    elif field.is_repeated:
        for _ in range(chance.randint(0, 3)):
            if field.message_type is not None:
                values.append(message_of(GetMessageClass(field.message_type), chance, depth + 1))
            else:
                values.append(_value(field, chance))
    elif field.message_type is not None:
        if field.message_type.name == "Entity" and chance.random() < 0.9:
            values.CopyFrom(entity(chance.choice(KNOWN)))
        else:
            values.CopyFrom(message_of(GetMessageClass(field.message_type), chance, depth + 1))
    else:
        setattr(message, field.name, _value(field, chance))


def _value(field: Field, chance: random.Random) -> Any:  # noqa: ANN401  of the field's type
    if field.enum_type is not None:
        return chance.choice([*(one.number for one in field.enum_type.values), 99])
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        if field.type == FieldDescriptor.TYPE_BYTES:
            return chance.choice(TEXTS).encode()
        if field.name == "paths":
            return chance.choice(PATHS)
        if field.name.endswith("id") and chance.random() < 0.9:
            return chance.choice(IDS)
        return chance.choice(TEXTS)
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return chance.random() < 0.5
    return chance.choice(NUMBERS)


@pytest.mark.parametrize(("name", "method"), BUILT, ids=[name for name, _ in BUILT])
async def test_no_message_breaks_the_server(house: House, name: str, method: MethodDescriptor) -> None:
    await furnish(house)
    await subject(house, "user:ann", "admin")
    chance = random.Random(name)
    kind = GetMessageClass(method.input_type)
    answers = 0
    for _ in range(ROUNDS):
        request = message_of(kind, chance)
        key = house.operator if chance.random() < 0.2 else house.admin
        reason, _ = await outcome(house, name, request, key=key)
        assert reason != "INTERNAL", request
        answers += not reason
    assert answers < ROUNDS or name == "Identity.WhoAmI"
