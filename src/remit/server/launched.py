"""What a server says when it begins to serve. Imports no gRPC, for a supervisor says it too."""

from dataclasses import dataclass

from remit.administration.installation import Credentials


@dataclass(frozen=True, slots=True)
class Launched:
    """What a person wants to know of a server that has just begun to serve."""

    address: str
    """Where it listens, `127.0.0.1:7448`."""
    credentials: Credentials | None
    """Keys made at this start, shown once; None when there were some already."""
