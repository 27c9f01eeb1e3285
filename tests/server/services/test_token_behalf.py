"""A token that lets its holder act on behalf of one lets it ask, spend and report on behalf of that one alone."""

from typing import Any

import pytest_asyncio

from remitpb.v1 import budget_service_pb2 as budget_calls
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as identity
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_decision_service_pb2 as plane
from tests.server.services.shop import AGENT, MODEL, Shop, entity

ANN, BOB = "user:ann", "user:bob"


class Acting:
    """An agent with grants of two users, and its token for one of them."""

    def __init__(self, shop: Shop, key: str, token: str) -> None:
        """Call by `token`; `key` is the agent's own."""
        self.shop, self.key, self.token = shop, key, token


@pytest_asyncio.fixture
async def acting(shop: Shop) -> Acting:
    key = await shop.actor(
        AGENT,
        "tool:*",
        "model:*",
        "decision:*",
        "token:issue",
        "approval:*",
        "budget:*",
        "run:*",
        "session:*",
    )
    for user in (ANN, BOB):
        await shop.subject(user, "role-of-agent-researcher-7")
        made = identity.Delegation(grantor=entity(user), delegate=entity(AGENT))
        await shop.call("Identity.CreateDelegation", calls.CreateDelegationRequest(delegation=made))
    issued = await shop.call(
        "Identity.IssueToken", calls.IssueTokenRequest(on_behalf_of=entity(ANN)), key=key
    )
    return Acting(shop, key, issued.tokens.access_token)


async def test_a_decision_is_about_the_one_of_the_token(acting: Acting) -> None:
    shop = acting.shop
    silent = await shop.authorize(key=acting.token)
    assert silent.effect == core.EFFECT_ALLOW
    (link,) = silent.delegation
    assert (link.principal, link.delegate) == (entity(ANN), entity(AGENT))
    named = await shop.authorize(key=acting.token, on_behalf_of=entity(ANN))
    assert [one.principal for one in named.delegation] == [entity(ANN)]
    own = await shop.authorize(key=acting.key)
    assert not own.delegation
    assert (await shop.authorize(key=acting.key, on_behalf_of=entity(BOB))).effect == core.EFFECT_ALLOW


def asking(**fields: Any) -> plane.AuthorizeRequest:
    return plane.AuthorizeRequest(request_id="q", action="model:call", resource=entity("model:any"), **fields)


async def test_another_is_never_acted_for(acting: Acting) -> None:
    shop, key = acting.shop, acting.token
    bob = entity(BOB)
    action = plane.ApprovalAction(action="tool:pay", resource=entity("tool:pay"), on_behalf_of=bob)
    for name, request, field in (
        ("Plane.Authorize", asking(on_behalf_of=bob), "on_behalf_of"),
        ("Plane.CheckBudget", plane.CheckBudgetRequest(on_behalf_of=bob), "on_behalf_of"),
        (
            "Plane.RequestApproval",
            plane.RequestApprovalRequest(request_id="a", action=action),
            "action.on_behalf_of",
        ),
        ("Identity.StartRun", calls.StartRunRequest(on_behalf_of=bob), "on_behalf_of"),
        ("Identity.StartSession", calls.StartSessionRequest(on_behalf_of=bob), "on_behalf_of"),
    ):
        assert await shop.refused(name, request, key=key) == ("CREDENTIAL_SCOPE", field), name
    batch = plane.BatchAuthorizeRequest(requests=[asking(on_behalf_of=bob)])
    (result,) = (await shop.call("Plane.BatchAuthorize", batch, key=key)).results
    assert "ann" in result.error.message
    record = plane.UsageRecord(
        usage_id="u", model=MODEL, on_behalf_of=bob, tokens=core.TokenUsage(input_tokens=1)
    )
    (told,) = (
        await shop.call("Plane.RecordUsage", plane.RecordUsageRequest(records=[record]), key=key)
    ).results
    assert "ann" in told.error.message


async def test_what_is_begun_and_reported_is_on_behalf_of_the_one_of_the_token(acting: Acting) -> None:
    shop, key = acting.shop, acting.token
    run = (await shop.call("Identity.StartRun", calls.StartRunRequest(), key=key)).run
    assert run.on_behalf_of == entity(ANN)
    await shop.use("u1", key=key, tokens=core.TokenUsage(input_tokens=7))
    listed = await shop.call("Budget.ListUsage", budget_calls.ListUsageRequest())
    (entry,) = listed.entries
    assert (entry.subject, entry.on_behalf_of) == (entity(AGENT), entity(ANN))


async def test_when_the_grant_ends_the_token_lets_nothing_more(acting: Acting) -> None:
    shop = acting.shop
    (one,) = (
        await shop.call("Identity.ListDelegations", calls.ListDelegationsRequest(grantor=entity(ANN)))
    ).delegations
    await shop.call(
        "Identity.RevokeDelegation", calls.RevokeDelegationRequest(delegation_id=one.delegation_id)
    )
    refused = await shop.authorize(key=acting.token)
    assert refused.effect == core.EFFECT_DENY
    assert refused.reasons[0].code == core.REASON_CODE_DELEGATION_MISSING
