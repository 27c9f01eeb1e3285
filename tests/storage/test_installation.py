"""Servers that start together on an empty database agree on its keys: on what must be secret, and on who is first."""

import asyncio
from pathlib import Path

import pytest

from remit.administration.installation import install
from remit.bootstrap import build, embedded
from remit.clock import FakeClock
from remit.config import Config
from remit.errors import PreconditionFailedError
from remit.storage.installation import Installation
from tests.decision.house import SECRET
from tests.stores import open_store


async def test_the_first_keys_are_made_once(tmp_path: Path) -> None:
    store, clock = open_store(tmp_path), FakeClock()
    config = Config(data_dir=tmp_path, listen="127.0.0.1:0")
    apps = [build(config, clock, backends=embedded(store, clock), secret=SECRET) for _ in range(4)]
    try:
        made = await asyncio.gather(*(install(app.office, app.entities, environment="test") for app in apps))
        assert len([one for one in made if one is not None]) == 1
        assert await apps[0].install() is None
    finally:
        await store.close()


async def test_a_server_with_another_master_key_is_refused_before_it_reads_anything(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    facts = Installation(store)
    try:
        await facts.require("master_key", "one", remedy="use the first key")
        await facts.require("master_key", "one", remedy="use the first key")
        with pytest.raises(PreconditionFailedError, match="use the first key"):
            await facts.require("master_key", "another", remedy="use the first key")
    finally:
        await store.close()
