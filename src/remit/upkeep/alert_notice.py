"""Tells of alerts: which rules want one, what each channel is sent, and that a channel still wants it. Sends nothing.

Rules are asked as they stand when something is to be sent, so that one that was removed or changed is sent nothing more.
"""

import base64
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, Final, Protocol

import orjson

from remit.audit.person import MasterKey
from remit.budget.alert import secret_place, wants
from remit.budget.model import AlertChannel, AlertRule, Unit
from remit.decision.alert import Alert, Alerts
from remit.decision.catalog import Catalog
from remit.decision.catalogs import Catalogs
from remit.errors import NotFoundError
from remit.identity.web_url import web_url
from remit.manifest.instant import text_from_instant
from remit.money import decimal_from_nanos
from remit.upkeep.outbox import ALERT_KIND, Handler, Message, UndeliverableError, WithdrawnError

WEBHOOK: Final = "webhook"
EMAIL: Final = "email"
EVENT: Final = "budget.alert"
"""Type of the message, as Standard Webhooks has it."""
MESSAGE: Final = "msg_"


class Webhook(Protocol):
    """Sends to webhooks; raises `UndeliverableError`, or `BackendUnavailableError`, when that fails."""

    async def __call__(self, url: str, body: bytes, *, message_id: str, secret: bytes) -> None:
        """Send one message, once."""
        ...


class Email(Protocol):
    """Sends e-mail; raises `UndeliverableError` when that fails."""

    async def __call__(self, to: str, subject: str, *, text: str, message_id: str) -> None:
        """Send one message, once."""
        ...


class AlertNotices:
    """Handles what the outbox has of alerts."""

    def __init__(
        self,
        catalogs: Catalogs,
        alerts: Alerts,
        *,
        master: MasterKey,
        webhook: Webhook,
        email: Email | None,
        clock: Callable[[], int],
    ) -> None:
        """Look rules up in `catalogs`, and open their secrets with `master`; `clock` tells the instant.

        Without `email` what is to be mailed waits, for a server that can.
        """
        self._catalogs = catalogs
        self._alerts = alerts
        self._master = master
        self._webhook = webhook
        self._email = email
        self._clock = clock

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """By the kind of message."""
        return {ALERT_KIND: self.spread, WEBHOOK: self.call, EMAIL: self.mail}

    async def spread(self, message: Message) -> Sequence[Message]:
        """Return a message for each channel of each rule that wants the alert."""
        catalog = await self._catalog(message.tenant)
        alert = await self._alerts.find(message.tenant, message.id)
        if alert is None:
            raise WithdrawnError
        budget_id, own = alert.line.bucket.budget.id, bool(message.body["own"])
        rules = [
            rule
            for rule in sorted(catalog.every(AlertRule), key=lambda one: one.id)
            if wants(rule, budget_id=budget_id, percent=alert.percent, own=own)
        ]
        await self._alerts.pass_on(message.tenant, alert.id, rules=[rule.id for rule in rules])
        at = self._clock()
        return [
            _to_channel(alert, catalog, rule=rule, channel=channel, at=at)
            for rule in rules
            for channel in rule.channels
        ]

    async def call(self, message: Message) -> Sequence[Message]:
        """Send to a webhook."""
        rule, channel = await self._wanted(message)
        secret = self._master.unwrap(
            message.tenant, secret_place(rule.id), wrapped=base64.b64decode(rule.sealed_secret)
        )
        body = str(message.body["payload"]).encode()
        await self._webhook(channel.webhook_url, body, message_id=message.id, secret=secret)
        return ()

    async def mail(self, message: Message) -> Sequence[Message]:
        """Send an e-mail."""
        _, channel = await self._wanted(message)
        if self._email is None:
            raise UndeliverableError("this server sends no e-mail: REMIT_SMTP_URL is not set")
        subject, text = letter_of(orjson.loads(str(message.body["payload"]))["data"])
        await self._email(channel.email, subject, text=text, message_id=message.id)
        return ()

    async def _wanted(self, message: Message) -> tuple[AlertRule, AlertChannel]:
        """Return the rule and the channel that a message is for, as they stand.

        Raises:
            WithdrawnError: when there is none such any more.
        """
        rule = (await self._catalog(message.tenant)).get(AlertRule, str(message.body["rule"]))
        if rule is not None and rule.enabled:
            for channel in rule.channels:
                if _digest(channel) == message.body["channel"]:
                    return rule, channel
        raise WithdrawnError

    async def _catalog(self, tenant: str) -> Catalog:
        try:
            # What another server wrote a moment ago counts, too.
            return await self._catalogs.refresh(tenant)
        except NotFoundError:
            raise WithdrawnError from None


def _to_channel(
    alert: Alert, catalog: Catalog, *, rule: AlertRule, channel: AlertChannel, at: int
) -> Message:
    digest = _digest(channel)
    kind, to = (
        (WEBHOOK, web_url(channel.webhook_url).place)
        if channel.webhook_url
        else (EMAIL, channel.email.rpartition("@")[2])
    )
    # The same however often it is made.
    name = blake2b(orjson.dumps([catalog.tenant, alert.id, rule.id, digest]), digest_size=16).hexdigest()
    payload = orjson.dumps(payload_of(alert, catalog, rule_id=rule.id)).decode()
    body = {"rule": rule.id, "channel": digest, "payload": payload}
    return Message(f"{MESSAGE}{name}", catalog.tenant, kind, to, body, at)


def payload_of(alert: Alert, catalog: Catalog, *, rule_id: str) -> Mapping[str, Any]:
    """Return what a receiver reads: amounts of money as decimals of the currency, tokens as numbers."""
    line, bucket, budget = alert.line, alert.line.bucket, alert.line.bucket.budget
    money = budget.unit is Unit.MONEY

    def amount(number: int) -> str | int:
        return decimal_from_nanos(number) if money else number

    return {
        "type": EVENT,
        "timestamp": text_from_instant(alert.at),
        "data": {
            "alert_id": alert.id,
            "tenant_id": catalog.tenant,
            "alert_rule_id": rule_id,
            "budget_id": budget.id,
            "percent": alert.percent,
            "scope": budget.scope_type.upper(),
            "counts": bucket.key.rpartition("@")[0],
            "period": budget.period,
            "period_start": _instant(bucket.starts_at),
            "period_end": _instant(bucket.ends_at),
            "unit": budget.unit,
            "currency": catalog.settings.currency if money else None,
            "limit": amount(bucket.limit),
            "spent": amount(line.spent),
            "held": amount(line.held),
        },
    }


def letter_of(data: Mapping[str, Any]) -> tuple[str, str]:
    """Return subject and text of an e-mail about what a webhook would be sent as `data`."""
    unit = data["currency"] or "tokens"
    until = f", until {data['period_end']}" if data["period_end"] else ""
    lines = (
        f"The budget {data['budget_id']} of the tenant {data['tenant_id']} has reached {data['percent']} % of its limit.",
        "",
        f"Counts:  {data['counts']} ({data['period'].lower()}{until})",
        f"Limit:   {data['limit']} {unit}",
        f"Spent:   {data['spent']} {unit}",
        f"Held:    {data['held']} {unit}",
        f"Alert:   {data['alert_id']}",
        f"Rule:    {data['alert_rule_id']}",
    )
    return f"Budget {data['budget_id']}: {data['percent']} % of its limit is spent", "\n".join((*lines, ""))


def _instant(at: int | None) -> str | None:
    return text_from_instant(at) if at is not None else None


def _digest(channel: AlertChannel) -> str:
    """Return by what a message knows its channel: addresses of webhooks may themselves be secrets."""
    return blake2b(orjson.dumps([channel.webhook_url, channel.email]), digest_size=16).hexdigest()
