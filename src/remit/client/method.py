"""What the descriptor says of an RPC: where it is, whether it may be repeated. Never calls it."""

import re
from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from google.protobuf.descriptor import Descriptor, MethodDescriptor
from google.protobuf.message import Message

from remit.client.request_id import IdFields, RequestIds

RequestT = TypeVar("RequestT", bound=Message)
ResponseT = TypeVar("ResponseT", bound=Message)

_READS: Final = frozenset(
    {"Get", "List", "Check", "Verify", "Validate", "Search", "Prove", "Summarize", "Estimate", "Simulate"}
    | {"Export", "Who"}
)
"""First words of calls that change nothing."""
_NOTHING_AGAIN: Final = frozenset(
    {"Suspend", "Resume", "Revoke", "Remove", "Cancel", "Extend", "Release", "End"}
)
"""First words of calls that change nothing the second time."""
_VERB: Final = re.compile(r"[A-Z][a-z0-9]*")


class Method(Generic[RequestT, ResponseT]):
    """One RPC of the contract."""

    def __init__(self, request: Descriptor, parse: Callable[[bytes], ResponseT]) -> None:
        """Find the RPC that takes `request`: each has a request of its own.

        Raises:
            ValueError: when no RPC takes it.
        """
        found = _method_of(request)
        verb = _VERB.findall(found.name)[0]
        self.name = found.name
        self.path = f"/{found.containing_service.full_name}/{found.name}"
        self.parse = parse
        self._ids = IdFields(request)
        self._has_etag = "etag" in request.fields_by_name
        self._read = verb in _READS
        self._nothing_again = verb in _NOTHING_AGAIN

    def prepare(self, request: RequestT, ids: RequestIds) -> RequestT:
        """Return the request with ids where they are missing; what was given is not changed."""
        if not self._ids or not self._ids.missing(request):
            return request
        prepared = type(request)()
        prepared.CopyFrom(request)
        self._ids.fill(prepared, ids)
        return prepared

    def repeatable(self, request: RequestT) -> bool:
        """Tell whether this very request changes nothing more when it is sent again."""
        if self._read or self._ids:
            return True
        given: Any = request
        return self._nothing_again and not (self._has_etag and given.etag)


def _method_of(request: Descriptor) -> MethodDescriptor:
    for service in request.file.services_by_name.values():
        for method in service.methods:
            if method.input_type is request or method.input_type.full_name == request.full_name:
                return method
    raise ValueError(f"no call of the contract takes {request.full_name}")
