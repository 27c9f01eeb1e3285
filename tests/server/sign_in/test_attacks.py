"""What somebody tries who holds another's state, code or browser, or wants a browser sent elsewhere: all of it fails."""

import asyncio
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from pathlib import Path

from remit.clock import MINUTE
from remit.identity.model import TokenFamily
from remit.identity.sign_in import StateSeal, new_state
from remitpb.v1 import identity_service_pb2 as calls
from tests.backends.oidc import Provider, brought_back
from tests.server.sign_in.site import APP, CHALLENGE, HERE, VERIFIER, Site, open_site

UNKNOWN = ("CREDENTIAL_UNKNOWN", "")


async def families(site: Site) -> int:
    """How many families of tokens there are of anybody but administrators."""
    return len(await site.shop.app.entities.page("default", TokenFamily, after="", limit=100))


async def test_a_state_is_good_once(site: Site) -> None:
    begun = await site.begin()
    brought = await site.browse(begun.authorization_url, "ann")
    await site.exchange(brought)
    assert await site.refused(site.exchange(brought)) == UNKNOWN
    # The provider gives a second code to who signs in again at the same URL: the state is used up all the same.
    again = await site.browse(begun.authorization_url, "ann")
    assert again["code"] != brought["code"]
    assert await site.refused(site.exchange(again)) == UNKNOWN
    assert await families(site) == 1


async def test_a_code_is_good_once(site: Site) -> None:
    brought = await site.browse((await site.begin()).authorization_url, "ann")
    await site.exchange(brought)
    fresh = await site.begin()
    assert await site.refused(site.exchange({**brought, "state": fresh.state})) == UNKNOWN


async def test_a_code_serves_no_other_sign_in(site: Site) -> None:
    victims = await site.browse((await site.begin()).authorization_url, "victim")
    for other in (
        await site.begin(),
        await site.begin("closed"),
        await site.begin(tenant_id="other"),
    ):
        # The provider is the same, takes the code, and says by the nonce of which sign-in it is.
        assert await site.refused(site.exchange({**victims, "state": other.state})) == UNKNOWN
        victims = await site.browse((await site.begin()).authorization_url, "victim")
    assert await families(site) == 0


async def test_a_state_serves_where_the_sign_in_began_and_nowhere_else(site: Site) -> None:
    brought = await site.browse((await site.begin()).authorization_url, "ann")
    for elsewhere in (APP, HERE + "/", "http://127.0.0.1:1/callback", "https://evil.example/callback"):
        assert await site.refused(site.exchange(brought, redirect_uri=elsewhere)) == UNKNOWN
    await site.exchange(brought)


async def test_a_state_serves_only_who_has_its_verifier(site: Site) -> None:
    # Login CSRF: a victim is led to end the attacker's sign-in, with a verifier of its own.
    attackers = await site.browse((await site.begin()).authorization_url, "attacker")
    for verifier in (secrets.token_urlsafe(32), "x" * 43, CHALLENGE, VERIFIER[::-1]):
        assert await site.refused(site.exchange(attackers, code_verifier=verifier)) == UNKNOWN
    missing = await site.refused(site.exchange(attackers, code_verifier=""))
    assert missing == ("MISSING_FIELD", "code_verifier")
    await site.exchange(attackers)


async def test_a_state_that_was_changed_is_none(site: Site) -> None:
    brought = await site.browse((await site.begin()).authorization_url, "ann")
    raw = bytearray(urlsafe_b64decode(brought["state"] + "=="))
    for place in (0, 1, 13, len(raw) // 2, len(raw) - 1):
        changed = bytearray(raw)
        changed[place] ^= 1
        state = urlsafe_b64encode(bytes(changed)).rstrip(b"=").decode()
        assert await site.refused(site.exchange({**brought, "state": state})) == UNKNOWN
    for state in (brought["state"] + "=", brought["state"][:-4], "x", "." * 40):
        assert await site.refused(site.exchange({**brought, "state": state})) == UNKNOWN
    assert await site.refused(site.exchange({**brought, "state": ""})) == ("MISSING_FIELD", "state")


async def test_a_state_that_was_made_elsewhere_is_none(site: Site) -> None:
    brought = await site.browse((await site.begin()).authorization_url, "ann")
    now = site.shop.clock.now()
    forged = new_state("default", "open", redirect_uri=HERE, code_challenge=CHALLENGE, now=now)
    state = StateSeal(secrets.token_bytes(32)).seal(forged)
    assert await site.refused(site.exchange({**brought, "state": state})) == UNKNOWN


async def test_a_state_ends(site: Site) -> None:
    brought = await site.browse((await site.begin()).authorization_url, "ann")
    site.shop.clock.advance(10 * MINUTE)
    assert await site.refused(site.exchange(brought)) == ("CREDENTIAL_EXPIRED", "")


async def test_what_the_provider_signs_must_be_of_this_sign_in(site: Site) -> None:
    begun = await site.begin()
    nonce = brought_back(begun.authorization_url)["nonce"]
    for other in ("another", nonce.swapcase(), nonce[:-1], ""):
        url = begun.authorization_url.replace(f"nonce={nonce}", f"nonce={other}")
        brought = await site.browse(url, "ann")
        assert await site.refused(site.exchange(brought)) == UNKNOWN
    await site.exchange(await site.browse(begun.authorization_url, "ann"))


async def test_a_made_up_code_is_none(site: Site) -> None:
    begun = await site.begin()
    for code in ("x", "\u0430" * 40, "a&client_id=other", "../token", "x" * 4_096):
        assert await site.refused(site.exchange({"state": begun.state, "code": code})) == UNKNOWN
    missing = await site.refused(site.exchange({"state": begun.state, "code": ""}))
    assert missing == ("MISSING_FIELD", "code")


ELSEWHERE = (
    "https://evil.example/callback",
    "https://app.example/callback/../../evil",
    "https://app.example/callback#x",
    "https://app.example/callback?next=//evil.example",
    "https://user@app.example/callback",
    "http://user@127.0.0.1:8080/callback",
    "http://127.0.0.1:8080@evil.example/callback",
    "http://127.0.0.1:8080/callback#x",
    "http://127.0.0.1:8080/a/../callback",
    "http://127.0.0.1:8080/%2e%2e/callback",
    "http://localhost:8080/callback",
    "http://127.0.0.1.evil.example:8080/",
    "javascript:alert(1)",
    "//evil.example/callback",
)
MISSHAPEN = (
    ("code_challenge", CHALLENGE[:-1]),
    ("code_challenge", CHALLENGE + "="),
    ("code_challenge", "plain"),
    ("provider", "open\u200b"),
    ("provider", "\uff4fpen"),
    ("provider", "open/../closed\n"),
    ("tenant_id", "def ault"),
    ("login_hint", "a" * 255),
)


async def test_a_browser_is_sent_nowhere_else(site: Site) -> None:
    for uri in ELSEWHERE:
        assert await site.refused(site.begin(redirect_uri=uri)) == ("INVALID_FIELD", "redirect_uri"), uri


async def test_what_is_not_of_its_form_is_refused_by_name(site: Site) -> None:
    for field, value in MISSHAPEN:
        assert await site.refused(site.begin(**{field: value})) == ("INVALID_FIELD", field), value


async def test_without_a_challenge_nobody_begins(site: Site) -> None:
    assert await site.refused(site.begin(code_challenge="")) == ("MISSING_FIELD", "code_challenge")


async def test_what_is_sent_to_the_provider_stays_in_its_place(site: Site) -> None:
    hint = "ann@acme.example&redirect_uri=https://evil.example"
    begun = await site.begin(login_hint=hint)
    sent = brought_back(begun.authorization_url)
    assert (sent["login_hint"], sent["redirect_uri"]) == (hint, HERE)


async def test_of_two_that_bring_one_state_one_wins(site: Site) -> None:
    begun = await site.begin()
    brought = [await site.browse(begun.authorization_url, sub) for sub in ("ann", "bob", "ann", "eve")]
    ended = await asyncio.gather(*map(site.exchange, brought), return_exceptions=True)
    won = [one for one in ended if isinstance(one, calls.ExchangeCodeResponse)]
    assert len(won) == 1
    assert {getattr(one, "reason", "") for one in ended if one not in won} == {"CREDENTIAL_UNKNOWN"}
    assert await families(site) == 1


async def test_who_fails_too_often_is_not_looked_at_any_more(tmp_path: Path, oidc: Provider) -> None:
    async with open_site(tmp_path, oidc, max_failed_authentications_per_minute=1) as site:
        begun = await site.begin()
        reasons = [
            (await site.refused(site.exchange({"state": begun.state, "code": f"guess-{number}"})))[0]
            for number in range(7)
        ]
        assert reasons == ["CREDENTIAL_UNKNOWN"] * 5 + ["TOO_MANY_REFUSALS"] * 2
        # Nor is a good one; what comes by another kind of credential is.
        brought = await site.browse(begun.authorization_url, "ann")
        assert (await site.refused(site.exchange(brought)))[0] == "TOO_MANY_REFUSALS"
        await site.shop.call("Identity.WhoAmI", calls.WhoAmIRequest())
        site.shop.clock.advance(2 * MINUTE)
        await site.exchange(brought)


async def test_signing_in_is_limited(tmp_path: Path, oidc: Provider) -> None:
    async with open_site(tmp_path, oidc, max_sign_ins_per_minute=1) as site:
        for _ in range(5):
            await site.begin()
        assert (await site.refused(site.begin()))[0] == "TOO_MANY_CALLS"


async def test_a_provider_that_is_away_is_nobodys_failure(tmp_path: Path, oidc: Provider) -> None:
    away = Provider(1, oidc.process)
    async with open_site(tmp_path, away, max_failed_authentications_per_minute=1) as site:
        for _ in range(8):
            assert (await site.refused(site.begin()))[0] == "BACKEND_UNAVAILABLE"
        now = site.shop.clock.now()
        made = new_state("default", "open", redirect_uri=HERE, code_challenge=CHALLENGE, now=now)
        sign_ins = site.shop.app.sign_ins
        assert sign_ins is not None
        state = sign_ins.seal.seal(made)
        for _ in range(8):
            refused = await site.refused(site.exchange({"state": state, "code": "x"}))
            assert refused[0] == "BACKEND_UNAVAILABLE"
        assert not site.shop.app.failures.shut
