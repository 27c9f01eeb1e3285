"""Alerts and their rules between the wire and the inside. A rule's secret never passes here."""

from dataclasses import replace
from typing import Final

from remit.administration.etag import etag_of
from remit.budget.model import AlertChannel, AlertRule
from remit.decision.alert import Alert
from remit.errors import InvalidFieldError
from remit.server.convert.made import to_made
from remit.server.convert.money import to_time
from remit.server.convert.standing import standing_message
from remitpb.v1 import budget_service_pb2 as pb

FIELDS: Final = ("display_name", "budget_ids", "percents", "channels", "disabled")
"""What an update may change."""


def from_alert_rule(message: pb.AlertRule, before: AlertRule | None = None) -> AlertRule:
    """Return a rule as it shall be; what Remit sets stays as it was `before`.

    Raises:
        InvalidFieldError: when a channel is empty text.
    """
    return replace(
        before or AlertRule(message.alert_rule_id),
        display_name=message.display_name,
        budget_ids=tuple(message.budget_ids),
        percents=tuple(message.percents),
        channels=tuple(_channel(one, place) for place, one in enumerate(message.channels)),
        enabled=not message.disabled,
    )


def to_alert_rule(rule: AlertRule) -> pb.AlertRule:
    """Return a rule."""
    return pb.AlertRule(
        alert_rule_id=rule.id,
        display_name=rule.display_name,
        budget_ids=rule.budget_ids,
        percents=rule.percents,
        channels=map(_to_channel, rule.channels),
        disabled=not rule.enabled,
        created_at=to_made(rule.created_at),
        updated_at=to_made(rule.updated_at),
        etag=etag_of(rule),
    )


def to_alert(alert: Alert, currency: str) -> pb.Alert:
    """Return an alert."""
    return pb.Alert(
        alert_id=alert.id,
        percent=alert.percent,
        standing=standing_message(alert.line, currency, amounts=True),
        raised_at=to_time(alert.at),
        alert_rule_ids=alert.rules,
    )


def _channel(message: pb.AlertChannel, place: int) -> AlertChannel:
    url, email = message.webhook_url, message.email
    if not url and not email:
        field = f"alert_rule.channels[{place}]"
        raise InvalidFieldError(f"{field} must be a webhook_url or an email", field=field)
    return AlertChannel(url, email)


def _to_channel(channel: AlertChannel) -> pb.AlertChannel:
    if channel.webhook_url:
        return pb.AlertChannel(webhook_url=channel.webhook_url)
    return pb.AlertChannel(email=channel.email)
