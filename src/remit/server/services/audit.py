"""AuditService: what can be proven. Converts and passes on; what is read is itself recorded."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final, Protocol

from remit.audit import leaf
from remit.audit.kept import KeptLeaves
from remit.audit.model import Leaf, SequencedLeaf, TreeHead, TreeState
from remit.audit.proof import EMPTY_ROOT
from remit.errors import CursorTooOldError, InvalidFieldError, NotFoundError, PreconditionFailedError
from remit.ids import ENTRY, Ids
from remit.server.call import Call
from remit.server.convert.audit import from_search, to_checkpoint, to_entry, to_exported
from remit.server.services.desk import Desk, Service
from remit.storage.audit_search import AuditSearch
from remitpb.v1 import audit_service_pb2 as pb

READ_PERSONS: Final = "person:read"
"""The permission to see personal fields of entries."""

EXPORT_BATCH: Final = 500
"""Entries read at once for an export."""


class Log(Protocol):
    """The log of every tenant and the tree over it."""

    async def append(self, leaves: Sequence[Leaf], principal: str = "") -> None:
        """Store leaves, all or none, in the name of `principal`."""
        ...

    async def tree(self, tenant: str) -> TreeState | None:
        """Return how far the tenant's tree has come; None when nothing was sequenced yet."""
        ...

    async def read(self, tenant: str, start: int, *, limit: int) -> Sequence[SequencedLeaf]:
        """Return up to `limit` leaves from index `start` on, in order of index."""
        ...

    async def kept(self, tenant: str, size: int) -> KeptLeaves:
        """Return what is kept of the first `size` leaves: the edge of those that are gone, the hashes of the others."""
        ...


class AuditService(Service):
    """The audit log."""

    def __init__(
        self,
        desk: Desk,
        *,
        log: Log,
        search: AuditSearch,
        sequence: Callable[[str], Awaitable[int]],
        ids: Ids,
    ) -> None:
        """Serve from `desk`.

        Args:
            desk: what all services of the control plane share.
            log: entries and the tree over them.
            search: finds entries.
            sequence: has the notary give everything of a tenant that waits its place in the tree.
            ids: makes ids.
        """
        super().__init__(desk)
        self._log = log
        self._search = search
        self._sequence = sequence
        self._ids = ids

    async def SearchEntries(self, request: pb.SearchEntriesRequest, call: Call) -> pb.SearchEntriesResponse:
        """Search entries, newest first."""
        tenant, part = call.principal.tenant, self._desk.part(call, request)
        found = await self._search.page(
            tenant, from_search(request), before=int(part.after or 0), limit=part.size + 1
        )
        page = found[: part.size]
        last = str(page[-1].position) if len(found) > part.size else ""
        # After the search, so that no search finds itself; before the answer, so that none is unrecorded.
        await self._record(call, {"entries": len(page)})
        return pb.SearchEntriesResponse(
            entries=map(to_entry, page), next_page_token=self._desk.token(call, request, last=last)
        )

    async def GetEntry(self, request: pb.GetEntryRequest, call: Call) -> pb.GetEntryResponse:
        """Read one entry with its exact bytes."""
        tenant, named = call.principal.tenant, request.WhichOneof("entry")
        if named == "index":
            await self._sequence(tenant)
        found = await self._search.find(
            tenant,
            entry_id=request.entry_id if named == "entry_id" else "",
            leaf_hash=request.leaf_hash if named == "leaf_hash" else b"",
            index=request.index if named == "index" else -1,
        )
        if found is None:
            if named == "index":
                await self._require_bytes(tenant, request.index)
            raise NotFoundError("there is no such entry", field=named or "entry")
        readable = await self._desk.authority.may(call.principal, READ_PERSONS, resource="*")
        content = await self._search.content(tenant, found.body) if readable else ""
        await self._record(call, {"entry": found.id, "persons": readable})
        return pb.GetEntryResponse(entry=to_entry(found), leaf=found.body, content_json=content)

    async def ExportEntries(
        self, request: pb.ExportEntriesRequest, call: Call
    ) -> AsyncGenerator[pb.ExportEntriesResponse, None]:
        """Stream entries by index, then the checkpoint that covers them."""
        tenant = call.principal.tenant
        await self._record(call, {"from_index": request.from_index})
        head = await self._head(tenant, request.tree_size if request.HasField("tree_size") else None)
        if before := await self._before(head, request.from_index):
            yield pb.ExportEntriesResponse(beginning=before)
        index, bare = request.from_index, False
        async for one in self._leaves(tenant, index, end=head.size):
            index, bare = one.index + 1, bare or not one.leaf.body
            yield pb.ExportEntriesResponse(entry=to_exported(one))
        if bare and not request.HasField("tree_size"):
            # What says that bytes were removed may be younger than the export's beginning.
            head = await self._newest(tenant)
            async for one in self._leaves(tenant, index, end=head.size):
                yield pb.ExportEntriesResponse(entry=to_exported(one))
        yield pb.ExportEntriesResponse(checkpoint=to_checkpoint(head))

    async def _leaves(self, tenant: str, start: int, *, end: int) -> AsyncGenerator[SequencedLeaf, None]:
        while start < end:
            batch = await self._log.read(tenant, start, limit=min(EXPORT_BATCH, end - start))
            for one in batch:
                yield one
            if not batch:
                return
            start = batch[-1].index + 1

    async def GetCheckpoint(self, request: pb.GetCheckpointRequest, call: Call) -> pb.GetCheckpointResponse:
        """Read the size and root of the tree, now or as it was."""
        size = request.tree_size if request.HasField("tree_size") else None
        return pb.GetCheckpointResponse(
            checkpoint=to_checkpoint(await self._head(call.principal.tenant, size))
        )

    async def ProveInclusion(
        self, request: pb.ProveInclusionRequest, call: Call
    ) -> pb.ProveInclusionResponse:
        """Prove that a leaf is in the tree."""
        tenant = call.principal.tenant
        head = await self._head(tenant, request.tree_size if request.HasField("tree_size") else None)
        kept = await self._log.kept(tenant, head.size)
        index, leaf_hash = await self._leaf(request, tenant, kept=kept)
        if index is None or index >= head.size:
            message = f"the entry is not in the tree of {head.size} entries; ask for a larger one"
            raise PreconditionFailedError(message, field="tree_size")
        return pb.ProveInclusionResponse(
            index=index,
            leaf_hash=leaf_hash,
            hashes=kept.inclusion(index, head.size),
            checkpoint=to_checkpoint(head),
            tree_size=head.size,
        )

    async def ProveConsistency(
        self, request: pb.ProveConsistencyRequest, call: Call
    ) -> pb.ProveConsistencyResponse:
        """Prove that one tree is the beginning of another."""
        tenant, first = call.principal.tenant, request.from_tree_size
        newest = await self._newest(tenant)
        second = request.to_tree_size if request.HasField("to_tree_size") else newest.size
        for size, field in ((second, "to_tree_size"), (first, "from_tree_size")):
            if size > newest.size:
                message = f"{field} is beyond the newest checkpoint of {newest.size} entries"
                raise InvalidFieldError(message, field=field)
        if first > second:
            message = "from_tree_size must not be larger than to_tree_size"
            raise InvalidFieldError(message, field="from_tree_size")
        kept = await self._log.kept(tenant, second)
        return pb.ProveConsistencyResponse(
            hashes=kept.consistency(first, second),
            from_root_hash=kept.root(first, "from_tree_size") if first else EMPTY_ROOT,
            to_root_hash=kept.root(second, "to_tree_size"),
            to_tree_size=second,
        )

    async def _before(self, head: TreeHead, index: int) -> pb.ExportBeginning | None:
        """Return what comes before an index; None where retention has removed nothing, so that all of it can be asked for.

        Raises:
            CursorTooOldError: when the leaf at the index is no longer kept.
        """
        kept = await self._log.kept(head.tenant, 0)
        kept.require(index, "from_index")
        if not kept.before.size:
            return None
        kept = await self._log.kept(head.tenant, min(index, head.size))
        before = kept.before.extend(kept.hashes)
        return pb.ExportBeginning(tree_size=before.size, hashes=before.nodes)

    async def _require_bytes(self, tenant: str, index: int) -> None:
        """Say of an entry that is in the tree, but of which there are no bytes, that they are no longer kept."""
        kept = await self._log.kept(tenant, 0)
        kept.require(index, "index")
        if await self._search.leaf(tenant, index=index) is not None:
            message = "retention has removed the bytes of this entry; its hash is still proven"
            raise CursorTooOldError(message, field="index", oldest_index=str(kept.before.size))

    async def _leaf(
        self, request: pb.ProveInclusionRequest, tenant: str, *, kept: KeptLeaves
    ) -> tuple[int | None, bytes]:
        named = request.WhichOneof("leaf")
        if named == "leaf_hash":
            found = await self._search.leaf(tenant, leaf_hash=request.leaf_hash)
        else:
            kept.require(request.index, "index")
            found = await self._search.leaf(tenant, index=request.index)
        if found is None:
            raise NotFoundError("there is no such entry in the log", field=named or "leaf")
        return found

    async def _newest(self, tenant: str) -> TreeHead:
        """Return the head of the tree over everything that was committed so far."""
        await self._sequence(tenant)
        state = await self._log.tree(tenant)
        return state.head if state is not None else TreeHead(tenant, 0, EMPTY_ROOT, self._desk.now)

    async def _head(self, tenant: str, size: int | None) -> TreeHead:
        """Return the head of the tree at a size; None means the newest.

        Raises:
            NotFoundError: when the tree has not come so far.
        """
        newest = await self._newest(tenant)
        if size is None or size == newest.size:
            return newest
        if size > newest.size:
            message = f"the tree has {newest.size} entries, and none of that size yet"
            raise NotFoundError(message, field="tree_size")
        at = await self._search.head_at(tenant, size)
        kept = await self._log.kept(tenant, size)
        return TreeHead(tenant, size, kept.root(size, "tree_size") if size else EMPTY_ROOT, at or 0)

    async def _record(self, call: Call, content: dict[str, object]) -> None:
        """Write down that the log was read, and by whom."""
        principal = call.principal
        made = leaf.make(
            self._ids.new(ENTRY),
            principal.tenant,
            at=self._desk.now,
            kind=call.permission,
            content={
                **content,
                "format": 1,
                "principal": await self._search.sealed(principal.tenant, principal.subject),
                "credential": principal.credential,
            },
        )
        await self._log.append([made], principal=principal.subject)
