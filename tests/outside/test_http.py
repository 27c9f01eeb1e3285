"""The HTTP client: nobody makes it follow, wait, swallow, unpack or go where no server of others is."""

import asyncio
import gzip
import ssl
import time
from pathlib import Path
from typing import Any

import pytest

from remit.errors import BackendUnavailableError
from remit.outside import http
from remit.outside.http import MOST_BYTES, Web, is_server
from tests.outside.neighbour import Neighbour, Reply, neighbour, said
from tests.server.certificates import write_certificate


async def refusal(web: Web, url: str) -> str:
    with pytest.raises(BackendUnavailableError) as refused:
        await web.get(url)
    assert refused.value.retry_after
    return str(refused.value)


async def test_an_object_comes_with_how_long_it_may_be_kept(web: Web, other: Neighbour) -> None:
    for said_so, seconds in (("", None), ("public, max-age=600", 600.0), ("no-store, max-age=9", 0.0)):
        headers = (f"Cache-Control: {said_so}",) if said_so else ()
        other.replies["/a"] = said({"a": 1}, headers=headers)
        answer = await web.get(f"{other.url}/a")
        assert (answer.body, answer.max_age) == ({"a": 1}, seconds)
    other.replies["/a"] = said({"a": 1}, kind="application/jwk-set+json; charset=utf-8")
    assert (await web.get(f"{other.url}/a")).body == {"a": 1}


async def test_a_redirect_is_not_followed(web: Web, other: Neighbour) -> None:
    other.replies["/a"] = Reply(status=302, headers=(f"Location: {other.url}/b",))
    other.replies["/b"] = said({})
    assert "status 302" in await refusal(web, f"{other.url}/a")
    assert other.count("/b") == 0


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b"<html></html>", kind="text/html"), "other than JSON"),
        (Reply(b"<html></html>"), "cannot be read as JSON"),
        (Reply(b"[]"), "other than an object"),
        (Reply(b'{"a": NaN}'), "cannot be read as JSON"),
        (Reply(b"[" * 100_000), "cannot be read as JSON"),
        (Reply(b"{}", status=500), "status 500"),
        (Reply(b'{"a": "' + b"x" * MOST_BYTES + b'"}'), "more than"),
        (Reply(gzip.compress(b"{}"), headers=("Content-Encoding: gzip",)), "compressed"),
    ],
)
async def test_what_is_no_answer_is_not_taken(web: Web, other: Neighbour, reply: Reply, why: str) -> None:
    other.replies["/a"] = reply
    assert why in await refusal(web, f"{other.url}/a")


async def test_what_a_server_says_is_not_repeated(web: Web, other: Neighbour) -> None:
    other.replies["/a"] = Reply(b"a secret of theirs")
    told = await refusal(web, f"{other.url}/a?token=a-secret-of-ours")
    assert "secret" not in told
    assert other.url.partition("://")[2] in told


@pytest.mark.alone
@pytest.mark.parametrize("reply", [Reply(b"{" + b" " * 5_000, drip=0.05), Reply(before=60.0)])
async def test_a_slow_server_is_left_in_time(
    web: Web, other: Neighbour, monkeypatch: pytest.MonkeyPatch, reply: Reply
) -> None:
    """However it drips: each byte is in time, the last would come after minutes."""
    assert http.TOTAL_SECONDS == 5
    monkeypatch.setattr(http, "TOTAL_SECONDS", 1.0)
    other.replies["/a"] = reply
    since = time.monotonic()
    assert "in time" in await refusal(web, f"{other.url}/a")
    assert time.monotonic() - since < 15


async def test_nothing_comes_from_the_environment(
    other: Neighbour, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other.replies["/a"] = said({}, headers=("Set-Cookie: c=1; Path=/",))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login ann password secret\n")
    (tmp_path / "netrc").chmod(0o600)
    for name, value in {"NETRC": str(tmp_path / "netrc"), "HTTP_PROXY": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(name.lower(), value)
    web = Web()
    await web.get(f"{other.url}/a")
    await web.get(f"{other.url}/a")
    assert all("cookie" not in one.headers and "authorization" not in one.headers for one in other.asked)
    assert other.count("/a") == 2


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "http://idp.example/a",
        "ftp://127.0.0.1/a",
        "https://ann:secret@idp.example/a",
        "http://127.0.0.2/a",
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.169.254/latest",
        "https://[fd00:ec2::254]/latest",
        "https://0.0.0.0/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://2130706433/a",
    ],
)
async def test_no_address_leads_to_the_machine_or_the_cloud(web: Web, url: str) -> None:
    told = await refusal(web, url)
    assert "secret" not in told
    # Told apart by form alone, before a name is resolved.
    formed = url.startswith("https://") and "@" not in url
    assert ("its address must" in told) is not formed
    assert formed is ("its address is none" in told or "its name has no address" in told)


@pytest.mark.parametrize(
    ("address", "loopback", "may"),
    [
        ("203.0.113.9", False, True),
        ("10.1.2.3", False, True),
        ("2a00:1450:4001::1", False, True),
        ("127.0.0.1", False, False),
        ("127.0.0.1", True, True),
        ("::1", True, True),
        ("10.1.2.3", True, False),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::a9fe:a9fe", False, False),
        ("2002:a9fe:a9fe::1", False, False),
        ("fe80::1", False, False),
        ("fd00:ec2::254", False, False),
        ("100.100.100.200", False, False),
        ("168.63.129.16", False, False),
        ("224.0.0.1", False, False),
        ("0.0.0.0", False, False),  # noqa: S104  nothing is bound
        ("::", False, False),
        ("nonsense", False, False),
    ],
)
def test_where_a_server_may_be(address: str, loopback: bool, may: bool) -> None:  # noqa: FBT001  a case
    assert is_server(address, loopback=loopback) is may


async def test_a_name_that_leads_here_is_refused(
    web: Web, other: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of others that resolves to this machine, be it for the second look alone, reaches nothing here."""
    loop = asyncio.get_running_loop()
    asked: list[object] = []

    async def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    other.replies["/a"] = said({})
    port = other.url.rpartition(":")[2]
    assert "none that may be asked" in await refusal(web, f"https://rebound.example:{port}/a")
    assert asked == ["rebound.example"]
    assert not other.asked


async def test_a_name_is_resolved_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Else it could lead elsewhere between the look and the connection. TLS and HTTP still ask for the name."""
    certificate, key = write_certificate(tmp_path, "ec")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    loop = asyncio.get_running_loop()
    resolve, resolved = loop.getaddrinfo, []

    async def counted(host: str | bytes, *given: Any, **more: Any) -> Any:
        # Some callers write a name as text, some as bytes.
        resolved.append(host.decode() if isinstance(host, bytes) else host)
        return await resolve("127.0.0.1", *given, **more)

    async with neighbour(context) as secure:
        secure.replies["/a"] = said({"a": 1})
        port = secure.url.rpartition(":")[2]
        monkeypatch.setattr(loop, "getaddrinfo", counted)
        assert (await Web(certificate).get(f"https://localhost:{port}/a")).body == {"a": 1}
        assert resolved.count("localhost") == 1
        assert secure.asked[0].headers["host"] == f"localhost:{port}"


async def test_certificates_are_always_verified(tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path, "ec")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with neighbour(context) as secure:
        secure.replies["/a"] = said({})
        port = secure.url.rpartition(":")[2]
        # Signed by nobody who is trusted.
        assert "cannot be reached" in await refusal(Web(), f"https://localhost:{port}/a")
        # Trusted, but for another name.
        assert "cannot be reached" in await refusal(Web(certificate), f"https://127.0.0.1:{port}/a")
        assert not secure.asked


def test_a_file_of_authorities_must_hold_some(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(OSError, match=r"."):
        Web(tmp_path / "ca.pem")
    with pytest.raises(OSError, match=r"."):
        Web(tmp_path / "absent.pem")


async def test_the_environment_names_no_authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, key = write_certificate(tmp_path, "ec")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    async with neighbour(context) as secure:
        secure.replies["/a"] = said({})
        port = secure.url.rpartition(":")[2]
        assert "cannot be reached" in await refusal(Web(), f"https://localhost:{port}/a")


async def test_no_connection_serves_twice(web: Web, other: Neighbour) -> None:
    other.replies["/a"] = said({})
    for _ in range(3):
        await web.get(f"{other.url}/a")
    assert [one.headers["connection"] for one in other.asked] == ["close"] * 3
