"""What README.md says is not built yet is exactly what a running server answers UNIMPLEMENTED."""

import re
from collections.abc import Iterator
from typing import Any

import grpc
from google.protobuf.descriptor import MethodDescriptor
from google.rpc import error_details_pb2, status_pb2

from remit.server.methods import methods, path_of, services
from remit.server.status import DETAILS_KEY
from tests.docs.markdown import ROOT, pages
from tests.running import RunningServer

README = pages()["README.md"]
PART = "unimplemented"
_LINE = re.compile(r"^- `(\w+)`: (.*)$")
_NOT_BUILT = re.compile(r"raise NotImplementedHereError\(")


def test_the_list_is_what_the_server_answers(server: RunningServer) -> None:
    with grpc.insecure_channel(server.address) as channel:
        missing = {
            service.name: [
                m.name for m in service.methods if not _is_built(channel, m, key=server.operator_key)
            ]
            for service in services()
        }
    wanted = "".join(
        f"- `{name}`: {', '.join(f'`{call}`' for call in calls)}\n"
        for name, calls in missing.items()
        if calls
    )
    assert _told() == missing, f"README.md should say:\n\n{wanted}"


def test_the_data_plane_is_whole(server: RunningServer) -> None:
    with grpc.insecure_channel(server.address) as channel:
        plane = [m for m in methods() if m.containing_service.name == "PolicyDecisionService"]
        assert all(_is_built(channel, method, key=server.operator_key) for method in plane)


def test_the_number_of_calls_is_right() -> None:
    assert f"{len(services())} services with {len(methods())} calls" in README.text


def _told() -> dict[str, list[str]]:
    """The list as the page has it, services without a line having none."""
    found = {service.name: list[str]() for service in services()}
    for line in _joined(README.between(PART)):
        match = _LINE.match(line)
        assert match, line
        found[match[1]] = re.findall(r"`(\w+)`", match[2])
    return found


def _joined(text: str) -> Iterator[str]:
    """Yield list items, each on one line however it is wrapped."""
    yield from (item for item in re.sub(r"\n +", " ", text).splitlines() if item.strip())


def _is_built(channel: grpc.Channel, method: MethodDescriptor, *, key: str) -> bool:
    """Whether the server has the call: it says so before it reads the message."""
    kind = channel.unary_stream if method.server_streaming else channel.unary_unary
    call: Any = kind(path_of(method))
    metadata = (("authorization", f"Bearer {key}"), ("remit-tenant", "default"))
    try:
        answer = call(b"", metadata=metadata, timeout=2 if method.server_streaming else 20)
        # Streams that follow something say nothing at first: that is an answer, too.
        if method.server_streaming:
            next(answer, None)
    except grpc.RpcError as error:
        return _reason(error) != "NOT_IMPLEMENTED"
    return True


def _reason(error: grpc.RpcError) -> str:
    trailing: Any = error.trailing_metadata() or ()
    details = dict(trailing).get(DETAILS_KEY, b"")
    info = error_details_pb2.ErrorInfo()
    for detail in status_pb2.Status.FromString(details).details:
        detail.Unpack(info)
    return info.reason


def test_fields_that_are_not_built_are_named() -> None:
    folder = ROOT / "src/remit/server/convert"
    partly = {path.stem for path in folder.glob("*.py") if _NOT_BUILT.search(path.read_text("utf-8"))}
    told = {cells[0].strip("`") for cells in README.table("Where")}
    assert told == partly
