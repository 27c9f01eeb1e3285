"""Limits of rate and concurrency over the wire."""

from typing import Any

import pytest
from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask

from remitpb.v1 import policy_pb2 as pb
from remitpb.v1 import policy_service_pb2 as calls
from tests.server.services.house import House

MINUTE = pb.RateWindow(limit=60, period=Duration(seconds=60), burst=10)


def limit(**fields: object) -> pb.RateLimit:
    wanted: dict[str, Any] = {"rate_limit_id": "l", "scope": pb.RATE_SCOPE_SUBJECT, "windows": [MINUTE]}
    return pb.RateLimit(**wanted | fields)


async def test_a_limit_comes_back_as_it_was_made_and_counts(house: House) -> None:
    wanted = limit(scope=pb.RATE_SCOPE_TEAM, scope_id="research", each_subject=True, max_concurrent=5)
    made = await house.call("Policy.CreateRateLimit", calls.CreateRateLimitRequest(rate_limit=wanted))
    shown = made.rate_limit
    assert (shown.scope, shown.scope_id, shown.each_subject) == (pb.RATE_SCOPE_TEAM, "research", True)
    assert (list(shown.windows), shown.max_concurrent) == ([MINUTE], 5)
    catalog = await house.catalogs.of("default")
    (pace,) = catalog.paces.limits_for("agent:a", "tool:execute", teams=("research",))
    assert (pace.limit_id, pace.concurrency) == ("l", 5)
    assert not catalog.paces.limits_for("agent:a", "tool:execute")


@pytest.mark.parametrize(
    ("wanted", "scope_id"),
    [
        (limit(scope=pb.RATE_SCOPE_TENANT), ""),
        (limit(scope=pb.RATE_SCOPE_SUBJECT), ""),
        (limit(scope=pb.RATE_SCOPE_SUBJECT, scope_id="agent:a"), "agent:a"),
        (limit(scope=pb.RATE_SCOPE_ROLE, scope_id="viewer"), "viewer"),
    ],
)
async def test_each_scope_comes_back(house: House, wanted: pb.RateLimit, scope_id: str) -> None:
    made = await house.call("Policy.CreateRateLimit", calls.CreateRateLimitRequest(rate_limit=wanted))
    assert (made.rate_limit.scope, made.rate_limit.scope_id) == (wanted.scope, scope_id)


@pytest.mark.parametrize(
    ("wanted", "reason", "field"),
    [
        (limit(scope=0), "MISSING_FIELD", "rate_limit.scope"),
        (limit(windows=[]), "INVALID_FIELD", "rate_limit.windows"),
        (limit(resources=["tool:x"]), "NOT_IMPLEMENTED", "rate_limit.resources"),
        (limit(scope=pb.RATE_SCOPE_ROLE), "NOT_IMPLEMENTED", "rate_limit.scope_id"),
        (limit(scope=pb.RATE_SCOPE_TENANT, scope_id="x"), "INVALID_FIELD", "rate_limit.scope_id"),
        (limit(scope_id="nobody"), "INVALID_FIELD", "rate_limit.scope_id"),
        (limit(each_subject=True), "INVALID_FIELD", "rate_limit.each_subject"),
        (limit(actions=["tool"]), "INVALID_FIELD", "rate_limit.actions[0]"),
        (
            limit(windows=[pb.RateWindow(limit=1, period=Duration(nanos=5))]),
            "INVALID_FIELD",
            "rate_limit.windows[0].period",
        ),
    ],
)
async def test_a_limit_that_is_not_of_its_form_is_refused(
    house: House, wanted: pb.RateLimit, reason: str, field: str
) -> None:
    request = calls.CreateRateLimitRequest(rate_limit=wanted)
    assert await house.refused("Policy.CreateRateLimit", request) == (reason, field)


async def test_limits_are_listed_by_scope_changed_and_removed(house: House) -> None:
    await house.call("Policy.CreateRateLimit", calls.CreateRateLimitRequest(rate_limit=limit()))
    other = limit(rate_limit_id="t", scope=pb.RATE_SCOPE_TENANT)
    await house.call("Policy.CreateRateLimit", calls.CreateRateLimitRequest(rate_limit=other))
    only = await house.call("Policy.ListRateLimits", calls.ListRateLimitsRequest(scope=pb.RATE_SCOPE_TENANT))
    assert [one.rate_limit_id for one in only.rate_limits] == ["t"]
    request = calls.UpdateRateLimitRequest(
        rate_limit=pb.RateLimit(rate_limit_id="t", max_concurrent=3),
        update_mask=FieldMask(paths=["windows", "max_concurrent"]),
    )
    updated = await house.call("Policy.UpdateRateLimit", request)
    assert (list(updated.rate_limit.windows), updated.rate_limit.max_concurrent) == ([], 3)
    await house.call("Policy.DeleteRateLimit", calls.DeleteRateLimitRequest(rate_limit_id="t"))
    left = await house.call("Policy.ListRateLimits", calls.ListRateLimitsRequest())
    assert [one.rate_limit_id for one in left.rate_limits] == ["l"]
