"""Rules of alerts: who hears of crossed thresholds. Shows the secret of webhooks once, with the write that makes it."""

import base64
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import ip_address
from typing import Final

from remit.administration.editor import Editor, UnchangedError, Written, stamped
from remit.administration.field import under
from remit.administration.unit import Unit, create, existing, update
from remit.audit.person import MasterKey
from remit.budget.alert import secret_place
from remit.budget.model import AlertChannel, AlertRule, Budget
from remit.errors import InvalidFieldError, MissingFieldError, NotFoundError, PreconditionFailedError
from remit.identity.api_key import Secret
from remit.identity.web_url import web_url

MOST_RULES: Final = 100
"""Rules of one tenant: each is asked about each alert, and about each budget that changes."""
SECRET_BYTES: Final = 32
"""Standard Webhooks asks for 24 to 64."""
SECRET_PREFIX: Final = "whsec_"  # noqa: S105  begins secrets

_IS_EMAIL: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII
).fullmatch


@dataclass(frozen=True, slots=True)
class Reach:
    """Which channels this installation can send to."""

    private: bool = False
    """Also webhooks on private addresses, and on this machine."""
    email: bool = False


@dataclass(frozen=True, slots=True)
class Ruled:
    """A rule as written."""

    rule: AlertRule
    secret: Secret | None
    """What signs its webhooks; None unless it was made just now."""


class AlertRules:
    """Writes rules."""

    def __init__(self, master: MasterKey, reach: Reach) -> None:
        """Seal secrets under `master`, and take channels within `reach` alone."""
        self._master = master
        self._reach = reach

    async def create(self, editor: Editor, rule: AlertRule) -> Written[Ruled]:
        """Create a rule.

        Raises:
            AlreadyExistsError: when the id is taken.
            MissingFieldError: when it has no channel.
            InvalidFieldError: when a channel cannot be sent to, or something stands twice.
            NotFoundError: when a budget that it names is not there.
            PreconditionFailedError: when the tenant has as many rules as it may.
        """

        def work(unit: Unit) -> Ruled:
            earlier = editor.claimed(unit, rule.id)
            if earlier is not None:
                raise UnchangedError(Ruled(existing(unit, AlertRule, identity=earlier), None))
            if len(unit.page(AlertRule, limit=MOST_RULES)) >= MOST_RULES:
                raise PreconditionFailedError(
                    f"a tenant has at most {MOST_RULES} alert rules; remove one first"
                )
            self._check(unit, rule)
            made, secret = self._sealed(unit.tenant, rule)
            return Ruled(create(unit, stamped(made, created_at=unit.at, updated_at=unit.at)), secret)

        return await editor.write("alert_rule:create", f"alert_rule:{rule.id}", work=work)

    async def update(
        self, editor: Editor, identity: str, *, etag: str, change: Callable[[AlertRule], AlertRule]
    ) -> Written[Ruled]:
        """Change a rule; raises as `create`. One that has its first webhook by this gets a secret."""

        def work(unit: Unit) -> Ruled:
            secrets: list[Secret | None] = []

            def changed(before: AlertRule) -> AlertRule:
                after = change(before)
                if after == before:
                    raise UnchangedError(Ruled(before, None))
                self._check(unit, after, known=before.budget_ids)
                made, secret = self._sealed(unit.tenant, after)
                secrets.append(secret)
                return stamped(made, updated_at=unit.at)

            after = update(unit, AlertRule, identity=identity, etag=etag, change=changed)
            return Ruled(after, secrets[-1])

        return await editor.write("alert_rule:update", f"alert_rule:{identity}", work=work)

    def _check(self, unit: Unit, rule: AlertRule, *, known: tuple[str, ...] = ()) -> None:
        """Refuse a rule that is not of its form; `known` budgets may have been removed since they were named."""
        with under("alert_rule"):
            if not rule.channels:
                raise MissingFieldError("say where to send: at least one channel", field="channels")
            for name in ("budget_ids", "percents", "channels"):
                _require_once(getattr(rule, name), name)
            for place, channel in enumerate(rule.channels):
                self._check_channel(channel, f"channels[{place}]")
            for place, budget_id in enumerate(rule.budget_ids):
                if budget_id not in known and unit.find(Budget, budget_id) is None:
                    raise NotFoundError(f"there is no budget {budget_id!r}", field=f"budget_ids[{place}]")

    def _check_channel(self, channel: AlertChannel, field: str) -> None:
        if channel.webhook_url:
            try:
                host = web_url(channel.webhook_url)
            except ValueError as error:
                raise InvalidFieldError(f"webhook_url {error}", field=f"{field}.webhook_url") from None
            if not self._reach.private and (host.loopback or _is_private(host.host)):
                message = "webhook_url must be on a public address; REMIT_WEBHOOK_PRIVATE=true lets others, for tests"
                raise InvalidFieldError(message, field=f"{field}.webhook_url")
            return
        if not self._reach.email:
            message = "this installation sends no e-mail; its operator sets REMIT_SMTP_URL, or use a webhook"
            raise InvalidFieldError(message, field=f"{field}.email")
        if _IS_EMAIL(channel.email) is None:
            raise InvalidFieldError(
                "email must be an address such as ops@example.com", field=f"{field}.email"
            )

    def _sealed(self, tenant: str, rule: AlertRule) -> tuple[AlertRule, Secret | None]:
        """Return a rule with the secret that its webhooks need, and that secret if it was made here."""
        if not any(channel.webhook_url for channel in rule.channels):
            return replace(rule, sealed_secret=""), None
        if rule.sealed_secret:
            return rule, None
        key = os.urandom(SECRET_BYTES)
        wrapped = self._master.wrap(tenant, secret_place(rule.id), key=key)
        shown = Secret(f"{SECRET_PREFIX}{base64.b64encode(key).decode()}")
        return replace(rule, sealed_secret=base64.b64encode(wrapped).decode()), shown


async def delete_alert_rule(editor: Editor, identity: str, *, etag: str) -> Written[AlertRule]:
    """Remove a rule; alerts already raised stay."""
    return await editor.delete(AlertRule, identity, etag=etag)


def _require_once(items: tuple[object, ...], field: str) -> None:
    for place, item in enumerate(items):
        if item in items[:place]:
            raise InvalidFieldError(f"{field}[{place}] stands twice", field=f"{field}[{place}]")


def _is_private(host: str) -> bool:
    """Tell of a host that is an address already; names are looked at when something is sent."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return False
