"""When something was made or changed, for the wire."""

from google.protobuf.timestamp_pb2 import Timestamp

from remit.server.convert.money import to_time


def to_made(instant: int) -> Timestamp | None:
    """Return when something was made or changed; 0, which nobody noted, stays absent."""
    return to_time(instant or None)
