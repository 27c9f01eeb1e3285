"""Says by `grpc.health.v1` whether this server takes calls. Never asks a backend."""

# ruff: noqa: N802  gRPC names the methods of a service

from collections.abc import AsyncGenerator, Iterable
from typing import Any

from grpc_health.v1 import health_pb2

from remit.errors import NotFoundError
from remit.server.call import Call


class Health:
    """The health of the server as a whole (the empty name) and of each of its services: all alike."""

    def __init__(self, names: Iterable[str]) -> None:
        """Know the services of these full names."""
        self._names = frozenset({"", *names})

    async def Check(
        self, request: health_pb2.HealthCheckRequest, call: Call
    ) -> health_pb2.HealthCheckResponse:
        """Return SERVING, or NOT_SERVING on shutdown.

        Raises:
            NotFoundError: when there is no such service here.
        """
        if request.service not in self._names:
            raise NotFoundError("no such service is offered here", field="service")
        return health_pb2.HealthCheckResponse(status=_status(call))

    async def List(self, _request: Any, call: Call) -> Any:  # noqa: ANN401  its type stubs lack this call
        """Return the status of every service."""
        response = health_pb2.HealthCheckResponse(status=_status(call))
        messages: Any = health_pb2
        return messages.HealthListResponse(statuses=dict.fromkeys(sorted(self._names), response))

    async def Watch(
        self, request: health_pb2.HealthCheckRequest, call: Call
    ) -> AsyncGenerator[health_pb2.HealthCheckResponse, None]:
        """Say the status now, and NOT_SERVING once the server shuts down."""
        if request.service not in self._names:
            yield health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)
        else:
            yield health_pb2.HealthCheckResponse(status=_status(call))
        await call.drain.wait()
        yield health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.NOT_SERVING)


def _status(call: Call) -> Any:  # noqa: ANN401  a number, which the type stubs take for something else
    if call.drain.is_set():
        return health_pb2.HealthCheckResponse.NOT_SERVING
    return health_pb2.HealthCheckResponse.SERVING
