"""Who gets to see a key: the server, encrypted unless it never leaves the machine."""

import pytest

from remit.client import AsyncClient, Client, Settings, Tls
from remit.client import messages as m
from remit.client.credentials import choose_tls, is_loopback, metadata_of
from tests.client.scripted import saying

LOCAL = [
    "127.0.0.1:7448",
    "127.9.9.9:1",
    "localhost:7448",
    "[::1]:7448",
    "unix:/run/remit.sock",
    "dns:///localhost:1",
]
AWAY = [
    "10.0.0.1:7448",
    "remit.example:443",
    "[2001:db8::1]:7448",
    "0.0.0.0:7448",
    "localhost.example:1",
    "example",
]


@pytest.mark.parametrize("address", LOCAL)
def test_loopback_needs_no_tls(address: str) -> None:
    assert is_loopback(address)
    assert choose_tls(address, None, insecure=False) is None


@pytest.mark.parametrize("address", AWAY)
def test_beyond_loopback_there_is_tls_unless_told_otherwise(address: str) -> None:
    assert not is_loopback(address)
    assert choose_tls(address, None, insecure=False) == Tls()
    assert choose_tls(address, None, insecure=True) is None


def test_tls_on_loopback_when_asked_for() -> None:
    tls = Tls(root_certificates=b"pem")
    assert choose_tls("127.0.0.1:1", tls, insecure=False) is tls


def test_insecure_and_tls_contradict_each_other() -> None:
    with pytest.raises(ValueError, match="give one of them"):
        Client.connect("10.0.0.1:1", "k", tls=Tls(), insecure=True)


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel", "tab\there"])
def test_a_damaged_key_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ValueError, match="copied whole") as caught:
        metadata_of(key, "")
    assert key not in str(caught.value)


def test_a_key_is_sent_as_a_bearer_and_a_tenant_beside_it() -> None:
    assert metadata_of(" k\n", "") == (("authorization", "Bearer k"),)
    assert metadata_of("k", "acme") == (("authorization", "Bearer k"), ("remit-tenant", "acme"))
    assert metadata_of("", "") == ()


def test_a_key_that_changes_is_asked_for_each_call() -> None:
    keys = iter(["first", "second"])
    with (
        saying(m.WhoAmIRequest, m.WhoAmIResponse()) as script,
        Client.connect(script.address, lambda: next(keys)) as client,
    ):
        client.who_am_i()
        client.who_am_i()
    assert [asked["authorization"] for asked in script.metadata] == ["Bearer first", "Bearer second"]


def test_another_key_tenant_and_deadline_on_the_same_connection() -> None:
    with (
        saying(m.WhoAmIRequest, m.WhoAmIResponse()) as script,
        Client.connect(script.address, "one") as client,
    ):
        client.using(key="two", tenant="acme", timeout=20.0).who_am_i()
        with client.using(key="three"):
            pass
        client.who_am_i()
    assert [asked["authorization"] for asked in script.metadata] == ["Bearer two", "Bearer one"]
    assert [asked.get("remit-tenant") for asked in script.metadata] == ["acme", None]
    assert script.deadlines[0] is not None
    assert script.deadlines[0] < 20.5


def test_no_secret_in_what_is_printed() -> None:
    settings = Settings("127.0.0.1:1", key="a-secret")
    assert "a-secret" not in repr(settings)
    assert "private" not in repr(Tls(private_key=b"private"))


async def test_the_other_client_does_the_same() -> None:
    with saying(m.WhoAmIRequest, m.WhoAmIResponse(tenant_id="t")) as script:
        async with AsyncClient.connect(script.address, "one") as client:
            assert (await client.using(key="two").who_am_i()).tenant_id == "t"
    assert script.metadata[0]["authorization"] == "Bearer two"
