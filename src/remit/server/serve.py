"""The server: binds, serves until told to stop, leaves without losing a call. Never builds what it serves."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import structlog
import uvloop
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.reflection import aio as reflection_aio

from remit.clock import monotonic
from remit.config import Config, ConfigError
from remit.decision.tally import Trace
from remit.server import log_line
from remit.server.call import Authenticate, AuthorizeRpc, Handler, Wait
from remit.server.call_tally import CallTally
from remit.server.gate import Gate
from remit.server.health import Health
from remit.server.interceptors import Behaviour, Surroundings, Wrapped
from remit.server.listener import listener_of
from remit.server.log import CallLog
from remit.server.methods import HEALTH_SERVICE, REFLECTION_SERVICE, path_of, services
from remit.server.metrics import Source
from remit.server.ops import Ops, watched
from remit.server.own_limits import OwnLimits
from remit.server.readiness import Probe
from remit.server.trace import Tracing
from remit.server.well_known import Documents

GC_THRESHOLDS: Final = (5_000, 20, 50)
"""Objects made before the youngest are looked through, and how many of such rounds before older ones are. To look through
20,000 took 8 to 10 ms, every few seconds under load; so many take 1 to 3, and no longer in all."""
_FAREWELL_SECONDS: Final = 0.5
"""How long new calls hear DRAINING at least: once gRPC closes, those on their way get a bare CANCELLED."""
_LAST_WORDS_SECONDS: Final = 1.0

_log: Final[Any] = structlog.get_logger("remit.server")


@dataclass(frozen=True, slots=True)
class Offer:
    """What a server serves, made by bootstrap."""

    services: Mapping[str, object]
    """Servicers by the full name of their service (`remit.v1.PolicyDecisionService`). An RPC without a
    method, or a service without a servicer, answers NOT_IMPLEMENTED."""
    authenticate: Authenticate
    authorize_rpc: AuthorizeRpc
    waits: Mapping[str, Wait] = field(default_factory=dict)
    """For unary methods that queue, by full name: how long an answer takes now."""
    sources: Sequence[Source] = ()
    """What puts its numbers into a scrape."""
    probes: Sequence[Probe] = ()
    """What it stands on."""
    documents: Documents = field(default_factory=dict)
    """What is published over HTTP beside the numbers."""
    limits: OwnLimits | None = None
    """What stands before calls that give credentials out, or are dear; None: nothing does."""
    trace_stages: Callable[[Trace], None] | None = None
    """Takes what is to be told of each decision's stages; None: there are no decisions."""


OpenOffer: TypeAlias = Callable[[Config], AbstractAsyncContextManager[Offer]]
Ready: TypeAlias = Callable[[str], Awaitable[None] | None]


class Server:
    """One listening server. Make and use it within one running event loop."""

    def __init__(self, config: Config, offer: Offer, *, tracing: Tracing | None = None) -> None:
        """Compose every RPC, in spans of `tracing` if given; nothing listens yet.

        Raises:
            ValueError: when the offer has a service or method that the contract has not.
        """
        self._config = config
        self.gate = Gate(
            max_calls=config.max_concurrent_calls,
            max_calls_per_tenant=config.max_concurrent_calls_per_tenant,
            max_watchers=config.max_watchers,
            max_watchers_per_tenant=config.max_watchers_per_tenant,
        )
        tally = CallTally()
        self.ops = Ops(
            self.gate, tally, sources=offer.sources, probes=offer.probes, documents=offer.documents
        )
        around = Surroundings(
            authenticate=offer.authenticate,
            authorize_rpc=offer.authorize_rpc,
            gate=self.gate,
            log=CallLog(config.log_level),
            max_message_bytes=config.max_message_bytes,
            max_batch_items=config.max_batch_items,
            waits=offer.waits,
            tally=tally,
            tracing=tracing,
            limits=offer.limits,
        )
        self._listener = listener_of(config, _compose(offer.services, around))
        self.address = ""
        """Where it listens, `127.0.0.1:7448`; empty before `start`."""

    async def start(self) -> None:
        """Bind and begin to serve.

        Raises:
            ConfigError: when the address cannot be bound, or the certificate cannot be used.
        """
        config = self._config
        try:
            port = await self._listener.start()
        except RuntimeError:
            raise ConfigError(
                f"cannot listen on {config.listen}: in use, or not an address of this machine"
            ) from None
        if config.exposed:
            _log.warning(
                "LISTENING BEYOND LOOPBACK WITHOUT TLS: anyone in between can read and replay keys and data",
                listen=config.listen,
            )
        self.ops.serving = True
        host = config.listen.rpartition(":")[0]
        self.address = f"{host}:{port}"

    async def stop(self, hurry: asyncio.Event | None = None) -> None:
        """Refuse new calls, end streams, let calls under way finish, and close.

        What has not finished after `drain_seconds`, or once `hurry` is set, is cut off.
        """
        self.gate.close()
        hurried = asyncio.ensure_future((hurry or asyncio.Event()).wait())
        limit = monotonic() + self._config.drain_seconds
        await asyncio.wait({hurried}, timeout=_FAREWELL_SECONDS)
        # Now connections are told to go elsewhere, also those on which a call is still under way: to other workers.
        grace = max(_LAST_WORDS_SECONDS, limit - monotonic())
        stopping = asyncio.create_task(self._listener.stop(grace))
        await asyncio.wait({hurried, stopping}, timeout=grace, return_when=asyncio.FIRST_COMPLETED)
        hurried.cancel()
        if not self.gate.idle.is_set():
            _log.warning("calls cut off by shutdown", calls=self.gate.calls, streams=self.gate.watchers)
        if not stopping.done():
            await self._listener.stop(None)
        await stopping


async def serve(config: Config, open_offer: OpenOffer, *, ready: Ready) -> None:
    """Serve until SIGTERM or SIGINT, then drain; a second signal ends the draining.

    Args:
        config: all settings.
        open_offer: opens what is served, and closes it after the last call.
        ready: called with the address once calls are taken; may be async.
    """
    async with open_offer(config) as offer, _traced(config, offer) as tracing:
        server = Server(config, offer, tracing=tracing)
        # First, so that no call is taken by a process that a signal would end in mid-sentence.
        told, again = _signals()
        async with watched(config, server.ops):
            await server.start()
            _spare_collections()
            pending = ready(server.address)
            if pending is not None:
                await pending
            await told.wait()
            _log.info("draining", calls=server.gate.calls, streams=server.gate.watchers)
            await server.stop(again)


@asynccontextmanager
async def _traced(config: Config, offer: Offer) -> AsyncIterator[Tracing | None]:
    """Make traces for the length of a block, where the settings say so; gives None where they do not."""
    if config.otlp_endpoint is None:
        yield None
        return
    from remit.server.tracing import OtlpTracing  # noqa: PLC0415  a tenth of a second that few need

    tracing = OtlpTracing(config)
    if offer.trace_stages is not None:
        offer.trace_stages(tracing.staged)
    try:
        yield tracing
    finally:
        await asyncio.to_thread(tracing.close)


def _spare_collections() -> None:
    """Take what was built at start out of every later garbage collection, and collect less often.

    A call makes some hundred objects that die with it by reference counting; looking for cycles among all that is
    loaded cost 8 to 11 % of a call's CPU time, and pauses.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)


def run(config: Config, open_offer: OpenOffer, *, ready: Ready) -> None:
    """Run `serve` on an event loop of its own, with the log set up as `config` says."""
    log_line.configure(config)
    uvloop.run(serve(config, open_offer, ready=ready))


def _compose(servicers: Mapping[str, object], around: Surroundings) -> dict[str, Handler]:
    contract = services()
    names = [service.full_name for service in contract]
    if unknown := servicers.keys() - set(names):
        raise ValueError(f"no such services in the contract: {sorted(unknown)}")
    offered: list[tuple[Any, object]] = [(service, servicers.get(service.full_name)) for service in contract]
    offered += [
        (health_pb2.DESCRIPTOR.services_by_name["Health"], Health(names)),
        (
            reflection_pb2.DESCRIPTOR.services_by_name["ServerReflection"],
            reflection_aio.ReflectionServicer([*names, HEALTH_SERVICE, REFLECTION_SERVICE]),
        ),
    ]
    return {
        path_of(method): Wrapped(method, behaviour, around=around).handler(method)
        for service, servicer in offered
        for method, behaviour in _behaviours(service, servicer)
    }


def _behaviours(
    service: ServiceDescriptor, servicer: object
) -> list[tuple[MethodDescriptor, Behaviour | None]]:
    stray = {name for name in vars(type(servicer)) if name[0].isupper()} - set(service.methods_by_name)
    if servicer is not None and stray:
        raise ValueError(f"{service.full_name} has no methods {sorted(stray)}")
    return [(method, getattr(servicer, method.name, None)) for method in service.methods]


def _signals() -> tuple[asyncio.Event, asyncio.Event]:
    """Return what the first and the second SIGTERM or SIGINT set."""
    told, again = asyncio.Event(), asyncio.Event()

    def take() -> None:
        (again if told.is_set() else told).set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, take)
    return told, again
