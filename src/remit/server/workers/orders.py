"""What a supervisor and a worker tell each other, a line of JSON each, on a socket that nobody else has.

Settings and first keys are in them in the clear, so nothing here is ever logged or shown.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from remit.administration.installation import Credentials
from remit.identity.api_key import Secret
from remit.server.launched import Launched


@dataclass(frozen=True, slots=True)
class Orders:
    """What a worker is told, before anything else and once."""

    settings: Mapping[str, Any] = field(repr=False)
    """As `remit.config.load` takes them."""
    install: bool = False
    """Whether it makes the first tenants and their keys if there are none: one worker does, for all."""
    new_key: bool = False
    """Whether administrators get fresh keys though they have some; only with `install`."""

    def to_line(self) -> bytes:
        """Return the line that is sent."""
        return _line(asdict(self))

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read what `to_line` wrote.

        Raises:
            ValueError: when it is something else.
        """
        return cls(**_read(line))


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker says once: that it serves, or why it does not."""

    launched: Launched | None = field(default=None, repr=False)
    """None when it does not serve."""
    failure: str = ""
    """Why it does not serve, a sentence for a person."""
    hopeless: bool = False
    """Whether another try must fail as well: the settings are wrong."""

    def to_line(self) -> bytes:
        """Return the line that is sent."""
        launched = self.launched
        made = launched.credentials if launched else None
        return _line(
            {
                "address": launched.address if launched else "",
                "keys": [made.operator.reveal(), made.administrator.reveal(), made.tenant] if made else [],
                "failure": self.failure,
                "hopeless": self.hopeless,
            }
        )

    @classmethod
    def from_line(cls, line: bytes) -> Self:
        """Read what `to_line` wrote.

        Raises:
            ValueError: when it is something else.
        """
        said = _read(line)
        if not said["address"]:
            return cls(None, said["failure"], said["hopeless"])
        operator, administrator, tenant = said["keys"] or ("", "", "")
        made = Credentials(Secret(operator), Secret(administrator), tenant) if operator else None
        return cls(Launched(said["address"], made))


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _read(line: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(line)
    return said
