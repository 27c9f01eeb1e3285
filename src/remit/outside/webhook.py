"""Webhooks, signed as Standard Webhooks says: https://www.standardwebhooks.com. Sends; never follows, never reads on."""

import base64
import hashlib
import hmac
from typing import Final

from remit.clock import SECOND, Clock
from remit.outside.http import Manners, Web
from remit.upkeep.outbox import UndeliverableError

SECONDS: Final = 10.0
"""Until a receiver has answered."""

_TAKEN: Final = range(200, 300)
_GONE: Final = 410
"""By which a receiver says that it wants no more."""

PUBLIC: Final = Manners(public=True, seconds=SECONDS)
ANYWHERE: Final = Manners(public=False, seconds=SECONDS)


class Webhooks:
    """Calls the webhooks that tenants named."""

    def __init__(self, web: Web, clock: Clock) -> None:
        """Call by `web`, and sign with the time of `clock`."""
        self._web = web
        self._clock = clock

    async def send(self, url: str, body: bytes, *, message_id: str, secret: bytes) -> None:
        """Send one message, once.

        Args:
            url: of the receiver.
            body: JSON; the very same bytes with each attempt.
            message_id: by which the receiver knows a repeat.
            secret: what both know.

        Raises:
            UndeliverableError: when the receiver does not take it; final when it is gone.
            BackendUnavailableError: when it is not reached, or may not be.
        """
        at = self._clock.now() // SECOND
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Remit",
            "webhook-id": message_id,
            "webhook-timestamp": str(at),
            "webhook-signature": signature(secret, message_id, at=at, body=body),
        }
        status = await self._web.post(url, content=body, headers=headers)
        if status not in _TAKEN:
            raise UndeliverableError(f"status {status}", final=status == _GONE)


def signature(secret: bytes, message_id: str, *, at: int, body: bytes) -> str:
    """Return the signature of a message, `v1,…`: HMAC-SHA256 over id, second and body."""
    signed = b".".join((message_id.encode(), str(at).encode(), body))
    return f"v1,{base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()}"
