"""Mail, by a real SMTP server: encrypted before anything is said, from whom and to whom it should be, once."""

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from remit.clock import SECOND, FakeClock
from remit.outside import smtp
from remit.outside.smtp import Mail, MailServer
from remit.upkeep.outbox import UndeliverableError
from tests.outside.post import Post, serving
from tests.server.certificates import write_certificate

AT = 1_795_219_200
SENDER = "remit@remit.example"
PASSWORD = "hushed"


def let(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
) -> AuthResult:
    """Let in who knows the password."""
    return AuthResult(handled=False, success=data.login == b"remit" and data.password == PASSWORD.encode())


@dataclass
class Office:
    """A mail server that runs, and who vouches for it."""

    post: Post
    port: int
    authorities: Path


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    certificate, key = write_certificate(tmp_path, "ec")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    demands = {"require_starttls": True, "auth_required": True, "auth_require_tls": True}
    async with serving(post := Post(), tls_context=context, authenticator=let, **demands) as port:
        yield Office(post, port, certificate)


def mail(office: Office, url: str = "", *, trusting: bool = True) -> Mail:
    given = url or f"smtp://remit:{PASSWORD}@localhost:{office.port}"
    return Mail(
        MailServer.parse(given),
        SENDER,
        clock=FakeClock(AT * SECOND),
        authorities=office.authorities if trusting else None,
    )


async def send(sender: Mail) -> str:
    """Send, and return why that failed; empty when it did not."""
    try:
        await sender("ops@example.com", "Budget day: 80 %", text="Grüße\n.\nend\n", message_id="msg_1")
    except UndeliverableError as failed:
        return f"{failed}{' for good' if failed.final else ''}"
    return ""


async def test_what_is_sent_arrives_encrypted_and_whole(office: Office) -> None:
    assert await send(mail(office)) == ""
    (got,) = office.post.got
    assert office.post.encrypted == [True]
    assert (got["X-From"], got["X-To"]) == (SENDER, "ops@example.com")
    assert (got["From"], got["To"], got["Subject"]) == (SENDER, "ops@example.com", "Budget day: 80 %")
    assert (got["Message-ID"], got["Auto-Submitted"]) == ("<msg_1@remit.example>", "auto-generated")
    body = got.get_payload(decode=True)
    assert isinstance(body, bytes)
    assert body.decode().splitlines() == ["Grüße", ".", "end"]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("550 no such user ann@example.com", "the mail server refuses the address: 550 for good"),
        ("451 come later", "the mail server refuses the address: 451"),
    ],
)
async def test_an_address_that_is_refused(office: Office, said: str, why: str) -> None:
    office.post.refusing = said
    assert await send(mail(office)) == why
    assert office.post.got == []


async def test_nothing_is_said_to_a_server_that_nobody_vouches_for(office: Office) -> None:
    assert "SSLCertVerificationError" in await send(mail(office, trusting=False))
    assert office.post.got == []


async def test_a_wrong_password_is_told_without_it(office: Office) -> None:
    told = await send(mail(office, f"smtp://remit:wrong-{PASSWORD}@localhost:{office.port}"))
    assert told == "the mail server answers 535"


async def test_no_word_goes_out_in_the_clear(monkeypatch: pytest.MonkeyPatch, office: Office) -> None:
    """A server elsewhere that offers no TLS, or has it taken away on the way, gets nothing."""
    monkeypatch.setattr(smtp, "LOOPBACK", frozenset())
    async with serving(post := Post()) as port:
        assert "SMTPNotSupportedError" in await send(mail(office, f"smtp://127.0.0.1:{port}"))
        assert post.got == []
        monkeypatch.undo()
        assert await send(mail(office, f"smtp://127.0.0.1:{port}")) == ""
        assert len(post.got) == 1


async def test_a_server_that_is_away(office: Office) -> None:
    assert (
        await send(mail(office, "smtps://127.0.0.1:9"))
        == "the mail server cannot be used: ConnectionRefusedError"
    )


def test_addresses_of_mail_servers() -> None:
    found = MailServer.parse("smtps://re%40mit:p%3Aw@mail.example")
    assert found == MailServer("mail.example", 465, encrypted=True, user="re@mit", password="p:w")
    assert "p:w" not in repr(found)
    assert MailServer.parse("smtp://mail.example") == MailServer("mail.example", 587, encrypted=False)
    for url in ("http://mail.example", "smtp://", "mail.example"):
        with pytest.raises(ValueError, match="must be smtp"):
            MailServer.parse(url)
