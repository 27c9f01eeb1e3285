"""The client installs without the server, and says of itself only what is true."""

import subprocess
import sys

import remit.client
from remit.client import AsyncClient, Client
from remit.client import messages as m
from tests.running import RunningServer

SERVER = (
    "pydantic",
    "sqlalchemy",
    "structlog",
    "uvloop",
    "cryptography",
    "genai_prices",
    "orjson",
    "rfc8785",
    "yaml",
)
WIRE = (
    "grpc_health",
    "grpc_status",
    "grpc_reflection",
    "prometheus_client",
    "opentelemetry",
    "phonenumbers",
    "stdnum",
)
COMMAND = ("typer", "rich")
ABSENT = (*SERVER, *WIRE, *COMMAND)
"""What only the server or the command need."""


def test_it_needs_nothing_of_the_server_nor_of_the_command() -> None:
    program = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({ABSENT}))\n"
        "import remit.client, remit.client.errors\n"
        "remit.client.Client.connect('127.0.0.1:1').close()\n"
        "print(sorted(n for n in sys.modules if n.startswith('remit.') and not n.startswith('remit.client')))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_everything_that_is_offered_is_there() -> None:
    assert all(hasattr(remit.client, name) for name in remit.client.__all__)
    assert len(set(remit.client.__all__)) == len(remit.client.__all__)


def test_health_needs_no_key(server: RunningServer) -> None:
    with Client.connect(server.address) as client:
        assert client.healthy()
        assert client.get_server_info().limits.max_batch_items == 1_000


async def test_health_awaited(server: RunningServer) -> None:
    async with AsyncClient.connect(server.address) as client:
        assert await client.healthy()
        info = await client.get_server_info()
    assert info.version


def test_a_whole_batch_with_ids_made_here(server: RunningServer) -> None:
    with server.client() as client:
        items = [
            m.AuthorizeRequest(action="tool:execute", resource=m.Entity(type="tool", id=f"t{number}"))
            for number in range(100)
        ]
        results = client.batch_authorize(requests=items).results
    assert [result.WhichOneof("result") for result in results] == ["response"] * 100
    assert len({result.response.decision_id for result in results}) == 100
