"""What only one room may touch, by name; the import contracts cannot see inside the standard library."""

import ast
import sys
from pathlib import Path

import pytest

from tests.architecture.code import Module, imports, modules, uses

CLOCKS = (
    "datetime.date.today",
    "datetime.datetime.now",
    "datetime.datetime.today",
    "datetime.datetime.utcnow",
    "time.clock_gettime",
    "time.clock_gettime_ns",
    "time.gmtime",
    "time.localtime",
    "time.monotonic",
    "time.monotonic_ns",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.time",
    "time.time_ns",
)
ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.putenv", "os.unsetenv")
GRPC = ("google", "grpc", "grpc_health", "grpc_reflection", "grpc_status", "remitpb")
SQL = ("aiosqlite", "alembic", "asyncpg", "psycopg", "sqlalchemy", "sqlite3")
REDIS = ("redis", "valkey")
CONNECTIONS = (
    "aiohttp",
    "aiosmtplib",
    "authlib",
    "http.client",
    "httpx",
    "httpx2",
    "requests",
    "smtplib",
    "urllib.request",
    "urllib3",
)
LAWS = (
    ((("clock",),), CLOCKS),
    ((("config",),), ENVIRONMENT),
    ((("server",), ("client",)), GRPC),
    ((("storage",),), SQL),
    ((("volatile", "redis"),), REDIS),
    ((("outside",),), CONNECTIONS),
)
CLIENT_STANDS_ON = frozenset({"google", "grpc", "remitpb", *sys.stdlib_module_names})


@pytest.mark.parametrize(("rooms", "names"), LAWS, ids=["clock", "config", "grpc", "sql", "redis", "outside"])
def test_is_touched_only_in_its_room(rooms: tuple[tuple[str, ...], ...], names: tuple[str, ...]) -> None:
    strays = {
        f"{module.line(node)}: {name}"
        for module in modules("src")
        if not any(module.room[: len(room)] == room for room in rooms)
        for name, node in uses(module)
        if _within(name, names)
    }
    assert not strays, "\n".join(sorted(strays))


def test_no_alias_hides_a_name() -> None:
    text = "import datetime as d, time\nfrom os import environ as e\nd.datetime.now(e['x'])\nf = time.time\n"
    found = {name for name, _ in uses(Module(Path("sample.py"), text, ast.parse(text)))}
    assert {"datetime.datetime.now", "os.environ", "time.time"} <= found


def test_the_client_stands_on_grpc_and_protobuf_alone() -> None:
    strays = [
        f"{module.line(node)}: {name}"
        for module in modules("src/remit/client")
        for name, node in imports(module)
        if name.partition(".")[0] not in CLIENT_STANDS_ON and not _within(name, ("remit.client",))
    ]
    assert not strays, "\n".join(strays)


def _within(name: str, names: tuple[str, ...]) -> bool:
    """Whether `name` is one of `names` or something inside it."""
    return any(name == other or name.startswith(f"{other}.") for other in names)
