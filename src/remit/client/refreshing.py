"""A token that stays good: refreshed before it ends, once for all calls. Reads no clock of the machine's, keeps no file."""

import base64
import json
import threading
from collections.abc import Callable
from typing import Final

from remit.client import messages as m
from remit.client.client import Client
from remit.client.errors import CallError

EARLY: Final = 0.8
"""Part of a token's life after which the next one is fetched, while this one is still good."""

AGAIN_SECONDS: Final = 5.0
"""Between two tries while the token is still good."""

LATEST: Final = 0.95
"""Part of its life after which it is not used any more: a call takes time."""


class RefreshingToken:
    """What a client takes in place of a key: returns the present token, asked for each call.

        client = Client.connect(address, RefreshingToken(Client.connect(address), refresh_token, on_change=keep))

    The next pair is fetched by a thread of its own, so that no call waits, nor an event loop: only one that comes after
    the end does. Each refresh token is good once, and one that comes back ends them all: so one of these alone may
    use it, and `on_change` keeps the next one where the program finds it when it starts again.
    """

    def __init__(
        self,
        client: Client,
        first: "m.TokenPair | str",
        *,
        on_change: "Callable[[m.TokenPair], None] | None" = None,
    ) -> None:
        """Begin.

        Args:
            client: of the server that issued it; its own key is not used.
            first: the pair as it was just issued, or a refresh token alone.
            on_change: called with each new pair, before it is used.
        """
        self._client = client.using(key="", tenant="")
        self._on_change = on_change
        self._turn = threading.Lock()
        self._access = self._refresh = ""
        self._due, self._ended = False, True
        self._timers: list[threading.Timer] = []
        if isinstance(first, str):
            self._refresh = first
        else:
            self._take(first)

    def __repr__(self) -> str:
        return "RefreshingToken()"

    def __call__(self) -> str:
        """Return a token that is good now.

        Raises:
            CallError: when it has ended, and no other is to be had.
        """
        if self._ended:
            with self._turn:
                if self._ended:
                    self._renew()
        elif self._due and self._turn.acquire(blocking=False):
            self._due = False
            threading.Thread(target=self._renew_early, name="remit-token", daemon=True).start()
        return self._access

    def close(self) -> None:
        """Forget the time: no next pair is fetched any more."""
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    def _renew_early(self) -> None:
        # What fails now is told to who calls after the end, if it still fails then.
        try:
            self._renew()
        except CallError:
            self._after(AGAIN_SECONDS, self._fall_due)
        finally:
            self._turn.release()

    def _renew(self) -> None:
        pair = self._client.refresh_token(refresh_token=self._refresh).tokens
        if self._on_change is not None:
            self._on_change(pair)
        self._take(pair)

    def _take(self, pair: "m.TokenPair") -> None:
        self.close()
        self._access, self._refresh = pair.access_token, pair.refresh_token
        self._due = self._ended = False
        life = _life_of(pair.access_token)
        self._after(EARLY * life, self._fall_due)
        self._after(LATEST * life, self._end)

    def _after(self, seconds: float, do: Callable[[str], None]) -> None:
        timer = threading.Timer(seconds, do, (self._access,))
        timer.daemon = True
        self._timers.append(timer)
        timer.start()

    def _fall_due(self, access: str) -> None:
        if access == self._access:
            self._due = True

    def _end(self, access: str) -> None:
        # One that fires while the next pair is taken says nothing of that.
        if access == self._access:
            self._ended = True


def _life_of(token: str) -> float:
    """Return how many seconds a token is good from when it was issued, by itself: clocks need not agree."""
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return float(claims["exp"] - claims["iat"])
