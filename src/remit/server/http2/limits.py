"""What all connections of one listener share: what is served, and how much they may hold. Reads no byte."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from remit.server.http2.stream import Served


class Holder(Protocol):
    """A connection, as one that holds memory."""

    held: int
    """Bytes of messages that are not whole yet, or that no service has read."""

    def shed(self) -> None:
        """Give up what holds the most."""
        ...


AnyHolder = TypeVar("AnyHolder", bound=Holder)


@dataclass(slots=True)
class Limits:
    """What connections may hold, one by one and together."""

    message: int
    """Bytes of one message."""
    metadata: int
    """Bytes of the headers of one call."""
    held: int
    """Bytes of messages that are not whole yet, of all connections together."""
    unread: int
    """Bytes of answers that wait for the permission of one connection's peer."""
    holding: int = 0
    """How many bytes of messages there are now."""


@dataclass(slots=True)
class Shared(Generic[AnyHolder]):
    """What all connections of one listener share."""

    handlers: Mapping[bytes, Served]
    """By path, `/remit.v1.PolicyDecisionService/Authorize`."""
    unknown: Served
    """Answers all other paths."""
    limits: Limits
    connections: set[AnyHolder] = field(default_factory=set)
    leaving: bool = False
    """Whether no new call is begun any more."""
    emptied: Callable[[], None] = lambda: None
    """Called when a connection has no call left while the listener leaves."""

    def make_room(self) -> None:
        """Let those give up something that hold the most, while all together hold too much.

        Not those that came last: one that fills all there is would keep everybody out.
        """
        limits = self.limits
        while limits.holding > limits.held:
            greatest = max(self.connections, key=lambda one: one.held, default=None)
            if greatest is None or not greatest.held:
                return
            before = limits.holding
            greatest.shed()
            if limits.holding >= before:
                return
