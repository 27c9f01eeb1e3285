"""Statements in one trip: on a real Postgres, in the clear and over TLS; answers in pieces, and such as make no sense."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any, Final, cast
from urllib.parse import urlsplit

import asyncpg
import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from remit.storage.postgres.connection import Connections
from remit.storage.postgres.pipeline import Answer, Pipeline, Query
from tests.backends.postgres import GivenPostgres, RunningPostgres, ask
from tests.server.certificates import write_certificate

ECHO: Final = "SELECT $1::text, $2::bigint + 1, $3::text"
CONNECTIONS: Final = 2
"""To a database that is reached in one: the first asks who answers."""
AWKWARD: Final = ("", "ünï\tcode\n", "'; DROP", "\\x00", "x" * 100_000)


@pytest.fixture
async def pipeline(postgres: RunningPostgres | GivenPostgres) -> AsyncIterator[Pipeline]:
    connections = Connections(postgres.url)
    async with connections.use() as found:
        yield found
    await connections.close()


@pytest.mark.postgres
async def test_values_come_back_as_they_went_statement_by_statement(pipeline: Pipeline) -> None:
    for _ in range(2):  # the second time they are prepared
        answers = await pipeline.run(*(Query(ECHO, [text, 41, None]) for text in AWKWARD), Query("SELECT"))
        assert [one.rows for one in answers] == [*([[text, "42", None]] for text in AWKWARD), [[]]]
        assert answers[0].tag == "SELECT 1"


@pytest.mark.postgres
async def test_nothing_behind_a_failure_is_run_but_its_end(pipeline: Pipeline) -> None:
    await pipeline.run(Query("CREATE TEMPORARY TABLE kept (n bigint)"))
    write, fail = Query("INSERT INTO kept VALUES ($1::bigint)", [1]), Query("SELECT 1 / $1::bigint", [0])
    await pipeline.run(Query("BEGIN"))
    with pytest.raises(asyncpg.DivisionByZeroError) as caught:
        await pipeline.run(write, fail, write, then="COMMIT")
    assert caught.value.sqlstate == "22012"
    # What came before it was rolled back, and the connection is as good as new.
    assert (await pipeline.run(Query("SELECT count(*) FROM kept")))[0].rows == [["0"]]
    await pipeline.run(Query("BEGIN"), write, then="COMMIT")
    assert (await pipeline.run(Query("SELECT count(*) FROM kept")))[0].rows == [["1"]]


@pytest.mark.postgres
@pytest.mark.parametrize("ends", ["in time", "by its caller"])
async def test_what_is_given_up_is_ended_and_nobody_is_told_another_answer(
    pipeline: Pipeline, ends: str
) -> None:
    slow = Query("SELECT pg_sleep(5)")
    if ends == "in time":
        with pytest.raises(TimeoutError):
            await pipeline.run(slow, seconds=0.05)
    else:
        task = asyncio.create_task(pipeline.run(slow))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert pipeline.is_closed()
    with pytest.raises(ConnectionError):
        await pipeline.run(Query("SELECT 1"))


@pytest.mark.postgres
async def test_one_trip_at_a_time(pipeline: Pipeline) -> None:
    first = asyncio.create_task(pipeline.run(Query("SELECT pg_sleep(0.1)")))
    await asyncio.sleep(0)
    with pytest.raises(ConnectionError, match="another trip"):
        await pipeline.run(Query("SELECT 1"))
    await first


@pytest.mark.postgres
async def test_the_server_ending_a_session_is_told_in_its_own_words(
    pipeline: Pipeline, postgres: RunningPostgres | GivenPostgres
) -> None:
    waiting = asyncio.create_task(pipeline.run(Query("SELECT pg_sleep(5)")))
    await asyncio.sleep(0.05)
    ask(postgres.url, "SELECT pg_terminate_backend($1, 5000)", pipeline._driver.get_server_pid())
    with pytest.raises(asyncpg.AdminShutdownError):
        await waiting
    assert pipeline.is_closed()


@pytest.mark.postgres
@pytest.mark.parametrize("run", [asyncio.run, uvloop.run], ids=["asyncio", "uvloop"])
def test_it_works_over_tls(
    postgres: RunningPostgres | GivenPostgres, tmp_path: Path, run: Callable[[Any], None]
) -> None:
    async def work(url: str) -> None:
        connections = Connections(url)
        for _ in range(2):
            async with connections.use() as pipeline:
                assert pipeline._transport.get_extra_info("cipher") is not None
                answers = await pipeline.run(*(Query(ECHO, [text, 41, None]) for text in AWKWARD))
                assert [one.rows[0][0] for one in answers] == list(AWKWARD)
        await connections.close()

    with tls_before(postgres.url, tmp_path) as url:
        run(work(url))


@contextmanager
def tls_before(url: str, folder: Path) -> Iterator[str]:
    """Put TLS before a Postgres that has none: it is asked for first, as of a real one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*write_certificate(folder, "ec"))
    parts = urlsplit(url)

    def copy(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65_536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def serve() -> None:
        for _ in range(CONNECTIONS):
            plain, _ = listening.accept()
            assert plain.recv(8, socket.MSG_WAITALL) == b"\0\0\0\x08\x04\xd2\x16\x2f"
            plain.sendall(b"S")
            inward = stack.enter_context(context.wrap_socket(plain, server_side=True))
            outward = stack.enter_context(socket.create_connection((parts.hostname, parts.port)))
            for way in ((inward, outward), (outward, inward)):
                threads.append(Thread(target=copy, args=way, daemon=True))
                threads[-1].start()

    threads: list[Thread] = []
    with ExitStack() as stack:
        listening = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        threads.append(Thread(target=serve, daemon=True))
        threads[0].start()
        port = listening.getsockname()[1]
        login = f"{parts.username}:{parts.password}@127.0.0.1:{port}"
        yield parts._replace(netloc=login, query="sslmode=require").geturl()
        for thread in threads:
            thread.join(5)


class Deaf:
    """A connection that reaches nobody; what it is told is up to the test."""

    def __init__(self) -> None:
        self._transport = self._protocol = self
        self._addr = self._params = self.backend_pid = self.backend_secret = None
        self.ended = False

    def set_protocol(self, _: object) -> None:
        pass

    def write(self, _: bytes) -> None:
        pass

    def is_closed(self) -> bool:
        return self.ended

    def terminate(self) -> None:
        self.ended = True


ANSWER: Final = (
    b"1\0\0\0\x04" b"2\0\0\0\x04" b"D\0\0\0\x11\0\x02\0\0\0\x03abc\xff\xff\xff\xff" b"C\0\0\0\x0dSELECT 1\0"
    b"N\0\0\0\x06S\0" b"Z\0\0\0\x05I"
)  # fmt: skip


async def told(pieces: list[bytes]) -> Answer:
    pipeline = Pipeline(cast("Any", Deaf()), keeps=True, seconds=5.0)
    waiting = asyncio.create_task(pipeline.run(Query("SELECT")))
    await asyncio.sleep(0)
    for piece in pieces:
        pipeline.data_received(piece)
    (answer,) = await waiting
    return answer


@given(st.lists(st.integers(0, len(ANSWER)), max_size=8).map(sorted))
def test_an_answer_may_come_in_any_pieces(cuts: list[int]) -> None:
    edges = [0, *cuts, len(ANSWER)]
    pieces = [ANSWER[a:b] for a, b in pairwise(edges)]
    assert asyncio.run(told(pieces)) == Answer("SELECT 1", [["abc", None]])


@pytest.mark.parametrize(
    "nonsense",
    [
        b"Z\0\0\0\x03", b"Z\x7f\xff\xff\xff", b"?\0\0\0\x04", b"?\0\x01\0\0", b"D\0\0\0\x0a\0\x01\0\0\0\x09",
        b"Z\0\0\0\x05I", b"D\x04\0\0\x01", b"D\0\0\0\x0b\0\x01\0\0\0\x01\xff", b"C\0\0\0\x06\xff\0",
        b"E\0\0\0\x05\0Z\0\0\0\x05I",
    ],
    ids=[
        "too short", "too long", "of no kind", "of no kind, and the rest never comes", "a row cut short",
        "no answer at all", "longer than any", "no text", "no tag", "an error without words",
    ],
)  # fmt: skip
async def test_nonsense_is_an_error_and_not_an_answer(nonsense: bytes) -> None:
    with pytest.raises((asyncpg.InternalClientError, asyncpg.PostgresError)):
        await asyncio.wait_for(told([nonsense]), 1)
