"""Keys for tokens: one first key though two servers need it at once, the next in good time, none lost too early."""

import asyncio
import json
from dataclasses import replace

import pytest

from remit.administration.editor import Editor
from remit.administration.token import Issued
from remit.administration.token import issue_token as issue
from remit.bootstrap import App, build, embedded
from remit.clock import DAY, SECOND
from remit.config import Config
from remit.decision.tenant import Tenant
from remit.identity.model import OPERATOR_TENANT, TokenFamily
from remit.identity.token_key import KEPT_AFTER, PUBLISHED_AHEAD, TokenAlgorithm, TokenKey
from remit.server.credentials.token import TokenVerifier
from tests.decision.house import AGENT, SECRET, TENANT, House, principal


class Alone:
    """A caller from nowhere, without a certificate."""

    peer_ip = ""
    certificate = None


def replica(house: House, **settings: object) -> App:
    """Another server on the same storage, with catalogs of its own."""
    config = Config(listen="127.0.0.1:0", **settings)  # type: ignore[arg-type]
    return build(config, house.clock, backends=embedded(house.app.store, house.clock), secret=SECRET)


async def opened(house: House) -> House:
    await house.put(Tenant(OPERATOR_TENANT), tenant=OPERATOR_TENANT)
    return house


async def issued(app: App, **wishes: object) -> Issued:
    family = TokenFamily("", AGENT, **wishes)  # type: ignore[arg-type]
    editor = Editor(app.office, TENANT, principal())
    mint = await app.tokens.mint()
    return (await issue(editor, family, mint=mint, roles=(), latest=None)).result


async def verified(app: App, one: Issued) -> str:
    assert one.pair is not None
    verifier = TokenVerifier(app.catalogs, app.clock, tokens=app.tokens)
    known = await verifier.verify(one.pair.access_token.reveal(), digest="", peer=Alone())
    return known.principal.subject


async def kids(app: App) -> list[str]:
    return [key["kid"] for key in json.loads(await app.tokens.keys.published())["keys"]]


async def kept(house: House) -> list[TokenKey]:
    return sorted(
        await house.app.entities.page(OPERATOR_TENANT, TokenKey, after="", limit=100),
        key=lambda key: key.signs_from,
    )


@pytest.mark.parametrize("algorithm", TokenAlgorithm)
async def test_servers_that_need_the_first_key_at_once_agree_on_one(
    house: House, algorithm: TokenAlgorithm
) -> None:
    await opened(house)
    servers = [replica(house, token_algorithm=str(algorithm)) for _ in range(4)]
    for server in servers:
        # Each has looked already, and knows of no key.
        assert await kids(server) == []
    made = await asyncio.gather(*(issued(server) for server in servers))
    assert len(await kept(house)) == 1
    for server in servers:
        for one in made:
            assert await verified(server, one) == AGENT
        assert len(await kids(server)) == 1


async def test_upkeep_makes_no_key_that_nobody_asked_for(house: House) -> None:
    await opened(house)
    assert await house.app.tokens.keys.run() == 0
    assert await kept(house) == []


async def test_a_key_is_published_an_hour_before_it_signs_and_kept_until_its_last_token_ends(
    house: House,
) -> None:
    await opened(house)
    app, other = house.app, replica(house)
    await issued(app, lifetime=DAY)
    (old,) = await kids(app)
    house.clock.advance(30 * DAY - PUBLISHED_AHEAD - 1)
    assert await app.tokens.keys.run() == 0
    house.clock.advance(1)
    # Two that take their turn at once make one; what the other knows is older than that.
    assert await kids(other) == [old]
    assert sum(await asyncio.gather(app.tokens.keys.run(), other.tokens.keys.run())) == 1
    await other.catalogs.refresh(OPERATOR_TENANT)
    assert len(await kids(other)) == len(await kids(app)) == 2
    assert (await app.tokens.keys.signing()).kid == (await other.tokens.keys.signing()).kid == old
    house.clock.advance(PUBLISHED_AHEAD - 1)
    last = await issued(app, lifetime=DAY)
    house.clock.advance(1)
    new = await issued(app, lifetime=DAY)
    assert (await app.tokens.keys.signing()).kid == (await other.tokens.keys.signing()).kid != old
    house.clock.advance(DAY - 2 * SECOND)
    for server in (app, other):
        assert await server.tokens.keys.run() == 0
        for one in (last, new):
            assert await verified(server, one) == AGENT
    house.clock.advance(KEPT_AFTER - DAY + 2 * SECOND)
    assert await app.tokens.keys.run() == 1
    assert old not in await kids(app)


async def test_another_algorithm_begins_an_hour_later_and_what_was_signed_stays_good(house: House) -> None:
    await opened(house)
    old = await issued(house.app, lifetime=DAY)
    app = replica(house, token_algorithm="RS256")
    assert await app.tokens.keys.run() == 1
    assert await app.tokens.keys.run() == 0
    assert (await app.tokens.keys.signing()).algorithm == "EdDSA"
    house.clock.advance(PUBLISHED_AHEAD)
    assert (await app.tokens.keys.signing()).algorithm == "RS256"
    new = await issued(app)
    house.app.catalogs._catalogs.clear()
    for one in (old, new):
        assert await verified(house.app, one) == AGENT


async def test_a_private_key_is_nowhere_in_the_clear(house: House) -> None:
    await opened(house)
    await issued(house.app)
    (key,) = await kept(house)
    signing = await house.app.tokens.keys.signing()
    secret = signing.key.private_bytes_raw().hex()  # type: ignore[union-attr]
    assert key.sealed_private
    log = await house.rows("SELECT body FROM audit_entry WHERE tenant = ?", OPERATOR_TENANT)
    shown = [repr(key), repr(signing), repr(house.app.tokens), *(str(row) for row in log)]
    for text in shown:
        assert key.sealed_private not in text
        assert "sealed_private" not in text
        assert secret not in text


async def test_with_another_master_key_nothing_is_signed(house: House) -> None:
    await opened(house)
    await issued(house.app)
    config = Config(listen="127.0.0.1:0")
    stranger = build(config, house.clock, backends=embedded(house.app.store, house.clock), secret=bytes(32))
    with pytest.raises(ValueError, match="altered"):
        await stranger.tokens.keys.signing()


async def test_a_key_made_by_a_server_whose_clock_is_ahead_signs_at_once(house: House) -> None:
    await opened(house)
    await issued(house.app)
    (key,) = await kept(house)
    await house.put(replace(key, signs_from=house.clock.now() + SECOND), tenant=OPERATOR_TENANT)
    assert (await replica(house).tokens.keys.signing()).kid == key.id


async def test_unknown_keys_cost_one_look_a_second(house: House) -> None:
    await opened(house)
    await issued(house.app)
    looks = 0
    catalogs = house.app.catalogs
    refresh = catalogs.refresh

    async def counted(tenant: str) -> object:
        nonlocal looks
        looks += 1
        return await refresh(tenant)

    catalogs.refresh = counted  # type: ignore[method-assign,assignment]
    for second in range(1, 4):
        found = await asyncio.gather(
            *(house.app.tokens.keys.verifying(f"kid{number}") for number in range(500))
        )
        assert set(found) == {None}
        assert looks == second
        house.clock.advance(SECOND)
