"""Whoever waits for an approval, or watches them, hears of each change, for as long as they may."""

import asyncio
from typing import Any

import grpc
import pytest

from remitpb.v1 import approval_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import identity_service_pb2 as identity_calls
from remitpb.v1 import policy_service_pb2 as policy_calls
from tests.server.services.scene import Scene
from tests.server.services.shop import entity


async def test_a_caller_who_waits_is_woken_by_the_vote(scene: Scene) -> None:
    stream = scene.shop.stream("Approval.WatchApprovals", pb.WatchApprovalsRequest())
    assert (await _next(stream)).WhichOneof("event") == "live"
    waiting = asyncio.create_task(scene.ask(request_id="wait", wait=True))
    await scene.decide((await _next(stream)).approval)
    stream.cancel()
    assert (await asyncio.wait_for(waiting, 20)).state == core.APPROVAL_STATE_APPROVED


async def _next(stream: Any) -> pb.WatchApprovalsResponse:
    message: pb.WatchApprovalsResponse = await asyncio.wait_for(stream.read(), 20)
    return message


async def test_a_watcher_sees_what_is_there_then_every_change_and_resumes(scene: Scene) -> None:
    first = await scene.ask()
    pending = pb.ApprovalFilter(states=[core.APPROVAL_STATE_PENDING])
    stream = scene.shop.stream("Approval.WatchApprovals", pb.WatchApprovalsRequest(filter=pending))
    assert (await _next(stream)).approval.approval_id == first.approval_id
    live = await _next(stream)
    assert live.WhichOneof("event") == "live"
    await scene.decide(first)
    ceased = await _next(stream)
    assert (ceased.approval.approval_id, ceased.approval.state) == (
        first.approval_id, core.APPROVAL_STATE_APPROVED,
    )  # fmt: skip
    stream.cancel()
    second = await scene.ask()
    resumed = scene.shop.stream(
        "Approval.WatchApprovals", pb.WatchApprovalsRequest(filter=pending, cursor=ceased.cursor)
    )
    assert (await _next(resumed)).approval.approval_id == second.approval_id
    assert (await _next(resumed)).WhichOneof("event") == "live"
    resumed.cancel()
    wrong = pb.WatchApprovalsRequest(cursor=ceased.cursor)
    with pytest.raises(Exception, match="another filter"):
        await _next(scene.shop.stream("Approval.WatchApprovals", wrong))


async def test_a_watcher_whose_key_is_revoked_is_cut_off(scene: Scene) -> None:
    keys = await scene.shop.call(
        "Identity.ListApiKeys", identity_calls.ListApiKeysRequest(owner=entity("user:ann"))
    )
    stream = scene.shop.stream("Approval.WatchApprovals", pb.WatchApprovalsRequest(), key=scene.ann)
    assert (await _next(stream)).WhichOneof("event") == "live"
    revoke = identity_calls.RevokeApiKeyRequest(key_id=keys.api_keys[0].key_id)
    await scene.shop.call("Identity.RevokeApiKey", revoke)
    with pytest.raises(Exception, match="revoked"):
        await _next(stream)


async def test_a_party_watches_its_own_and_others_only_with_the_permission(scene: Scene) -> None:
    stream = scene.shop.stream("Approval.WatchApprovals", pb.WatchApprovalsRequest(), key=scene.agent)
    assert (await _next(stream)).WhichOneof("event") == "live"
    await scene.ask(key=scene.ann)
    mine = await scene.ask()
    assert (await _next(stream)).approval.approval_id == mine.approval_id
    stream.cancel()


async def test_a_watcher_who_loses_the_permission_is_cut_off(scene: Scene) -> None:
    reader = await scene.shop.actor("service:board", "approval:watch")
    stream = scene.shop.stream("Approval.WatchApprovals", pb.WatchApprovalsRequest(), key=reader)
    assert (await _next(stream)).WhichOneof("event") == "live"
    binding = policy_calls.DeleteBindingRequest(binding_id="role-of-service-board@service:board")
    await scene.shop.call("Policy.DeleteBinding", binding)
    with pytest.raises(grpc.aio.AioRpcError, match="taken away"):
        await _next(stream)
