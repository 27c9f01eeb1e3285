"""E-mail, handed to the operator's own mail server by SMTP. Sends; never receives, never guesses a server.

The standard library's client in threads of its own: mail is rare, and nothing else may wait for its server.
"""

import asyncio
import smtplib
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from remit.clock import SECOND, Clock
from remit.identity.web_url import LOOPBACK
from remit.upkeep.outbox import UndeliverableError

SECONDS: Final = 10.0
"""Until the server has answered one command."""
THREADS: Final = 4
"""Messages that are handed over at once."""

_PORTS: Final = {"smtp": 587, "smtps": 465}
_FOR_GOOD: Final = range(550, 554)
"""Codes by which a server says of a recipient that there is none such, and never will be: RFC 5321, section 4.2."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over."""

    host: str
    port: int
    encrypted: bool
    """From the first byte; else by STARTTLS, without which nothing is sent but to this machine."""
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """Take `smtp://user:password@host:587`, or `smtps://…`, apart.

        Raises:
            ValueError: when it is none.
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError(
                "must be smtp://user:password@host:587, or smtps:// with TLS from the first byte"
            )
        return cls(
            parts.hostname,
            parts.port or _PORTS[parts.scheme],
            parts.scheme == "smtps",
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )


class Mail:
    """Hands messages over."""

    def __init__(
        self, server: MailServer, sender: str, *, clock: Clock, authorities: Path | None = None
    ) -> None:
        """Hand over to `server` in the name of `sender`.

        Args:
            server: the operator's.
            sender: address that mail is from.
            clock: says when it was written.
            authorities: PEM file of those who vouch for the server besides the machine's.

        Raises:
            OSError: when that cannot be read, or holds no certificate (ssl.SSLError).
        """
        self._server = server
        self._sender = sender
        self._clock = clock
        self._context = ssl.create_default_context()
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        if authorities is not None:
            self._context.load_verify_locations(authorities)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def __call__(self, to: str, subject: str, *, text: str, message_id: str) -> None:
        """Send one message, once.

        Args:
            to: an address.
            subject: one line.
            text: the whole text.
            message_id: by which a receiver knows a repeat.

        Raises:
            UndeliverableError: when the server does not take it; final when it never will.
        """
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message["Date"] = formatdate(self._clock.now() / SECOND)
        message["Message-ID"] = f"<{message_id}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._threads, self._hand_over, message, to)
        except smtplib.SMTPRecipientsRefused as refused:
            code = refused.recipients[to][0]
            raise UndeliverableError(
                f"the mail server refuses the address: {code}", final=code in _FOR_GOOD
            ) from None
        except smtplib.SMTPResponseException as refused:
            raise UndeliverableError(f"the mail server answers {refused.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            # What it says may name people; of what kind it is does not.
            raise UndeliverableError(f"the mail server cannot be used: {type(error).__name__}") from None

    def _hand_over(self, message: EmailMessage, to: str) -> None:
        server = self._server
        with self._connected() as connection:
            connection.ehlo()
            if not server.encrypted and (connection.has_extn("starttls") or server.host not in LOOPBACK):
                connection.starttls(context=self._context)
                connection.ehlo()
            if server.user:
                connection.login(server.user, server.password)
            connection.send_message(message, from_addr=self._sender, to_addrs=[to])

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.encrypted:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=self._context)
        return smtplib.SMTP(server.host, server.port, timeout=SECONDS)
