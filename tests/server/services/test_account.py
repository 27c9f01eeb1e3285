"""What sessions and runs have used, counted from the ledger and the evidence."""

from google.type.money_pb2 import Money

from remit.storage.account import AccountStore
from remitpb.v1 import budget_service_pb2 as budget_calls
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity_calls
from tests.server.services.shop import AGENT, Shop, entity


async def test_a_session_counts_its_tokens_cost_and_decisions(shop: Shop) -> None:
    key = await shop.agent()
    request = identity_calls.StartSessionRequest(subject=entity(AGENT))
    session = (await shop.call("Identity.StartSession", request)).session.session_id
    run = await shop.run_of(session_id=session)
    allowed = await shop.authorize(key=key, session_id=session, run_id=run)
    await shop.authorize(key=key, session_id=session)
    await shop.authorize(key=key, session_id=session, action="memory:write")
    await shop.authorize(key=key, action="memory:write")
    await shop.use(
        "u1",
        key=key,
        reservation_id=allowed.reservation.reservation_id,
        tokens=core.TokenUsage(input_tokens=10, output_tokens=2, cache_read_tokens=4),
    )
    account = await AccountStore(shop.app.store).of_session("default", session)
    assert (account.calls_allowed, account.calls_blocked, account.open_reservations) == (2, 1, 1)
    assert (account.tokens.input, account.tokens.output, account.tokens.cache_read) == (10, 2, 4)
    # 6 at 2.50, 4 from the cache at 1.25, 2 at 10 dollars a million.
    assert account.cost == 40_000
    runs = await AccountStore(shop.app.store).of_runs("default", [run])
    assert (runs[run].cost, runs[run].tokens.total, runs[run].last_sequence) == (40_000, 12, 2)
    assert (await AccountStore(shop.app.store).of_session("other", session)).calls_allowed == 0


async def test_a_tenant_knows_whether_anything_was_booked(shop: Shop) -> None:
    accounts = AccountStore(shop.app.store)
    key = await shop.agent()
    assert not await accounts.has_entries("default")
    await shop.use("u1", key=key, cost=Money(currency_code="USD", nanos=1))
    assert await accounts.has_entries("default")
    assert not await accounts.has_entries("other")


async def test_what_nothing_priced_has_no_cost(shop: Shop) -> None:
    account = await AccountStore(shop.app.store).of_session("default", "ses_none")
    assert (account.cost, account.tokens.total) == (None, 0)


async def test_what_one_session_has_used_up_the_next_has_anew(shop: Shop) -> None:
    key = await shop.agent()
    made = budget_calls.Budget(
        budget_id="each-session",
        scope=core.SCOPE_SESSION,
        period=core.PERIOD_SESSION,
        limit=core.Amount(tokens=1_000),
    )
    await shop.call("Budget.CreateBudget", budget_calls.CreateBudgetRequest(budget=made))
    request = identity_calls.StartSessionRequest(subject=entity(AGENT))
    for turn in range(3):
        session = (await shop.call("Identity.StartSession", request)).session.session_id
        allowed = await shop.authorize(key=key, session_id=session)
        assert allowed.effect == core.EFFECT_ALLOW
        tokens = core.TokenUsage(input_tokens=1_000)
        held = allowed.reservation.reservation_id
        await shop.use(f"u{turn}", key=key, reservation_id=held, tokens=tokens)
        blocked = await shop.authorize(key=key, session_id=session, estimate=core.Estimate(tokens=1))
        assert [one.code for one in blocked.reasons] == [core.REASON_CODE_SESSION_BUDGET_EXCEEDED]
        end = identity_calls.EndSessionRequest(session_id=session)
        account = (await shop.call("Identity.EndSession", end)).account
        assert (account.tokens.input_tokens, account.calls_blocked) == (1_000, 1)
