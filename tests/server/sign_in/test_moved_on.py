"""Who signed in is looked up before the change that takes them in; should that change meanwhile, it is looked up anew."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from remit.administration.sign_in import ATTEMPTS, Proof, SignIns
from remit.errors import StaleRevisionError
from remit.identity.model import ProviderLink
from remit.storage.entity import EntityStore
from tests.server.sign_in.site import HERE, VERIFIER, Site


@dataclass
class Late:
    """Reads entities, but for links as they were some looks ago: not there."""

    entities: EntityStore
    late: int

    async def find(self, tenant: str, kind: type[Any], *, identity: str) -> Any:
        if kind is ProviderLink and self.late:
            self.late -= 1
            return None
        return await self.entities.find(tenant, kind, identity=identity)


def seen_late(site: Site, looks: int) -> SignIns:
    """The server's own sign-in, whose first looks find nobody linked."""
    sign_ins = site.shop.app.sign_ins
    assert sign_ins is not None
    reader: Any = Late(site.shop.app.entities, looks)
    return replace(sign_ins, reader=reader)


async def proven(site: Site, sub: str) -> tuple[Any, Proof]:
    """Sign in up to the last call, and return what that takes."""
    brought = await site.browse((await site.begin("closed")).authorization_url, sub)
    sign_ins = site.shop.app.sign_ins
    assert sign_ins is not None
    return sign_ins.seal.open(brought["state"]), Proof(brought["code"], VERIFIER, HERE)


async def test_who_was_linked_meanwhile_is_who_they_were_linked_to(site: Site) -> None:
    await site.shop.subject("user:first@acme.example")
    await site.shop.subject("user:second@acme.example")
    sub = site.know("moved", "first@acme.example")
    await site.sign_in(sub, "closed")
    # The rule would name another now; the link says who it is, though the look came too early to find it.
    site.know(sub, "second@acme.example")
    written = await seen_late(site, 1).finish(*await proven(site, sub))
    assert written.result.link.owner == "user:first@acme.example"
    assert written.result.tokens.family.owner == "user:first@acme.example"


async def test_what_never_stands_still_is_given_up(site: Site) -> None:
    await site.shop.subject("user:third@acme.example")
    sub = site.know("restless", "third@acme.example")
    await site.sign_in(sub, "closed")
    state, proof = await proven(site, sub)
    with pytest.raises(StaleRevisionError):
        await seen_late(site, ATTEMPTS).finish(state, proof)
