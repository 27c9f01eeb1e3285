"""P9: a denial takes nothing: counters are as before and rate tokens are back, whatever denied."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from remit.client import Client, entity
from remit.client import messages as m
from remitpb.v1 import policy_decision_service_pb2 as pb
from tests.effort import length
from tests.faults.books import require_books_agree
from tests.faults.caller import Caller, callers, gathered
from tests.faults.site import Site
from tests.promises.town import Town, budget, nanos

BURST: Final = 20
DAY: Final = Duration(seconds=86_400)
"""So long that no token comes back by itself while the proof runs."""
CALLERS: Final = 8
"""So few that all of them together leave tokens in the window, while each waits to hear that money denies."""
DENIALS: Final = length(40, 200)
SMALL, LARGE = budget("small", 3 * 100), budget("large", 10**9, m.SCOPE_AGENT)


def limit_rate(admin: Client) -> None:
    """Let `r0` do so many acts a day, in two windows of which the other never denies."""
    windows = [
        m.RateWindow(limit=BURST, period=DAY, burst=BURST),
        m.RateWindow(limit=10_000, period=Duration(seconds=60), burst=10_000),
    ]
    admin.create_rate_limit(
        rate_limit=m.RateLimit(rate_limit_id="daily", scope=m.RATE_SCOPE_SUBJECT, windows=windows)
    )


def counters(town: Town) -> list[tuple[Any, ...]]:
    return sorted(town.rows("SELECT budget_id, bucket, spent, held FROM counter WHERE tenant=?"))


def left(answer: pb.AuthorizeResponse) -> int:
    """Return how many acts the daily window still lets pass."""
    return min(standing.remaining for standing in answer.rates)


def too_dear(town: Town, name: str) -> pb.AuthorizeRequest:
    return town.ask(name)


def larger_than_the_limit(town: Town, name: str) -> pb.AuthorizeRequest:
    return town.ask(name, estimate=m.Estimate(money=nanos(10**10)))


def not_permitted(town: Town, name: str) -> pb.AuthorizeRequest:
    request = town.ask(name, estimate=m.Estimate(money=nanos(1)))
    request.action = "payment:send"
    return request


def of_an_unknown_price(town: Town, name: str) -> pb.AuthorizeRequest:
    call = m.ModelCall(
        model=m.ModelRef(provider="nobody", model="nothing"), input_tokens=1, max_output_tokens=1
    )
    return town.ask(name, estimate=m.Estimate(model_call=call))


DENIED: Final[dict[Callable[[Town, str], pb.AuthorizeRequest], int]] = {
    too_dear: m.REASON_CODE_BUDGET_HELD_BY_OTHERS,
    larger_than_the_limit: m.REASON_CODE_ESTIMATE_EXCEEDS_LIMIT,
    of_an_unknown_price: m.REASON_CODE_PRICE_UNKNOWN,
    not_permitted: m.REASON_CODE_PERMISSION_MISSING,
}


async def ask_in_turn(
    caller: Caller, town: Town, asked: Sequence[pb.AuthorizeRequest]
) -> list[pb.AuthorizeResponse]:
    return [await caller.call("Authorize", one, town) for one in asked]


async def fill(caller: Caller, town: Town) -> int:
    """Fill the small budget, and return how many acts the daily window still lets pass."""
    answers = [await caller.call("Authorize", town.ask(f"a{n}"), town) for n in range(3)]
    assert {answer.effect for answer in answers} == {m.EFFECT_ALLOW}
    return left(answers[-1])


@pytest.mark.parametrize("denied", DENIED)
async def test_a_denial_leaves_everything_as_it_was(
    site: Site, denied: Callable[[Town, str], pb.AuthorizeRequest]
) -> None:
    town = site.town(1, (SMALL, LARGE))
    with town.admin() as admin:
        limit_rate(admin)
        async with callers(site, CALLERS) as asking:
            assert await fill(asking[0], town) == BURST - 3
            before = counters(town)
            asked = [denied(town, f"d{n}") for n in range(DENIALS)]
            work = (ask_in_turn(caller, town, asked[n :: len(asking)]) for n, caller in enumerate(asking))
            answers = [answer for many in await gathered(*work) for answer in many]
            codes = Counter(reason.code for answer in answers for reason in answer.reasons)
            assert codes == {DENIED[denied]: DENIALS}
            assert counters(town) == before
            # More were denied than there are tokens; none of them took one.
            await raise_limit(admin)
            answer = await asking[0].call("Authorize", town.ask("after"), town)
            assert answer.effect == m.EFFECT_ALLOW
            assert left(answer) == BURST - 4


async def raise_limit(admin: Client) -> None:
    changed = budget("small", 10**9)
    changed.etag = admin.get_budget(budget_id="small").budget.etag
    admin.update_budget(budget=changed, update_mask=FieldMask(paths=["limit"]))


async def test_a_window_that_is_empty_takes_nothing_of_budgets_or_other_windows(site: Site) -> None:
    town = site.town(1, (LARGE,))
    with town.admin() as admin:
        limit_rate(admin)
    async with callers(site, CALLERS) as asking:
        work = (
            asking[n % CALLERS].call("Authorize", town.ask(f"q{n}"), town) for n in range(BURST + DENIALS)
        )
        effects = Counter(answer.effect for answer in await gathered(*work))
    assert effects == {m.EFFECT_ALLOW: BURST, m.EFFECT_DENY: DENIALS}
    ((held,),) = town.rows("SELECT held FROM counter WHERE tenant=? AND budget_id='large'")
    assert held == BURST * 100
    require_books_agree(town)


async def test_of_many_at_once_only_the_allowed_take_tokens(site: Site) -> None:
    """Denials and allowed acts in one turn: the tokens that are gone are those of the allowed, exactly."""
    town, chance = site.town(1, (budget("small", 7 * 100),)), random.Random(3)
    with town.admin() as admin:
        admin.create_role(
            role=m.Role(role_id="payer", permissions=[m.Permission(action="payment:*", resource="*")])
        )
        admin.create_binding(binding=m.Binding(role_id="payer", member=entity("agent:r0")))
        limit_rate(admin)
        kinds = [too_dear, larger_than_the_limit]
        async with callers(site, CALLERS) as asking:
            asked = [chance.choice(kinds)(town, f"q{n}") for n in range(DENIALS)]
            work = (ask_in_turn(caller, town, asked[n :: len(asking)]) for n, caller in enumerate(asking))
            answers = [answer for many in await gathered(*work) for answer in many]
            assert sum(answer.effect == m.EFFECT_ALLOW for answer in answers) == 7
            await raise_limit(admin)
            after = await asking[0].call("Authorize", town.ask("after"), town)
            assert left(after) == BURST - 8
    require_books_agree(town)
