"""Who verifies tokens elsewhere finds the keys, at the port of a server or of several workers; whatever headers it sends."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest

from remit.clock import SECOND
from remit.config import Config, ConfigError, load
from remit.identity.token_key import PUBLISHED_AHEAD
from remit.server.fleet import Fleet
from remit.server.ops_port import OpsPort
from remit.server.well_known import MAX_AGE_SECONDS, documents
from tests.ops.scraping import get, ops_address
from tests.ops.test_merge import Worker
from tests.ops.test_port import say
from tests.running import RunningServer, running

ISSUER = "https://remit.example/acme"
METADATA = "/.well-known/oauth-authorization-server"
JWKS = "/.well-known/jwks.json"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    with running(tmp_path / "data", REMIT_METRICS_LISTEN="127.0.0.1:0", REMIT_ISSUER=ISSUER) as started:
        yield started


def read(address: str, path: str, **headers: str) -> tuple[dict[str, str], Any]:
    """Return the headers and the JSON of a page."""
    request = urllib.request.Request(f"http://{address}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  a URL of our own
        return dict(answer.headers), json.loads(answer.read())


def test_another_service_verifies_a_token_by_what_is_published(server: RunningServer) -> None:
    address = ops_address(server)
    assert read(address, JWKS)[1] == {"keys": []}
    with server.client() as client:
        token = client.issue_token(audiences=["https://billing.example"]).tokens.access_token
    headers, said = read(address, METADATA)
    assert said["issuer"] == ISSUER
    assert said["jwks_uri"] == f"{ISSUER}{JWKS}"
    assert headers["Cache-Control"] == f"public, max-age={MAX_AGE_SECONDS}"
    assert MAX_AGE_SECONDS * SECOND * 12 <= PUBLISHED_AHEAD
    headers, keys = read(address, JWKS)
    assert headers["Cache-Control"] == f"public, max-age={MAX_AGE_SECONDS}"
    assert "d" not in keys["keys"][0]
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, audience="https://billing.example", issuer=ISSUER)
    assert (claims["sub"], claims["tenant"]) == ("user:admin", "default")


def test_no_header_says_who_the_issuer_is(server: RunningServer) -> None:
    address = ops_address(server)
    honest = [read(address, path)[1] for path in (METADATA, JWKS)]
    forged = {
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "http",
        "Forwarded": "host=evil.example;proto=http",
        "X-Original-URL": "/metrics",
        "X-Forwarded-Prefix": "/evil",
    }
    assert [read(address, path, **forged)[1] for path in (METADATA, JWKS)] == honest
    assert honest[0]["issuer"] == ISSUER
    with server.client() as client:
        token = client.issue_token().tokens.access_token
    assert jwt.decode(token, options={"verify_signature": False})["iss"] == ISSUER


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"{METADATA}/acme", 200),
        ("/.well-known/openid-configuration", 200),
        ("/.well-known/openid-configuration/acme", 200),
        (f"{METADATA}/other", 404),
        ("/.well-known/", 404),
        ("/.well-known/../metrics", 404),
        ("/.well-known/jwks.json%0d%0aX:", 404),
        (f"{JWKS}?Host=evil.example", 200),
    ],
)
def test_where_it_is(server: RunningServer, path: str, code: int) -> None:
    assert get(ops_address(server), path)[0] == code


async def test_a_fleet_publishes_what_its_workers_do(tmp_path: Path) -> None:
    workers = [Worker(tmp_path, "1", 5), Worker(tmp_path, "2", 6)]
    fleet = Fleet(lambda: [worker.listen for worker in workers], workers=2)
    port = OpsPort("127.0.0.1:0", fleet)
    await port.start()
    try:
        assert await fleet.document(JWKS) is None
        await workers[1].port.start()
        answer = await say(port, f"GET {JWKS} HTTP/1.1\r\nHost: evil.example\r\n\r\n".encode())
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert answer.endswith(b'{"keys": []}')
        assert b"Cache-Control: public, max-age=300" in answer
        # What is no path of ours is not even passed on.
        odd = await say(port, b"GET /.well-known/a\nGET:/snapshot HTTP/1.1\r\n\r\n")
        assert odd.startswith(b"HTTP/1.1 404 ")
        assert workers[1].asked == [JWKS]
    finally:
        await port.close()
        await workers[1].port.close()


async def test_the_documents_say_what_the_settings_say() -> None:
    async def jwks() -> bytes:
        return b"{}"

    found = documents("http://127.0.0.1:7448", jwks)
    assert json.loads(await found[METADATA]())["jwks_uri"] == f"http://127.0.0.1:7448{JWKS}"


@pytest.mark.parametrize(
    "issuer",
    [
        "http://remit.example", "https://remit.example/", "https://remit.example?a=b", "https://remit.example#a",
        "https://ann@remit.example", "https://REMIT.example", "https://remit.example:0", "https://", "remit.example",
        "https://remit.example/a//b", "https://remit.example/\r\nX: y", "file:///etc/remit", "",
    ],
)  # fmt: skip
def test_an_issuer_is_an_exact_url(issuer: str) -> None:
    with pytest.raises(ConfigError, match="REMIT_ISSUER"):
        load(issuer=issuer)


def test_an_issuer_may_be_on_loopback_without_tls() -> None:
    assert load(issuer="http://localhost:9464").issuer == "http://localhost:9464"
    assert Config(issuer="http://[::1]:9464").issuer == "http://[::1]:9464"
