"""Addresses of others: one reading for all, and no way off the issuer's host."""

import pytest

from remit.identity.web_url import is_on, web_url


@pytest.mark.parametrize(
    ("text", "host", "port", "place"),
    [
        ("https://idp.example", "idp.example", 443, "idp.example"),
        ("https://idp.example:443/realms/a", "idp.example", 443, "idp.example"),
        ("https://idp.example:8443/a?b=c", "idp.example", 8443, "idp.example:8443"),
        ("https://[2001:db8::1]/a", "2001:db8::1", 443, "[2001:db8::1]"),
        ("https://10.0.0.7/a", "10.0.0.7", 443, "10.0.0.7"),
        ("http://127.0.0.1:9400", "127.0.0.1", 9400, "127.0.0.1:9400"),
        ("http://[::1]:9400/", "::1", 9400, "[::1]:9400"),
        ("http://localhost/", "localhost", 80, "localhost"),
    ],
)
def test_an_address_is_taken_apart(text: str, host: str, port: int, place: str) -> None:
    url = web_url(text)
    assert (url.host, url.port, url.place) == (host, port, place)
    assert url.loopback is text.startswith("http://")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "idp.example",
        "//idp.example",
        "http://idp.example",
        "http://127.0.0.2",
        "http://localhost.evil.example",
        "HTTPS://idp.example",
        "https:/idp.example",
        "https:///a",
        "https://",
        "https://Idp.example",
        "https://idp.example.",
        "https://-idp.example",
        "https://idp.exаmple",  # noqa: RUF001  a look-alike is the point
        "https://idp.example\\@evil.example",
        "https://idp.example /",
        "https://idp.example\n",
        "https://ann@idp.example",
        "https://ann:secret@idp.example",
        "https://@idp.example",
        "https://idp.example#a",
        "https://idp.example/#",
        "https://idp.example:0",
        "https://idp.example:65536",
        "https://idp.example:port",
        "https://[::1",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://idp.example/" + "a" * 2_048,
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must"):
        web_url(text)


@pytest.mark.parametrize(
    ("text", "hosts", "on"),
    [
        ("https://idp.example/keys", (), True),
        ("https://idp.example:8443/keys", (), False),
        ("https://keys.idp.example/keys", (), False),
        ("https://keys.idp.example/keys", ("keys.idp.example",), True),
        ("https://keys.idp.example:8443/keys", ("keys.idp.example",), False),
        ("https://keys.idp.example:8443/keys", ("keys.idp.example:8443",), True),
        ("https://idp.example.evil.example/keys", ("keys.idp.example",), False),
        ("http://127.0.0.1/keys", ("127.0.0.1",), False),
    ],
)
def test_an_endpoint_is_on_the_issuers_host_or_on_one_that_is_named(
    text: str,
    hosts: tuple[str, ...],
    on: bool,  # noqa: FBT001  a case
) -> None:
    assert is_on(web_url(text), issuer=web_url("https://idp.example/realms/a"), hosts=hosts) is on
