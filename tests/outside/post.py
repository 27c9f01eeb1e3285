"""A mail server on this machine, for tests: aiosmtpd's, which keeps what it gets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Post:
    """What a mail server does, and what it got."""

    got: list[Message] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refusing: str = ""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's own
        self, server: SMTP, session: Session, envelope: Envelope, to: str, options: list[str]
    ) -> str:
        if self.refusing:
            return self.refusing
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  as above
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content)
        message["X-From"], message["X-To"] = str(envelope.mail_from), ",".join(envelope.rcpt_tos)
        self.got.append(message)
        self.encrypted.append(session.ssl is not None)
        return "250 OK"


@asynccontextmanager
async def serving(post: Post, **settings: Any) -> AsyncIterator[int]:
    """Run a mail server on this machine for the length of a block; yields its port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(post, loop=loop, **settings), "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
