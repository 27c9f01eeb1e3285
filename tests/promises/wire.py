"""Calls any RPC of the contract by its descriptor, and takes whatever comes. Judges nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from remit.client import Client
from remit.server.methods import path_of
from tests.promises.town import as_caller, field_of, reason_of
from tests.running import RunningServer

PATIENCE: Final = 60.0
"""Seconds that a call may take on a busy machine."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a call ended with."""

    reason: str = ""
    """Of the error, as the contract names it; empty for an answer."""
    field: str = ""
    """Where the error is, if anywhere."""
    text: bytes = b""
    """All bytes that came back."""
    code: str = ""
    """gRPC's own word for the error."""


@dataclass(slots=True)
class Wire:
    """A connection to a server, and clients on it."""

    server: RunningServer
    channel: Any
    clients: list[Client] = field(default_factory=list)

    def client_of(self, key: str) -> Client:
        """Return a client with a key."""
        self.clients.append(self.server.client(key))
        return self.clients[-1]

    def request(self, method: MethodDescriptor, **fields: Any) -> Any:
        """Return a request with these fields alone."""
        return GetMessageClass(method.input_type)(**fields)

    def say(self, method: MethodDescriptor, request: Message, key: str = "", *, tenant: str = "") -> Said:
        """Call, and return what came of it; `tenant` is named in the metadata."""
        answers, error = self.tried(method, request, key, tenant=tenant)
        came = b"".join(one.SerializeToString() for one in answers)
        if error is None:
            return Said(text=came)
        told = [
            value if isinstance(value, bytes) else value.encode()
            for _, value in error.trailing_metadata() or ()
        ]
        text = b" ".join([came, (error.details() or "").encode(), *told])
        return Said(reason_of(error), field_of(error), text, error.code().name)

    def tried(
        self, method: MethodDescriptor, request: Message, key: str = "", *, tenant: str = ""
    ) -> tuple[Sequence[Any], Any]:
        """Call, and return all that was answered, and the error, if any. Of a stream that has no end, what there is."""
        metadata = (*(as_caller(key) if key else ()), *((("remit-tenant", tenant),) if tenant else ()))
        streams = method.server_streaming
        kind = self.channel.unary_stream if streams else self.channel.unary_unary
        call = kind(
            path_of(method),
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=GetMessageClass(method.output_type).FromString,
        )
        answers: list[Any] = []
        try:
            if not streams:
                return [call(request, metadata=metadata, timeout=PATIENCE)], None
            stream = call(request, metadata=metadata, timeout=PATIENCE)
            for one in stream:
                answers.append(one)
                if "live" in one.DESCRIPTOR.fields_by_name and one.HasField("live"):
                    stream.cancel()
                    break
        except grpc.RpcError as error:
            return answers, error
        return answers, None


@contextmanager
def open_wire(server: RunningServer) -> Iterator[Wire]:
    """Connect to a server."""
    with grpc.insecure_channel(server.address) as channel:
        wire = Wire(server, channel)
        try:
            yield wire
        finally:
            for client in wire.clients:
                client.close()
