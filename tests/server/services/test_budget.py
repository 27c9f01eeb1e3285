"""Budgets as operators meet them: made over existing spend, changed within bounds, read as they stand."""

from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.type.money_pb2 import Money

from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from tests.server.services.shop import AGENT, Shop, entity

DOLLAR = Money(currency_code="USD", units=1)
EUROS = core.Amount(money=Money(currency_code="EUR", units=1))
WARN = pb.Threshold(percent=5, action=pb.THRESHOLD_ACTION_WARN)
ASK = pb.Threshold(percent=5, action=pb.THRESHOLD_ACTION_REQUIRE_APPROVAL)


def budget(**fields: Any) -> pb.Budget:
    """A daily budget of a dollar for the agent, with some fields changed."""
    values = {
        "budget_id": "daily",
        "scope": core.SCOPE_AGENT,
        "scope_id": "researcher-7",
        "period": core.PERIOD_DAY,
        "limit": core.Amount(money=DOLLAR),
        **fields,
    }
    return pb.Budget(**values)


async def create(shop: Shop, **fields: Any) -> pb.Budget:
    answer = await shop.call("Budget.CreateBudget", pb.CreateBudgetRequest(budget=budget(**fields)))
    made: pb.Budget = answer.budget
    return made


async def test_what_is_created_can_be_read_again(shop: Shop) -> None:
    warn = pb.Threshold(percent=80, action=pb.THRESHOLD_ACTION_DOWNGRADE)
    made = await create(shop, display_name="Daily", thresholds=[warn], max_share_percent=50)
    read = (await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily"))).budget
    assert read == made
    assert (made.limit.money, list(made.thresholds), made.max_share_percent) == (DOLLAR, [warn], 50)
    assert made.etag
    assert made.created_at == made.updated_at


async def test_one_without_an_id_gets_one(shop: Shop) -> None:
    assert (await create(shop, budget_id="")).budget_id.startswith("bud_")


async def test_a_write_returns_the_revision(shop: Shop) -> None:
    first = await shop.call("Budget.CreateBudget", pb.CreateBudgetRequest(budget=budget()))
    second = await shop.call("Budget.DeleteBudget", pb.DeleteBudgetRequest(budget_id="daily"))
    assert second.revision == first.revision + 1
    assert await shop.refused("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily")) == (
        "NOT_FOUND",
        "budget_id",
    )


async def test_creation_is_idempotent(shop: Shop) -> None:
    request = pb.CreateBudgetRequest(budget=budget(budget_id=""), request_id="once")
    first = await shop.call("Budget.CreateBudget", request)
    assert await shop.call("Budget.CreateBudget", request) == first
    other = pb.CreateBudgetRequest(budget=budget(budget_id="", display_name="another"), request_id="once")
    assert await shop.refused("Budget.CreateBudget", other) == ("IDEMPOTENCY_CONFLICT", "request_id")
    assert len((await shop.call("Budget.ListBudgets", pb.ListBudgetsRequest())).budgets) == 1


async def test_it_counts_what_was_spent_before_it_was_made(shop: Shop) -> None:
    key = await shop.agent()
    await shop.use("u1", key=key, tokens=core.TokenUsage(input_tokens=1_000, output_tokens=100))
    await create(shop)
    standing = (await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily"))).standing
    # gpt-4o: 2.50 and 10 dollars a million.
    assert standing.spent.money == Money(currency_code="USD", nanos=3_500_000)
    assert standing.remaining.money.nanos == 996_500_000
    assert standing.scope_entity == entity(AGENT)
    assert standing.forecast.money.nanos > 3_500_000


async def test_one_switched_off_counts_on_from_the_ledger_when_it_is_switched_on(shop: Shop) -> None:
    key = await shop.agent()
    await create(shop, disabled=True)
    await shop.use("u1", key=key, tokens=core.TokenUsage(input_tokens=1_000))
    on = pb.UpdateBudgetRequest(
        budget=pb.Budget(budget_id="daily"), update_mask=FieldMask(paths=["disabled"])
    )
    await shop.call("Budget.UpdateBudget", on)
    standing = (await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily"))).standing
    assert standing.spent.money.nanos == 2_500_000


async def test_a_smaller_limit_holds_at_once(shop: Shop) -> None:
    key = await shop.agent()
    made = await create(shop, period=core.PERIOD_TOTAL)
    estimate = core.Estimate(money=Money(currency_code="USD", nanos=500_000_000))
    assert (await shop.authorize(key=key, estimate=estimate)).effect == core.EFFECT_ALLOW
    tighter = pb.Budget(budget_id="daily", limit=core.Amount(money=Money(currency_code="USD", nanos=1)))
    await shop.call("Budget.UpdateBudget", pb.UpdateBudgetRequest(budget=tighter, etag=made.etag))
    refused = await shop.authorize(key=key, estimate=estimate)
    assert refused.effect == core.EFFECT_DENY
    standing = (await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily"))).standing
    assert standing.calls_blocked == 1
    assert standing.status == core.BUDGET_STATUS_BLOCKED


async def test_each_one_is_counted_apart_when_none_is_named(shop: Shop) -> None:
    key = await shop.agent()
    await create(shop, scope_id="", period=core.PERIOD_TOTAL, limit=core.Amount(tokens=1_500))
    await shop.use("u1", key=key, tokens=core.TokenUsage(input_tokens=400))
    whole = await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily"))
    assert not whole.HasField("standing")
    one = pb.GetBudgetRequest(budget_id="daily", scope_id="researcher-7")
    assert (await shop.call("Budget.GetBudget", one)).standing.spent.tokens == 400
    another = pb.GetBudgetRequest(budget_id="daily", scope_id="somebody-else")
    assert (await shop.call("Budget.GetBudget", another)).standing.spent.tokens == 0


async def test_each_subject_of_a_role_stands_apart(shop: Shop) -> None:
    key = await shop.agent()
    made = await create(
        shop, scope=core.SCOPE_ROLE, scope_id="role-of-agent-researcher-7", each_subject=True, period=core.PERIOD_TOTAL,
        limit=core.Amount(tokens=1_500),
    )  # fmt: skip
    assert made.each_subject
    await shop.use("u1", key=key, tokens=core.TokenUsage(input_tokens=400))
    assert not (await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily"))).HasField(
        "standing"
    )
    for scope_id, spent in ((AGENT, 400), ("agent:somebody-else", 0)):
        one = pb.GetBudgetRequest(budget_id="daily", scope_id=scope_id)
        standing = (await shop.call("Budget.GetBudget", one)).standing
        assert (standing.spent.tokens, standing.scope_entity) == (spent, entity(scope_id))
    refused = await shop.authorize(key=key, estimate=core.Estimate(tokens=1_101))
    assert refused.effect == core.EFFECT_DENY
    blocked = [
        (await shop.call("Budget.GetBudget", pb.GetBudgetRequest(budget_id="daily", scope_id=ref))).standing
        for ref in (AGENT, "agent:somebody-else")
    ]
    assert [one.calls_blocked for one in blocked] == [1, 0]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"scope": core.SCOPE_USER}, "budget.scope"),
        ({"scope_id": "another"}, "budget.scope_id"),
        ({"period": core.PERIOD_MONTH}, "budget.period"),
        ({"limit": core.Amount(tokens=5)}, "budget.limit"),
    ],
)
async def test_what_would_tear_its_counters_apart_is_refused(
    shop: Shop, changed: dict[str, Any], field: str
) -> None:
    await create(shop)
    request = pb.UpdateBudgetRequest(budget=pb.Budget(budget_id="daily", **changed))
    assert await shop.refused("Budget.UpdateBudget", request) == ("INVALID_FIELD", field)
    masked = pb.UpdateBudgetRequest(
        budget=pb.Budget(budget_id="daily", **changed), update_mask=FieldMask(paths=["scope"])
    )
    assert await shop.refused("Budget.UpdateBudget", masked) == ("INVALID_FIELD", "update_mask")


async def test_an_update_takes_what_the_mask_names_and_clears_what_it_leaves_unset(shop: Shop) -> None:
    await create(shop, display_name="Daily", max_share_percent=10)
    request = pb.UpdateBudgetRequest(
        budget=pb.Budget(budget_id="daily", max_share_percent=20),
        update_mask=FieldMask(paths=["display_name"]),
    )
    changed = (await shop.call("Budget.UpdateBudget", request)).budget
    assert (changed.display_name, changed.max_share_percent) == ("", 10)
    cleared = pb.UpdateBudgetRequest(
        budget=pb.Budget(budget_id="daily"), update_mask=FieldMask(paths=["limit"])
    )
    assert await shop.refused("Budget.UpdateBudget", cleared) == ("MISSING_FIELD", "budget.limit")


async def test_a_change_to_what_was_not_read_is_refused(shop: Shop) -> None:
    made = await create(shop)
    request = pb.UpdateBudgetRequest(budget=pb.Budget(budget_id="daily", display_name="A"), etag=made.etag)
    await shop.call("Budget.UpdateBudget", request)
    again = pb.UpdateBudgetRequest(budget=pb.Budget(budget_id="daily", display_name="B"), etag=made.etag)
    assert await shop.refused("Budget.UpdateBudget", again) == ("ETAG_MISMATCH", "etag")
    delete = pb.DeleteBudgetRequest(budget_id="daily", etag=made.etag)
    assert await shop.refused("Budget.DeleteBudget", delete) == ("ETAG_MISMATCH", "etag")


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"scope": 0}, "MISSING_FIELD", "budget.scope"),
        ({"period": 0}, "MISSING_FIELD", "budget.period"),
        ({"limit": None}, "MISSING_FIELD", "budget.limit"),
        ({"limit": EUROS}, "CURRENCY_MISMATCH", "budget.limit.money.currency_code"),
        ({"period": core.PERIOD_RUN}, "INVALID_FIELD", "budget.period"),
        ({"scope": core.SCOPE_TENANT}, "INVALID_FIELD", "budget.scope_id"),
        ({"scope": core.SCOPE_MODEL, "scope_id": "gpt-4o"}, "MISSING_FIELD", "budget.scope_id"),
        ({"scope_id": "agent:researcher-7"}, "INVALID_FIELD", "budget.scope_id"),
        ({"period": core.PERIOD_ROLLING}, "NOT_IMPLEMENTED", "budget.period"),
        ({"each_subject": True}, "INVALID_FIELD", "budget.each_subject"),
        (
            {"each_subject": True, "scope": core.SCOPE_TEAM, "scope_id": ""},
            "MISSING_FIELD",
            "budget.scope_id",
        ),
        ({"thresholds": [ASK]}, "NOT_IMPLEMENTED", "budget.thresholds[0].action"),
        ({"thresholds": [WARN, WARN]}, "INVALID_FIELD", "budget.thresholds[1].percent"),
        ({"limit": core.Amount(tokens=-1)}, "AMOUNT_OUT_OF_RANGE", "budget.limit.tokens"),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_by_name(
    shop: Shop, fields: dict[str, Any], reason: str, field: str
) -> None:
    request = pb.CreateBudgetRequest(budget=budget(**fields))
    assert await shop.refused("Budget.CreateBudget", request) == (reason, field)
    assert not (await shop.call("Budget.ListBudgets", pb.ListBudgetsRequest())).budgets


async def test_lists_page_and_filter(shop: Shop) -> None:
    for number in range(5):
        await create(shop, budget_id=f"b{number}", scope_id=f"agent-{number}")
    await create(shop, budget_id="whole", scope=core.SCOPE_TENANT, scope_id="", limit=core.Amount(tokens=9))
    names: list[str] = []
    request = pb.ListBudgetsRequest(scope=core.SCOPE_AGENT, page_size=2)
    while True:
        page = await shop.call("Budget.ListBudgets", request)
        names += [one.budget_id for one in page.budgets]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert names == [f"b{number}" for number in range(5)]
    request.scope = core.SCOPE_TENANT
    assert await shop.refused("Budget.ListBudgets", request) == ("PAGE_TOKEN_INVALID", "page_token")
    tokens = await shop.call("Budget.ListBudgets", pb.ListBudgetsRequest(unit=core.UNIT_TOKENS))
    assert [one.budget_id for one in tokens.budgets] == ["whole"]


async def test_what_comes_later_says_so(shop: Shop) -> None:
    request = pb.OverrideBudgetRequest(budget_id="daily", increase=core.Amount(tokens=1), reason="more")
    assert (await shop.refused("Budget.OverrideBudget", request))[0] == "NOT_IMPLEMENTED"
    assert (await shop.refused("Budget.GetDashboard", pb.GetDashboardRequest()))[0] == "NOT_IMPLEMENTED"
