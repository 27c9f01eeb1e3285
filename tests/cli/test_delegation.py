"""`remit delegation`: a grant that is passed on, shown and revoked with what it came from."""

from tests.cli.terminal import Terminal

ASK = "remit authorize tool:execute --subject agent:helper --behalf user:ann"


def test_a_grant_is_passed_on_listed_and_ends_with_its_parent(furnished: Terminal) -> None:
    furnished.must("remit subject create agent:helper --role researcher")
    furnished.must("remit binding create researcher user:ann")
    first = furnished.ask(
        "remit delegation create agent:researcher-7 --grantor user:ann --action tool:* --resource tool:web-* --depth 1"
    )["delegation"]
    second = furnished.ask(
        f"remit delegation create agent:helper --parent {first['delegation_id']} --resource tool:web-search"
    )["delegation"]
    assert second["parent_delegation_id"] == first["delegation_id"]
    assert second["grantor"] == {"type": "agent", "id": "researcher-7"}
    assert second["on_behalf_of"] == {"type": "user", "id": "ann"}
    assert furnished.run(f"{ASK} tool:web-search").code == 0
    assert "DELEGATION_EXCEEDS" in furnished.run(f"{ASK} tool:web-pay").out
    listed = furnished.must("remit delegation list").out
    assert first["delegation_id"] in listed
    furnished.must(f"remit delegation revoke {first['delegation_id']}")
    states = {
        one["delegation_id"]: one["state"] for one in furnished.ask("remit delegation list")["delegations"]
    }
    assert set(states.values()) == {"DELEGATION_STATE_REVOKED"}
    assert "DELEGATION_MISSING" in furnished.run(f"{ASK} tool:web-search").out
