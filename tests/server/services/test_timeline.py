"""Steps that runtimes report: once each, in order, without persons; and what runs have cost."""

import asyncio
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.rpc import error_details_pb2
from google.type.money_pb2 import Money

from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity_calls
from remitpb.v1 import policy_decision_service_pb2 as plane
from remitpb.v1 import timeline_service_pb2 as pb
from tests.server.services.shop import AGENT, MODEL, Shop, entity


def step(step_id: str = "s1", **fields: Any) -> core.Step:
    values = {
        "step_id": step_id,
        "kind": core.STEP_KIND_TOOL_CALL,
        "name": "web-search",
        "status": core.STEP_STATUS_RUNNING,
        **fields,
    }
    return core.Step(**values)


async def record(shop: Shop, run: str, *steps: core.Step, key: str = "") -> list[pb.StepResult]:
    answer = await shop.call("Timeline.RecordSteps", pb.RecordStepsRequest(run_id=run, steps=steps), key=key)
    return list(answer.results)


async def listed(shop: Shop, run: str, **fields: Any) -> list[core.Step]:
    answer = await shop.call("Timeline.ListSteps", pb.ListStepsRequest(run_id=run, **fields))
    return list(answer.steps)


def why(result: pb.StepResult) -> tuple[str, str]:
    info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in result.error.details:
        detail.Unpack(info)
        detail.Unpack(request)
    return info.reason, request.field_violations[0].field if request.field_violations else ""


async def test_an_agent_reports_its_own_steps_and_each_counts_once(shop: Shop) -> None:
    key = await shop.agent()
    run = await shop.run_of()
    first = await record(shop, run, step("s1"), step("s2", parent_step_id="s1"), key=key)
    # The run's own beginning is no step.
    assert [one.sequence for one in first] == [1, 2]
    again = await record(shop, run, step("s2", parent_step_id="s1"), step("s3"), key=key)
    assert [(one.sequence, one.duplicate) for one in again] == [(2, True), (3, False)]
    changed = await record(shop, run, step("s1", name="other"), key=key)
    assert why(changed[0]) == ("IDEMPOTENCY_CONFLICT", "steps[0].step_id")
    assert [one.step_id for one in await listed(shop, run)] == ["s1", "s2", "s3"]


async def test_one_that_fails_does_not_fail_the_others(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    results = await record(
        shop,
        run,
        step("a"),
        step("b", kind=core.STEP_KIND_DECISION),
        step("c", status=0),
        step("d", name=""),
        step("e", input=core.StepPayload(json="{")),
        step("f", kind=99),
        step("g", tokens=core.TokenUsage(input_tokens=1, cache_read_tokens=2)),
        step("h"),
    )
    assert [why(one) if one.HasField("error") else one.sequence for one in results] == [
        1,
        ("INVALID_FIELD", "steps[1].kind"),
        ("MISSING_FIELD", "steps[2].status"),
        ("MISSING_FIELD", "steps[3].name"),
        ("JSON_INVALID", "steps[4].input.json"),
        ("UNKNOWN_ENUM_VALUE", "steps[5].kind"),
        ("INVALID_FIELD", "steps[6].tokens.input_tokens"),
        2,
    ]


async def test_personal_data_are_taken_out_and_what_remit_sets_is_ignored(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    payload = core.StepPayload(json='{"to":"ann@example.com"}', digest=bytes(range(32)))
    given = step(
        "s1", input=payload, sequence=77, effect=core.EFFECT_ALLOW, cost=Money(currency_code="USD", units=9)
    )
    await record(shop, run, given)
    read = (await shop.call("Timeline.GetStep", pb.GetStepRequest(run_id=run, step_id="s1"))).step
    assert (read.input.json, read.input.redacted, read.input.digest) == (
        '{"to":"[EMAIL]"}', True, bytes(range(32)),
    )  # fmt: skip
    assert (read.sequence, read.effect, read.HasField("cost")) == (1, 0, False)


async def test_a_step_ends_once_and_keeps_its_place(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    await record(shop, run, step("s1"), step("s2"))
    before = await shop.call("Timeline.GetStep", pb.GetStepRequest(run_id=run, step_id="s1"))
    ended = step("s1", run_id=run, status=core.STEP_STATUS_SUCCEEDED, output=core.StepPayload(json="[1]"))
    request = pb.UpdateStepRequest(step=ended, etag=before.etag)
    after = await shop.call("Timeline.UpdateStep", request)
    assert (after.step.status, after.step.sequence, after.step.output.json) == (
        core.STEP_STATUS_SUCCEEDED, 1, "[1]",
    )  # fmt: skip
    assert after.step.HasField("ended_at")
    assert after.etag != before.etag
    assert await shop.refused("Timeline.UpdateStep", request) == ("ETAG_MISMATCH", "etag")
    once_more = pb.UpdateStepRequest(step=ended)
    assert await shop.refused("Timeline.UpdateStep", once_more) == ("PRECONDITION_FAILED", "step.status")
    assert [one.step_id for one in await listed(shop, run)] == ["s1", "s2"]


async def test_what_remit_wrote_and_what_is_fixed_cannot_be_changed(shop: Shop) -> None:
    key = await shop.agent()
    run = await shop.run_of()
    decided = await shop.authorize(key=key, run_id=run)
    theirs = pb.UpdateStepRequest(step=core.Step(run_id=run, step_id=decided.decision_id, attempt=2))
    assert await shop.refused("Timeline.UpdateStep", theirs) == ("PRECONDITION_FAILED", "step.step_id")
    await record(shop, run, step("s1"))
    mask = FieldMask(paths=["kind"])
    fixed = pb.UpdateStepRequest(step=core.Step(run_id=run, step_id="s1"), update_mask=mask)
    assert await shop.refused("Timeline.UpdateStep", fixed) == ("INVALID_FIELD", "update_mask")
    nowhere = pb.UpdateStepRequest(step=core.Step(run_id=run, step_id="none", attempt=2))
    assert await shop.refused("Timeline.UpdateStep", nowhere) == ("NOT_FOUND", "step.step_id")


async def test_a_run_that_has_ended_takes_no_more(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    end = identity_calls.EndRunRequest(run_id=run, state=core.RUN_STATE_SUCCEEDED)
    await shop.call("Identity.EndRun", end)
    request = pb.RecordStepsRequest(run_id=run, steps=[step()])
    assert await shop.refused("Timeline.RecordSteps", request) == ("PRECONDITION_FAILED", "run_id")
    assert await listed(shop, run) == []


async def test_a_run_that_a_runtime_names_begins_with_its_first_step(shop: Shop) -> None:
    key = await shop.agent()
    assert [one.sequence for one in await record(shop, "my-run", step(), key=key)] == [1]
    stranger = await shop.actor("agent:other", "tool:*")
    assert await shop.refused(
        "Timeline.RecordSteps", pb.RecordStepsRequest(run_id="my-run", steps=[step("s2")]), key=stranger
    ) == ("PERMISSION_MISSING", "")
    unknown = pb.RecordStepsRequest(run_id="run_unknown", steps=[step()])
    assert await shop.refused("Timeline.RecordSteps", unknown, key=key) == ("NOT_FOUND", "run_id")


async def test_lists_page_by_sequence_and_filter(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    made = [
        step(f"s{n}", kind=core.STEP_KIND_PLAN if n % 2 else core.STEP_KIND_MEMORY, labels={"n": str(n % 3)})
        for n in range(9)
    ]
    await record(shop, run, *made)
    names: list[str] = []
    request = pb.ListStepsRequest(run_id=run, kinds=[core.STEP_KIND_PLAN], page_size=3)
    while True:
        page = await shop.call("Timeline.ListSteps", request)
        names += [one.step_id for one in page.steps]
        if not page.next_page_token:
            break
        request.page_token = page.next_page_token
    assert names == ["s1", "s3", "s5", "s7"]
    assert [one.step_id for one in await listed(shop, run, labels={"n": "0"})] == ["s0", "s3", "s6"]
    assert [one.step_id for one in await listed(shop, run, after_sequence=8)] == ["s8"]


async def test_a_watcher_sees_reported_steps_live(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    stream = shop.stream("Plane.StreamTimeline", plane.StreamTimelineRequest(run_id=run, follow=True))
    assert (await stream.read()).WhichOneof("event") == "run_started"
    assert (await stream.read()).WhichOneof("event") == "live"
    await record(shop, run, step("s1"))
    assert (await asyncio.wait_for(stream.read(), 20)).step.step_id == "s1"
    done = core.Step(run_id=run, step_id="s1", status=core.STEP_STATUS_SUCCEEDED)
    await shop.call("Timeline.UpdateStep", pb.UpdateStepRequest(step=done))
    changed = (await asyncio.wait_for(stream.read(), 20)).step
    assert (changed.step_id, changed.status, changed.sequence) == ("s1", core.STEP_STATUS_SUCCEEDED, 1)
    stream.cancel()


async def test_costs_are_broken_down_by_what_they_were_spent_in(shop: Shop) -> None:
    key = await shop.agent()
    run = await shop.run_of()
    child = await shop.run_of(parent_run_id=run)
    await record(
        shop,
        run,
        step("plan", kind=core.STEP_KIND_PLAN, name="plan"),
        step("call", kind=core.STEP_KIND_MODEL_CALL, name="ask", parent_step_id="plan"),
        step("tool", name="web-search", parent_step_id="plan"),
        step("loop-a", parent_step_id="loop-b"),
        step("loop-b", parent_step_id="loop-a"),
    )
    spent = {"plan": 1, "call": 20, "tool": 300, "loop-a": 4_000}
    for name, cents in spent.items():
        cost = Money(currency_code="USD", nanos=cents)
        await shop.use(f"u-{name}", key=key, run_id=run, step_id=name, cost=cost)
    answer = await shop.call("Timeline.GetCostBreakdown", pb.GetCostBreakdownRequest(run_id=run))
    assert answer.total.cost.nanos == 4_321
    by_step = {one.key: (one.cost.nanos, one.own_cost.nanos, one.steps) for one in answer.by_step}
    assert by_step == {
        "plan": (321, 1, 3), "call": (20, 20, 1), "tool": (300, 300, 1), "loop-a": (4_000, 4_000, 1),
        "loop-b": (4_000, 0, 1),
    }  # fmt: skip
    assert {one.key: one.cost.nanos for one in answer.by_tool} == {"web-search": 4_300}
    assert {one.key: one.cost.nanos for one in answer.by_kind} == {
        "PLAN": 1,
        "MODEL_CALL": 20,
        "TOOL_CALL": 4_300,
    }
    assert [(one.key, one.percent) for one in answer.by_run] == [(run, 100)]
    await shop.use("u-child", key=key, run_id=child, tokens=core.TokenUsage(input_tokens=1_000))
    whole = await shop.call("Timeline.GetCostBreakdown", pb.GetCostBreakdownRequest(run_id=run))
    assert {one.key: one.cost.nanos for one in whole.by_run} == {run: 4_321, child: 2_500_000}
    assert not whole.by_step
    assert {one.key for one in whole.by_model} == {f"{MODEL.provider}/{MODEL.model}"}
    of_agent = pb.GetCostBreakdownRequest(agent_id=AGENT.partition(":")[2], top=1)
    assert [one.key for one in (await shop.call("Timeline.GetCostBreakdown", of_agent)).by_run] == [child]
    missing = pb.GetCostBreakdownRequest(session_id="ses_0")
    assert await shop.refused("Timeline.GetCostBreakdown", missing) == ("NOT_FOUND", "session_id")


@pytest.mark.parametrize("count", [0, 1_001])
async def test_too_few_and_too_many_are_refused(shop: Shop, count: int) -> None:
    request = pb.RecordStepsRequest(run_id="r", steps=[step("")] * count)
    reason = (await shop.refused("Timeline.RecordSteps", request))[0]
    assert reason == ("BATCH_TOO_LARGE" if count else "INVALID_FIELD")


async def test_the_end_of_a_run_tells_what_it_has_used(shop: Shop) -> None:
    await shop.agent()
    run = await shop.run_of()
    record_id = "u1"
    usage = core.TokenUsage(input_tokens=3, output_tokens=4)
    request = plane.RecordUsageRequest(
        records=[
            plane.UsageRecord(
                usage_id=record_id, run_id=run, tokens=usage, cost=Money(currency_code="USD", units=2)
            )
        ]
    )
    request.records[0].subject.CopyFrom(entity(AGENT))
    await shop.call("Plane.RecordUsage", request)
    await shop.call(
        "Identity.EndRun", identity_calls.EndRunRequest(run_id=run, state=core.RUN_STATE_SUCCEEDED)
    )
    stream = shop.stream("Plane.StreamTimeline", plane.StreamTimelineRequest(run_id=run))
    events = [one async for one in stream]
    assert [one.WhichOneof("event") for one in events] == ["run_started", "step", "run_ended", "live"]
    ended = events[2].run_ended
    assert (ended.tokens.input_tokens, ended.tokens.output_tokens, ended.cost.units) == (3, 4, 2)
    assert (events[1].step.sequence, ended.last_sequence) == (1, 1)
