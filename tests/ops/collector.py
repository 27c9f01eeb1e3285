"""A collector of traces that speaks OTLP, as a process of its own: writes each span it gets as a line of JSON."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as pb
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as stubs


class Collector(stubs.TraceServiceServicer):
    """Prints what it gets."""

    def Export(self, request: Any, _context: Any) -> Any:  # noqa: N802  gRPC's name
        """Take spans."""
        for group in request.resource_spans:
            resource = _values(group.resource.attributes)
            for scope in group.scope_spans:
                for span in scope.spans:
                    sys.stdout.write(json.dumps(_line(span, resource)) + "\n")
        sys.stdout.flush()
        return pb.ExportTraceServiceResponse()


def _line(span: Any, resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": span.name,
        "trace": span.trace_id.hex(),
        "span": span.span_id.hex(),
        "parent": span.parent_span_id.hex(),
        "kind": span.kind,
        "begin": span.start_time_unix_nano,
        "end": span.end_time_unix_nano,
        "status": span.status.code,
        "attributes": _values(span.attributes),
        "resource": resource,
    }


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


def main() -> None:
    """Serve until killed; the first line is the address."""
    server = grpc.server(ThreadPoolExecutor(2))
    add: Any = stubs.add_TraceServiceServicer_to_server
    add(Collector(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"127.0.0.1:{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


if __name__ == "__main__":
    main()
