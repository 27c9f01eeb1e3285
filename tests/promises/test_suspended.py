"""Who is suspended changes nothing any more. Every RPC of the contract, from its descriptor: a new one is tried too.

The caller may do everything by role, has what it names, and asks about its own: nothing but its suspension stops it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from remit.client import entity
from remit.client import messages as m
from remit.config import Config
from remit.server.methods import methods
from remit.server.permission import ANONYMOUS
from remit.storage.tables import metadata
from tests.promises.requests import name_paths, request_of
from tests.promises.theirs import AGENT, Theirs, furnish
from tests.promises.town import rows
from tests.promises.wire import Wire, open_wire
from tests.running import running

STILL: Final = {
    "Authorize": "the answer is a denial that says SUBJECT_SUSPENDED, and the denial is evidence",
    "BatchAuthorize": "as Authorize, each item",
    "RecordUsage": "what was really spent is booked, whoever spent it: no limit may forget it",
    "ReleaseReservation": "it only gives back what is held, and takes nothing",
}
"""Calls that do something for who is suspended, and why."""

READS: Final = {
    "CheckBudget": "where one stands",
    "GetUserInfo": "who one is",
    "ListReservations": "what is held for oneself",
    "StreamTimeline": "whether a cursor is any good; the steps themselves are refused",
    "VerifyManifest": "whether a manifest would be good",
    "WhoAmI": "who one is",
}
"""Calls that answer who is suspended, and what; they change nothing."""

CALLS: Final = [one for one in methods() if one.full_name not in ANONYMOUS]
ALL: Final = [pytest.param(one, id=one.full_name.removeprefix("remit.v1.")) for one in CALLS]
BY_ITSELF: Final = {
    "tree_leaf": "the notary places entries",
    "tree_head": "likewise",
    "rollup": "entries of the ledger are added up",
    "rollup_head": "likewise",
    "outbox": "what waits is sent, and sent again",
    "credential_use": "when a credential was last used is written a little later",
}
"""Tables that are written behind the calls, and why."""
TABLES: Final = sorted(
    name for name, table in metadata.tables.items() if "tenant" in table.c and name not in BY_ITSELF
)


@dataclass
class World:
    """A server, a tenant, and the key of its agent that is suspended."""

    wire: Wire
    theirs: Theirs
    key: str

    def state(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return all rows of the tenant."""
        server, tenant = self.wire.server, self.theirs.tenant
        return {
            name: sorted(rows(server, f"SELECT * FROM {name} WHERE tenant=?", tenant), key=repr)
            for name in TABLES
        }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    unlimited = {f"REMIT_{name.upper()}": "0" for name in Config.model_fields if name.endswith("_per_minute")}
    folder = tmp_path_factory.mktemp("suspended") / "data"
    with running(folder, **unlimited) as server, open_wire(server) as wire:
        with server.client(server.operator_key) as operator:
            made = operator.create_tenant(
                tenant=m.Tenant(tenant_id="theirs"), administrator=entity("user:ann")
            )
        with server.client(made.administrator_key) as admin:
            theirs = furnish(wire, admin, "theirs", admin_key=made.administrator_key)
            admin.suspend_subject(subject=entity(AGENT), reason="test")
        yield World(wire, theirs, str(theirs.names.values["secret"]))


def asked(method: MethodDescriptor, theirs: Theirs) -> Iterator[Message]:
    """Yield requests that name the agent's own and its tenant's, in every place that names something."""
    yield from (request_of(method, theirs.names, turn=turn) for turn in range(2))
    yield from (request_of(method, theirs.names, only=path) for path in name_paths(method.input_type))


@pytest.mark.parametrize("method", ALL)
def test_it_changes_nothing(world: World, method: MethodDescriptor) -> None:
    before = world.state()
    for request in asked(method, world.theirs):
        said = world.wire.say(method, request, world.key)
        if method.name not in STILL.keys() | READS.keys():
            assert (said.code, said.reason) == ("PERMISSION_DENIED", "PERMISSION_MISSING"), (request, said)
    if method.name not in STILL:
        assert world.state() == before


def test_the_lists_name_calls_that_there_are() -> None:
    assert STILL.keys() | READS.keys() <= {one.name for one in CALLS}


def test_a_decision_about_who_is_suspended_says_so(world: World) -> None:
    method = next(one for one in CALLS if one.name == "Authorize")
    request = request_of(method, world.theirs.names, only=("resource",))
    (answer,), _ = world.wire.tried(method, request, world.key)
    assert [one.code for one in answer.reasons] == [m.REASON_CODE_SUBJECT_SUSPENDED]
