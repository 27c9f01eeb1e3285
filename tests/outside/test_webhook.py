"""Webhooks: signed as the standard says, sent to public servers alone, and no more read than the head of an answer."""

import asyncio
import base64
import time
from typing import Any

import pytest

from remit.clock import SECOND, FakeClock
from remit.errors import BackendUnavailableError
from remit.outside.http import Manners, Web, is_server
from remit.outside.webhook import ANYWHERE, PUBLIC, SECONDS, Webhooks, signature
from remit.upkeep.outbox import ATTEMPT_SECONDS, UndeliverableError
from tests.outside.neighbour import Neighbour, Reply

SECRET = bytes(range(32))
BODY = b'{"type":"budget.alert","data":{"percent":80}}'
AT = 1_795_219_200


def webhooks(manners: Manners = ANYWHERE) -> Webhooks:
    return Webhooks(Web(manners=manners), FakeClock(AT * SECOND + 7))


async def send(url: str, hooks: Webhooks | None = None) -> str:
    """Send, and return why that failed."""
    with pytest.raises((BackendUnavailableError, UndeliverableError)) as failed:
        await (hooks or webhooks()).send(url, BODY, message_id="msg_1", secret=SECRET)
    return f"{failed.value}{' for good' if getattr(failed.value, 'final', False) else ''}"


@pytest.mark.parametrize(
    ("secret", "message", "body", "signed"),
    [
        # As the library standardwebhooks 1.1.0 signs it.
        (SECRET, ("msg_1", AT), BODY, "v1,VsA+nhdg9SUCUdBRKE/2TeXwJC1XWorG7WQcQetYxh0="),
        # As the standard itself shows it.
        (
            base64.b64decode("plJ3nmyCDGBKInavdOK15jsl"),
            ("msg_loFOjxBNrRLzqYUf", 1_731_705_121),
            b'{"event_type":"ping","data":{"success":true}}',
            "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
        ),
    ],
)
def test_signatures_are_those_of_the_standard(
    secret: bytes, message: tuple[str, int], body: bytes, signed: str
) -> None:
    assert signature(secret, message[0], at=message[1], body=body) == signed


async def test_what_is_sent_is_what_receivers_verify(other: Neighbour) -> None:
    other.replies["/hook"] = Reply(status=204)
    await webhooks().send(f"{other.url}/hook?to=ops", BODY, message_id="msg_1", secret=SECRET)
    (asked,) = other.asked
    assert (asked.method, asked.path, asked.body) == ("POST", "/hook?to=ops", BODY.decode())
    assert asked.headers["content-type"] == "application/json"
    assert (asked.headers["webhook-id"], asked.headers["webhook-timestamp"]) == ("msg_1", str(AT))
    assert asked.headers["webhook-signature"] == signature(SECRET, "msg_1", at=AT, body=BODY)


@pytest.mark.parametrize(
    ("status", "why"), [(500, "status 500"), (404, "status 404"), (410, "status 410 for good")]
)
async def test_any_other_status_is_a_failure(other: Neighbour, status: int, why: str) -> None:
    other.replies["/hook"] = Reply(b"a secret of theirs", status=status)
    assert await send(f"{other.url}/hook") == why


async def test_a_redirect_is_not_followed(other: Neighbour) -> None:
    other.replies["/hook"] = Reply(status=307, headers=(f"Location: {other.url}/b",))
    other.replies["/b"] = Reply()
    assert await send(f"{other.url}/hook") == "status 307"
    assert other.count("/b") == 0


async def test_nothing_but_the_head_is_read(other: Neighbour) -> None:
    """However much comes, and however slowly."""
    other.replies["/hook"] = Reply(b"x" * 10_000_000, drip=1.0)
    # All of it would take months.
    async with asyncio.timeout(20):
        await webhooks().send(f"{other.url}/hook", BODY, message_id="msg_1", secret=SECRET)


async def test_a_receiver_that_says_nothing_is_left_in_time(other: Neighbour) -> None:
    assert PUBLIC.seconds == ANYWHERE.seconds == SECONDS == 10.0 < ATTEMPT_SECONDS
    other.replies["/hook"] = Reply(before=60.0)
    since = time.monotonic()
    assert "in time" in await send(f"{other.url}/hook", webhooks(Manners(seconds=0.2)))
    assert time.monotonic() - since < 20


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("93.184.216.34", True),
        ("2a00:1450:4001::1", True),
        ("64:ff9b::5db8:d822", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("168.63.129.16", False),
        ("100.100.100.200", False),
        ("fd00:ec2::254", False),
        ("fc00::1", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("64:ff9b::a01:203", False),
        ("64:ff9b:1::a01:203", False),
        ("2002:a01:203::1", False),
        ("::ffff:10.1.2.3", False),
        ("224.0.0.1", False),
        ("ff0e::1", False),
        ("240.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  nothing is bound
        ("nonsense", False),
    ],
)
def test_a_tenants_receiver_is_where_the_whole_world_is(address: str, may: bool) -> None:  # noqa: FBT001  a case
    assert is_server(address, loopback=False, public=True) is may
    assert not is_server(address, loopback=True, public=True)


async def test_no_tenant_reaches_what_only_this_server_should(
    other: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    other.replies["/hook"] = Reply()
    assert "none that may be asked" in await send(f"{other.url}/hook", webhooks(PUBLIC))
    loop, port = asyncio.get_running_loop(), other.url.rpartition(":")[2]
    resolved: list[str] = []

    async def resolve(host: str, port: int, **_: Any) -> list[tuple[object, ...]]:
        resolved.append(host)
        # One address of the world's, and one that is not.
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", ("10.0.0.5", port))]

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    assert "none that may be asked" in await send(f"https://hooks.example:{port}/hook", webhooks(PUBLIC))
    assert resolved == ["hooks.example"]
    assert not other.asked
