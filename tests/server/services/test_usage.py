"""The ledger as operators read it: pages, filters, and sums that equal the entries to the nano-unit."""

import random
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.money_pb2 import Money

from remit.clock import DAY
from remitpb.v1 import budget_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity_calls
from remitpb.v1 import ledger_pb2
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import tenant_service_pb2 as tenants
from tests.server.services.shop import AGENT, MODEL, SMALL, Shop, entity

UNKNOWN = core.ModelRef(provider="nobody", model="nothing")


def nanos(money: Money) -> int:
    return money.units * 1_000_000_000 + money.nanos


def at(micros: int) -> Timestamp:
    return Timestamp(seconds=micros // 1_000_000)


async def spend(shop: Shop, key: str, count: int = 30) -> list[plane.UsageReceipt]:
    """Report usage of several models, days, outcomes and labels."""
    chance = random.Random(7)
    return [
        await shop.use(
            f"u{number}",
            key=key,
            model=chance.choice([MODEL, SMALL]),
            tokens=core.TokenUsage(
                input_tokens=chance.randrange(1, 99_999), output_tokens=chance.randrange(9_999)
            ),
            outcome=chance.choice([core.OUTCOME_SUCCESS, core.OUTCOME_FAILURE]),
            operation=chance.choice(["chat", "embed"]),
            labels={"team": chance.choice(["red", "blue"])},
            ended_at=at(shop.clock.now() - chance.randrange(5) * DAY),
        )
        for number in range(count)
    ]


async def pages(shop: Shop, name: str, request: Any, field: str) -> list[Any]:
    found: list[Any] = []
    while True:
        page = await shop.call(f"Budget.{name}", request)
        found += getattr(page, field)
        if not page.next_page_token:
            return found
        request.page_token = page.next_page_token


async def test_entries_page_newest_first_and_sum_to_the_receipts(shop: Shop) -> None:
    receipts = await spend(shop, await shop.agent())
    entries = await pages(shop, "ListUsage", pb.ListUsageRequest(page_size=7), "entries")
    assert [one.usage_id for one in entries] == [f"u{number}" for number in reversed(range(30))]
    assert sum(nanos(one.cost) for one in entries) == sum(nanos(one.cost) for one in receipts)
    first = entries[-1]
    assert first.subject == entity(AGENT)
    assert first.kind == ledger_pb2.LEDGER_ENTRY_KIND_USAGE
    assert first.cost_source == plane.COST_SOURCE_PRICED
    assert first.price_version == receipts[0].price_version


@pytest.mark.parametrize(
    "wanted",
    [
        {"model": MODEL},
        {"model": core.ModelRef(model="gpt-4o-mini")},
        {"operation": "chat"},
        {"labels": {"team": "red"}},
        {"subject": entity(AGENT), "operation": "embed"},
    ],
)
async def test_a_filter_takes_what_it_names(shop: Shop, wanted: dict[str, Any]) -> None:
    await spend(shop, await shop.agent())
    every = await pages(shop, "ListUsage", pb.ListUsageRequest(page_size=1_000), "entries")
    request = pb.ListUsageRequest(filter=ledger_pb2.UsageFilter(**wanted), page_size=4)
    found = await pages(shop, "ListUsage", request, "entries")
    expected = [one for one in every if _matches(one, wanted)]
    assert found == expected
    assert 0 < len(expected) <= 30


def _matches(entry: ledger_pb2.LedgerEntry, wanted: dict[str, Any]) -> bool:
    model = wanted.get("model")
    return (
        (model is None or entry.model.model == model.model)
        and wanted.get("operation", entry.operation) == entry.operation
        and all(entry.labels[key] == value for key, value in wanted.get("labels", {}).items())
    )


async def test_sums_equal_the_entries_by_every_dimension(shop: Shop) -> None:
    await spend(shop, await shop.agent())
    every = await pages(shop, "ListUsage", pb.ListUsageRequest(page_size=1_000), "entries")
    request = pb.SummarizeUsageRequest(
        dimensions=[
            ledger_pb2.USAGE_DIMENSION_MODEL,
            ledger_pb2.USAGE_DIMENSION_OUTCOME,
            ledger_pb2.USAGE_DIMENSION_LABEL,
        ],
        label_key="team",
        page_size=3,
    )  # fmt: skip
    sums = await pages(shop, "SummarizeUsage", request, "sums")
    expected: dict[tuple[str, ...], int] = {}
    for one in every:
        outcome = core.Outcome.Name(one.outcome).removeprefix("OUTCOME_")
        key = (f"{one.model.provider}/{one.model.model}", outcome, one.labels["team"])
        expected[key] = expected.get(key, 0) + nanos(one.cost)
    assert {tuple(one.keys): nanos(one.cost) for one in sums} == expected
    assert [nanos(one.cost) for one in sums] == sorted(expected.values(), reverse=True)
    total = (await shop.call("Budget.SummarizeUsage", pb.SummarizeUsageRequest())).total
    assert (nanos(total.cost), total.records) == (sum(expected.values()), 30)
    assert total.tokens.input_tokens == sum(one.tokens.input_tokens for one in every)
    assert total.failures == sum(one.outcome == core.OUTCOME_FAILURE for one in every)


async def test_intervals_are_calendar_periods(shop: Shop) -> None:
    await spend(shop, await shop.agent())
    request = pb.SummarizeUsageRequest(interval=core.PERIOD_DAY)
    answer = await shop.call("Budget.SummarizeUsage", request)
    days = [one.interval_start.seconds for one in answer.sums]
    assert days == sorted(set(days))
    assert all(day % 86_400 == 0 for day in days)
    assert sum(nanos(one.cost) for one in answer.sums) == nanos(answer.total.cost)
    hourly = pb.SummarizeUsageRequest(interval=core.PERIOD_HOUR)
    getattr(hourly.filter, "from").CopyFrom(at(shop.clock.now() - 100 * DAY))
    assert await shop.refused("Budget.SummarizeUsage", hourly) == ("INVALID_FIELD", "interval")
    session = pb.SummarizeUsageRequest(interval=core.PERIOD_SESSION)
    assert await shop.refused("Budget.SummarizeUsage", session) == ("INVALID_FIELD", "interval")


async def test_who_is_in_two_teams_counts_in_both_and_once_in_the_total(shop: Shop) -> None:
    key = await shop.agent()
    for name in ("red", "blue"):
        request = identity_calls.CreateTeamRequest()
        request.team.team_id = name
        await shop.call("Identity.CreateTeam", request)
        await shop.call(
            "Identity.AddTeamMember", identity_calls.AddTeamMemberRequest(team_id=name, member=entity(AGENT))
        )
    await shop.use("u1", key=key, tokens=core.TokenUsage(input_tokens=10))
    by_team = pb.SummarizeUsageRequest(
        dimensions=[ledger_pb2.USAGE_DIMENSION_TEAM, ledger_pb2.USAGE_DIMENSION_PROVIDER]
    )
    answer = await shop.call("Budget.SummarizeUsage", by_team)
    assert [tuple(one.keys) for one in answer.sums] == [("blue", "openai"), ("red", "openai")]
    assert answer.total.records == 1
    of_team = pb.ListUsageRequest(filter=ledger_pb2.UsageFilter(team_id="red"))
    assert len((await shop.call("Budget.ListUsage", of_team)).entries) == 1
    of_nobody = pb.ListUsageRequest(filter=ledger_pb2.UsageFilter(team_id="green"))
    assert not (await shop.call("Budget.ListUsage", of_nobody)).entries


async def test_what_was_given_and_what_has_no_price_say_so(shop: Shop) -> None:
    key = await shop.agent()
    await shop.call("Tenant.UpdateTenant", _without_fallback())
    await shop.use("given", key=key, cost=Money(currency_code="USD", nanos=5))
    await shop.use("unknown", key=key, model=UNKNOWN, tokens=core.TokenUsage(input_tokens=10))
    unpriced, given = (await shop.call("Budget.ListUsage", pb.ListUsageRequest())).entries
    assert given.cost_source == plane.COST_SOURCE_REPORTED
    assert unpriced.cost_source == plane.COST_SOURCE_UNPRICED
    assert not unpriced.HasField("cost")
    total = (await shop.call("Budget.SummarizeUsage", pb.SummarizeUsageRequest())).total
    assert (total.records, total.unpriced_records, nanos(total.cost)) == (2, 1, 5)


def _without_fallback() -> tenants.UpdateTenantRequest:
    return tenants.UpdateTenantRequest(
        tenant=tenants.Tenant(), update_mask=FieldMask(paths=["settings.fallback_price"])
    )


async def test_usage_of_a_reservation_names_its_decision(shop: Shop) -> None:
    key = await shop.agent()
    decided = await shop.authorize(key=key)
    await shop.use(
        "u1",
        key=key,
        reservation_id=decided.reservation.reservation_id,
        tokens=core.TokenUsage(input_tokens=3),
    )
    entry = (await shop.call("Budget.ListUsage", pb.ListUsageRequest())).entries[0]
    assert entry.decision_id == decided.decision_id


async def test_usage_by_a_decision_for_which_nothing_was_held_is_unreserved(shop: Shop) -> None:
    key = await shop.agent()
    decided = await shop.authorize(key=key, estimate=core.Estimate(nothing=core.NoCost()))
    assert not decided.HasField("reservation")
    receipt = await shop.use(
        "u1", key=key, decision_id=decided.decision_id, cost=Money(currency_code="USD", nanos=5)
    )
    assert (receipt.unreserved, receipt.HasField("settlement"), nanos(receipt.cost)) == (True, False, 5)


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"dimensions": [0]}, "MISSING_FIELD", "dimensions[0]"),
        ({"dimensions": [1, 1]}, "INVALID_FIELD", "dimensions[1]"),
        ({"dimensions": [10]}, "MISSING_FIELD", "label_key"),
        ({"dimensions": [10], "label_key": "a\"')"}, "INVALID_FIELD", "label_key"),
        ({"dimensions": [99]}, "UNKNOWN_ENUM_VALUE", "dimensions[0]"),
    ],
)
async def test_what_cannot_be_summed_is_refused_by_name(
    shop: Shop, fields: dict[str, Any], reason: str, field: str
) -> None:
    request = pb.SummarizeUsageRequest(**fields)
    assert await shop.refused("Budget.SummarizeUsage", request) == (reason, field)


async def test_a_page_token_is_of_one_list(shop: Shop) -> None:
    await spend(shop, await shop.agent(), count=3)
    token = (await shop.call("Budget.ListUsage", pb.ListUsageRequest(page_size=1))).next_page_token
    other = pb.ListUsageRequest(filter=ledger_pb2.UsageFilter(operation="chat"), page_token=token)
    assert await shop.refused("Budget.ListUsage", other) == ("PAGE_TOKEN_INVALID", "page_token")
    assert await shop.refused(
        "Budget.ListUsage", pb.ListUsageRequest(page_token=token), key=shop.stranger
    ) == ("PAGE_TOKEN_INVALID", "page_token")
