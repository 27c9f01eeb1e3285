"""What SIGN_IN.md shows as a trust file is one, and what it says of lifetimes and places is so."""

import pytest
import yaml

from remit.administration.token import DEFAULT_LIFETIME, REFRESHABLE_FOR
from remit.clock import DAY, HOUR, MINUTE
from remit.config import Config
from remit.identity.sign_in import STATE_LIFETIME
from remit.identity.trust import ProviderKind, UserRule
from remit.identity.trust_file import UserPart, read_trust
from remit.manifest.strict_yaml import read
from tests.docs.markdown import Block, pages

PAGE = pages()["docs/SIGN_IN.md"]
FILES = PAGE.blocks("yaml")


@pytest.mark.parametrize("block", FILES, ids=lambda block: block.place)
def test_every_example_is_a_trust_file(block: Block) -> None:
    (provider,) = read_trust(read(block.text.encode())).providers
    assert provider.tenant == "default"
    assert yaml.safe_load(block.text)["providers"][0]["id"] == provider.id


def test_every_kind_of_provider_has_an_example() -> None:
    shown = {read_trust(read(block.text.encode())).providers[0].kind for block in FILES}
    assert shown == set(ProviderKind)


def test_the_table_has_every_part_of_a_rule() -> None:
    told = {cells[0].strip("`"): cells[2].strip("`") for cells in PAGE.table("`users`")}
    assert set(told) == set(UserPart.model_fields) == set(UserRule.__slots__)
    assert told["claim"] == UserRule().claim


def test_what_it_says_of_time_is_so() -> None:
    assert (STATE_LIFETIME, DEFAULT_LIFETIME, REFRESHABLE_FOR) == (10 * MINUTE, HOUR, 30 * DAY)
    for said in ("lasts ten minutes", "lasts an hour", "after 30\ndays"):
        assert said in PAGE.text


def test_the_settings_that_it_names_are_there() -> None:
    for name in (
        "trust_file",
        "outside_ca",
        "max_sign_ins_per_minute",
        "max_failed_authentications_per_minute",
    ):
        assert f"REMIT_{name.upper()}" in PAGE.text
        assert name in Config.model_fields
