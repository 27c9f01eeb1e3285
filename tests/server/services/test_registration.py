"""An agent that is registered with a role has that role's rights, budgets and limits from its first question on."""

from google.protobuf.duration_pb2 import Duration

from remitpb.v1 import budget_service_pb2 as budgets
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_pb2 as pb
from remitpb.v1 import identity_service_pb2 as calls
from remitpb.v1 import policy_pb2 as policy
from remitpb.v1 import policy_service_pb2 as policy_calls
from tests.server.services.shop import Shop, entity

SESSIONS = 103
SHOWN = 100


async def furnished(shop: Shop) -> None:
    """Make a role with a budget of 1,500 tokens and two calls an hour."""
    await shop.role("worker", "model:*")
    budget = budgets.Budget(
        budget_id="workers", scope=core.SCOPE_ROLE, scope_id="worker", period=core.PERIOD_DAY,
        limit=core.Amount(tokens=1_500),
    )  # fmt: skip
    await shop.call("Budget.CreateBudget", budgets.CreateBudgetRequest(budget=budget))
    limit = policy.RateLimit(
        rate_limit_id="workers", scope=policy.RATE_SCOPE_ROLE, scope_id="worker", each_subject=True,
        windows=[policy.RateWindow(limit=2, period=Duration(seconds=3_600))],
    )  # fmt: skip
    await shop.call("Policy.CreateRateLimit", policy_calls.CreateRateLimitRequest(rate_limit=limit))


async def code(shop: Shop, key: str, tokens: int) -> str:
    """Ask, and return `ALLOW` or the code of the denial."""
    answer = await shop.authorize(key=key, estimate=core.Estimate(tokens=tokens))
    return core.ReasonCode.Name(answer.reasons[0].code)[12:] if answer.reasons else "ALLOW"


async def test_budgets_and_limits_of_the_role_count_at_once(shop: Shop) -> None:
    await furnished(shop)
    await shop.subject("agent:one", "worker")
    await shop.subject("agent:two", "worker")
    one, two = await shop.key_of("agent:one"), await shop.key_of("agent:two")
    assert await code(shop, one, 1_000) == "ALLOW"
    # The role has one budget for all who have it.
    assert await code(shop, two, 1_000) == "BUDGET_HELD_BY_OTHERS"
    assert await code(shop, two, 100) == "ALLOW"
    assert await code(shop, one, 100) == "ALLOW"
    # And a rate for each.
    assert await code(shop, one, 1) == "RATE_LIMITED"
    assert await code(shop, two, 1) == "ALLOW"


async def test_a_budget_for_each_who_has_the_role_is_there_with_the_role(shop: Shop) -> None:
    await furnished(shop)
    each = budgets.Budget(
        budget_id="each-worker", scope=core.SCOPE_ROLE, scope_id="worker", each_subject=True,
        period=core.PERIOD_DAY, limit=core.Amount(tokens=500),
    )  # fmt: skip
    await shop.call("Budget.CreateBudget", budgets.CreateBudgetRequest(budget=each))
    for name in ("agent:one", "agent:two"):
        await shop.subject(name, "worker")
        key = await shop.key_of(name)
        assert await code(shop, key, 501) == "ESTIMATE_EXCEEDS_LIMIT"
        assert await code(shop, key, 500) == "ALLOW"


async def test_who_has_no_role_has_no_share_in_it(shop: Shop) -> None:
    await furnished(shop)
    await shop.subject("agent:none")
    assert await code(shop, await shop.key_of("agent:none"), 1) == "ROLE_MISSING"


async def test_roles_by_group_team_and_inheritance_are_told_alike_by_everyone(shop: Shop) -> None:
    await shop.role("base", "memory:read")
    heir = policy.Role(role_id="heir", inherits=["base"], permissions=[policy.Permission(action="tool:list")])
    await shop.call("Policy.CreateRole", policy_calls.CreateRoleRequest(role=heir))
    await shop.role("team-role", "model:call")
    await shop.role("own", "who:am")
    await shop.subject("agent:a", "own")
    members = [entity("agent:a")]
    group = calls.CreateGroupRequest(group=pb.Group(group_id="g"), members=members)
    await shop.call("Identity.CreateGroup", group)
    await shop.call(
        "Identity.CreateTeam", calls.CreateTeamRequest(team=pb.Team(team_id="t"), members=members)
    )
    for role, member in (("heir", "group:g"), ("team-role", "team:t")):
        binding = policy.Binding(role_id=role, member=entity(member))
        await shop.call("Policy.CreateBinding", policy_calls.CreateBindingRequest(binding=binding))
    read = await shop.call("Identity.GetSubject", calls.GetSubjectRequest(subject=entity("agent:a")))
    me = await shop.call("Identity.WhoAmI", calls.WhoAmIRequest(), key=await shop.key_of("agent:a"))
    assert list(read.role_ids) == list(me.role_ids) == ["base", "heir", "own", "team-role"]
    told = {(one.action, one.role_id, f"{one.through.type}:{one.through.id}") for one in read.permissions}
    assert told == {
        (one.action, one.role_id, f"{one.through.type}:{one.through.id}") for one in me.permissions
    }
    assert told == {
        ("memory:read", "base", "group:g"),
        ("tool:list", "heir", "group:g"),
        ("model:call", "team-role", "team:t"),
        ("who:am", "own", "agent:a"),
    }
    by_role = calls.ListSubjectsRequest(role_id="base")
    assert [one.entity.id for one in (await shop.call("Identity.ListSubjects", by_role)).subjects] == ["a"]


async def test_a_subject_shows_the_newest_of_its_many_open_sessions(shop: Shop) -> None:
    await shop.subject("agent:a")
    made = []
    for _ in range(SESSIONS):
        start = calls.StartSessionRequest(subject=entity("agent:a"))
        made.append((await shop.call("Identity.StartSession", start)).session.session_id)
        shop.clock.advance(1_000)
    await shop.call("Identity.EndSession", calls.EndSessionRequest(session_id=made.pop()))
    read = await shop.call("Identity.GetSubject", calls.GetSubjectRequest(subject=entity("agent:a")))
    assert [one.session_id for one in read.open_sessions] == made[::-1][:SHOWN]
