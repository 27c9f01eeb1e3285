"""Turns real answers into the source of functions that build the same from constants, field by field.

So the echo's answers have exactly the fields of Remit's own, whatever becomes of Remit. Messages are filled
in place, the quickest way there is: nested constructors copy each level, 41 µs instead of 14 for a decision
about four budgets. Never parsed or copied whole: no server that has something to say can be so cheap.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message


def source(**answers: Message) -> str:
    """Return a module with a function for each answer, named as given, that returns it built anew."""
    modules = sorted({type(message).__module__ for message in answers.values()})
    imports = [f"import {module}\n" for module in modules]
    return "".join(imports) + "".join(_function(name, message) for name, message in answers.items())


def _function(name: str, message: Message) -> str:
    kind = type(message)
    lines = [f"def {name}(kind={kind.__module__}.{kind.__qualname__}):", f"    v0 = kind({_plain(message)})"]
    lines += [f"    {line}" for line in _filling("v0", message, numbers=count(1))]
    return "\n\n\n" + "\n".join([*lines, "    return v0"]) + "\n"


def _filling(variable: str, message: Message, *, numbers: "count[int]") -> Iterator[str]:
    """The statements that fill what the constructor or `add` of a message does not take by value."""
    for field, value in message.ListFields():
        if _is_map(field):
            yield f"{variable}.{field.name}.update({dict(value)!r})"
        elif field.message_type is None:
            if field.is_repeated:
                yield f"{variable}.{field.name}.extend({tuple(value)!r})"
        elif field.is_repeated:
            add = f"v{next(numbers)}"
            yield f"{add} = {variable}.{field.name}.add"
            for item in value:
                own = f"v{next(numbers)}"
                yield f"{own} = {add}({_plain(item)})"
                yield from _filling(own, item, numbers=numbers)
        else:
            own = f"v{next(numbers)}"
            yield f"{own} = {variable}.{field.name}"
            plain = [f"{own}.{name} = {constant!r}" for name, constant in _constants(value)]
            # A message without fields is set all the same.
            yield from plain or [f"{own}.SetInParent()"]
            yield from _filling(own, value, numbers=numbers)


def _plain(message: Message) -> str:
    """The arguments by which a constructor takes constants."""
    return ", ".join(f"{name}={constant!r}" for name, constant in _constants(message))


def _constants(message: Message) -> list[tuple[str, Any]]:
    fields = message.ListFields()
    return [
        (field.name, value) for field, value in fields if field.message_type is None and not field.is_repeated
    ]


def _is_map(field: FieldDescriptor) -> bool:
    return bool(field.message_type is not None and field.message_type.GetOptions().map_entry)
