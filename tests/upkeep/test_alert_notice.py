"""From the booking that crosses a line to its receiver: signed, under one id, to whoever wants it still."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest

from remit.administration.alert_rule import delete_alert_rule
from remit.administration.editor import Editor
from remit.bootstrap import App, build, embedded
from remit.budget.model import AlertChannel, AlertRule, Budget, Period, ScopeType, Threshold, Unit, Usage
from remit.clock import SECOND
from remit.config import Config
from remit.decision.alert import Alert, AlertFilter
from remit.upkeep.outbox import DELAYS
from tests.decision.house import AGENT, NOON, SECRET, TENANT, House, principal
from tests.outside.neighbour import Asked, Neighbour, Reply, neighbour
from tests.outside.post import Post, serving

pytestmark = pytest.mark.usefixtures("engine")

CENT = 10_000_000
DAY = Budget("day", ScopeType.AGENT, "r7", Period.DAY, Unit.MONEY, 100 * CENT, thresholds=(Threshold(80),))


@dataclass
class Site:
    """A house, another server on the same storage, and a receiver."""

    house: House
    app: App
    receiver: Neighbour
    secret: bytes = b""

    async def rule(self, name: str, *paths: str, percents: tuple[int, ...] = ()) -> bytes:
        """Write a rule with a webhook for each path, by the server that sends nothing; return its secret."""
        channels = tuple(AlertChannel(f"{self.receiver.url}{path}") for path in paths)
        rule = AlertRule(name, channels=channels, percents=percents)
        made = (await server(self.house).alert_rules.create(editor(self.house.app), rule)).result
        assert made.secret is not None
        return base64.b64decode(made.secret.reveal().removeprefix("whsec_"))

    async def spend(self, usage_id: str, cents: int) -> None:
        await self.house.settle(Usage(usage_id, AGENT, cost=cents * CENT))

    async def rounds(self, count: int = 3) -> None:
        for _ in range(count):
            await self.app.relay.run()
            await self.app.relay.idle()

    def asked(self, path: str) -> list[Asked]:
        return [one for one in self.receiver.asked if one.path == path]


def editor(app: App) -> Editor:
    return Editor(app.office, TENANT, principal())


def server(house: House, **settings: str) -> App:
    """Return another server on the same storage, which may send to this machine."""
    config = Config(listen="127.0.0.1:0", webhook_private=True, **settings)  # type: ignore[arg-type]
    return build(config, house.clock, backends=embedded(house.app.store, house.clock), secret=SECRET)


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    await house.put(DAY)
    async with neighbour() as receiver:
        app = server(house)
        yield Site(house, app, receiver)
        await app.relay.close()


def verified(asked: Asked, secret: bytes) -> dict[str, object]:
    """Return what was sent, once its signature is what a receiver computes."""
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.{asked.body}".encode()
    digest = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{digest}"
    found: dict[str, object] = json.loads(asked.body)
    return found


async def test_a_receiver_hears_of_each_line_once_and_can_verify_it(site: Site) -> None:
    site.receiver.replies["/a"] = Reply()
    secret = await site.rule("ops", "/a")
    for number in range(12):
        await site.spend(f"u{number}", 10)
        await site.rounds()
    first, last = (verified(one, secret) for one in site.asked("/a"))
    assert first == {
        "type": "budget.alert",
        "timestamp": "2026-11-20T12:00:00Z",
        "data": {
            "alert_id": (await alerts(site))[1].id, "tenant_id": TENANT, "alert_rule_id": "ops", "budget_id": "day",
            "percent": 80, "scope": "AGENT", "counts": AGENT, "period": "DAY", "period_start": "2026-11-20T00:00:00Z",
            "period_end": "2026-11-21T00:00:00Z", "unit": "MONEY", "currency": "USD", "limit": "1", "spent": "0.8",
            "held": "0",
        },
    }  # fmt: skip
    assert isinstance(last["data"], dict)
    assert last["data"]["percent"] == 100
    assert len({one.headers["webhook-id"] for one in site.asked("/a")}) == 2
    assert [one.rules for one in await alerts(site)] == [("ops",), ("ops",)]


async def alerts(site: Site) -> list[Alert]:
    found = await site.app.alerts.page(TENANT, AlertFilter(), before="", limit=9)
    return list(found)


async def test_a_receiver_that_fails_twice_gets_the_same_again(site: Site) -> None:
    answers = iter((500, 503, 200))
    site.receiver.replies["/a"] = lambda _: Reply(status=next(answers))
    secret = await site.rule("ops", "/a", percents=(80,))
    await site.spend("u", 90)
    await site.rounds()
    for delay in DELAYS[:3]:
        site.house.clock.advance(2 * delay)
        await site.rounds()
    found = site.asked("/a")
    assert len(found) == 3
    assert len({(one.headers["webhook-id"], one.body) for one in found}) == 1
    assert len({verified(one, secret)["timestamp"] for one in found}) == 1
    assert [int(one.headers["webhook-timestamp"]) - NOON // SECOND for one in found] == [0, 10, 610]


async def test_every_channel_of_every_rule_that_wants_it(site: Site) -> None:
    for path in ("/a", "/b", "/c", "/d"):
        site.receiver.replies[path] = Reply()
    one, two = await site.rule("one", "/a", "/b"), await site.rule("two", "/c", percents=(100,))
    await site.rule("three", "/d", percents=(90,))
    await site.spend("u", 85)
    await site.rounds()
    assert [len(site.asked(path)) for path in ("/a", "/b", "/c", "/d")] == [1, 1, 0, 0]
    await site.spend("v", 15)
    await site.rounds()
    assert [len(site.asked(path)) for path in ("/a", "/b", "/c", "/d")] == [2, 2, 1, 1]
    verified(site.asked("/b")[-1], one)
    verified(site.asked("/c")[-1], two)
    assert one != two


async def test_who_wants_it_no_more_is_sent_nothing_more(site: Site) -> None:
    site.receiver.replies["/a"] = Reply(status=500)
    site.receiver.replies["/b"] = Reply()
    for name in ("gone", "off", "moved"):
        await site.rule(name, f"/a?{name}", percents=(80,))
    await site.spend("u", 90)
    await site.rounds(2)
    assert len(site.receiver.asked) == 3
    house = site.house
    await delete_alert_rule(editor(house.app), "gone", etag="")
    rules = server(house).alert_rules
    await rules.update(editor(house.app), "off", etag="", change=lambda rule: replace(rule, enabled=False))
    elsewhere = (AlertChannel(f"{site.receiver.url}/b"),)
    await rules.update(
        editor(house.app), "moved", etag="", change=lambda rule: replace(rule, channels=elsewhere)
    )
    house.clock.advance(2 * DELAYS[0])
    await site.rounds()
    assert len(site.receiver.asked) == 3
    assert await house.rows("SELECT DISTINCT state FROM outbox WHERE kind='webhook'") == [("WITHDRAWN",)]


async def test_neither_storage_nor_the_log_shows_a_secret_or_an_address(site: Site) -> None:
    secret = await site.rule("ops", "/a?token=hushed", percents=(80,))
    await site.spend("u", 90)
    await site.rounds()
    shown = base64.b64encode(secret).decode()
    for table in ("audit_entry", "outbox", "alert", "entity"):
        for row in await site.house.rows(f"SELECT * FROM {table}"):
            text = repr(row)
            assert shown not in text
            assert "hushed" not in text or table == "entity"
    ((stored,),) = await site.house.rows("SELECT body FROM entity WHERE kind='alert_rule'")
    assert json.loads(stored)["sealed_secret"]
    entries = await site.house.rows("SELECT body FROM audit_entry WHERE kind='alert_rule:create'")
    assert b"sealed_secret" not in bytes(entries[0][0])
    assert site.receiver.url.partition("://")[2].encode() in bytes(entries[0][0])


async def test_of_a_tenant_that_is_gone_nobody_is_told(site: Site) -> None:
    await site.rule("ops", "/a")
    await site.spend("u", 90)
    await site.house.app.store.write(
        lambda connection: connection.exec_driver_sql("UPDATE outbox SET tenant='nobody'")
    )
    await site.rounds()
    assert site.receiver.asked == []
    assert await site.house.rows("SELECT state FROM outbox") == [("WITHDRAWN",)]


async def test_mail_says_it_in_words_and_waits_for_a_server_that_can_send_it(site: Site) -> None:
    house = site.house
    async with serving(post := Post()) as port:
        mailing = server(house, smtp_url=f"smtp://127.0.0.1:{port}", smtp_from="remit@remit.example")
        rule = AlertRule("ops", channels=(AlertChannel(email="ops@example.com"),), percents=(80,))
        made = await mailing.alert_rules.create(editor(house.app), rule)
        assert (made.result.secret, made.result.rule.sealed_secret) == (None, "")
        await site.spend("u", 90)
        await site.rounds()
        why = await house.rows("SELECT error FROM outbox WHERE kind='email'")
        assert why == [("this server sends no e-mail: REMIT_SMTP_URL is not set",)]
        house.clock.advance(2 * DELAYS[0])
        for _ in range(3):
            await mailing.relay.run()
            await mailing.relay.idle()
    (got,) = post.got
    assert (got["To"], got["Subject"]) == ("ops@example.com", "Budget day: 80 % of its limit is spent")
    ((identity,),) = await house.rows("SELECT id FROM outbox WHERE kind='email' AND state='DELIVERED'")
    assert got["Message-ID"] == f"<{identity}@remit.example>"
    text = got.get_payload(decode=True)
    assert isinstance(text, bytes)
    assert "Spent:   0.9 USD" in text.decode()
    ((entry,),) = await house.rows("SELECT body FROM audit_entry WHERE kind='alert_rule:create'")
    assert b"ops@" not in bytes(entry)
