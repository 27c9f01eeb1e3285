"""A token that a client keeps good: refreshed early, once for all, and never waited for while it still counts."""

import base64
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from remit.client import Client, RefreshingToken, entity, refreshing
from remit.client import messages as m
from remit.client.errors import UnauthenticatedError, UnavailableError
from tests.conftest import OwnTenant
from tests.running import RunningServer

PATIENCE = 30.0


def pair(number: int, life: float = 3_600.0) -> m.TokenPair:
    """A pair as a server issues it, but for the signature."""
    said = (
        base64.urlsafe_b64encode(json.dumps({"iat": 1_000, "exp": 1_000 + life}).encode())
        .rstrip(b"=")
        .decode()
    )
    return m.TokenPair(access_token=f"h.{said}.{number}", refresh_token=f"r{number}")


class Issuer:
    """Stands where a client asks: notes who asked with what, and answers when it may."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.life = 3_600.0
        self.error: Exception | None = None
        self.open = threading.Event()
        self.open.set()

    def using(self, **_: Any) -> "Issuer":
        return self

    def refresh_token(self, *, refresh_token: str) -> m.RefreshTokenResponse:
        self.shown.append(refresh_token)
        assert self.open.wait(PATIENCE)
        if self.error is not None:
            raise self.error
        return m.RefreshTokenResponse(tokens=pair(len(self.shown), self.life))


class Time:
    """Timers that fire when the test moves the time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.set: list[tuple[float, FakeTimer]] = []

    def advance(self, seconds: float) -> None:
        self.now += seconds
        due = [timer for at, timer in self.set if at <= self.now]
        self.set = [(at, timer) for at, timer in self.set if at > self.now]
        for timer in due:
            timer.fire()


class FakeTimer:
    """One timer."""

    def __init__(self, time_: Time, seconds: float, do: Callable[..., None], given: tuple[Any, ...]) -> None:
        self._time, self._seconds, self._do, self._given = time_, seconds, do, given
        self.daemon, self._cancelled = False, False

    def start(self) -> None:
        assert self.daemon
        self._time.set.append((self._time.now + self._seconds, self))

    def cancel(self) -> None:
        self._cancelled = True

    def fire(self) -> None:
        if not self._cancelled:
            self._do(*self._given)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Time:
    moved = Time()
    monkeypatch.setattr(threading, "Timer", lambda seconds, do, given: FakeTimer(moved, seconds, do, given))
    return moved


def until(wanted: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < limit
        time.sleep(0.005)


def token_of(issuer: Issuer, first: "m.TokenPair | str", **wishes: Any) -> RefreshingToken:
    return RefreshingToken(issuer, first, **wishes)  # type: ignore[arg-type]


def test_a_fresh_one_is_given_without_asking(clock: Time) -> None:
    issuer = Issuer()
    token = token_of(issuer, pair(0))
    clock.advance(2_000)
    assert token() == pair(0).access_token
    assert issuer.shown == []


def test_it_is_renewed_early_while_calls_go_on_with_the_old_one(clock: Time) -> None:
    issuer, kept = Issuer(), list[str]()
    issuer.open.clear()
    token = token_of(issuer, pair(0), on_change=lambda one: kept.append(one.refresh_token))
    clock.advance(3_000)
    for _ in range(50):
        assert token() == pair(0).access_token
    issuer.open.set()
    until(lambda: token() == pair(1).access_token)
    assert issuer.shown == ["r0"]
    assert kept == ["r1"]


def test_after_the_end_all_wait_for_one(clock: Time) -> None:
    issuer = Issuer()
    token = token_of(issuer, "r0")
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(token())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert found == [pair(1).access_token] * 8
    assert issuer.shown == ["r0"]


def test_a_failure_is_told_to_nobody_before_the_end(clock: Time) -> None:
    issuer = Issuer()
    token = token_of(issuer, pair(0))
    issuer.error = UnavailableError("away")
    clock.advance(3_000)
    assert token() == pair(0).access_token
    until(lambda: issuer.shown == ["r0"] and not token._turn.locked())
    # Not asked again at each call, but soon.
    assert token() == pair(0).access_token
    assert issuer.shown == ["r0"]
    clock.advance(refreshing.AGAIN_SECONDS)
    assert token() == pair(0).access_token
    until(lambda: issuer.shown == ["r0", "r0"] and not token._turn.locked())
    clock.advance(1_000)
    with pytest.raises(UnavailableError):
        token()
    issuer.error = None
    assert token() == pair(4).access_token


def test_it_shows_nothing_of_itself(clock: Time) -> None:
    assert repr(token_of(Issuer(), "r0")) == "RefreshingToken()"


def test_a_client_keeps_its_token_good(server: RunningServer, tenant: OwnTenant) -> None:
    agent = entity("agent:refreshing")
    kept: list[m.TokenPair] = []
    with server.client(tenant.key) as admin:
        admin.create_subject(subject=m.Subject(entity=agent))
        first = admin.issue_token(subject=agent, refreshable=True).tokens
        token = RefreshingToken(admin, first.refresh_token, on_change=kept.append)
        with Client.connect(server.address, token) as client:
            assert client.who_am_i().principal == agent
            assert client.who_am_i().credential_id == kept[0].token_id
        assert len(kept) == 1
        with pytest.raises(UnauthenticatedError, match="used before"):
            RefreshingToken(admin, first.refresh_token)()
