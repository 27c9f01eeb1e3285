"""Replicas of the server and the backends that they share, as processes that tests kill. Asks nothing of them itself."""

import asyncio
import random
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from remit.client import entity
from remit.client import messages as m
from tests.backends.postgres import RunningPostgres
from tests.backends.proxy import Proxy
from tests.backends.valkey import Valkey
from tests.promises.town import Town, people
from tests.running import RunningServer

FORESEEN: Final = ("BackendUnavailableError", "redis refused a command")
"""What a log may tell of at its gravest level: a backend that is away, or is asked garbage by a proxy."""

_tenants = count(1)


def metrics_of(data_dir: Path) -> Path:
    """Return the socket on which a replica tells of itself."""
    return data_dir.with_suffix(".metrics")


class Mortal(Protocol):
    """What can be ended with SIGKILL and started again on its data and address."""

    def kill(self) -> object:
        """End it in mid-sentence."""
        ...

    def start(self) -> object:
        """Start it, and return when it serves."""
        ...


@dataclass(slots=True)
class Site:
    """Some replicas of one installation."""

    servers: Sequence[RunningServer]
    postgres: RunningPostgres | None = None
    valkey: Valkey | None = None
    postgres_proxy: Proxy | None = None
    """Stands between the replicas and Postgres, where a test asked for it; so does the next."""
    valkey_proxy: Proxy | None = None

    @property
    def mortals(self) -> Mapping[str, Mortal]:
        """All that can be killed, by name; backends first, since servers start on them."""
        found: dict[str, Mortal] = {}
        if self.postgres is not None:
            found["postgres"] = self.postgres
        if self.valkey is not None:
            found["valkey"] = self.valkey
        return found | {f"server {place}": server for place, server in enumerate(self.servers)}

    def errors(self) -> list[str]:
        """Return what the servers logged of failures that they did not foresee, each in a few words."""
        lines = [line for server in self.servers for line in server.log.splitlines()]
        told = [_told(orjson.loads(line)) for line in lines if '"level":"error"' in line]
        return [one for one in told if not any(word in one for word in FORESEEN)]

    def town(self, agents: int = 1, budgets: Sequence[m.Budget] = ()) -> Town:
        """Make a tenant of the test's own, with agents `r0`, `r1` … and budgets; its server is the first replica."""
        first, name = self.servers[0], f"town-{next(_tenants)}-{secrets.token_hex(3)}"
        with first.client(first.operator_key) as operator:
            made = operator.create_tenant(tenant=m.Tenant(tenant_id=name), administrator=entity("user:ann"))
        return people(first, agents, budgets, tenant=name, admin_key=made.administrator_key)

    def seen_from(self, town: Town, replica: int) -> Town:
        """Return the same tenant on another replica; with one replica, on that one."""
        return Town(self.servers[replica % len(self.servers)], town.tenant, town.admin_key, town.keys)

    async def crash(self, *names: str, pause: float = 0.0) -> None:
        """Kill some, wait, and start them again."""
        mortals = self.mortals
        await asyncio.gather(*(asyncio.to_thread(mortals[name].kill) for name in names))
        await asyncio.sleep(pause)
        for name in sorted(names, key=list(mortals).index):
            await asyncio.to_thread(mortals[name].start)

    async def crash_at_random(self, chance: random.Random, over: Callable[[], bool]) -> list[str]:
        """Kill one or two again and again until it is over; returns the names of the killed, in order."""
        killed: list[str] = []
        while not over():
            names = chance.sample(list(self.mortals), k=min(len(self.mortals), chance.choice([1, 1, 2])))
            killed += names
            await self.crash(*names, pause=chance.random() / 3)
            await asyncio.sleep(0.3 + chance.random())
        return killed


def _told(line: dict[str, Any]) -> str:
    """Return what happened, in which call, and where in the code."""
    found = [f"{line.get('event')} {line.get('method', line.get('task', ''))}"]
    for one in line.get("exception", []):
        frames = [f"{Path(at['filename']).name}:{at['lineno']}" for at in one["frames"][-4:]]
        found.append(f"{one['exc_type']}: {one['exc_value']} at {' > '.join(frames)}")
    return "; ".join(found)


@dataclass(slots=True)
class Builder:
    """Starts a site, and ends all of it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    site: Site = field(default_factory=lambda: Site([]))

    def backends(self, *, redis: bool, proxies: bool) -> None:
        """Start Postgres, and Valkey where it is wanted."""
        self.site.postgres = RunningPostgres().start()
        url = self.site.postgres.fresh_database()
        if proxies:
            self.site.postgres_proxy = Proxy(self.site.postgres.port).start()
            url = self.site.postgres_proxy.before(url)
        self.environment["REMIT_DATABASE_URL"] = url
        if redis:
            self.site.valkey = Valkey(self.folder / "valkey").start()
            url = self.site.valkey.url
            if proxies:
                self.site.valkey_proxy = Proxy(self.site.valkey.port).start()
                url = self.site.valkey_proxy.before(url)
            self.environment["REMIT_REDIS_URL"] = url

    def replicas(self, number: int, *options: str) -> None:
        """Start servers; the first makes the keys, which the others know too."""
        self.environment["REMIT_MASTER_KEY"] = secrets.token_hex(32)
        servers: list[RunningServer] = []
        self.site.servers = servers
        for place in range(number):
            folder = self.folder / f"replica-{place}"
            own = {"REMIT_METRICS_LISTEN": f"unix:{metrics_of(folder)}"}
            server = RunningServer(folder, options, {**self.environment, **own})
            if servers:
                server.key, server.operator_key = servers[0].key, servers[0].operator_key
            servers.append(server)
            server.start()

    def end(self) -> None:
        """End everything that was started, servers first, so that they go in peace; also what is left after a failure."""
        with ExitStack() as last_first:
            if self.site.valkey is not None:
                last_first.callback(self.site.valkey.kill)
            if self.site.postgres is not None:
                last_first.callback(self.site.postgres.remove)
            for proxy in (self.site.postgres_proxy, self.site.valkey_proxy):
                if proxy is not None:
                    last_first.callback(proxy.close)
            for server in self.site.servers:
                if server.process is not None:
                    last_first.callback(server.stop)


@contextmanager
def embedded_site(folder: Path, *options: str) -> Iterator[Site]:
    """Run one server on SQLite and memory."""
    builder = Builder(folder)
    try:
        builder.replicas(1, *options)
        yield builder.site
    finally:
        builder.end()


@contextmanager
def replicated_site(
    folder: Path, *options: str, replicas: int = 2, redis: bool = True, proxies: bool = False
) -> Iterator[Site]:
    """Run replicas on one Postgres and one Valkey, all of its own."""
    builder = Builder(folder)
    try:
        builder.backends(redis=redis, proxies=proxies)
        builder.replicas(replicas, *options)
        yield builder.site
    finally:
        builder.end()
