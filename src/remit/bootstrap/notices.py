"""What tells others outside, put together: the outbox, its relay, and the clients that it needs. Sends nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from remit.administration.alert_rule import Reach
from remit.audit.person import MasterKey
from remit.clock import Clock
from remit.config import Config, ConfigError
from remit.decision.catalogs import Catalogs
from remit.storage.alert import AlertStore
from remit.storage.outbox import OutboxStore
from remit.storage.store import Store
from remit.upkeep.alert_notice import AlertNotices
from remit.upkeep.outbox import Relay

if TYPE_CHECKING:
    from remit.outside.smtp import Mail
    from remit.outside.webhook import Webhooks


@dataclass(slots=True)
class LateWebhooks:
    """A client of webhooks that is loaded when the first one is sent: few servers send any."""

    config: Config
    clock: Clock
    _made: "Webhooks | None" = None

    async def __call__(self, url: str, body: bytes, *, message_id: str, secret: bytes) -> None:
        """Send one message, once."""
        if self._made is None:
            self._made = self._make()
        await self._made.send(url, body, message_id=message_id, secret=secret)

    def _make(self) -> "Webhooks":
        from remit.outside.http import Web  # noqa: PLC0415
        from remit.outside.webhook import ANYWHERE, PUBLIC, Webhooks  # noqa: PLC0415

        try:
            web = Web(self.config.outside_ca, ANYWHERE if self.config.webhook_private else PUBLIC)
        except OSError as error:
            message = f"REMIT_OUTSIDE_CA {self.config.outside_ca}: {error.strerror or 'holds no certificate'}"
            raise ConfigError(message) from None
        return Webhooks(web, self.clock)


@dataclass(slots=True)
class LateMail:
    """A client of the operator's mail server, loaded when the first mail is sent."""

    config: Config
    clock: Clock
    _made: "Mail | None" = None

    async def __call__(self, to: str, subject: str, *, text: str, message_id: str) -> None:
        """Send one message, once."""
        if self._made is None:
            self._made = self._make()
        await self._made(to, subject, text=text, message_id=message_id)

    def _make(self) -> "Mail":
        from remit.outside.smtp import Mail, MailServer  # noqa: PLC0415

        url, sender = self.config.smtp_url, self.config.smtp_from
        if url is None or sender is None:
            raise ConfigError("REMIT_SMTP_URL and REMIT_SMTP_FROM must be set")
        server = MailServer.parse(url.get_secret_value())
        return Mail(server, sender, clock=self.clock, authorities=self.config.outside_ca)


def reach_of(config: Config) -> Reach:
    """Return which channels of alerts can be sent to."""
    return Reach(private=config.webhook_private, email=config.smtp_url is not None)


def relay_of(
    config: Config, store: Store, *, alerts: AlertStore, catalogs: Catalogs, master: MasterKey, clock: Clock
) -> Relay:
    """Return what empties the outbox."""
    notices = AlertNotices(
        catalogs,
        alerts,
        master=master,
        webhook=LateWebhooks(config, clock),
        email=LateMail(config, clock) if config.smtp_url is not None else None,
        clock=clock.now,
    )
    return Relay(OutboxStore(store), notices.handlers, clock=clock)
