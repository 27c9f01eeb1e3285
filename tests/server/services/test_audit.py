"""The audit log as its readers meet it: found, proven, exported, and read by nobody unrecorded."""

from hashlib import sha256
from typing import Any

import orjson
import pytest

from remit.audit.export import write_export
from remit.audit.leaf import leaf_hash
from remit.audit.model import Leaf, SequencedLeaf, TreeHead
from remit.audit.proof import verify_consistency, verify_inclusion
from remit.audit.verify import verify_export
from remitpb.v1 import audit_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from tests.server.services.shop import AGENT, Shop, entity


async def search(shop: Shop, **wanted: Any) -> list[pb.AuditEntry]:
    found: list[pb.AuditEntry] = []
    request = pb.SearchEntriesRequest(**{"page_size": 5, **wanted})
    while True:
        page = await shop.call("Audit.SearchEntries", request)
        found += page.entries
        if not page.next_page_token:
            return found
        request.page_token = page.next_page_token


async def checkpoint(shop: Shop, **fields: Any) -> pb.Checkpoint:
    answer = await shop.call("Audit.GetCheckpoint", pb.GetCheckpointRequest(**fields))
    found: pb.Checkpoint = answer.checkpoint
    return found


async def test_decisions_use_and_changes_are_found_by_what_they_are(shop: Shop) -> None:
    key = await shop.agent()
    run = await shop.run_of()
    allowed = await shop.authorize(key=key, run_id=run)
    denied = await shop.authorize(key=key, action="memory:write", resource=entity("memory:all"))
    await shop.use("u1", key=key, reservation_id=allowed.reservation.reservation_id)
    decisions = await search(shop, kinds=[pb.AUDIT_KIND_DECISION])
    assert [one.decision_id for one in decisions] == [denied.decision_id, allowed.decision_id]
    assert [one.leaf_hash for one in decisions] == [denied.leaf_hash, allowed.leaf_hash]
    assert list(decisions[0].reason_codes) == [core.REASON_CODE_PERMISSION_MISSING]
    assert [one.decision_id for one in await search(shop, effect=core.EFFECT_DENY)] == [denied.decision_id]
    by_code = await search(shop, reason_codes=[core.REASON_CODE_PERMISSION_MISSING])
    assert by_code == decisions[:1]
    assert [one.run_id for one in await search(shop, run_id=run, kinds=[pb.AUDIT_KIND_DECISION])] == [run]
    of_one = await search(shop, decision_id=allowed.decision_id)
    assert [pb.AuditKind.Name(one.kind) for one in of_one] == ["AUDIT_KIND_USAGE", "AUDIT_KIND_DECISION"]
    changes = await search(shop, kinds=[pb.AUDIT_KIND_CHANGE], action="role:*")
    assert [one.action for one in changes] == ["role:create"]
    assert changes[0].principal == entity("user:admin")
    assert {one.principal.id for one in await search(shop, principal=entity(AGENT))} == {"researcher-7"}


async def test_an_entry_is_read_by_id_hash_and_place_to_the_byte(shop: Shop) -> None:
    decided = await shop.authorize(key=await shop.agent())
    by_hash = await shop.call("Audit.GetEntry", pb.GetEntryRequest(leaf_hash=decided.leaf_hash))
    assert sha256(b"\0" + by_hash.leaf).digest() == decided.leaf_hash
    by_id = await shop.call("Audit.GetEntry", pb.GetEntryRequest(entry_id=decided.decision_id))
    assert by_id.leaf == by_hash.leaf
    await checkpoint(shop)
    placed = (await shop.call("Audit.GetEntry", pb.GetEntryRequest(leaf_hash=decided.leaf_hash))).entry
    by_index = await shop.call("Audit.GetEntry", pb.GetEntryRequest(index=placed.index))
    assert by_index.leaf == by_hash.leaf
    assert await shop.refused("Audit.GetEntry", pb.GetEntryRequest(entry_id="ent_0")) == (
        "NOT_FOUND",
        "entry_id",
    )


async def test_persons_are_readable_to_who_may_and_sealed_to_others(shop: Shop) -> None:
    await shop.subject("user:ann")
    entry = (await search(shop, action="subject:create"))[0]
    request = pb.GetEntryRequest(entry_id=entry.entry_id)
    read = await shop.call("Audit.GetEntry", request)
    assert b"user:ann" not in read.leaf
    assert "user:ann" in orjson.dumps(orjson.loads(read.content_json)).decode()
    reader = await shop.actor("service:auditor", "entry:get")
    assert not (await shop.call("Audit.GetEntry", request, key=reader)).content_json


async def test_reading_the_log_is_in_the_log(shop: Shop) -> None:
    await search(shop)
    found = await search(shop, kinds=[pb.AUDIT_KIND_ACCESS])
    assert {one.action for one in found} == {"entry:search"}
    assert found[0].principal == entity("user:admin")


async def test_reading_takes_no_revision(shop: Shop) -> None:
    before = (await shop.app.catalogs.refresh("default")).revision
    await search(shop)
    assert (await shop.app.catalogs.refresh("default")).revision == before


async def test_every_leaf_is_proven_to_be_in_the_tree(shop: Shop) -> None:
    decided = await shop.authorize(key=await shop.agent())
    proof = await shop.call("Audit.ProveInclusion", pb.ProveInclusionRequest(leaf_hash=decided.leaf_hash))
    assert verify_inclusion(
        decided.leaf_hash,
        proof.index,
        size=proof.tree_size,
        proof=list(proof.hashes),
        root=proof.checkpoint.root_hash,
    )
    early = pb.ProveInclusionRequest(leaf_hash=decided.leaf_hash, tree_size=1)
    assert await shop.refused("Audit.ProveInclusion", early) == ("PRECONDITION_FAILED", "tree_size")
    unknown = pb.ProveInclusionRequest(leaf_hash=bytes(32))
    assert await shop.refused("Audit.ProveInclusion", unknown) == ("NOT_FOUND", "leaf_hash")


async def test_a_tree_is_proven_to_begin_with_each_before(shop: Shop) -> None:
    first = await checkpoint(shop)
    await shop.agent()
    second = await checkpoint(shop)
    assert second.tree_size > first.tree_size
    again = await checkpoint(shop, tree_size=first.tree_size)
    assert again.root_hash == first.root_hash
    request = pb.ProveConsistencyRequest(from_tree_size=first.tree_size, to_tree_size=second.tree_size)
    proof = await shop.call("Audit.ProveConsistency", request)
    assert verify_consistency(
        first.tree_size,
        second.tree_size,
        proof=list(proof.hashes),
        roots=(first.root_hash, second.root_hash),
    )
    assert (proof.from_root_hash, proof.to_root_hash) == (first.root_hash, second.root_hash)
    beyond = pb.ProveConsistencyRequest(from_tree_size=1, to_tree_size=10_000)
    assert await shop.refused("Audit.ProveConsistency", beyond) == ("INVALID_FIELD", "to_tree_size")
    backwards = pb.ProveConsistencyRequest(from_tree_size=3, to_tree_size=2)
    assert await shop.refused("Audit.ProveConsistency", backwards) == ("INVALID_FIELD", "from_tree_size")
    none_yet = pb.GetCheckpointRequest(tree_size=10_000)
    assert await shop.refused("Audit.GetCheckpoint", none_yet) == ("NOT_FOUND", "tree_size")


async def test_an_export_verifies_offline_and_a_flipped_byte_does_not(shop: Shop) -> None:
    key = await shop.agent()
    for _ in range(20):
        await shop.authorize(key=key)
    messages = await shop.all("Audit.ExportEntries", pb.ExportEntriesRequest())
    head = messages[-1].checkpoint
    entries = [one.entry for one in messages[:-1]]
    assert [one.index for one in entries] == list(range(head.tree_size))
    tree = TreeHead("default", head.tree_size, head.root_hash, 0)
    lines = list(write_export(tree, map(_sequenced, entries)))
    assert verify_export(lines).ok
    damaged = [line.replace(b"tool:", b"tooL:", 1) for line in lines]
    assert not verify_export(damaged).ok
    part = await shop.all("Audit.ExportEntries", pb.ExportEntriesRequest(from_index=3, tree_size=7))
    assert [one.entry.index for one in part[:-1]] == [3, 4, 5, 6]
    assert part[-1].checkpoint.tree_size == 7


def _sequenced(entry: pb.ExportedEntry) -> SequencedLeaf:
    body = orjson.loads(entry.leaf)
    made = Leaf(body["id"], body["tenant"], body["at"], body["kind"], entry.leaf, leaf_hash(entry.leaf))
    return SequencedLeaf(entry.index, made)


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"kinds": [99]}, "UNKNOWN_ENUM_VALUE", "kinds[0]"),
        ({"subject": {"type": "agent"}}, "MISSING_FIELD", "subject.id"),
        ({"page_token": "zzz"}, "PAGE_TOKEN_INVALID", "page_token"),
    ],
)
async def test_a_search_that_cannot_be_is_refused_by_name(
    shop: Shop, fields: dict[str, Any], reason: str, field: str
) -> None:
    request = pb.SearchEntriesRequest(**fields)
    assert await shop.refused("Audit.SearchEntries", request) == (reason, field)
