"""P7: a tenant sees itself alone. Every RPC of the contract, made from its descriptor, so that a new one is tried too."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from remit.client import entity
from remit.client import messages as m
from remit.config import Config
from remit.identity.model import OPERATOR_TENANT
from remit.identity.token_key import TokenKey
from remit.server.methods import methods
from remit.server.permission import ANONYMOUS, permission_of
from remit.storage.entity import KINDS
from remit.storage.tables import metadata
from remit.upkeep.refusals import FAILURES
from tests.backends.oidc import oidc_provider
from tests.promises.requests import name_paths, request_of
from tests.promises.signed_in import trust_in
from tests.promises.theirs import MARK, NUMBER, Theirs, furnish
from tests.promises.town import rows
from tests.promises.wire import Said, Wire, open_wire
from tests.running import running

ALL: Final = [pytest.param(one, id=one.full_name.removeprefix("remit.v1.")) for one in methods()]
TURNS: Final = 2
"""Of alternatives in a request, so many are tried with everything else beside them."""

TABLES: Final = sorted(
    name for name, table in metadata.tables.items() if "tenant" in table.c and name != "credential_use"
)
"""All that has a tenant; when its own credentials were last used is written a little later, by itself."""

TENANT: Final = "theirs-tenant"

TOLD: Final = f"(SELECT id FROM audit_entry WHERE kind='{FAILURES}')"
"""Entries by which upkeep tells a tenant, once a minute, who brought a sign-in of its that was no good: so do these tests,
and where they take longer than a minute it is told in their midst."""

BESIDE: Final = {"audit_entry": f" AND id NOT IN {TOLD}", "tree_leaf": f" AND entry_id NOT IN {TOLD}"}
"""What is looked at of tables in which such entries are."""

DOORS: Final = {"GetAuthorizationUrl": "whoever has no credential yet must find where to sign in"}
"""Calls that tell anybody what a tenant has, and why."""

_numbers = count(1)


@dataclass
class World:
    """A server, a tenant that has everything, and the key of one that has nothing."""

    wire: Wire
    theirs: Theirs
    stranger: Sequence[str]
    """The key of the administrator of another tenant, and a token."""
    outsider: str
    """Of somebody in the operators' tenant who has no role at all."""
    clean: list[tuple[str, list[tuple[Any, ...]]]]
    """All rows of theirs, as they are to stay."""

    def state(self) -> list[tuple[str, list[tuple[Any, ...]]]]:
        """Return all rows of the tenant that has everything."""
        server, tenant = self.wire.server, self.theirs.tenant
        return [
            (
                name,
                sorted(
                    rows(server, f"SELECT * FROM {name} WHERE tenant=?{BESIDE.get(name, '')}", tenant),
                    key=repr,
                ),
            )
            for name in TABLES
        ]

    def told(self) -> bool:
        """Whether upkeep has told of sign-ins that were no good; the tree has grown since, or is about to."""
        query = f"SELECT 1 FROM audit_entry WHERE tenant=? AND id IN {TOLD}"
        return bool(rows(self.wire.server, query, self.theirs.tenant))


def new_tenant(wire: Wire, name: str = "") -> tuple[str, str]:
    """Make a tenant, and return its id and its administrator's key."""
    name = name or f"every-{next(_numbers)}"
    with wire.server.client(wire.server.operator_key) as operator:
        made = operator.create_tenant(tenant=m.Tenant(tenant_id=name), administrator=entity("user:ann"))
    return name, made.administrator_key


def token_of(wire: Wire, key: str) -> str:
    """Return a token of whoever has a key, who may do with it all that the key lets them."""
    with wire.server.client(key) as client:
        return client.issue_token().tokens.access_token


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    unlimited = {f"REMIT_{name.upper()}": "0" for name in Config.model_fields if name.endswith("_per_minute")}
    folder = tmp_path_factory.mktemp("every-call")
    with ExitStack() as stack:
        provider = stack.enter_context(oidc_provider(folder))
        trust = str(trust_in(provider, folder, tenant=TENANT))
        server = stack.enter_context(running(folder / "data", REMIT_TRUST_FILE=trust, **unlimited))
        wire = stack.enter_context(open_wire(server))
        tenant, admin_key = new_tenant(wire, TENANT)
        with server.client(admin_key) as admin:
            theirs = furnish(wire, admin, tenant, admin_key=admin_key, provider=provider)
        with server.client(server.operator_key) as operator:
            who = entity("user:outsider")
            operator.create_subject(subject=m.Subject(entity=who))
            outsider = operator.create_api_key(owner=who, name="test").secret
        stranger = new_tenant(wire)[1]
        made = World(wire, theirs, (stranger, token_of(wire, stranger)), outsider, [])
        made.clean = settled(made)
        yield made


def settled(world: World) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Wait until upkeep has given every audit entry its place in the tree, and added up the ledger; return all rows."""
    while True:
        found = dict(world.state())
        placed = len(found["tree_leaf"]) == len(found["audit_entry"])
        newest = max(row[0] for row in found["ledger"])
        if placed and [row[1] for row in found["rollup_head"]] == [newest]:
            # Once more: tables are read one after another, and some of these before it was so.
            return world.state()


def asked(method: MethodDescriptor, theirs: Theirs) -> Iterator[tuple[Message, Message]]:
    """Yield requests that name what is theirs, each with its twin that names what is nowhere."""
    for turn in range(TURNS):
        yield tuple(request_of(method, names, turn=turn) for names in (theirs.names, theirs.nobodys))  # type: ignore[misc]
    for path in name_paths(method.input_type):
        yield tuple(request_of(method, names, only=path) for names in (theirs.names, theirs.nobodys))  # type: ignore[misc]


def require_unchanged(world: World) -> None:
    """All rows of theirs are as they were."""
    for (name, found), (_, before) in zip(world.state(), world.clean, strict=True):
        if name == "tree_head" and found != before and world.told():
            continue
        assert [row for row in found if row not in before] == [], name
        assert [row for row in before if row not in found] == [], name


def require_silence(world: World, wrote: bytes, said: Said) -> None:
    """Nothing that came back is theirs: no text at all, and no id of Remit's making but what the caller wrote."""
    assert said.code != "INTERNAL", said
    assert said.reason or not said.code, said
    assert MARK.encode() not in wrote
    assert MARK.encode() not in said.text, said
    assert NUMBER not in said.text, said
    for one in world.theirs.minted:
        assert one not in said.text or one in wrote, (one, said)


@pytest.mark.parametrize("method", ALL)
def test_nobody_is_refused_unless_the_list_admits_everybody(world: World, method: MethodDescriptor) -> None:
    for request, _ in asked(method, world.theirs):
        said = world.wire.say(method, request)
        if method.full_name in ANONYMOUS:
            require_silence(world, request.SerializeToString(), said)
        else:
            assert (said.code, said.reason) == ("UNAUTHENTICATED", "CREDENTIAL_MISSING")
    require_unchanged(world)


@pytest.mark.parametrize("method", ALL)
def test_a_stranger_learns_and_changes_nothing(world: World, method: MethodDescriptor) -> None:
    _, key = new_tenant(world.wire)
    token, wrote = token_of(world.wire, key), b""
    for request, twin in asked(method, world.theirs):
        wrote += request.SerializeToString()
        said = world.wire.say(method, request, key)
        require_silence(world, wrote, said)
        if method.name not in DOORS:
            other = world.wire.say(method, twin, key)
            # Whether there is such a thing in another tenant cannot be told from the answer.
            assert (said.reason, said.field) == (other.reason, other.field), (request, twin, said, other)
        require_silence(world, wrote, world.wire.say(method, request, token))
    require_unchanged(world)


@pytest.mark.parametrize("method", ALL)
def test_who_names_another_tenant_is_refused(world: World, method: MethodDescriptor) -> None:
    request = request_of(method, world.theirs.names)
    for credential in world.stranger:
        said = world.wire.say(method, request, credential, tenant=world.theirs.tenant)
        if method.full_name in ANONYMOUS:
            require_silence(world, request.SerializeToString(), said)
        else:
            assert (said.code, said.reason) == ("PERMISSION_DENIED", "TENANT_MISMATCH")
    require_unchanged(world)


@pytest.mark.parametrize("method", ALL)
def test_an_operator_without_the_permission_learns_and_changes_nothing(
    world: World, method: MethodDescriptor
) -> None:
    wrote = b""
    for request, _ in asked(method, world.theirs):
        wrote += request.SerializeToString()
        said = world.wire.say(method, request, world.outsider, tenant=world.theirs.tenant)
        require_silence(world, wrote, said)
        if permission_of(method):
            assert (said.code, said.reason) == ("PERMISSION_DENIED", "PERMISSION_MISSING"), said
    require_unchanged(world)


def test_the_operators_tenant_is_where_the_outsider_is(world: World) -> None:
    me = next(one for one in methods() if one.name == "WhoAmI")
    (answer,), _ = world.wire.tried(me, world.wire.request(me), world.outsider)
    assert (answer.tenant_id, list(answer.role_ids)) == (OPERATOR_TENANT, [])


def test_theirs_is_not_empty(world: World) -> None:
    """Each table has something that could be told or changed."""
    empty = {name for name, found in world.clean if not found}
    # No call reads or writes the outbox, and what is in it changes by itself.
    assert empty <= {"log_removed", "outbox", "timeline_head"}, empty
    kinds = rows(world.wire.server, "SELECT DISTINCT kind FROM entity WHERE tenant=?", world.theirs.tenant)
    # The keys that sign tokens are the operators' own.
    assert {kind for (kind,) in kinds} == KINDS.keys() - {TokenKey.kind}
