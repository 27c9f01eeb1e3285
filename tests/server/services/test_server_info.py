"""What a server says of itself is so: the revision that its database has, and what it was set up with."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from remit.clock import monotonic
from remit.config import load
from remit.errors import BackendUnavailableError
from remit.identity.trust import CertificateRule, Issuer, Provider, ProviderKind, SubjectRule, Trust
from remit.server.call import Call
from remit.server.revision import PATIENCE, Revision
from remit.server.services.server_info import ServerInfo, features_of
from remit.storage import schema
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.decision.house import House, open_house

NOBODY = cast("Call", None)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as opened:
        yield opened


class Store:
    """Storage that can be away, and that counts who asks."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked = 0

    async def read(self, _: Any) -> str:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        if isinstance(self.answer, asyncio.Event):
            await self.answer.wait()
            return "0007"
        return str(self.answer)


def revision_of(store: Store) -> Revision:
    return Revision(cast("Any", store))


async def test_the_schema_is_what_the_database_has_noted(house: House) -> None:
    info = await ServerInfo(house.app).GetServerInfo(pb.GetServerInfoRequest(), NOBODY)
    assert info.schema == (await house.app.store.read(schema.state)).found == schema.head()
    assert list(info.features) == ["embedded"]

    def noted(connection: Any) -> None:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num='0003'")

    await house.app.store.write(noted)
    info = await ServerInfo(house.app).GetServerInfo(pb.GetServerInfoRequest(), NOBODY)
    assert info.schema == "0003"


async def test_storage_that_is_away_leaves_it_out(house: House) -> None:
    away = replace(house.app, store=cast("Any", Store(BackendUnavailableError("away"))))
    info = await ServerInfo(away).GetServerInfo(pb.GetServerInfoRequest(), NOBODY)
    assert info.schema == ""
    assert info.limits.max_batch_items > 0


async def test_storage_that_hangs_is_not_waited_for_and_asked_once() -> None:
    answers = asyncio.Event()
    store = Store(answers)
    revision = revision_of(store)
    since = monotonic()
    assert await asyncio.gather(*(revision.look() for _ in range(20))) == [""] * 20
    assert monotonic() - since < PATIENCE + 10
    assert await revision.look() == ""
    assert store.asked == 1
    answers.set()
    assert await revision.look() == "0007"


async def test_many_who_ask_cost_storage_one_look() -> None:
    store = Store("0007")
    revision = revision_of(store)
    assert [await revision.look() for _ in range(50)] == ["0007"] * 50
    assert store.asked == 1


def test_features_are_what_is_set_up(house: House) -> None:
    postgres = load(database_url="postgresql://remit@127.0.0.1/remit")
    both = load(database_url="postgresql://remit@127.0.0.1/remit", redis_url="redis://127.0.0.1/0")
    assert features_of(replace(house.app, config=postgres)) == ["postgres"]
    assert features_of(replace(house.app, config=both)) == ["postgres", "redis"]
    rule = SubjectRule("agent")
    trust = Trust(
        (Provider("idp", ProviderKind.GITHUB, "acme", "id"),),
        (Issuer("https://idp.example", "acme", ("remit",), rule),),
        (CertificateRule("acme", dns="a.example"),),
    )
    wanted = ["client_certificates", "embedded", "external_tokens", "sign_in"]
    assert features_of(replace(house.app, trust=trust)) == wanted
