"""Discovery: an issuer's document is its own, and leads nowhere but to it. And key sets, one fetch for a storm."""

import asyncio
import random
from typing import Any

import pytest

from remit.clock import SECOND
from remit.errors import BackendUnavailableError, CredentialUnknownError
from remit.identity.compact_token import open_token
from remit.identity.token import Rules, verify_token
from remit.outside.discovery import WELL_KNOWN, Directory
from remit.outside.jwks import Keys, KeySets
from remit.outside.kept import COOL_DOWN, STALE, USUAL
from tests.outside.conftest import Elapsed
from tests.outside.issuer import TestIssuer
from tests.outside.neighbour import Neighbour, Reply, said

NOW = 1_800_000_000
CLAIMS = {"aud": "remit", "sub": "ann", "iat": NOW, "exp": NOW + 600}


async def refusal(directory: Directory, issuer: str, hosts: tuple[str, ...] = ()) -> str:
    with pytest.raises(BackendUnavailableError) as refused:
        await directory.of(issuer, hosts=hosts)
    return str(refused.value)


async def read(keys: KeySets, issuer: TestIssuer, token: str) -> str:
    rules = Rules(issuer.url, ("remit",), types=("jwt", ""), required=("sub",), bare=False)

    def reading(find: Keys) -> str:
        return str(verify_token(open_token(token), keys=find, rules=rules, now=NOW * SECOND)["sub"])

    return await keys.read(reading, issuer=issuer.url)


async def test_a_document_is_taken_whole(directory: Directory, issuer: TestIssuer) -> None:
    issuer.publish("one", token_endpoint=f"{issuer.url}/token", userinfo_endpoint=f"{issuer.url}/me")
    found = await directory.of(issuer.url)
    assert (found.jwks_uri, found.token_endpoint) == (f"{issuer.url}/keys", f"{issuer.url}/token")
    assert (found.userinfo_endpoint, found.authorization_endpoint) == (f"{issuer.url}/me", "")
    assert not found.secret_in_body
    await directory.of(issuer.url)
    assert issuer.neighbour.count(WELL_KNOWN) == 1


@pytest.mark.parametrize(
    "said_issuer", ["https://idp.example", "{url}/", "{url}/realm", "{URL}", "", None, ["{url}"]]
)
async def test_a_document_of_another_issuer_is_refused(
    directory: Directory, issuer: TestIssuer, said_issuer: object
) -> None:
    if isinstance(said_issuer, str):
        said_issuer = said_issuer.format(url=issuer.url, URL=issuer.url.upper())
    issuer.publish("one", issuer=said_issuer)
    assert "another issuer's" in await refusal(directory, issuer.url)


@pytest.mark.parametrize(
    "name", ["jwks_uri", "token_endpoint", "authorization_endpoint", "userinfo_endpoint"]
)
@pytest.mark.parametrize(
    "elsewhere",
    [
        "file:///etc/passwd",
        "{other}/keys",
        "https://169.254.169.254/latest/meta-data",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1.evil.example/keys",
        "http://127.0.0.1:{port}@evil.example/keys",
        "http://evil.example#@127.0.0.1:{port}/keys",
        "http://127.0.0.1:{port}\\@evil.example/keys",
        "//127.0.0.1:{port}/keys",
        "/keys",
        7,
    ],
)
async def test_no_endpoint_leads_elsewhere(
    directory: Directory, issuer: TestIssuer, other: Neighbour, name: str, elsewhere: object
) -> None:
    if isinstance(elsewhere, str):
        elsewhere = elsewhere.format(other=other.url, port=issuer.url.rpartition(":")[2])
    says: dict[str, Any] = {name: elsewhere}
    issuer.publish("one", **says)
    assert f"{name} is elsewhere" in await refusal(directory, issuer.url)
    assert not other.asked


async def test_another_host_needs_the_rules_leave(
    directory: Directory, issuer: TestIssuer, other: Neighbour
) -> None:
    issuer.publish("one", jwks_uri=f"{other.url}/keys")
    assert "name that host" in await refusal(directory, issuer.url)
    place = other.url.partition("://")[2]
    assert (await directory.of(issuer.url, hosts=(place,))).jwks_uri == f"{other.url}/keys"


async def test_a_redirect_to_another_document_is_refused(
    directory: Directory, issuer: TestIssuer, other: Neighbour
) -> None:
    other.replies[WELL_KNOWN] = issuer.neighbour.replies[WELL_KNOWN]
    issuer.neighbour.replies[WELL_KNOWN] = Reply(status=307, headers=(f"Location: {other.url}{WELL_KNOWN}",))
    assert "status 307" in await refusal(directory, issuer.url)
    assert not other.asked


@pytest.mark.parametrize("reply", [Reply(b"<html>", kind="text/html"), Reply(b"x" * 300_000), said([])])
async def test_what_is_no_document_is_refused(directory: Directory, issuer: TestIssuer, reply: Reply) -> None:
    issuer.neighbour.replies[WELL_KNOWN] = reply
    assert "does not answer as it must" in await refusal(directory, issuer.url)


@pytest.mark.parametrize(
    ("methods", "in_body"),
    [(["client_secret_post"], True), (["client_secret_basic", "client_secret_post"], False), (None, False)],
)
async def test_how_a_client_shows_its_secret(
    directory: Directory,
    issuer: TestIssuer,
    methods: object,
    in_body: bool,  # noqa: FBT001  a case
) -> None:
    issuer.publish("one", token_endpoint_auth_methods_supported=methods)
    assert (await directory.of(issuer.url)).secret_in_body is in_body


async def test_a_new_key_is_found_after_the_cool_down(
    keys: KeySets, issuer: TestIssuer, elapsed: Elapsed
) -> None:
    assert await read(keys, issuer, issuer.token(CLAIMS)) == "ann"
    issuer.publish("two")
    elapsed.now += COOL_DOWN
    assert await read(keys, issuer, issuer.token(CLAIMS, "two")) == "ann"
    with pytest.raises(CredentialUnknownError):
        await read(keys, issuer, issuer.token(CLAIMS, "one"))


async def test_a_storm_of_strange_keys_makes_one_fetch_a_cool_down(
    keys: KeySets, issuer: TestIssuer, elapsed: Elapsed
) -> None:
    await read(keys, issuer, issuer.token(CLAIMS))
    dice = random.Random(4)
    token = issuer.token(CLAIMS)
    for storm in range(3):
        elapsed.now += COOL_DOWN
        strange = [issuer.token(CLAIMS, "one", header={"kid": f"k{dice.random()}"}) for _ in range(1_000)]
        met = await asyncio.gather(*(read(keys, issuer, one) for one in strange), return_exceptions=True)
        # Those who wait hear that nobody has their key; more than may wait are told to come back.
        assert {type(one) for one in met} == {CredentialUnknownError, BackendUnavailableError}
        assert issuer.neighbour.count("/keys") == 2 + storm
        # Good ones are read as ever, meanwhile and afterwards.
        assert await read(keys, issuer, token) == "ann"


async def test_keys_outlive_their_issuer_for_a_day(
    keys: KeySets, issuer: TestIssuer, elapsed: Elapsed
) -> None:
    token = issuer.token(CLAIMS)
    await read(keys, issuer, token)
    issuer.neighbour.replies.clear()
    elapsed.now += USUAL + STALE - 60
    assert await read(keys, issuer, token) == "ann"
    elapsed.now += 61
    with pytest.raises(BackendUnavailableError):
        await read(keys, issuer, token)
    issuer.publish("one")
    elapsed.now += COOL_DOWN
    assert await read(keys, issuer, token) == "ann"


async def test_a_key_that_was_taken_back_verifies_nothing_after_its_time(
    keys: KeySets, issuer: TestIssuer, elapsed: Elapsed
) -> None:
    token = issuer.token(CLAIMS)
    issuer.publish("one", "two", cache="max-age=300")
    await read(keys, issuer, token)
    issuer.publish("two", cache="max-age=300")
    elapsed.now += 301
    with pytest.raises(CredentialUnknownError):
        await read(keys, issuer, token)


async def test_who_comes_back_is_found_at_the_first_try_after_the_cool_down(
    keys: KeySets, issuer: TestIssuer, elapsed: Elapsed
) -> None:
    """The document that leads to the keys has a pause of its own, which must be over by then."""
    good = dict(issuer.neighbour.replies)
    issuer.neighbour.replies.clear()
    with pytest.raises(BackendUnavailableError):
        await read(keys, issuer, issuer.token(CLAIMS))
    issuer.neighbour.replies.update(good)
    elapsed.now += COOL_DOWN
    assert await read(keys, issuer, issuer.token(CLAIMS)) == "ann"


async def test_a_set_that_is_none_is_refused(keys: KeySets, issuer: TestIssuer) -> None:
    issuer.publish_raw({"keys": [{}] * 65})
    with pytest.raises(BackendUnavailableError, match="at most 64 keys"):
        await read(keys, issuer, issuer.token(CLAIMS))
