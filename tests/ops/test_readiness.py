"""Readiness asks each backend once for many who ask, waits for none too long, and tells no truth that is a secret."""

import asyncio

import pytest

from remit.errors import BackendUnavailableError
from remit.server import readiness
from remit.server.readiness import FAILED, OK, SLOW, STARTING, Probe, Readiness


class Backend:
    """Something that may be slow or broken."""

    def __init__(self) -> None:
        """Be well."""
        self.asked = 0
        self.seconds = 0.0
        self.error: Exception | None = None

    async def ask(self) -> None:
        self.asked += 1
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 0.0)
    return Backend()


async def test_what_is_required_decides(backend: Backend) -> None:
    other = Backend()
    looking = Readiness(
        [Probe("storage", backend.ask), Probe("pace", other.ask, required=False)], state=lambda: OK
    )
    assert (await looking.look()).ready
    other.error = BackendUnavailableError("redis://user:password@there is away")
    report = await looking.look()
    assert report.ready
    assert report.found["pace"] == "BACKEND_UNAVAILABLE"
    backend.error = ValueError("postgresql://user:password@there")
    report = await looking.look()
    assert not report.ready
    assert report.found["storage"] == FAILED
    assert "password" not in str(report.body())


async def test_a_server_that_has_not_begun_is_not_ready(backend: Backend) -> None:
    looking = Readiness([Probe("storage", backend.ask)], state=lambda: STARTING)
    report = await looking.look()
    assert (report.ready, report.found["server"]) == (False, STARTING)


async def test_a_backend_that_hangs_is_asked_once_and_not_waited_for(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "PROBE_SECONDS", 0.02)
    backend.seconds = 3600
    looking = Readiness([Probe("storage", backend.ask)], state=lambda: OK)
    for _ in range(5):
        assert (await looking.look()).found["storage"] == SLOW
    assert backend.asked == 1
    await looking.close()


async def test_many_who_ask_at_once_cost_one_question(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readiness, "FRESH_SECONDS", 60.0)
    looking = Readiness([Probe("storage", backend.ask)], state=lambda: OK)
    looking._looked_at = -60.0
    await asyncio.gather(*(looking.look() for _ in range(100)))
    await looking.look()
    assert backend.asked == 1
