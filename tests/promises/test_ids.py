"""Ids are compared bytewise: what looks like another id is refused by name, or is another id. Fields by descriptors."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from google.protobuf.descriptor import Descriptor, FieldDescriptor, MethodDescriptor
from google.protobuf.message import Message
from hypothesis import given
from hypothesis import strategies as st

from remit.client import entity
from remit.client import messages as m
from remit.errors import InvalidFieldError
from remit.server.bounds import batch_fields, check, request_check
from remit.server.methods import methods
from remitpb.v1 import bounds_pb2
from tests.conftest import OwnTenant
from tests.promises.requests import DEEPEST, Names, Path, is_ours, name_paths, request_of
from tests.promises.town import nanos
from tests.promises.wire import open_wire
from tests.running import RunningServer

HOSTILE: Final = {
    "a look-alike": "\u0430nn", "full width": "\uff41nn", "combining": "a\u0301nn", "composed": "\u00e1nn",
    "zero width": "a\u200bnn", "joined": "an\u200dn", "right to left": "\u202enna", "byte order": "\ufeffann",
    "soft hyphen": "an\u00adn", "percent": "%61nn", "nul": "ann\x00", "a leading space": " ann", "a trailing space": "ann ",
    "a tab": "an\tn", "a line": "ann\n", "ligature": "\ufb01nn", "long s": "u\u017fer", "kelvin": "\u212aann",
    "dotless": "\u0131nn", "an emoji": "\U0001f916", "empty braces": "{}", "a bar": "a|b", "a star": "*", "a quote": "'ann",
    "a backslash": "..\\ann", "too long": "a" * 129,
}  # fmt: skip
KEPT: Final = (
    "Ann",
    "ANN",
    "ann.",
    "ann..",
    "..",
    ".",
    "../ann",
    "/ann",
    "ann/",
    "a//n",
    "@ann",
    "-ann",
    "a" * 128,
)
"""Strange, and allowed: each is an id of its own."""


class _Anything(dict[str, Any]):
    """Names whatever is asked for."""

    def get(self, key: str, default: Any = None) -> Any:
        return default if "." in key else super().get(key, "x")


GOOD: Final = Names(_Anything(), {"": "agent:x"})

UNFORMED: Final = frozenset(
    {"page_token", "cursor", "etag", "secret", "refresh_token", "leaf_hash", "token", "state", "code"}
)
"""What is no id, and is compared whole with what Remit made."""


def id_paths(of: Descriptor, path: Path = ()) -> Iterator[Path]:
    """Yield the places of all ids in a message."""
    for one in of.fields:
        inner = one.message_type
        bounds = one.GetOptions().Extensions[bounds_pb2.bounds]
        if bounds.format == bounds_pb2.Bounds.FORMAT_ID:
            yield (*path, one.name)
        elif inner is not None and is_ours(inner) and len(path) < DEEPEST:
            yield from id_paths(inner, (*path, one.name))


def place(message: Any, path: Path, value: str) -> tuple[str, Any]:
    """Put an id where a path leads; return how the contract names the place, and the element of a batch, if any."""
    told, batch = [], None
    for name in path[:-1]:
        one: FieldDescriptor = message.DESCRIPTOR.fields_by_name[name]
        part = getattr(message, name)
        if one.is_repeated:
            message = part[0] if part else part.add()
            batch = batch if batch is not None else message
            told.append(f"{name}[0]")
        else:
            part.SetInParent()
            message = part
            told.append(name)
    last = message.DESCRIPTOR.fields_by_name[path[-1]]
    if last.is_repeated:
        getattr(message, path[-1])[:] = [value]
    else:
        setattr(message, path[-1], value)
    told.append(f"{path[-1]}[0]" if last.is_repeated else path[-1])
    for one in message.DESCRIPTOR.fields:
        needed = one.GetOptions().Extensions[bounds_pb2.bounds].required
        if needed and one.cpp_type == FieldDescriptor.CPPTYPE_STRING and not getattr(message, one.name):
            setattr(message, one.name, b"x" if one.type == FieldDescriptor.TYPE_BYTES else "x")
    return ".".join(told), batch


def checked(method: MethodDescriptor, request: Message, path: Path, batch: Any) -> str:
    """Hold a request against its bounds as the server does; return the path of the field that is refused."""
    split = {field.name for field in batch_fields(method)}
    try:
        if path[0] in split and batch is not None:
            check(batch, at=f"{path[0]}[0]")
        else:
            request_check(method)(request)
    except InvalidFieldError as error:
        return error.field
    return ""


PLACES: Final = [
    pytest.param(method, path, id=f"{method.name}: {'.'.join(path)}")
    for method in methods()
    for path in id_paths(method.input_type)
]


def named(method: MethodDescriptor, path: Path, value: str) -> tuple[Message, str, str]:
    """Return a request that names an id at a path, what the path is called, and which field is refused."""
    request = request_of(method, GOOD, only=path[:-1] if path[-1] == "id" else path)
    told, batch = place(request, path, value)
    return request, told, checked(method, request, path, batch)


def test_there_are_very_many() -> None:
    assert len(PLACES) >= 250


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_what_only_looks_like_an_id_is_refused_by_name(method: MethodDescriptor, path: Path) -> None:
    for value in HOSTILE.values():
        _, told, refused = named(method, path, value)
        assert refused == told, value


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_what_is_allowed_is_kept_to_the_byte(method: MethodDescriptor, path: Path) -> None:
    for value in KEPT:
        request, told, refused = named(method, path, value)
        assert refused != told, value
        assert value.encode() in request.SerializeToString()


@given(value=st.text(min_size=1, max_size=40))
def test_any_text_is_refused_unless_all_of_it_is_plain(value: str) -> None:
    method = next(one for one in methods() if one.name == "GetRun")
    plain = value.isascii() and all(one.isalnum() or one in "._-/@:" for one in value)
    assert (named(method, ("run_id",), value)[2] == "") is plain


LOOSE: Final = [
    pytest.param(method, path, id=f"{method.name}: {'.'.join(path)}")
    for method in methods()
    for path in name_paths(method.input_type)
    if path[-1] not in UNFORMED
    and path not in list(id_paths(method.input_type))
    and (*path, "id") not in list(id_paths(method.input_type))
]
"""Names whose form the contract does not declare: what Remit set, or will refuse where it looks."""

NAMES_NOTHING: Final = frozenset(
    {"NOT_FOUND", "INVALID_FIELD", "MISSING_FIELD", "PERMISSION_MISSING", "NOT_IMPLEMENTED"}
)


@pytest.mark.parametrize(("method", "path"), LOOSE)
def test_what_has_no_declared_form_names_nothing_by_looking_alike(
    server: RunningServer, method: MethodDescriptor, path: Path
) -> None:
    """Beside an `ann` that is there, what looks like it finds nothing, or is left out as Remit's own to set."""
    with open_wire(server) as wire:
        for value in ("\u0430nn", "ann\x00", " ann", "an\u200bn"):
            request = request_of(method, GOOD, only=path)
            place(request, path, value)
            said = wire.say(method, request, server.key)
            assert said.code not in {"INTERNAL", "UNKNOWN"}
            assert said.reason in NAMES_NOTHING or value.encode() not in said.text, said


def test_three_that_look_alike_share_no_right(tenant: OwnTenant, server: RunningServer) -> None:
    """A binding, a budget, a key, a membership and a session of one are none of the others'."""
    names = ("Eve", "eve", "eve.")
    admin = tenant.client
    permission = [m.Permission(action="tool:*", resource="*")]
    admin.create_role(role=m.Role(role_id="user", permissions=permission))
    admin.create_role(
        role=m.Role(role_id="User", permissions=[m.Permission(action="memory:*", resource="*")])
    )
    keys = {}
    for name in names:
        admin.create_subject(subject=m.Subject(entity=entity(f"user:{name}")))
        keys[name] = admin.create_api_key(owner=entity(f"user:{name}"), name="test").secret
    admin.create_binding(binding=m.Binding(role_id="user", member=entity("user:eve")))
    admin.create_team(team=m.Team(team_id="eve"), members=[entity("user:eve.")])
    session = admin.start_session(subject=entity("user:eve")).session.session_id
    limit = m.Amount(money=nanos(150))
    for name in names:
        admin.create_budget(
            budget=m.Budget(
                budget_id=name, scope=m.SCOPE_USER, scope_id=name, period=m.PERIOD_MONTH, limit=limit
            )
        )
    came = {}
    for name in names:
        with server.client(keys[name]) as client:
            asked: dict[str, Any] = {
                "action": "tool:execute", "resource": entity("tool:x"), "estimate": m.Estimate(money=nanos(100)),
            }  # fmt: skip
            first = client.authorize(request_id="q1", **asked)
            other = client.authorize(request_id="q2", session_id=session, **asked)
            came[name] = [
                m.Effect.Name(first.effect)[7:],
                *(m.ReasonCode.Name(one.code)[12:] for one in other.reasons),
            ]
            assert client.who_am_i().principal.id == name
    assert came == {
        "Eve": ["DENY", "SESSION_UNKNOWN"],
        "eve": ["ALLOW", "BUDGET_HELD_BY_OTHERS"],
        "eve.": ["DENY", "SESSION_UNKNOWN"],
    }
    held = {
        name: list(admin.list_reservations(subject=entity(f"user:{name}")).reservations) for name in names
    }
    assert [len(held[name]) for name in names] == [0, 1, 0]
    listed = [one.entity.id for one in admin.list_subjects(type=m.SUBJECT_TYPE_USER).subjects]
    assert sorted(names) == [one for one in listed if one in names]
