"""The table of calls covers the contract, once, for both clients; and its types are real."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf.descriptor import MethodDescriptor

from remit.client import AsyncClient, Client
from remit.client import messages as m
from remit.client.calls import Calls
from remit.client.request_id import IdFields, RequestIds
from remit.client.rpc import AsyncCall, AsyncWatch, Call, Rpc, Stream, Watch
from remit.server.methods import methods, path_of
from tests.client.scripted import saying

ROOT = Path(__file__).resolve().parents[2]


def named(method: MethodDescriptor) -> str:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", method.name).lower()
    return "timeline" if snake == "stream_timeline" else snake


@pytest.mark.parametrize("method", methods(), ids=lambda method: method.name)
def test_every_rpc_is_declared(method: MethodDescriptor) -> None:
    declared = getattr(Calls, named(method))
    assert isinstance(declared, Stream if method.server_streaming else Rpc)
    assert declared.method.path == path_of(method)
    assert declared.response.DESCRIPTOR.full_name == method.output_type.full_name


def test_nothing_else_is_declared() -> None:
    declared = {
        name
        for base in Calls.__mro__
        for name, value in vars(base).items()
        if isinstance(value, Rpc | Stream)
    }
    assert declared == {named(method) for method in methods()}


def test_one_declaration_serves_both_clients() -> None:
    client = Client.connect("127.0.0.1:1")
    assert isinstance(client.authorize, Call)
    assert isinstance(client.timeline, Watch)
    client.close()


async def test_and_the_one_that_is_awaited() -> None:
    async with AsyncClient.connect("127.0.0.1:1") as client:
        assert isinstance(client.authorize, AsyncCall)
        assert isinstance(client.timeline, AsyncWatch)


TYPED = """
from remit.client import AsyncClient, Client
from remit.client import messages as m

def wrong(client: Client) -> None:
    client.authorize(actoin="x")

def blocking(client: Client) -> m.Role:
    return client.get_role(role_id="r").role

async def awaited(client: AsyncClient) -> m.Role:
    return (await client.get_role(role_id="r")).role

def not_awaited(client: AsyncClient) -> None:
    client.get_role(role_id="r").role
"""


@pytest.mark.slow
def test_calls_are_typed_by_their_requests(tmp_path: Path) -> None:
    source = tmp_path / "typed.py"
    source.write_text(TYPED)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--follow-imports=silent",
        "--config-file",
        str(ROOT / "pyproject.toml"),
    ]
    found = subprocess.run([*command, str(source)], cwd=ROOT, capture_output=True, text=True, check=False)
    errors = [line.partition(": error: ")[2] for line in found.stdout.splitlines() if ": error: " in line]
    assert len(errors) == 2, found.stdout
    assert "actoin" in errors[0]
    assert '"role"' in errors[1]


def test_ids_sort_and_never_repeat() -> None:
    ids = RequestIds()
    made = [ids.new() for _ in range(1_000)]
    assert made == sorted(set(made))
    assert max(map(len, made)) <= 64
    assert RequestIds().new().split("-")[0] != made[0].split("-")[0]


def test_ids_are_filled_where_they_are_missing_and_only_there() -> None:
    ids, fields = RequestIds(), IdFields(m.RecordUsageRequest.DESCRIPTOR)
    request = m.RecordUsageRequest(records=[m.UsageRecord(usage_id="mine"), m.UsageRecord()])
    assert fields.missing(request)
    fields.fill(request, ids)
    assert request.records[0].usage_id == "mine"
    assert request.records[1].usage_id
    assert not fields.missing(request)
    assert not IdFields(m.GetRoleRequest.DESCRIPTOR)


def test_a_request_that_was_given_is_not_changed() -> None:
    request = m.AuthorizeRequest(action="a:b")
    with (
        saying(m.AuthorizeRequest, m.AuthorizeResponse()) as script,
        Client.connect(script.address) as client,
    ):
        client.authorize.send(request)
    assert not request.request_id
    assert script.asked[0].request_id


def test_pages_follow_each_other() -> None:
    first = m.ListRolesResponse(roles=[m.Role(role_id="a")], next_page_token="t")
    second = m.ListRolesResponse(roles=[m.Role(role_id="b")])
    with saying(m.ListRolesRequest, first, second) as script, Client.connect(script.address) as client:
        found = [role.role_id for page in client.list_roles.pages(page_size=1) for role in page.roles]
    assert found == ["a", "b"]
    assert [asked.page_token for asked in script.asked] == ["", "t"]
    assert {asked.page_size for asked in script.asked} == {1}
