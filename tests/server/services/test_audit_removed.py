"""The audit log of which retention has removed a part, as its readers meet it."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.field_mask_pb2 import FieldMask
from google.protobuf.message import Message

from remit.audit.model import SequencedLeaf
from remit.audit.proof import Frontier, verify_consistency, verify_inclusion
from remit.audit.verify import Evidence, Report, verify_export
from remit.cli.audit import export_log
from remit.client import Client
from remit.clock import DAY
from remit.storage.audit import AuditStore
from remitpb.v1 import audit_service_pb2 as pb
from remitpb.v1 import core_pb2 as core
from remitpb.v1 import tenant_service_pb2 as tenants
from tests.server.services.shop import Refused, Shop

DAYS: dict[str, int] = {"timeline": 1, "decisions": 1, "ledger": 1, "audit": 2}


async def newest(shop: Shop) -> pb.Checkpoint:
    answer = await shop.call("Audit.GetCheckpoint", pb.GetCheckpointRequest())
    found: pb.Checkpoint = answer.checkpoint
    return found


async def keep(shop: Shop) -> None:
    """Let the tenant keep its records for some days."""
    request = tenants.UpdateTenantRequest(
        update_mask=FieldMask(paths=["settings.retention", "settings.lateness"])
    )
    request.tenant.tenant_id = "default"
    for name, days in DAYS.items():
        getattr(request.tenant.settings.retention, name).seconds = days * 86_400
    request.tenant.settings.lateness.seconds = 3_600
    await shop.call("Tenant.UpdateTenant", request)


async def exported(shop: Shop, file: Path) -> Report:
    """Export as the command does, and verify."""

    def export() -> None:
        with Client.connect(shop.address, shop.admin, insecure=True) as client:
            export_log(client, file)

    await asyncio.to_thread(export)
    with file.open("rb") as lines:
        return verify_export(lines, Evidence())


async def retained(shop: Shop) -> tuple[pb.Checkpoint, pb.Checkpoint, int]:
    """Let a log grow and go: returns a checkpoint of before the cut, one of behind it, and the cut itself."""
    await keep(shop)
    key = await shop.agent()
    for _ in range(5):
        await shop.authorize(key=key)
    early = await newest(shop)
    shop.clock.advance(2 * DAY)
    await shop.app.expiry.run()
    for _ in range(3):
        await shop.authorize(key=key, estimate=core.Estimate(nothing=core.NoCost()))
    late = await newest(shop)
    shop.clock.advance(DAY // 2 * 3)
    await shop.app.notary.run()
    await shop.app.retention.run()
    cut = (await shop.app.audit.kept("default", 0)).before.size
    assert early.tree_size <= cut < late.tree_size
    return early, late, cut


async def too_old(shop: Shop, name: str, request: Message) -> tuple[str, Mapping[str, str]]:
    with pytest.raises(Refused) as raised:
        await (shop.all(name, request) if "Export" in name else shop.call(name, request))
    assert (raised.value.code.name, raised.value.reason) == ("OUT_OF_RANGE", "CURSOR_TOO_OLD")
    return raised.value.field, raised.value.metadata


async def test_what_is_gone_is_said_to_be_gone_with_the_oldest_that_there_is(shop: Shop) -> None:
    early, late, cut = await retained(shop)
    gone: list[tuple[str, Any, str]] = [
        ("Audit.GetEntry", pb.GetEntryRequest(index=0), "index"),
        ("Audit.GetCheckpoint", pb.GetCheckpointRequest(tree_size=1), "tree_size"),
        ("Audit.ProveInclusion", pb.ProveInclusionRequest(index=cut - 1), "index"),
        ("Audit.ProveConsistency", pb.ProveConsistencyRequest(from_tree_size=1), "from_tree_size"),
        ("Audit.ExportEntries", pb.ExportEntriesRequest(), "from_index"),
    ]
    for name, request, field in gone:
        where, metadata = await too_old(shop, name, request)
        assert (where, metadata["oldest_index"]) == (field, str(cut))
    # A decision whose bytes are gone, though its hash is there.
    bare = next(one for one in await shop.app.audit.read("default", cut, limit=100) if not one.leaf.body)
    where, _ = await too_old(shop, "Audit.GetEntry", pb.GetEntryRequest(index=bare.index))
    assert where == "index"
    for named in ({"index": bare.index}, {"leaf_hash": bare.leaf.hash}):
        asked = pb.ProveInclusionRequest(**named, tree_size=late.tree_size)
        proven = await shop.call("Audit.ProveInclusion", asked)
        assert verify_inclusion(
            bare.leaf.hash, proven.index, size=late.tree_size, proof=proven.hashes, root=late.root_hash
        )
    first = max(early.tree_size, cut)
    both = pb.ProveConsistencyRequest(from_tree_size=first, to_tree_size=late.tree_size)
    steps = await shop.call("Audit.ProveConsistency", both)
    roots = (steps.from_root_hash, late.root_hash)
    assert verify_consistency(first, late.tree_size, proof=steps.hashes, roots=roots)


async def test_an_export_begins_with_what_is_needed_to_verify_the_rest(shop: Shop) -> None:
    _, late, cut = await retained(shop)
    messages = await shop.all("Audit.ExportEntries", pb.ExportEntriesRequest(from_index=cut + 1))
    assert messages[0].beginning.tree_size == cut + 1
    kept = await shop.app.audit.kept("default", cut + 1)
    assert tuple(messages[0].beginning.hashes) == kept.before.extend(kept.hashes).nodes
    assert [one.entry.index for one in messages[1:3]] == [cut + 1, cut + 2]
    assert messages[-1].checkpoint.tree_size > late.tree_size
    assert Frontier(cut + 1, tuple(messages[0].beginning.hashes)).size == cut + 1


async def test_an_export_has_what_says_that_bytes_went_while_it_ran(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(DAYS, "audit")
    await keep(shop)
    key = await shop.agent()
    for _ in range(3):
        await shop.authorize(key=key, estimate=core.Estimate(nothing=core.NoCost()))
    await newest(shop)
    shop.clock.advance(2 * DAY)
    read, asked = AuditStore.read, 0

    async def slow(self: AuditStore, tenant: str, start: int, *, limit: int) -> Sequence[SequencedLeaf]:
        nonlocal asked
        asked += 1
        if asked == 1:
            assert await shop.app.retention.run() > 0
        return await read(self, tenant, start, limit=limit)

    monkeypatch.setattr(AuditStore, "read", slow)
    report = await exported(shop, tmp_path / "audit.jsonl")
    assert report.ok, report.problems
    assert b'"remit-audit/2"' in (tmp_path / "audit.jsonl").read_bytes()


async def test_the_command_exports_what_is_left_and_it_verifies(shop: Shop, tmp_path: Path) -> None:
    _, _, cut = await retained(shop)
    file = tmp_path / "audit.jsonl"
    report = await exported(shop, file)
    head = await newest(shop)
    assert report.ok, report.problems
    assert report.tenant == "default"
    assert report.root == head.root_hash
    assert report.entries == head.tree_size - cut
    assert b'"remit-audit/2"' in file.read_bytes()
