"""AuditService: what can be proven. Converts and passes on; what is read is itself recorded."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Final, Protocol

from remit.audit import leaf
from remit.audit.model import Leaf, SequencedLeaf, TreeHead, TreeState
from remit.audit.proof import EMPTY_ROOT, consistency_proof, inclusion_proof, root_of
from remit.errors import InvalidFieldError, NotFoundError, PreconditionFailedError
from remit.ids import ENTRY, Ids
from remit.server.call import Call
from remit.server.convert.audit import from_search, to_checkpoint, to_entry
from remit.server.services.desk import Desk, Service
from remit.storage.audit_search import AuditSearch, FoundEntry
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

    async def hashes(self, tenant: str, size: int) -> Sequence[bytes]:
        """Return the hashes of the first `size` leaves, in order of index."""
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
        index = request.from_index
        while index < head.size:
            limit = min(EXPORT_BATCH, head.size - index)
            batch = await self._log.read(tenant, index, limit=limit)
            for one in batch:
                entry = pb.ExportedEntry(index=one.index, leaf=one.leaf.body)
                yield pb.ExportEntriesResponse(entry=entry)
            if not batch:
                break
            index = batch[-1].index + 1
        yield pb.ExportEntriesResponse(checkpoint=to_checkpoint(head))

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
        found = await self._leaf(request, tenant)
        if found.index is None or found.index >= head.size:
            message = f"the entry is not in the tree of {head.size} entries; ask for a larger one"
            raise PreconditionFailedError(message, field="tree_size")
        hashes = await self._log.hashes(tenant, head.size)
        return pb.ProveInclusionResponse(
            index=found.index,
            leaf_hash=found.hash,
            hashes=inclusion_proof(found.index, head.size, hashes=hashes),
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
        hashes = await self._log.hashes(tenant, second)
        return pb.ProveConsistencyResponse(
            hashes=consistency_proof(first, second, hashes=hashes) if first else (),
            from_root_hash=root_of(hashes[:first]),
            to_root_hash=root_of(hashes),
            to_tree_size=second,
        )

    async def _leaf(self, request: pb.ProveInclusionRequest, tenant: str) -> FoundEntry:
        named = request.WhichOneof("leaf")
        if named == "leaf_hash":
            found = await self._search.find(tenant, leaf_hash=request.leaf_hash)
        else:
            found = await self._search.find(tenant, index=request.index)
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
        return TreeHead(tenant, size, root_of(await self._log.hashes(tenant, size)), at or 0)

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
