"""The one HTTP client. Asks only what an operator or a verified document named; never follows, never trusts what it gets.

Nothing here logs or repeats what is sent or answered: both hold secrets.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Final

import httpx2
import orjson

from remit.errors import BackendUnavailableError
from remit.identity.web_url import WebUrl, web_url

CONNECT_SECONDS: Final = 3.0
"""Until a connection stands, its TLS included."""
TOTAL_SECONDS: Final = 5.0
"""Until the last byte of the answer, however it drips."""
MOST_BYTES: Final = 256 * 1024
"""Of one answer."""
HEAD_ALONE: Final = "remit.head_alone"
"""Extension of a request whose answer's body nobody reads."""
MOST_ADDRESSES: Final = 3
"""Of one name, that are tried in turn."""

_OK: Final = 200
_METADATA: Final = tuple(
    ip_network(one) for one in ("100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::/32")
)
"""Where clouds tell machines their secrets, besides the link-local addresses."""
_NAT64: Final = IPv6Network("64:ff9b::/96")
_INWARD: Final = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""Ways into private networks that are not private by name: NAT64 of the site's own, and what the site itself was."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How others are asked."""

    public: bool = False
    """Whether servers on public addresses alone are asked: where a tenant names them, and no operator."""
    seconds: float | None = None
    """Until the last byte of the answer; None: `TOTAL_SECONDS`."""


class OutsideError(httpx2.TransportError):
    """Somebody else's server is not asked, or what it answers is not taken. The text says why, without what it said."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered: one JSON object."""

    body: Mapping[str, Any]
    max_age: float | None
    """Seconds that it may be kept, by its `Cache-Control`; None when it does not say."""


class Web:
    """Asks other people's servers over HTTPS, within bounds of time, size and place."""

    def __init__(self, authorities: Path | None = None, manners: Manners | None = None) -> None:
        """Trust the machine's authorities, and those of a PEM file if given; ask as `manners` say.

        Raises:
            OSError: when the file cannot be read, or holds no certificate (ssl.SSLError).
        """
        context = httpx2.create_ssl_context(trust_env=False)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        if authorities is not None:
            context.load_verify_locations(authorities)
        self.transport: Final[httpx2.AsyncBaseTransport] = _Guarded(context, manners or Manners())
        """What any client of HTTP in this room must go through."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Fetch one JSON object.

        Raises:
            BackendUnavailableError: when the server is not reached, or answers anything else.
        """
        async with self.client() as client:
            with refusing(url):
                response = await client.get(url, headers={"Accept": "application/json", **(headers or {})})
                return Answer(_object(response), _max_age(response.headers.get("cache-control", "")))

    async def list_of(self, url: str, headers: Mapping[str, str]) -> Sequence[Any]:
        """Fetch one JSON list, as `get` does an object."""
        async with self.client() as client:
            with refusing(url):
                found = _json(await client.get(url, headers={"Accept": "application/json", **headers}))
                if not isinstance(found, list):
                    raise OutsideError("it answers something other than a list")
                return found

    async def post(self, url: str, *, content: bytes, headers: Mapping[str, str]) -> int:
        """Send something, and return the status of the answer, of which no more is read than its head.

        Raises:
            BackendUnavailableError: when the server is not reached, or may not be asked.
        """
        async with self.client() as client:
            with refusing(url):
                answered = await client.post(
                    url, content=content, headers=headers, extensions={HEAD_ALONE: True}
                )
                return int(answered.status_code)

    def client(self) -> httpx2.AsyncClient:
        """Return a client for one exchange; it knows nothing of the environment and of earlier ones."""
        return httpx2.AsyncClient(transport=self.transport, trust_env=False, follow_redirects=False)


@contextmanager
def refusing(url: str) -> Iterator[None]:
    """Tell any fault of asking `url` as BACKEND_UNAVAILABLE, by host and kind alone."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        host = url.partition("://")[2].partition("/")[0].rpartition("@")[2][:100]
        why = str(error) if isinstance(error, OutsideError) else _WHY.get(type(error), "it cannot be reached")
        message = f"{ascii(host)[1:-1]} does not answer as it must: {why}"
        raise BackendUnavailableError(message, retry_after=1.0) from None


_WHY: Final[Mapping[type[BaseException], str]] = {
    httpx2.ConnectTimeout: "no connection in time",
    httpx2.ReadTimeout: "no whole answer in time",
    httpx2.RemoteProtocolError: "what it says is not HTTP",
}


class _Guarded(httpx2.AsyncBaseTransport):
    """Looks where a request goes, and takes whole answers alone."""

    def __init__(self, context: ssl.SSLContext, manners: Manners) -> None:
        self._manners = manners
        # No connection is kept: one that was opened for a name must not serve another at the same address.
        limits = httpx2.Limits(max_connections=64, max_keepalive_connections=0)
        self._inner = httpx2.AsyncHTTPTransport(verify=context, trust_env=False, limits=limits)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            url = web_url(str(request.url))
        except ValueError as error:
            message = f"its address {error}"
            raise OutsideError(message) from None
        request.headers["Accept-Encoding"] = "identity"
        request.headers["Connection"] = "close"
        request.headers.pop("Cookie", None)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._answer(request, url)
        except TimeoutError:
            raise httpx2.ReadTimeout("") from None

    async def _answer(self, request: httpx2.Request, url: WebUrl) -> httpx2.Response:
        response = await self._send(request, url)
        if request.extensions.get(HEAD_ALONE):
            await response.aclose()
            return httpx2.Response(response.status_code, request=request)
        try:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise OutsideError("it answers compressed, though it was asked not to")
            body = bytearray()
            async for part in response.aiter_raw():
                body += part
                if len(body) > MOST_BYTES:
                    message = f"it answers more than {MOST_BYTES} bytes"
                    raise OutsideError(message)
        finally:
            await response.aclose()
        kept = {
            name: value
            for name, value in response.headers.items()
            if name in {"content-type", "cache-control"}
        }
        return httpx2.Response(response.status_code, headers=kept, content=bytes(body), request=request)

    @property
    def _seconds(self) -> float:
        return TOTAL_SECONDS if self._manners.seconds is None else self._manners.seconds

    async def _send(self, request: httpx2.Request, url: WebUrl) -> httpx2.Response:
        wait = {
            "connect": CONNECT_SECONDS,
            "read": self._seconds,
            "write": self._seconds,
            "pool": self._seconds,
        }
        # The name that the certificate must be for; the address is that which was looked at, and no other.
        extensions = {"timeout": wait, "sni_hostname": url.host}
        fault: httpx2.TransportError | None = None
        for address in (await addresses_of(url, public=self._manners.public))[:MOST_ADDRESSES]:
            attempt = httpx2.Request(
                request.method,
                request.url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions=extensions,
            )
            try:
                response = await self._inner.handle_async_request(attempt)
            except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
                fault = error
            else:
                response.request = attempt
                return response
        raise fault or httpx2.ConnectError("")


async def addresses_of(url: WebUrl, *, public: bool = False) -> Sequence[str]:
    """Return the addresses of a host that may be asked; with `public`, only where the whole world is.

    Raises:
        OutsideError: when it has none, or one that is nobody's server: of this machine, of the link, or a cloud's.
    """
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            found = await loop.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError):
        raise OutsideError("its name has no address") from None
    addresses = [str(one[4][0]) for one in found]
    for address in addresses:
        if not is_server(address, loopback=url.loopback, public=public):
            raise OutsideError("its address is none that may be asked")
    # IPv4 first: many machines have an IPv6 address that leads nowhere.
    return sorted(dict.fromkeys(addresses), key=lambda address: ":" in address)


def is_server(address: str, *, loopback: bool, public: bool = False) -> bool:
    """Tell whether somebody else's server may be at an address.

    Private networks are let unless `public`: operators run providers of their own there, and only operators name hosts.

    Args:
        address: IPv4 or IPv6, as resolved.
        loopback: whether this machine was meant; then nothing else will do.
        public: whether it must be where the whole world is: not here, and in no private network.
    """
    try:
        found: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        found = _inner(found)
    if public and (
        not found.is_global or any(found in one for one in _INWARD if one.version == found.version)
    ):
        return False
    if loopback or found.is_loopback:
        return loopback and found.is_loopback
    never = found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved
    return not never and not any(found.version == one.version and found in one for one in _METADATA)


def _inner(address: IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one leads to, if it does."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def _object(response: httpx2.Response) -> Mapping[str, Any]:
    found = _json(response)
    if not isinstance(found, dict):
        raise OutsideError("it answers something other than an object")
    return found


def _json(response: httpx2.Response) -> object:
    if response.status_code != _OK:
        message = f"it answers with status {response.status_code}"
        raise OutsideError(message)
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise OutsideError("it answers something other than JSON")
    try:
        found: object = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        raise OutsideError("what it answers cannot be read as JSON") from None
    return found


def _max_age(said: str) -> float | None:
    """Return the seconds of `max-age`; 0 where an answer must not be kept at all."""
    found: float | None = None
    for part in said.lower().split(","):
        name, _, value = part.strip().partition("=")
        if name in {"no-store", "no-cache"}:
            return 0.0
        value = value.strip('" ')
        if name == "max-age" and value.isascii() and value.isdigit():
            found = float(value[:9])
    return found
