"""The place where a browser comes back: who brings the state is taken, once; anybody else is turned away."""

import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from remit.cli.loopback import Brought, Loopback, Page

STATE = "the-state"
GOOD = Page(good=True, title="Signed in", text="Close this.")


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback() as waiting:
        waiting.expect(STATE)
        yield waiting


def visit(
    loopback: Loopback, path: str = "/callback", host: str = "", method: str = "GET", **query: str
) -> tuple[int, str]:
    target = urlsplit(loopback.redirect_uri)
    connection = HTTPConnection("127.0.0.1", target.port or 0, timeout=30)
    headers = {"Host": host} if host else {}
    connection.request(method, f"{path}?{urlencode(query)}", headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def visiting(loopback: Loopback, **query: str) -> tuple[threading.Thread, list[tuple[int, str]]]:
    seen: list[tuple[int, str]] = []
    thread = threading.Thread(target=lambda: seen.append(visit(loopback, **query)))
    thread.start()
    return thread, seen


def test_it_is_on_this_machine_alone(loopback: Loopback) -> None:
    target = urlsplit(loopback.redirect_uri)
    assert (target.scheme, target.hostname, target.path) == ("http", "127.0.0.1", "/callback")
    with socket.socket() as other:
        other.settimeout(5)
        with pytest.raises(OSError, match=r"refused"):
            other.connect(("127.0.0.2", target.port or 0))


def test_the_browser_hears_how_it_ended(loopback: Loopback) -> None:
    thread, seen = visiting(loopback, state=STATE, code="the-code")
    assert loopback.wait(30) == Brought("the-code")
    loopback.tell(GOOD)
    thread.join(30)
    ((status, text),) = seen
    assert (status, "Signed in" in text, "Close this." in text) == (200, True, True)
    assert "the-code" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"code": "stolen"},
        {"code": "stolen", "state": ""},
        {"code": "stolen", "state": "another"},
        {"code": "stolen", "state": STATE + "x"},
        {"code": "stolen", "state": STATE.upper()},
        {"code": "stolen", "state": "é"},
        {"error": "access_denied", "state": "another"},
        {"state": STATE},
        {"state": STATE, "code": ""},
    ],
)
def test_who_brings_another_state_is_turned_away_and_the_wait_goes_on(
    loopback: Loopback, query: dict[str, str]
) -> None:
    status, _ = visit(loopback, **query)
    assert status == 400
    with pytest.raises(TimeoutError):
        loopback.wait(0.2)
    thread, seen = visiting(loopback, state=STATE, code="mine")
    assert loopback.wait(30) == Brought("mine")
    loopback.tell(GOOD)
    thread.join(30)
    assert seen[0][0] == 200


def test_a_parameter_twice_is_none(loopback: Loopback) -> None:
    status, _ = visit(loopback, path=f"/callback?state={STATE}&code=a&code=b&x=")
    assert status == 400
    status, _ = visit(loopback, path=f"/callback?state={STATE}&state={STATE}&code=a&x=")
    assert status == 400


def test_it_comes_back_once(loopback: Loopback) -> None:
    thread, _ = visiting(loopback, state=STATE, code="first")
    assert loopback.wait(30) == Brought("first")
    status, _ = visit(loopback, state=STATE, code="second")
    assert status == 409
    with pytest.raises(TimeoutError):
        loopback.wait(0.2)
    loopback.tell(GOOD)
    thread.join(30)


@pytest.mark.parametrize("path", ["/", "/callback/", "/other", "/callback/../callback"])
def test_other_pages_are_not_there(loopback: Loopback, path: str) -> None:
    assert visit(loopback, path, state=STATE, code="x")[0] == 404


def test_another_name_of_this_machine_is_turned_away(loopback: Loopback) -> None:
    port = urlsplit(loopback.redirect_uri).port
    for host in (f"evil.example:{port}", "127.0.0.1", f"localhost:{port}"):
        assert visit(loopback, host=host, state=STATE, code="x")[0] == 404


def test_nothing_but_looking_is_possible(loopback: Loopback) -> None:
    assert visit(loopback, method="POST", state=STATE, code="x")[0] == 501


def test_what_a_provider_says_is_shown_as_text(loopback: Loopback) -> None:
    thread, seen = visiting(
        loopback, state=STATE, error="access_denied", error_description="<script>no</script>\x1b[31m"
    )
    brought = loopback.wait(30)
    assert brought == Brought(error="access_denied <script>no</script>[31m")
    loopback.tell(Page(good=False, title="Not signed in", text=brought.error))
    thread.join(30)
    assert "<script>" not in seen[0][1]
    assert "&lt;script&gt;" in seen[0][1]


def test_connections_that_say_nothing_keep_nobody_waiting(loopback: Loopback) -> None:
    port = urlsplit(loopback.redirect_uri).port or 0
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(20)]
    thread, _ = visiting(loopback, state=STATE, code="x")
    assert loopback.wait(8) == Brought("x")
    loopback.tell(GOOD)
    thread.join(30)
    for one in silent:
        one.close()


def test_a_taken_port_is_said_so(loopback: Loopback) -> None:
    with pytest.raises(OSError, match="in use"):
        Loopback(urlsplit(loopback.redirect_uri).port or 0)


def test_nothing_listens_afterwards() -> None:
    with Loopback() as waiting:
        waiting.expect(STATE)
        port = urlsplit(waiting.redirect_uri).port or 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=5)


def test_it_prints_nothing(loopback: Loopback, capfd: pytest.CaptureFixture[str]) -> None:
    visit(loopback, state="x", code="secret")
    assert capfd.readouterr() == ("", "")
