"""What happens around each call: one wrapper for each RPC, composed when it is registered.

In order: shutdown and overload, deadline, who calls, may they, not too often, the message, its bounds, the service,
its answer or error, a line in the log. Never knows what a service means. Interceptors of gRPC's own kind would be
called and composed anew for each call.
"""

import asyncio
import dataclasses
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from remit.clock import monotonic
from remit.errors import (
    DeadlineTooShortError,
    InvalidFieldError,
    MessageMalformedError,
    MessageTooLargeError,
    NotImplementedHereError,
    OverloadedError,
    RemitError,
    TenantMismatchError,
)
from remit.identity.authenticate import require_scope
from remit.identity.model import Principal
from remit.server.bounds import request_check
from remit.server.call import Authenticate, AuthorizeRpc, Call, Context, Handler, Metadata, Wait
from remit.server.call_tally import CANCELLED, CallTally
from remit.server.gate import Gate
from remit.server.log import CallLog
from remit.server.methods import HEALTH_SERVICE
from remit.server.own_limits import OwnLimits
from remit.server.permission import ANONYMOUS, is_gated, permission_of
from remit.server.status import DETAILS_KEY, code_of, internal_error, status_of
from remit.server.trace import Tracing

REQUEST_ID_KEY: Final = "remit-request-id"
TENANT_KEY: Final = "remit-tenant"

_ID: Final = re.compile(r"[A-Za-z0-9._\-/@:]{1,128}").fullmatch
_OWN_KEYS: Final = frozenset({REQUEST_ID_KEY, TENANT_KEY})

Behaviour = Callable[[Any, Call], Any]
"""A service's method: `async def Authorize(self, request, call) -> response`, or an async generator.

A response is a message, or the bytes of one that is written already."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every call of one server has around it."""

    authenticate: Authenticate
    authorize_rpc: AuthorizeRpc
    gate: Gate
    log: CallLog
    max_message_bytes: int
    max_batch_items: int
    waits: Mapping[str, Wait] = field(default_factory=dict)
    tally: CallTally = field(default_factory=CallTally)
    tracing: Tracing | None = None
    limits: OwnLimits | None = None


class Wrapped:
    """One RPC with everything around it."""

    def __init__(
        self, method: MethodDescriptor, behaviour: Behaviour | None, *, around: Surroundings
    ) -> None:
        """Compose the wrapper.

        Args:
            method: the RPC.
            behaviour: the service's method; None when it is promised but not built.
            around: what all calls share.
        """
        self._name = method.full_name
        self._behaviour = behaviour
        self._around = around
        self._log = around.log.of(method)
        self._tally = around.tally.of(method)
        self._answered = self._tally.ok.observe
        self._anonymous = method.full_name in ANONYMOUS
        self._essential = method.containing_service.full_name == HEALTH_SERVICE
        self._permission = permission_of(method)
        self._gated = is_gated(method)
        self._wait = around.waits.get(method.full_name)
        self._limit = around.limits.of(method) if around.limits is not None else None
        self._parse: Callable[[bytes], Message] = GetMessageClass(method.input_type).FromString
        self._check = request_check(method, around.max_batch_items)

    def handler(self, method: MethodDescriptor) -> Handler:
        """Return what gRPC calls, with bytes in and out: parsing and its errors are ours."""
        tracing = self._around.tracing
        if method.client_streaming:
            return grpc.stream_stream_rpc_method_handler(self._converse)
        if method.server_streaming:
            stream = self._stream if tracing is None else tracing.around(method, self._stream)
            return grpc.unary_stream_rpc_method_handler(stream)
        answer = self._answer if tracing is None else tracing.around(method, self._answer)
        return grpc.unary_unary_rpc_method_handler(answer)

    async def _answer(self, raw: bytes, context: Context) -> bytes | None:
        gate, log = self._around.gate, self._log
        call = Call(context, self._name, permission=self._permission, drain=gate.drain)
        started = monotonic()
        entered, tenant = False, None
        try:
            if not self._essential:
                gate.enter(len(raw))
                entered = True
            pending = self._admit(call, context)
            if pending is not None:
                await pending
            if entered:
                gate.share(call.principal.tenant)
                tenant = call.principal.tenant
            if self._limit is not None:
                await self._limit(call)
            if self._wait is not None and (wait := self._wait(call.principal.tenant)):
                _require_time(call, wait)
            response = await self._behaviour_of()(self._read(raw), call)
            answer: bytes = response if isinstance(response, bytes) else response.SerializeToString()
        except asyncio.CancelledError:
            self._cancel(call, started)
            raise
        except Exception as error:  # noqa: BLE001  the caller gets a status, the log the truth
            self._fail(error, call, context=context, started=started)
            return None
        finally:
            if entered:
                gate.leave(len(raw), tenant)
        if call.given_id:
            context.set_trailing_metadata(((REQUEST_ID_KEY, call.request_id),))
        self._answered(monotonic() - started)
        log.answered(call, started)
        return answer

    async def _stream(self, raw: bytes, context: Context) -> None:
        await self._send(context, lambda call: self._behaviour_of()(self._read(raw), call))

    async def _converse(self, _requests: object, context: Context) -> None:
        await self._send(context, lambda call: self._behaviour_of()(self._read_all(context), call))

    async def _send(
        self, context: Context, open_stream: Callable[[Call], AsyncGenerator[Message | bytes, None]]
    ) -> None:
        gate, log = self._around.gate, self._log
        call = Call(context, self._name, permission=self._permission, drain=gate.drain)
        started = monotonic()
        try:
            pending = self._admit(call, context)
            if pending is not None:
                await pending
            if self._limit is not None:
                await self._limit(call)
            with (
                gate.watching(call.principal.tenant, essential=self._essential) as watcher,
                _end_told(gate),
            ):
                async with aclosing(open_stream(call)) as stream:
                    watcher.interruptible = True
                    async for message in stream:
                        watcher.interruptible = False
                        raw = message if isinstance(message, bytes) else message.SerializeToString()
                        await context.write(raw)
                        self._tally.messages += 1
                        gate.require_open()
                        watcher.interruptible = True
        except asyncio.CancelledError:
            self._cancel(call, started)
            raise
        except Exception as error:  # noqa: BLE001  as in _answer
            self._fail(error, call, context=context, started=started)
            return
        if call.given_id:
            context.set_trailing_metadata(((REQUEST_ID_KEY, call.request_id),))
        self._tally.over("OK", 0.0)
        log.answered(call, started)

    def _behaviour_of(self) -> Behaviour:
        if self._behaviour is None:
            raise NotImplementedHereError(
                "this call is promised but not built in this version; see GetServerInfo"
            )
        return self._behaviour

    def _read(self, raw: bytes) -> Message:
        if len(raw) > self._around.max_message_bytes:
            limit = self._around.max_message_bytes
            message = f"the message has {len(raw)} bytes, at most {limit} are taken; send less at once"
            raise MessageTooLargeError(message, limit=str(limit))
        try:
            request = self._parse(raw)
        except DecodeError:
            raise MessageMalformedError(
                "the bytes are no message of this call; use the stubs of remit.v1"
            ) from None
        self._check(request)
        return request

    async def _read_all(self, context: Context) -> AsyncGenerator[Message, None]:
        while (raw := await context.read()) is not grpc.aio.EOF:
            yield self._read(raw)

    def _admit(self, call: Call, context: Context) -> Awaitable[None] | None:
        """Check deadline, caller and permission; returns what is left to await, if anything."""
        remaining = call.remaining()
        if remaining is not None and remaining <= 0:
            raise DeadlineTooShortError("the deadline has passed; allow more time")
        metadata = context.invocation_metadata() or ()
        own = [entry for entry in metadata if entry[0] in _OWN_KEYS]
        tenant = _own_metadata(own, call) if own else ""
        if self._anonymous:
            return None
        principal = self._around.authenticate(metadata, call)
        if isinstance(principal, Principal):
            self._around.tally.authenticated += 1
            return self._permit(principal, call, tenant=tenant)
        return self._admit_slowly(principal, call, tenant=tenant)

    async def _admit_slowly(self, principal: Awaitable[Principal], call: Call, *, tenant: str) -> None:
        found = await principal
        self._around.tally.authenticated += 1
        pending = self._permit(found, call, tenant=tenant)
        if pending is not None:
            await pending

    def _permit(self, principal: Principal, call: Call, *, tenant: str) -> Awaitable[None] | None:
        if tenant and tenant != principal.tenant:
            if not principal.operator:
                raise TenantMismatchError(
                    f"only a platform operator may name another tenant; leave {TENANT_KEY} out"
                )
            # Not under its own name: a subject of that tenant may have the same, and other rights.
            principal = dataclasses.replace(
                principal,
                tenant=tenant,
                subject=f"system:{principal.tenant}/{principal.subject}",
                home=principal.tenant,
                home_subject=principal.subject,
            )
        call.principal = principal
        if self._permission and principal.scopes:
            require_scope(principal, self._permission)
        # A stranger is no party to anything here: what others may do without a permission, it may with one alone.
        if self._gated or (principal.home and self._permission):
            return self._around.authorize_rpc(principal, self._permission)
        return None

    def _cancel(self, call: Call, started: float) -> None:
        self._tally.over(CANCELLED, monotonic() - started)
        self._log.cancelled(call, started)

    def _fail(self, error: Exception, call: Call, *, context: Context, started: float) -> None:
        if context.cancelled():
            self._cancel(call, started)
            return
        told = error if isinstance(error, RemitError) else internal_error()
        status = status_of(told)
        trailing: list[tuple[str, str | bytes]] = [(DETAILS_KEY, status.SerializeToString())]
        if call.given_id:
            trailing.append((REQUEST_ID_KEY, call.request_id))
        context.set_code(code_of(told))
        context.set_details(status.message)
        context.set_trailing_metadata(tuple(trailing))
        self._tally.failed(told, monotonic() - started)
        self._log.failed(call, started, told=told, cause=error)


class Unknown:
    """Answers whatever is no RPC of this server, with an ErrorInfo as every error has."""

    def handler(self) -> Handler:
        """Return what gRPC calls; it reads no message, so that any kind of call may end here."""
        return grpc.stream_stream_rpc_method_handler(self._refuse)

    async def _refuse(self, _requests: object, context: Context) -> None:
        error = NotImplementedHereError("this server has no such call; see its reflection")
        context.set_code(code_of(error))
        context.set_details(error.message)
        context.set_trailing_metadata(((DETAILS_KEY, status_of(error).SerializeToString()),))


@contextmanager
def _end_told(gate: Gate) -> Iterator[None]:
    """Turn the end of a stream by shutdown into its documented error."""
    try:
        yield
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if not gate.draining or task is None:
            raise
        task.uncancel()
        gate.require_open()


def _require_time(call: Call, wait: float) -> None:
    """Refuse a call whose answer would come too late, before it costs anything; `wait` is in seconds."""
    remaining = call.remaining()
    if remaining is not None and remaining < wait:
        message = f"the answer would take about {wait:.3f} s, longer than the deadline allows; retry later"
        raise OverloadedError(message, retry_after=wait)


def _own_metadata(entries: Metadata, call: Call) -> str:
    """Take the request id, and return the tenant named, empty when none is."""
    named = ""
    for key, value in entries:
        if not isinstance(value, str) or _ID(value) is None:
            message = f"the metadata {key} must be 1 to 128 characters of A-Z a-z 0-9 . _ - / @ :"
            raise InvalidFieldError(message, metadata=key)
        if key == REQUEST_ID_KEY:
            call.name(value)
        else:
            named = value
    return named
